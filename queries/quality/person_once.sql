--- title = { zh = "一人只在一户", en = "A person in one household" }
--- about = { zh = "一个身份证号当月只出现在一户的成员中", en = "An identity number stands among the persons of one household of the month only" }
--- clauses = ["YQ-9", "KS-14"]
--- grain = "household, person"
--- across = true
SELECT
    coalesce(h.town_code, 'unknown') AS town_code, p.household_key, p.person_key,
    n.households_count = 1 AS is_passed,
    concat('households=', n.households_count) AS evidence
FROM persons AS p
LEFT JOIN households AS h ON h.household_key = p.household_key
JOIN (
    SELECT q.person_key, COUNT(*) AS households_count
    FROM persons AS q
    GROUP BY q.person_key
) AS n ON n.person_key = p.person_key
ORDER BY town_code, household_key, person_key
