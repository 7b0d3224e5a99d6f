--- title = { zh = "不早于最初享受月份发放", en = "Not paid before the first month" }
--- about = { zh = "花名册中的户，最初享受月份不晚于快照月", en = "A household of the roster has a first benefit month that has come" }
--- clauses = ["YQ-9", "KS-14", "QH-12"]
--- grain = "household"
SELECT
    coalesce(y.town_code, 'unknown') AS town_code, y.household_key, CAST(NULL AS VARCHAR) AS person_key,
    h.first_benefit_month <= snapshot_month() AS is_passed,
    concat('first_benefit_month=', h.first_benefit_month) AS evidence
FROM payments AS y
JOIN households AS h ON h.household_key = y.household_key
ORDER BY town_code, household_key, evidence
