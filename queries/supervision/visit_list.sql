--- title = { zh = "入户名单", en = "Visit list" }
--- about = { zh = "抽中和必访的家庭及入户情况；不给 draw 时列出全部抽取", en = "Households drawn or visited with certainty, and their visits; without draw all draws are listed" }
--- clauses = ["QH-8", "QH-9", "QH-10", "DC-6"]
--- grain = "draw, household"
--- params = { draw = { type = "text", default = "", label = { zh = "抽取编号", en = "Draw" } } }
WITH seen AS (
    SELECT d.draw_id, d.household_key, MIN(v.visited_on) AS visited_on
    FROM drawn_cases AS d
    JOIN city_visits AS v ON v.household_key = d.household_key AND v.visited_on >= d.drawn_on
    GROUP BY d.draw_id, d.household_key
)
SELECT
    d.draw_id, d.purpose, d.town_code, c.village_code, d.household_key, c.programme,
    c.covered_persons, c.total_amount AS total_amount_yuan,
    d.stratum, d.chosen, d.position, d.inspectors, d.drawn_on, s.visited_on
FROM drawn_cases AS d
LEFT JOIN cases AS c ON c.household_key = d.household_key
LEFT JOIN seen AS s ON s.draw_id = d.draw_id AND s.household_key = d.household_key
WHERE d.chosen IN ('sample', 'certainty', 'substitute') AND ($draw = '' OR d.draw_id = $draw)
ORDER BY d.drawn_on, d.draw_id, d.town_code, d.chosen, d.position, d.household_key
