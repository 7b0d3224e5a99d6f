--- title = { zh = "保障人口不超过家庭人口", en = "Covered persons within the household" }
--- about = { zh = "户的保障人口数不大于家庭人口数", en = "A household has no more covered persons than members" }
--- clauses = ["YQ-9", "KS-14"]
--- grain = "household"
SELECT
    coalesce(h.town_code, 'unknown') AS town_code, h.household_key, CAST(NULL AS VARCHAR) AS person_key,
    h.covered_persons <= h.household_size AS is_passed,
    concat('covered_persons=', h.covered_persons, '; household_size=', h.household_size) AS evidence
FROM households AS h
ORDER BY town_code, household_key
