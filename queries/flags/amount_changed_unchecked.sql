--- title = { zh = "未经核查调整金额", en = "Amount changed without a check" }
--- about = { zh = "与上月相比保障金变动，两个月内无核查记录，也不是标准调整所致", en = "The benefit differs from the month before, no re-check is on file in the two months, and no change of standard explains it" }
--- clauses = ["KS-21", "QH-2", "YQ-2"]
--- grain = "household"
--- [flag]
--- strength = "medium"
--- unit = "household"
--- deterministic = true
--- cause = "benefit"
--- caveats = [
---     { zh = "核查可能已做而台账未录", en = "the check may be done and not in the ledger" },
--- ]
WITH changed AS (
    SELECT
        b.town_code, b.household_key, b.programme, b.standard_programme, b.standard_month_yuan,
        o.monthly_benefit AS old_yuan, b.monthly_benefit AS new_yuan, o.month AS prior_month,
        coalesce(r.recomputed_yuan = b.monthly_benefit, false) AS follows_rule
    FROM benefit_cases AS b
    JOIN households_all AS o ON o.household_key = b.household_key AND o.programme = b.programme
    LEFT JOIN recomputed AS r ON r.household_key = b.household_key
    WHERE o.month = prior_month() AND o.monthly_benefit <> b.monthly_benefit
)
SELECT
    c.town_code, c.household_key, CAST(NULL AS VARCHAR) AS person_key,
    'medium' AS strength,
    abs(c.new_yuan - c.old_yuan) AS due_yuan,
    concat('old_yuan=', c.old_yuan, '; new_yuan=', c.new_yuan, '; since=', c.prior_month) AS evidence
FROM changed AS c
LEFT JOIN rechecks AS k
    ON
        k.household_key = c.household_key
        AND k.checked_on >= month_start(c.prior_month) AND k.checked_on <= month_end(snapshot_month())
WHERE
    k.household_key IS NULL
    AND NOT (
        c.follows_rule
        AND standard_yuan(c.standard_programme, month_start(c.prior_month)) <> c.standard_month_yuan
    )
ORDER BY c.town_code, c.household_key
