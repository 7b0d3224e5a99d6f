--- title = { zh = "有成员记录", en = "Has persons" }
--- about = { zh = "家庭表中的每一户在人员表中至少有一名成员", en = "Every household has at least one row among the persons" }
--- clauses = ["YQ-9", "KS-14"]
--- grain = "household"
SELECT
    coalesce(h.town_code, 'unknown') AS town_code, h.household_key, CAST(NULL AS VARCHAR) AS person_key,
    m.persons_count IS NOT NULL AS is_passed,
    concat('persons=', coalesce(m.persons_count, 0)) AS evidence
FROM households AS h
LEFT JOIN household_persons AS m ON m.household_key = h.household_key
ORDER BY town_code, household_key
