--- title = { zh = "定期核查及时率", en = "Re-checks in time" }
--- about = { zh = "在保家庭中定期核查未超期的", en = "Of the active households, those whose periodic re-check is not overdue" }
--- clauses = ["KS-20", "YQ-1"]
--- grain = "town"
--- indicator = { weight = 8, better = "up", goalposts = ["0.60", "1.00"], min_denominator = 5 }
--- chart = { kind = "funnel", x = "town_code", y = ["numerator_count", "denominator_count"] }
WITH counted AS (
    SELECT
        d.town_code, COUNT(*) AS denominator_count,
        COUNT(*) FILTER (WHERE coalesce(d.due_on >= as_of(), false)) AS numerator_count
    FROM recheck_dues AS d
    GROUP BY d.town_code
)
SELECT
    t.town_code,
    coalesce(c.numerator_count, 0) AS numerator_count,
    coalesce(c.denominator_count, 0) AS denominator_count
FROM towns AS t
LEFT JOIN counted AS c ON c.town_code = t.town_code
ORDER BY t.town_code
