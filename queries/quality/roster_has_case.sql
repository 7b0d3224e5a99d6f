--- title = { zh = "花名册每户都有名册记录", en = "Roster rows have a case" }
--- about = { zh = "花名册中的每一户都在当月家庭表中", en = "Every household of the roster is among the households of the month" }
--- clauses = ["YQ-9", "KS-14", "QH-12"]
--- grain = "household"
SELECT
    coalesce(y.town_code, 'unknown') AS town_code, y.household_key, CAST(NULL AS VARCHAR) AS person_key,
    h.household_key IS NOT NULL AS is_passed,
    concat('programme=', y.programme, '; total_yuan=', y.total_paid) AS evidence
FROM payments AS y
LEFT JOIN households AS h ON h.household_key = y.household_key
ORDER BY town_code, household_key, evidence
