--- title = { zh = "多户共用账户", en = "One account for several households" }
--- about = { zh = "同一账户收取多户救助金，扣除备案代领人和照料人账户", en = "One account receives several households' benefits, filed custodians and caregivers aside" }
--- clauses = ["YQ-4"]
--- grain = "household"
--- across = true
--- [flag]
--- strength = "high"
--- unit = "household"
--- deterministic = true
--- cause = "account"
--- moving = ["households"]
--- caveats = [
---     { zh = "亲属代领可能有协议未备案", en = "a relative may hold a mandate that was never filed" },
--- ]
WITH unexplained AS (
    SELECT DISTINCT p.household_key, p.town_code, p.account_key
    FROM paid_accounts AS p
    WHERE NOT p.is_custodian_account AND NOT p.is_caregiver_account
),
shared AS (
    SELECT u.account_key, COUNT(DISTINCT u.household_key) AS households_count
    FROM unexplained AS u
    GROUP BY u.account_key
    HAVING COUNT(DISTINCT u.household_key) >= norm('account_shared_min')
),
paid AS (
    SELECT p.household_key, SUM(p.total_paid) AS yuan FROM paid_accounts AS p GROUP BY p.household_key
)
SELECT
    u.town_code, u.household_key, CAST(NULL AS VARCHAR) AS person_key,
    'high' AS strength,
    MAX(p.yuan) AS due_yuan,
    concat('account_key=', MIN(u.account_key), '; households=', MAX(s.households_count)) AS evidence
FROM unexplained AS u
JOIN shared AS s ON s.account_key = u.account_key
JOIN paid AS p ON p.household_key = u.household_key
GROUP BY u.town_code, u.household_key
ORDER BY u.town_code, u.household_key
