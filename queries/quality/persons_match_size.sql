--- title = { zh = "成员数等于家庭人口", en = "Persons as many as stated" }
--- about = { zh = "有成员记录的户，人员表中的成员数等于家庭人口数", en = "A household has as many rows among the persons as its stated size; households without persons do not count" }
--- clauses = ["YQ-9", "KS-14"]
--- grain = "household"
SELECT
    coalesce(h.town_code, 'unknown') AS town_code, h.household_key, CAST(NULL AS VARCHAR) AS person_key,
    m.persons_count = h.household_size AS is_passed,
    concat('persons=', m.persons_count, '; household_size=', h.household_size) AS evidence
FROM households AS h
LEFT JOIN household_persons AS m ON m.household_key = h.household_key
ORDER BY town_code, household_key
