--- title = { zh = "发放分析", en = "Payments analysis" }
--- about = { zh = "各月发放花名册按所选的分组和指标统计；户数在期间内只计一次；金额只计发放成功的", en = "The payment rosters of the months by the groups and measures chosen; a household counts once in the period; money is what was paid with success" }
--- clauses = ["DC-7", "QH-6"]
--- grain = "choice"
--- params = { from = { type = "month", default = "", label = { zh = "起始月份", en = "From month" } }, to = { type = "month", default = "", label = { zh = "截止月份", en = "To month" } }, town = { type = "text", default = "", label = { zh = "镇（区）", en = "Town" } } }
--- disclose = { of = { payments_count = ["households_count"], failed_payments_count = ["failed_households_count"], paid_yuan = ["paid_households_count"] } }
--- [analysis]
--- dimensions = ["month", "town_code", "programme", "pay_status"]
--- by = ["month"]
--- measures = [
---     { name = "households_count", sql = "COUNT(DISTINCT household_key)" },
---     { name = "payments_count", sql = "COUNT(*)" },
---     { name = "failed_households_count", sql = "COUNT(DISTINCT CASE WHEN NOT succeeded THEN household_key END)" },
---     { name = "failed_payments_count", sql = "COUNT(*) FILTER (WHERE NOT succeeded)" },
---     { name = "paid_households_count", sql = "COUNT(DISTINCT CASE WHEN succeeded THEN household_key END)" },
---     { name = "paid_yuan", sql = "coalesce(SUM(paid) FILTER (WHERE succeeded), 0)" },
--- ]
--- shown = ["paid_yuan"]
SELECT
    p.month, p.household_key,
    coalesce(p.town_code, 'unknown') AS town_code,
    coalesce(p.programme, 'unknown') AS programme,
    p.pay_status,
    p.pay_status = 'success' AS succeeded,
    p.total_paid AS paid
FROM payments_all AS p
WHERE
    ($from IS NULL OR p.month >= $from)
    AND ($to IS NULL OR p.month <= $to)
    AND ($town = '' OR p.town_code = $town)
