--- title = { zh = "专项清查日报", en = "The clean-up day by day" }
--- about = { zh = "清查期内每天各镇新入户的家庭和累计", en = "Households first entered on each day of the campaign in each town, and the running sum" }
--- clauses = ["KS-17"]
--- grain = "town, day"
WITH campaign AS (
    SELECT
        TRY_CAST(norm_word('campaign_starts_on') AS DATE) AS starts_on,
        TRY_CAST(norm_word('campaign_ends_on') AS DATE) AS ends_on
),
seen AS (
    SELECT v.household_key, MIN(v.visited_on) AS visited_on
    FROM (
        SELECT d.household_key, d.visited_on FROM visits AS d WHERE d.kind = 'campaign'
        UNION ALL
        SELECT r.household_key, r.visited_on
        FROM recorded_visits AS r
        WHERE r.kind = 'campaign' AND r.mode = 'on_site' AND r.outcome IN ('completed', 'partial')
    ) AS v
    JOIN campaign AS c ON v.visited_on >= c.starts_on AND v.visited_on <= least(c.ends_on, as_of())
    GROUP BY v.household_key
),
daily AS (
    SELECT b.town_code, s.visited_on, COUNT(*) AS visited_count
    FROM benefit_cases AS b
    JOIN seen AS s ON s.household_key = b.household_key
    GROUP BY b.town_code, s.visited_on
)
SELECT
    d.town_code, d.visited_on, d.visited_count,
    SUM(d.visited_count) OVER (PARTITION BY d.town_code ORDER BY d.visited_on) AS visited_so_far_count
FROM daily AS d
ORDER BY d.town_code, d.visited_on
