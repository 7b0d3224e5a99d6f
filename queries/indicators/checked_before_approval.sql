--- title = { zh = "逢进必核率", en = "Checked before approval" }
--- about = { zh = "近12个月确认的申请中，核对报告不晚于确认日期的", en = "Of the confirmations of the last 12 months, those with a check report by the day of confirmation" }
--- clauses = ["YQ-6"]
--- grain = "town"
--- indicator = { weight = 8, better = "up", goalposts = ["0.80", "1.00"], min_denominator = 5 }
--- chart = { kind = "funnel", x = "town_code", y = ["numerator_count", "denominator_count"] }
WITH counted AS (
    SELECT
        a.town_code, COUNT(*) AS denominator_count,
        COUNT(*) FILTER (
            WHERE a.check_report_on <= a.decided_on
        ) AS numerator_count
    FROM recent_applications AS a
    WHERE a.decision = 'confirmed' AND a.decided_on IS NOT NULL
    GROUP BY a.town_code
)
SELECT
    t.town_code,
    coalesce(c.numerator_count, 0) AS numerator_count,
    coalesce(c.denominator_count, 0) AS denominator_count
FROM towns AS t
LEFT JOIN counted AS c ON c.town_code = t.town_code
ORDER BY t.town_code
