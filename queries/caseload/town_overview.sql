--- title = { zh = "各镇一览", en = "Towns at a glance" }
--- about = { zh = "每镇一行：在保、金额、新增退出、核查超期、年度入户和核对不符；给出 town 时只看一镇", en = "One row per town: caseload, money, flows, overdue checks, visits and mismatches; with town given, that town alone" }
--- clauses = ["DC-5", "QH-17"]
--- grain = "town"
--- disclose = { of = { amount_yuan = ["households_count"], visited_share = ["visited_count", "households_count"] } }
--- params = { town = { type = "text", default = "", label = { zh = "镇（区）编码", en = "Town code" } } }
--- chart = { kind = "bar", x = "town_name", y = ["households_count"] }
WITH active AS (
    SELECT
        a.town_code, COUNT(*) AS households_count, SUM(a.covered_persons) AS persons_count, SUM(a.total_amount) AS amount_yuan
    FROM active_households AS a
    GROUP BY a.town_code
),
flows AS (
    SELECT
        c.town_code,
        COUNT(*) FILTER (WHERE c.change IN ('new', 'resumed')) AS new_households_count,
        COUNT(*) FILTER (WHERE c.change = 'stopped') AS exited_households_count
    FROM roll_changes AS c
    GROUP BY c.town_code
),
checks AS (
    SELECT d.town_code, COUNT(*) FILTER (WHERE d.due_on < as_of()) AS overdue_count FROM recheck_dues AS d GROUP BY d.town_code
),
visited AS (
    SELECT a.town_code, COUNT(DISTINCT a.household_key) AS visited_count
    FROM active_households AS a
    JOIN city_visits AS v ON v.household_key = a.household_key AND v.visited_on >= date_trunc('year', as_of())
    GROUP BY a.town_code
),
differing AS (
    SELECT r.town_code, COUNT(*) AS mismatched_count FROM reconciliation AS r WHERE r.class <> 'matched' GROUP BY r.town_code
)
SELECT
    t.town_code, t.town_name,
    coalesce(a.households_count, 0) AS households_count,
    coalesce(a.persons_count, 0) AS persons_count,
    coalesce(a.amount_yuan, 0) AS amount_yuan,
    coalesce(f.new_households_count, 0) AS new_households_count,
    coalesce(f.exited_households_count, 0) AS exited_households_count,
    coalesce(c.overdue_count, 0) AS overdue_count,
    coalesce(v.visited_count, 0) AS visited_count,
    CAST(coalesce(v.visited_count, 0) AS DECIMAL(18, 4)) / nullif(a.households_count, 0) AS visited_share,
    coalesce(d.mismatched_count, 0) AS mismatched_count
FROM towns AS t
LEFT JOIN active AS a ON a.town_code = t.town_code
LEFT JOIN flows AS f ON f.town_code = t.town_code
LEFT JOIN checks AS c ON c.town_code = t.town_code
LEFT JOIN visited AS v ON v.town_code = t.town_code
LEFT JOIN differing AS d ON d.town_code = t.town_code
WHERE $town = '' OR t.town_code = $town
ORDER BY t.town_code
