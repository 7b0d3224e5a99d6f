--- title = { zh = "年度入户抽查", en = "Annual visits" }
--- about = { zh = "本年市级入户的在保家庭；年底预计按已过天数线性推算", en = "Active households visited by the city this year; the year end is projected linearly on the days elapsed" }
--- clauses = ["QH-9"]
--- grain = "town, programme"
--- chart = { kind = "bar", x = "town_code", y = ["required_count", "visited_count"] }
SELECT
    c.town_code, c.programme, c.active_count, c.required_count, c.certainty_count, c.visited_count,
    CAST(c.visited_count AS DECIMAL(18, 4)) / c.active_count AS visited_share,
    least(CAST(c.visited_count AS DECIMAL(18, 4)) / c.active_count / c.year_share, 1) AS year_end_projection_share
FROM annual_visit_counts AS c
ORDER BY c.town_code, c.programme_position, c.programme
