--- title = { zh = "保障对象数等于保障人口", en = "Persons covered as stated" }
--- about = { zh = "有成员记录的户，人员表中的保障对象数等于保障人口数", en = "A household has as many covered persons as stated; households without persons do not count" }
--- clauses = ["YQ-9", "KS-14"]
--- grain = "household"
SELECT
    coalesce(h.town_code, 'unknown') AS town_code, h.household_key, CAST(NULL AS VARCHAR) AS person_key,
    m.covered_count = h.covered_persons AS is_passed,
    concat('persons=', m.covered_count, '; covered_persons=', h.covered_persons) AS evidence
FROM households AS h
LEFT JOIN household_persons AS m ON m.household_key = h.household_key
ORDER BY town_code, household_key
