--- title = { zh = "专项清查进度", en = "Progress of the clean-up" }
--- about = { zh = "清查期内各镇应入户、已入户和入户率；没有清查日期的地方没有行", en = "Households to enter in the campaign, entered, and the share of each town; none where the place has no campaign" }
--- clauses = ["KS-11", "KS-17", "JM-10"]
--- grain = "town"
--- chart = { kind = "bar", x = "town_code", y = ["visited_share"] }
SELECT
    b.town_code, COUNT(*) AS active_count, CAST(ceil(norm('campaign_visit_share') * COUNT(*)) AS BIGINT) AS required_count,
    COUNT(s.household_key) AS visited_count,
    CAST(COUNT(s.household_key) AS DECIMAL(18, 4)) / COUNT(*) AS visited_share, MAX(s.visited_on) AS last_on
FROM benefit_cases AS b
LEFT JOIN campaign_visits AS s ON s.household_key = b.household_key
WHERE TRY_CAST(norm_word('campaign_starts_on') AS DATE) <= as_of()
GROUP BY b.town_code
ORDER BY b.town_code
