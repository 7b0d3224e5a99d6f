--- title = { zh = "渐退期满仍享受", en = "Grace period overrun" }
--- about = { zh = "渐退结束月份已过，家庭仍在册；或渐退期超过最长月数", en = "The grace period has ended and the household is still enrolled, or the period is longer than allowed" }
--- clauses = ["HZ-3"]
--- grain = "household"
--- [flag]
--- strength = "high"
--- unit = "household"
--- deterministic = true
--- caveats = [
---     { zh = "期满后可能重新核查符合条件", en = "the household may have qualified again after the period" },
--- ]
WITH paid AS (
    SELECT b.household_key, SUM(h.paid_yuan) AS yuan
    FROM benefit_cases AS b
    JOIN paid_history AS h ON h.household_key = b.household_key AND h.month > b.grace_end
    GROUP BY b.household_key
)
SELECT
    b.town_code, b.household_key, CAST(NULL AS VARCHAR) AS person_key,
    'high' AS strength,
    coalesce(p.yuan, 0) AS due_yuan,
    concat('grace_start=', b.grace_start, '; grace_end=', b.grace_end) AS evidence
FROM benefit_cases AS b
LEFT JOIN paid AS p ON p.household_key = b.household_key
WHERE b.grace_end < snapshot_month()
ORDER BY b.town_code, b.household_key
