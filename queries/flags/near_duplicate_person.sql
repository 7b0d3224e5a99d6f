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
WITH counted AS (
    SELECT
        m.town_code, m.household_key, m.person_key, m.id_problem, coalesce(m.birth_date, m.id_birth_on) AS born_on,
        m.total_amount / greatest(m.covered_persons, 1) AS due_yuan,
        COUNT(DISTINCT m.person_key) OVER (PARTITION BY m.name_key, coalesce(m.birth_date, m.id_birth_on)) AS numbers_count,
        COUNT(m.id_problem) OVER (PARTITION BY m.name_key, coalesce(m.birth_date, m.id_birth_on)) AS problems_count,
        MIN(m.household_key) OVER (PARTITION BY m.name_key, coalesce(m.birth_date, m.id_birth_on)) AS first_key,
        MAX(m.household_key) OVER (PARTITION BY m.name_key, coalesce(m.birth_date, m.id_birth_on)) AS last_key,
        COUNT(DISTINCT m.person_key) OVER (PARTITION BY m.name_key) AS same_name_persons,
        COUNT(DISTINCT m.person_key) OVER (PARTITION BY coalesce(m.birth_date, m.id_birth_on)) AS same_day_persons,
        COUNT(DISTINCT m.person_key) OVER (PARTITION BY date_part('year', coalesce(m.birth_date, m.id_birth_on))) AS same_year_persons,
        COUNT(DISTINCT m.person_key) OVER () AS all_persons
    FROM members AS m
    WHERE m.is_covered AND m.name_key IS NOT NULL
),
chances AS (
    SELECT
        c.*,
        CAST(
            (c.same_name_persons - 1)
            * greatest(CAST(c.same_day_persons - c.numbers_count AS DOUBLE), c.same_year_persons / 365.25)
            / c.all_persons AS DECIMAL(18, 6)
        ) AS chance
    FROM counted AS c
    WHERE c.born_on IS NOT NULL AND c.numbers_count > 1 AND c.problems_count > 0
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
FROM chances AS h
WHERE h.chance <= norm('near_duplicate_chance_max')
GROUP BY h.town_code, h.household_key, h.person_key
ORDER BY h.town_code, h.household_key, h.person_key
