--- title = { zh = "花名册与名册保障人数相同", en = "Roster and case agree on the persons" }
--- about = { zh = "花名册写明的保障人数与家庭表的保障人口数相同", en = "The persons stated by the roster are the covered persons of the household" }
--- clauses = ["YQ-9", "KS-14", "QH-12"]
--- grain = "household"
SELECT
    coalesce(y.town_code, 'unknown') AS town_code, y.household_key, CAST(NULL AS VARCHAR) AS person_key,
    y.covered_persons = h.covered_persons AS is_passed,
    concat('roster=', y.covered_persons, '; covered_persons=', h.covered_persons) AS evidence
FROM payments AS y
JOIN households AS h ON h.household_key = y.household_key
ORDER BY town_code, household_key, evidence
