--- title = { zh = "花名册与名册账号相同", en = "Roster and case agree on the account" }
--- about = { zh = "花名册的账号与家庭表登记的账号相同；任一方未填的不计", en = "The account paid to is the one on record for the household; rows where either is missing do not count" }
--- clauses = ["YQ-9", "KS-14", "QH-12"]
--- grain = "household"
SELECT
    coalesce(y.town_code, 'unknown') AS town_code, y.household_key, CAST(NULL AS VARCHAR) AS person_key,
    y.account_key = h.account_key AS is_passed,
    concat('roster=', y.account_key, '; account=', h.account_key) AS evidence
FROM payments AS y
JOIN households AS h ON h.household_key = y.household_key
ORDER BY town_code, household_key, evidence
