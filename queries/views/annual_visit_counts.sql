--- title = { zh = "年度入户进度", en = "Annual visits by town and programme" }
--- about = { zh = "每镇每项目的在保、应抽、必访和本年已入户，以及本年已过的份额", en = "Active, required, certainty and visited this year per town and programme, and the share of the year that has passed" }
WITH visited AS (
    SELECT DISTINCT v.household_key FROM city_visits AS v WHERE v.visited_on >= date_trunc('year', as_of())
),
marked AS (
    SELECT
        a.town_code, a.programme, a.programme_position, c.household_key IS NOT NULL AS is_certain,
        v.household_key IS NOT NULL
        AND (c.household_key IS NULL OR norm('certainty_counts_annual') = 1) AS is_visited
    FROM active_households AS a
    LEFT JOIN certainty_households AS c ON c.household_key = a.household_key
    LEFT JOIN visited AS v ON v.household_key = a.household_key
)
SELECT
    m.town_code, m.programme, m.programme_position, COUNT(*) AS active_count,
    CAST(ceil(norm('annual_visit_share') * COUNT(*)) AS BIGINT) AS required_count,
    COUNT(*) FILTER (WHERE m.is_certain) AS certainty_count,
    COUNT(*) FILTER (WHERE m.is_visited) AS visited_count,
    CAST(date_part('doy', as_of()) AS DECIMAL(18, 4))
    / CAST(date_part('doy', month_end(substr(month_of(as_of()), 1, 4) || '-12')) AS DECIMAL(18, 4)) AS year_share
FROM marked AS m
GROUP BY m.town_code, m.programme, m.programme_position
