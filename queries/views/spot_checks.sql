--- title = { zh = "新增低保抽查进度", en = "Spot checks by town and month" }
--- about = { zh = "每镇每确认月份的新增低保、必访、应抽、已抽中和窗口内已入户", en = "New dibao per town and month of confirmation: certainty, required, drawn and visited within the window" }
WITH visited AS (
    SELECT DISTINCT c.household_key, c.cohort_month
    FROM confirmed_cases AS c
    JOIN city_visits AS v
        ON v.household_key = c.household_key AND v.visited_on >= c.decided_on AND v.visited_on <= c.window_ends_on
),
drawn AS (
    SELECT DISTINCT c.household_key, c.cohort_month
    FROM confirmed_cases AS c
    JOIN drawn_cases AS d
        ON
            d.household_key = c.household_key AND d.purpose = 'new_cases' AND d.chosen IN ('sample', 'certainty')
            AND d.drawn_on >= c.decided_on AND d.drawn_on <= as_of()
),
certain AS (
    SELECT DISTINCT c.household_key FROM certainty_cases AS c
),
marked AS (
    SELECT
        c.household_key, c.town_code, c.cohort_month, c.decided_on, c.window_ends_on,
        e.household_key IS NOT NULL AS is_certain,
        d.household_key IS NOT NULL AS is_drawn,
        v.household_key IS NOT NULL
        AND (e.household_key IS NULL OR norm_on('certainty_counts_new_cases', c.decided_on) = 1) AS is_visited
    FROM confirmed_cases AS c
    LEFT JOIN certain AS e ON e.household_key = c.household_key
    LEFT JOIN drawn AS d ON d.household_key = c.household_key AND d.cohort_month = c.cohort_month
    LEFT JOIN visited AS v ON v.household_key = c.household_key AND v.cohort_month = c.cohort_month
)
SELECT
    m.town_code, m.cohort_month,
    COUNT(*) AS cases_count,
    COUNT(*) FILTER (WHERE m.is_certain) AS certainty_count,
    CAST(ceil(MAX(norm_on('new_case_spot_share', m.decided_on)) * COUNT(*)) AS BIGINT) AS required_count,
    COUNT(*) FILTER (WHERE m.is_drawn) AS drawn_count,
    COUNT(*) FILTER (WHERE m.is_visited) AS visited_count,
    MAX(m.window_ends_on) AS window_ends_on
FROM marked AS m
GROUP BY m.town_code, m.cohort_month
