--- title = { zh = "总览", en = "Overview" }
--- about = { zh = "当月在保户数、人数、应发和实发金额、新增、退出和户均", en = "Active households, persons, amounts due and paid, new and exited in the month" }
--- clauses = ["DC-5", "QH-1"]
--- grain = "one row"
--- disclose = { of = { amount_yuan = ["households_count"], paid_yuan = ["households_count"] } }
WITH active AS (
    SELECT
        COUNT(*) AS households_count, coalesce(SUM(a.covered_persons), 0) AS persons_count,
        coalesce(SUM(a.total_amount), 0) AS amount_yuan
    FROM active_households AS a
),
flows AS (
    SELECT
        COUNT(*) FILTER (WHERE c.change IN ('new', 'resumed')) AS new_households_count,
        COUNT(*) FILTER (WHERE c.change = 'stopped') AS exited_households_count
    FROM roll_changes AS c
    JOIN programmes AS p ON p.programme = c.programme AND p.kind IN ('dibao', 'tekun')
),
paid AS (
    SELECT coalesce(SUM(p.paid_yuan), 0) AS paid_yuan FROM paid_months AS p WHERE p.month = snapshot_month()
)
SELECT
    snapshot_month() AS month, a.households_count, a.persons_count, a.amount_yuan, p.paid_yuan,
    f.new_households_count, f.exited_households_count
FROM active AS a
CROSS JOIN flows AS f
CROSS JOIN paid AS p
ORDER BY month
