--- title = { zh = "公示合规率", en = "Notice in order" }
--- about = { zh = "近12个月确认的申请中，公示满规定天数并期满后确认的", en = "Of the confirmations of the last 12 months, those posted for the full notice and confirmed after it" }
--- clauses = ["KS-13"]
--- grain = "town"
--- indicator = { weight = 6, better = "up", goalposts = ["0.80", "1.00"], min_denominator = 5 }
--- chart = { kind = "funnel", x = "town_code", y = ["numerator_count", "denominator_count"] }
WITH counted AS (
    SELECT
        a.town_code, COUNT(*) AS denominator_count,
        COUNT(*) FILTER (
            WHERE a.notice_to - a.notice_from >= norm_on('notice_days', a.decided_on) AND a.decided_on >= a.notice_to
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
