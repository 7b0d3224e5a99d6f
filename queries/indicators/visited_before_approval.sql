--- title = { zh = "入户调查完整率", en = "Visited before approval" }
--- about = { zh = "近12个月确认的申请中，确认前有规定人数入户调查的", en = "Of the confirmations of the last 12 months, those visited before by the set number of visitors" }
--- clauses = ["KS-11", "KS-13"]
--- grain = "town"
--- indicator = { weight = 8, better = "up", goalposts = ["0.80", "1.00"], min_denominator = 5 }
--- chart = { kind = "funnel", x = "town_code", y = ["numerator_count", "denominator_count"] }
WITH counted AS (
    SELECT
        a.town_code, COUNT(*) AS denominator_count,
        COUNT(*) FILTER (
            WHERE a.visit_on <= a.decided_on
                AND CASE
                    WHEN a.visitor1_id IS NULL AND a.visitor2_id IS NULL THEN 0
                    WHEN a.visitor1_id IS NULL OR a.visitor2_id IS NULL OR a.visitor1_id = a.visitor2_id THEN 1
                    ELSE 2
                END >= norm('visitors_min')
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
