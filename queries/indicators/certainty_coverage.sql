--- title = { zh = "必访覆盖率", en = "Coverage of certainty cases" }
--- about = { zh = "近亲属备案和被投诉举报的在保家庭中，备案或收到后已由市级入户的", en = "Of active near-relative and complaint households, those visited by the city since" }
--- clauses = ["QH-10"]
--- grain = "town"
--- indicator = { weight = 6, better = "up", goalposts = ["0.50", "1.00"], min_denominator = 3 }
--- chart = { kind = "funnel", x = "town_code", y = ["numerator_count", "denominator_count"] }
WITH seen AS (
    SELECT DISTINCT c.household_key, c.reason, c.since_on
    FROM certainty_cases AS c
    LEFT JOIN city_visits AS v ON v.household_key = c.household_key
    WHERE c.visited_on IS NOT NULL OR coalesce(v.visited_on >= c.since_on, v.visited_on IS NOT NULL)
),
counted AS (
    SELECT a.town_code, COUNT(*) AS denominator_count, COUNT(s.household_key) AS numerator_count
    FROM certainty_cases AS c
    JOIN active_households AS a ON a.household_key = c.household_key
    LEFT JOIN seen AS s
        ON
            s.household_key = c.household_key AND s.reason = c.reason
            AND (s.since_on IS NOT DISTINCT FROM c.since_on)
    GROUP BY a.town_code
)
SELECT
    t.town_code,
    coalesce(c.numerator_count, 0) AS numerator_count,
    coalesce(c.denominator_count, 0) AS denominator_count
FROM towns AS t
LEFT JOIN counted AS c ON c.town_code = t.town_code
ORDER BY t.town_code
