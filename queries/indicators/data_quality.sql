--- title = { zh = "数据一致率", en = "Consistent records" }
--- about = { zh = "各项一致性检查中通过的", en = "Of all consistency checks, those that pass" }
--- clauses = ["YQ-9"]
--- grain = "town"
--- indicator = { weight = 6, better = "up", goalposts = ["0.90", "1.00"], min_denominator = 5 }
--- chart = { kind = "funnel", x = "town_code", y = ["numerator_count", "denominator_count"] }
WITH counted AS (
    SELECT
        k.town_code, COUNT(*) AS denominator_count, COUNT(*) FILTER (WHERE k.is_passed) AS numerator_count
    FROM consistency_checks AS k
    WHERE k.is_passed IS NOT NULL
    GROUP BY k.town_code
)
SELECT
    t.town_code,
    coalesce(c.numerator_count, 0) AS numerator_count,
    coalesce(c.denominator_count, 0) AS denominator_count
FROM towns AS t
LEFT JOIN counted AS c ON c.town_code = t.town_code
ORDER BY t.town_code
