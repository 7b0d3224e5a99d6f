--- title = { zh = "发放及时性", en = "Paid in time" }
--- about = { zh = "当月发放：按时、迟发、退回或失败的户数和未到账金额", en = "Payments of the month: in time, late, returned or failed, and the money that did not arrive" }
--- clauses = ["QH-6"]
--- grain = "town"
--- disclose = { of = { unpaid_yuan = ["failed_count"] } }
--- chart = { kind = "bar", x = "town_code", y = ["in_time_share"] }
WITH due AS (
    SELECT least(
        month_start(snapshot_month()) + CAST(norm('payment_day') - 1 AS INT), month_end(snapshot_month())
    ) AS due_on
)
SELECT
    coalesce(p.town_code, 'unknown') AS town_code, COUNT(*) AS households_count,
    COUNT(*) FILTER (WHERE p.pay_status = 'success' AND coalesce(p.paid_on <= d.due_on, true)) AS in_time_count,
    COUNT(*) FILTER (WHERE p.pay_status = 'success' AND p.paid_on > d.due_on) AS late_count,
    COUNT(*) FILTER (WHERE p.pay_status <> 'success') AS failed_count,
    coalesce(SUM(p.total_paid) FILTER (WHERE p.pay_status <> 'success'), 0) AS unpaid_yuan,
    CAST(COUNT(*) FILTER (WHERE p.pay_status = 'success' AND coalesce(p.paid_on <= d.due_on, true)) AS DECIMAL(18, 4))
    / COUNT(*) AS in_time_share
FROM payments AS p
CROSS JOIN due AS d
GROUP BY coalesce(p.town_code, 'unknown')
ORDER BY town_code
