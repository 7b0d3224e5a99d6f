--- title = { zh = "预算执行", en = "Budget and spending" }
--- about = { zh = "本年各项目预算、已发放、按月均推算的全年支出和尚可支付的月数", en = "Budget of the year by programme, paid so far, the year at the present monthly mean, and months of cover left" }
--- clauses = ["JM-5"]
--- grain = "programme"
--- disclose = { open = ["months_count"] }
WITH spent AS (
    SELECT p.programme, p.month, SUM(p.total_paid) AS paid
    FROM payments_all AS p
    WHERE substr(p.month, 1, 4) = substr(snapshot_month(), 1, 4) AND p.pay_status = 'success'
    GROUP BY p.programme, p.month
    UNION ALL
    SELECT 'temporary_relief' AS programme, month_of(t.paid_on) AS month, SUM(t.amount) AS paid
    FROM temporary_relief AS t
    WHERE substr(month_of(t.paid_on), 1, 4) = substr(snapshot_month(), 1, 4) AND t.paid_on <= as_of()
    GROUP BY month_of(t.paid_on)
),
summed AS (
    SELECT s.programme, SUM(s.paid) AS paid_yuan, COUNT(DISTINCT s.month) AS months_count FROM spent AS s GROUP BY s.programme
),
budgeted AS (
    SELECT b.programme, SUM(b.amount) AS budget_yuan
    FROM budget AS b
    WHERE b.year = CAST(substr(snapshot_month(), 1, 4) AS INT)
    GROUP BY b.programme
)
SELECT
    coalesce(b.programme, s.programme) AS programme, b.budget_yuan, coalesce(s.paid_yuan, 0) AS paid_yuan,
    coalesce(s.months_count, 0) AS months_count,
    CAST(coalesce(s.paid_yuan, 0) / nullif(b.budget_yuan, 0) AS DECIMAL(18, 4)) AS spent_share,
    CAST(s.paid_yuan / s.months_count * 12 AS DECIMAL(18, 2)) AS year_end_projection_yuan,
    CAST((b.budget_yuan - s.paid_yuan) / nullif(s.paid_yuan / s.months_count, 0) AS DECIMAL(18, 1)) AS cover_months
FROM budgeted AS b
FULL OUTER JOIN summed AS s ON s.programme = b.programme
ORDER BY programme
