--- title = { zh = "发放核对一致率", en = "Payments that reconcile" }
--- about = { zh = "系统与花名册对照的家庭中完全一致的", en = "Of the households compared between system and roster, those that agree" }
--- clauses = ["QH-14", "KS-16"]
--- grain = "town"
--- indicator = { weight = 6, better = "up", goalposts = ["0.90", "1.00"], min_denominator = 5 }
--- chart = { kind = "funnel", x = "town_code", y = ["numerator_count", "denominator_count"] }
WITH counted AS (
    SELECT
        r.town_code, COUNT(*) AS denominator_count, COUNT(*) FILTER (WHERE r.class = 'matched') AS numerator_count
    FROM reconciliation AS r
    GROUP BY r.town_code
)
SELECT
    t.town_code,
    coalesce(c.numerator_count, 0) AS numerator_count,
    coalesce(c.denominator_count, 0) AS denominator_count
FROM towns AS t
LEFT JOIN counted AS c ON c.town_code = t.town_code
ORDER BY t.town_code
