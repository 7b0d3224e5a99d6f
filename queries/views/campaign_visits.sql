--- title = { zh = "专项清查入户", en = "Households entered in the campaign" }
--- about = { zh = "清查期内每户首次入户的日期", en = "The day on which each household was first entered during the campaign" }
WITH campaign AS (
    SELECT
        TRY_CAST(norm_word('campaign_starts_on') AS DATE) AS starts_on,
        TRY_CAST(norm_word('campaign_ends_on') AS DATE) AS ends_on
)
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
