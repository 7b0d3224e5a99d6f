--- title = { zh = "按时审批率", en = "Approvals on time" }
--- about = { zh = "近12个月办结的申请中在时限内办结的；经批准延长的按延长时限", en = "Of the applications decided in the last 12 months, those within the limit, or the extended limit" }
--- clauses = ["HZ-7", "QH-1"]
--- grain = "town"
--- indicator = { weight = 10, better = "up", goalposts = ["0.60", "1.00"], min_denominator = 5 }
--- chart = { kind = "funnel", x = "town_code", y = ["numerator_count", "denominator_count"] }
WITH clocked AS (
    SELECT
        a.town_code,
        workdays_between(a.accepted_on, a.decided_on) <= norm_on(
            CASE WHEN a.extended THEN 'approval_extended_workdays' ELSE 'approval_workdays' END, a.decided_on
        ) AS is_on_time
    FROM recent_applications AS a
    WHERE a.accepted_on IS NOT NULL AND a.decided_on IS NOT NULL
),
counted AS (
    SELECT
        k.town_code, COUNT(*) AS denominator_count, COUNT(*) FILTER (WHERE k.is_on_time) AS numerator_count
    FROM clocked AS k
    GROUP BY k.town_code
)
SELECT
    t.town_code,
    coalesce(c.numerator_count, 0) AS numerator_count,
    coalesce(c.denominator_count, 0) AS denominator_count
FROM towns AS t
LEFT JOIN counted AS c ON c.town_code = t.town_code
ORDER BY t.town_code
