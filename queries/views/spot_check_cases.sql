--- title = { zh = "新增低保逐户", en = "Spot checks case by case" }
--- about = { zh = "每户新增低保的确认日、抽查期限、是否必访、已抽中、窗口内已入户", en = "Every new dibao case with its day of confirmation, its window, and whether it is certain, drawn, visited in time" }
--- shared = true
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
)
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
