--- title = { zh = "新增抽查覆盖率", en = "Coverage of new cases" }
--- about = { zh = "本年窗口已满的新增低保中，窗口内已入户抽查的", en = "Of this year's new dibao whose window has ended, those spot-checked within it" }
--- clauses = ["QH-8"]
--- grain = "town"
--- indicator = { weight = 8, better = "up", goalposts = ["0.00", "0.30"], min_denominator = 5 }
--- chart = { kind = "funnel", x = "town_code", y = ["numerator_count", "denominator_count"] }
WITH counted AS (
    SELECT s.town_code, SUM(s.cases_count) AS denominator_count, SUM(s.visited_count) AS numerator_count
    FROM spot_checks AS s
    WHERE s.window_ends_on < as_of() AND s.window_ends_on >= date_trunc('year', as_of())
    GROUP BY s.town_code
)
SELECT
    t.town_code,
    coalesce(c.numerator_count, 0) AS numerator_count,
    coalesce(c.denominator_count, 0) AS denominator_count
FROM towns AS t
LEFT JOIN counted AS c ON c.town_code = t.town_code
ORDER BY t.town_code
