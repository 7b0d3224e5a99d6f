--- title = { zh = "村级走访月报", en = "Monthly reports of the villages" }
--- about = { zh = "当月每个村（居）的走访次数、上报日期、是否按时；没有走访记录的村也列出", en = "Visits of each village in the month, when they were reported and whether in time; villages without any are listed too" }
--- clauses = ["YQ-5"]
--- grain = "village"
WITH reported AS (
    SELECT
        v.village_code, COUNT(*) AS visits_count, COUNT(DISTINCT v.household_key) AS households_count,
        MAX(v.reported_on) AS reported_on, COUNT(*) - COUNT(v.reported_on) AS unreported_count
    FROM visits AS v
    WHERE v.kind = 'village' AND month_of(v.visited_on) = snapshot_month()
    GROUP BY v.village_code
),
due AS (
    SELECT least(
        month_start(snapshot_month()) + CAST(norm('village_report_day') - 1 AS INT), month_end(snapshot_month())
    ) AS due_on
)
SELECT
    coalesce(u.parent, 'unknown') AS town_code, u.code AS village_code, coalesce(r.visits_count, 0) AS visits_count,
    coalesce(r.households_count, 0) AS households_count, d.due_on, r.reported_on,
    CASE
        WHEN r.visits_count IS NULL OR r.reported_on IS NULL THEN 'missing'
        WHEN r.unreported_count > 0 THEN 'partly'
        WHEN r.reported_on > d.due_on THEN 'late'
        ELSE 'in_time'
    END AS report_status
FROM units AS u
CROSS JOIN due AS d
LEFT JOIN reported AS r ON r.village_code = u.code
WHERE u.kind IN ('village', 'community')
ORDER BY town_code, u.code
