--- title = { zh = "新档案审查进度", en = "Reviews of last month's files" }
--- about = { zh = "上月新确认的低保及其审查期限和审查日", en = "Dibao confirmed last month with the due day and day of review" }
--- shared = true
WITH last_month AS (
    SELECT month_of(add_months(as_of(), -1)) AS month
),
reviews AS (
    SELECT v.household_key, v.visited_on FROM city_visits AS v
    UNION ALL
    SELECT r.household_key, r.visited_on
    FROM recorded_visits AS r
    WHERE r.kind = 'file_review' AND r.outcome = 'completed' AND r.visited_on <= as_of()
),
reviewed AS (
    SELECT c.household_key, MIN(v.visited_on) AS reviewed_on
    FROM confirmed_cases AS c
    JOIN reviews AS v ON v.household_key = c.household_key AND v.visited_on >= c.decided_on
    JOIN last_month AS l ON c.cohort_month = l.month
    GROUP BY c.household_key
)
SELECT
    c.household_key, c.town_code, c.decided_on,
    least(
        month_start(month_of(as_of())) + CAST(norm('file_review_day') - 1 AS INT), month_end(month_of(as_of()))
    ) AS review_due_on,
    r.reviewed_on
FROM confirmed_cases AS c
JOIN last_month AS l ON c.cohort_month = l.month
LEFT JOIN reviewed AS r ON r.household_key = c.household_key
