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
    SELECT DISTINCT m.person_key, m.household_key, m.name_key, m.id_problem, coalesce(m.birth_date, m.id_birth_on) AS born_on
    FROM members AS m
    WHERE m.is_covered AND m.name_key IS NOT NULL
),
names AS (
    SELECT c.name_key, COUNT(DISTINCT c.person_key) AS persons_count FROM counted AS c GROUP BY c.name_key
),
days AS (
    SELECT c.born_on, COUNT(DISTINCT c.person_key) AS persons_count FROM counted AS c GROUP BY c.born_on
),
years AS (
    SELECT date_part('year', c.born_on) AS year, COUNT(DISTINCT c.person_key) AS persons_count FROM counted AS c GROUP BY date_part('year', c.born_on)
),
alike AS (
    SELECT
        c.name_key, c.born_on, COUNT(DISTINCT c.person_key) AS numbers_count,
        MIN(c.household_key) AS first_key, MAX(c.household_key) AS last_key
    FROM counted AS c
    WHERE c.born_on IS NOT NULL
    GROUP BY c.name_key, c.born_on
    HAVING COUNT(DISTINCT c.person_key) > 1 AND COUNT(c.id_problem) > 0
),
chances AS (
    SELECT
        a.name_key, a.born_on, a.numbers_count, a.first_key, a.last_key, n.persons_count AS same_name_persons,
        CAST(
            (n.persons_count - 1)
            * greatest(CAST(d.persons_count - a.numbers_count AS DOUBLE), y.persons_count / 365.25)
            / t.persons_count AS DECIMAL(18, 6)
        ) AS chance
    FROM alike AS a
    JOIN names AS n ON n.name_key = a.name_key
    JOIN days AS d ON d.born_on = a.born_on
    JOIN years AS y ON y.year = date_part('year', a.born_on)
    CROSS JOIN (SELECT COUNT(DISTINCT c.person_key) AS persons_count FROM counted AS c) AS t
)
SELECT
    m.town_code, m.household_key, m.person_key,
    'medium' AS strength,
    MAX(m.total_amount / greatest(m.covered_persons, 1)) AS due_yuan,
    concat(
        'same_name_and_birth=', MAX(h.numbers_count), '; same_name_persons=', MAX(h.same_name_persons), '; chance=', MAX(h.chance),
        '; other_household=', MAX(CASE WHEN m.household_key = h.first_key THEN h.last_key ELSE h.first_key END),
        '; id_problem=', coalesce(MAX(m.id_problem), 'none')
    ) AS evidence
FROM chances AS h
JOIN members AS m ON m.name_key = h.name_key AND coalesce(m.birth_date, m.id_birth_on) = h.born_on
WHERE m.is_covered AND h.chance <= norm('near_duplicate_chance_max')
GROUP BY m.town_code, m.household_key, m.person_key
ORDER BY m.town_code, m.household_key, m.person_key
