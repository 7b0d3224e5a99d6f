--- title = { zh = "花名册与名册救助类型相同", en = "Roster and case agree on the programme" }
--- about = { zh = "花名册写明的救助类型与家庭表相同", en = "The programme stated by the roster is that of the household" }
--- clauses = ["YQ-9", "KS-14", "QH-12"]
--- grain = "household"
SELECT
    coalesce(y.town_code, 'unknown') AS town_code, y.household_key, CAST(NULL AS VARCHAR) AS person_key,
    y.programme = h.programme AS is_passed,
    concat('roster=', y.programme, '; programme=', h.programme) AS evidence
FROM payments AS y
JOIN households AS h ON h.household_key = y.household_key
ORDER BY town_code, household_key, evidence
