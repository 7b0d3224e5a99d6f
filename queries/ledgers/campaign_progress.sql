--- title = { zh = "专项清查进度", en = "Progress of the clean-up" }
--- about = { zh = "清查期内各镇应入户、已入户和入户率；没有清查日期的地方没有行", en = "Households to enter in the campaign, entered, and the share of each town; none where the place has no campaign" }
--- clauses = ["KS-11", "KS-17", "JM-10"]
--- grain = "town"
--- chart = { kind = "bar", x = "town_code", y = ["visited_share"] }
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
)
SELECT
    b.town_code, COUNT(*) AS active_count, CAST(ceil(norm('campaign_visit_share') * COUNT(*)) AS BIGINT) AS required_count,
    COUNT(s.household_key) AS visited_count,
    CAST(COUNT(s.household_key) AS DECIMAL(18, 4)) / COUNT(*) AS visited_share, MAX(s.visited_on) AS last_on
FROM benefit_cases AS b
JOIN campaign AS c ON c.starts_on <= as_of()
LEFT JOIN seen AS s ON s.household_key = b.household_key
GROUP BY b.town_code
ORDER BY b.town_code
