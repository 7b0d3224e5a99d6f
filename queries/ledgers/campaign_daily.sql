--- title = { zh = "专项清查日报", en = "The clean-up day by day" }
--- about = { zh = "清查期内每天各镇新入户的家庭和累计", en = "Households first entered on each day of the campaign in each town, and the running sum" }
--- clauses = ["KS-17"]
--- grain = "town, day"
WITH daily AS (
    SELECT b.town_code, s.visited_on, COUNT(*) AS visited_count
    FROM benefit_cases AS b
    JOIN campaign_visits AS s ON s.household_key = b.household_key
    GROUP BY b.town_code, s.visited_on
)
SELECT
    d.town_code, d.visited_on, d.visited_count,
    SUM(d.visited_count) OVER (PARTITION BY d.town_code ORDER BY d.visited_on) AS visited_so_far_count
FROM daily AS d
ORDER BY d.town_code, d.visited_on
