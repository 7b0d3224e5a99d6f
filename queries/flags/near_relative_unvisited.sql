--- title = { zh = "近亲属备案未入户", en = "Near-relative case not visited" }
--- about = { zh = "近亲属备案满规定天数，近12个月无镇级以上入户记录", en = "Filed as a near relative for the set number of days and no home visit above village level in the last 12 months" }
--- clauses = ["QH-10", "YQ-3"]
--- grain = "household"
--- [flag]
--- strength = "medium"
--- unit = "household"
--- deterministic = true
--- cause = "kinship"
--- caveats = [
---     { zh = "入户可能已做而台账未录", en = "the visit may be done and not in the ledger" },
--- ]
WITH filed AS (
    SELECT n.household_key, MIN(n.registered_on) AS registered_on FROM near_relatives AS n GROUP BY n.household_key
),
visited AS (
    SELECT v.household_key, MAX(v.visited_on) AS visited_on
    FROM (
        SELECT t.household_key, t.visited_on
        FROM visits AS t
        WHERE t.kind IN ('town', 'campaign') AND t.visited_on <= month_end(snapshot_month())
        UNION ALL
        SELECT c.household_key, c.visited_on FROM city_visits AS c
    ) AS v
    GROUP BY v.household_key
)
SELECT
    b.town_code, b.household_key, CAST(NULL AS VARCHAR) AS person_key,
    'medium' AS strength,
    CAST(0 AS DECIMAL(18, 2)) AS due_yuan,
    concat('registered_on=', f.registered_on, '; last_visit_on=', v.visited_on) AS evidence
FROM filed AS f
JOIN benefit_cases AS b ON b.household_key = f.household_key
LEFT JOIN visited AS v ON v.household_key = f.household_key
WHERE
    month_end(snapshot_month()) - f.registered_on >= norm('near_relative_visit_days')
    AND NOT coalesce(months_between(month_of(v.visited_on), snapshot_month()) < norm('home_visit_months'), false)
ORDER BY b.town_code, b.household_key
