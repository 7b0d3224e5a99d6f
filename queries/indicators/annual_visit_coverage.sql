--- title = { zh = "年度入户覆盖率", en = "Coverage of annual visits" }
--- about = { zh = "本年已入户的在保家庭，分母按本年已过天数折算", en = "Active households visited this year; the denominator is scaled by the days elapsed" }
--- clauses = ["QH-9"]
--- grain = "town"
--- indicator = { weight = 8, better = "up", goalposts = ["0.00", "0.20"], min_denominator = 5 }
--- chart = { kind = "funnel", x = "town_code", y = ["numerator_count", "denominator_count"] }
WITH counted AS (
    SELECT y.town_code, y.due_count AS denominator_count, least(y.visited_count, y.due_count) AS numerator_count
    FROM (
        SELECT
            v.town_code, CAST(ceil(SUM(v.active_count) * MAX(v.year_share)) AS BIGINT) AS due_count,
            SUM(v.visited_count) AS visited_count
        FROM annual_visit_counts AS v
        GROUP BY v.town_code
    ) AS y
)
SELECT
    t.town_code,
    coalesce(c.numerator_count, 0) AS numerator_count,
    coalesce(c.denominator_count, 0) AS denominator_count
FROM towns AS t
LEFT JOIN counted AS c ON c.town_code = t.town_code
ORDER BY t.town_code
