--- title = { zh = "渐退期满仍享受", en = "Grace period overrun" }
--- about = { zh = "渐退结束月份已过或已超过最长月数，家庭仍在册", en = "The grace period has ended or lasts longer than allowed, and the household is still enrolled" }
--- clauses = ["HZ-3"]
--- grain = "household"
--- [flag]
--- strength = "high"
--- unit = "household"
--- deterministic = true
--- cause = "benefit"
--- caveats = [
---     { zh = "期满后可能重新核查符合条件", en = "the household may have qualified again after the period" },
--- ]
WITH paid AS (
    SELECT b.household_key, SUM(h.paid_yuan) AS yuan
    FROM benefit_cases AS b
    JOIN paid_history AS h ON h.household_key = b.household_key AND h.month > least(
            b.grace_end, month_of(add_months(month_start(b.grace_start), CAST(norm('grace_months_max') AS BIGINT) - 1))
        )
    GROUP BY b.household_key
)
SELECT
    b.town_code, b.household_key, CAST(NULL AS VARCHAR) AS person_key,
    'high' AS strength,
    coalesce(p.yuan, 0) AS due_yuan,
    concat('grace_start=', b.grace_start, '; grace_end=', b.grace_end) AS evidence
FROM benefit_cases AS b
LEFT JOIN paid AS p ON p.household_key = b.household_key
WHERE
    b.grace_end < snapshot_month()
    OR months_between(b.grace_start, snapshot_month()) >= norm('grace_months_max')
ORDER BY b.town_code, b.household_key
