--- title = { zh = "疑似同一人两个证号", en = "Perhaps one person under two numbers" }
--- about = { zh = "两名保障对象同名、同日出生而身份证号不同，其中有号码校验不对，按姓名的常见程度和当日出生人数，偶然相同的可能很小", en = "Two covered persons have one name and birthday under different identity numbers, one of which fails its check, and by how common the name and the day are it is hardly chance" }
--- clauses = ["KS-14"]
--- grain = "household, person"
--- across = true
--- [flag]
--- strength = "medium"
--- unit = "person"
--- deterministic = false
--- cause = "identity"
--- moving = ["same_name_persons", "chance"]
--- reason = { zh = "同名同日出生的有 {same_name_and_birth} 个证号；同名共 {same_name_persons} 人，偶然相同的期望只有 {chance} 人。", en = "{same_name_and_birth} numbers share name and birthday; of {same_name_persons} persons of that name chance would give {chance}." }
--- lift = { zh = "更正其中一个身份证号、姓名或出生日期即不再提示。", en = "Correcting one of the numbers, the name or the birthday lifts it." }
--- caveats = [
---     { zh = "确有同名同日出生的两人", en = "there are two people of one name and birthday" },
---     { zh = "出生日期可能按惯例登记在同一天", en = "birthdays may have been registered on one customary day" },
--- ]
WITH covered AS (
    SELECT
        m.town_code, m.household_key, m.person_key, m.name_key, m.id_problem, coalesce(m.birth_date, m.id_birth_on) AS born_on,
        m.total_amount / greatest(m.covered_persons, 1) AS due_yuan
    FROM members AS m
    WHERE m.is_covered AND m.name_key IS NOT NULL
),
numbers AS (
    SELECT c.name_key, c.born_on, c.person_key, COUNT(c.id_problem) AS problems_count
    FROM covered AS c
    GROUP BY c.name_key, c.born_on, c.person_key
),
-- Few bytes for each name and birthday, for these are nearly as many as there are persons.
counted AS (
    SELECT n.name_key, n.born_on, COUNT(*) AS numbers_count, SUM(n.problems_count) AS problems_count
    FROM numbers AS n
    GROUP BY n.name_key, n.born_on
),
sized AS (
    SELECT
        c.*,
        SUM(c.numbers_count) OVER (PARTITION BY c.name_key) AS same_name_persons,
        SUM(c.numbers_count) OVER (PARTITION BY c.born_on) AS same_day_persons,
        SUM(c.numbers_count) OVER (PARTITION BY date_part('year', c.born_on)) AS same_year_persons,
        SUM(c.numbers_count) OVER () AS all_persons
    FROM counted AS c
),
chances AS (
    SELECT
        s.*,
        CAST(
            (s.same_name_persons - 1)
            * greatest(CAST(s.same_day_persons - s.numbers_count AS DOUBLE), s.same_year_persons / 365.25)
            / s.all_persons AS DECIMAL(18, 6)
        ) AS chance
    FROM sized AS s
    WHERE s.born_on IS NOT NULL AND s.numbers_count > 1 AND s.problems_count > 0
),
found AS (
    SELECT
        p.town_code, p.household_key, p.person_key, p.due_yuan, p.id_problem,
        c.numbers_count, c.same_name_persons, c.chance,
        MIN(p.household_key) OVER (PARTITION BY p.name_key, p.born_on) AS first_key,
        MAX(p.household_key) OVER (PARTITION BY p.name_key, p.born_on) AS last_key
    FROM covered AS p
    JOIN chances AS c ON c.name_key = p.name_key AND c.born_on = p.born_on
    WHERE c.chance <= norm('near_duplicate_chance_max')
)
SELECT
    h.town_code, h.household_key, h.person_key,
    'medium' AS strength,
    MAX(h.due_yuan) AS due_yuan,
    concat(
        'same_name_and_birth=', MAX(h.numbers_count), '; same_name_persons=', MAX(h.same_name_persons), '; chance=', MAX(h.chance),
        '; other_household=', MAX(CASE WHEN h.household_key = h.first_key THEN h.last_key ELSE h.first_key END),
        '; id_problem=', coalesce(MAX(h.id_problem), 'none')
    ) AS evidence
FROM found AS h
GROUP BY h.town_code, h.household_key, h.person_key
ORDER BY h.town_code, h.household_key, h.person_key
