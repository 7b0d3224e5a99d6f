--- title = { zh = "渐退台账", en = "Ledger of gradual exit" }
--- about = { zh = "渐退期内和期满仍在册的家庭：起止月份、按规定的最迟结束月份、剩余月数；负数为超期", en = "Households in their grace period or beyond it: start, end, latest end by the rule, months left; below zero is overrun" }
--- clauses = ["HZ-3"]
--- grain = "household"
WITH graced AS (
    SELECT
        b.household_key, b.town_code, b.programme, b.grace_start, b.grace_end, b.total_amount,
        least(
            coalesce(b.grace_end, '9999-12'),
            month_of(add_months(month_start(b.grace_start), CAST(norm('grace_months_max') AS BIGINT) - 1))
        ) AS latest_month
    FROM benefit_cases AS b
    WHERE b.grace_start IS NOT NULL AND b.grace_start <= snapshot_month()
)
SELECT
    g.household_key, g.town_code, g.programme, g.grace_start, g.grace_end, g.latest_month,
    months_between(snapshot_month(), g.latest_month) AS remaining_months, g.total_amount AS total_amount_yuan
FROM graced AS g
ORDER BY remaining_months, g.town_code, g.household_key
