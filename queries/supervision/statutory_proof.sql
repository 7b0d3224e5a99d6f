--- title = { zh = "法定比例证明", en = "Proof of the statutory shares" }
--- about = { zh = "每镇每项义务：应查、已查、缺口、已无法补足的户数，以及补足缺口的最后一天；新增低保按每户自己的期限计算", en = "Each duty of each town: required, done, short, beyond mending, and the last day to mend the shortfall; new cases by their own windows" }
--- clauses = ["QH-8", "QH-9", "QH-10"]
--- grain = "town, task"
WITH marked AS (
    SELECT
        c.household_key, c.town_code, c.cohort_month, c.decided_on, c.window_ends_on, c.is_visited,
        NOT c.is_visited AND c.window_ends_on >= as_of()
        AND (NOT c.is_certain OR norm_on('certainty_counts_new_cases', c.decided_on) = 1) AS is_open
    FROM spot_check_cases AS c
),
counted AS (
    SELECT
        m.town_code, m.cohort_month, m.window_ends_on, m.is_open,
        COUNT(*) OVER (PARTITION BY m.town_code, m.cohort_month) AS cases_count,
        MAX(norm_on('new_case_spot_share', m.decided_on)) OVER (PARTITION BY m.town_code, m.cohort_month) AS share,
        SUM(CASE WHEN m.is_visited THEN 1 ELSE 0 END) OVER (PARTITION BY m.town_code, m.cohort_month) AS done_count,
        SUM(CASE WHEN m.is_open THEN 1 ELSE 0 END) OVER (PARTITION BY m.town_code, m.cohort_month) AS open_count,
        row_number() OVER (
            PARTITION BY m.town_code, m.cohort_month, m.is_open ORDER BY m.window_ends_on DESC, m.household_key
        ) AS place
    FROM marked AS m
),
required AS (
    SELECT
        c.town_code, c.cohort_month, c.window_ends_on, c.is_open, c.cases_count, c.done_count, c.open_count, c.place,
        CAST(ceil(c.share * c.cases_count) AS BIGINT) AS required_count
    FROM counted AS c
),
spot AS (
    SELECT
        r.town_code, r.cohort_month, MAX(r.cases_count) AS cases_count, MAX(r.required_count) AS required_count,
        MAX(r.done_count) AS done_count, MAX(r.open_count) AS open_count,
        MAX(CASE WHEN r.is_open AND r.place = r.required_count - r.done_count THEN r.window_ends_on END) AS last_day_on
    FROM required AS r
    GROUP BY r.town_code, r.cohort_month
),
certain AS (
    SELECT c.town_code, COUNT(*) AS cases_count, COUNT(c.visited_on) AS visited_count
    FROM certainty_progress AS c
    GROUP BY c.town_code
),
duties AS (
    SELECT
        'new_case_spot_check' AS duty, s.town_code, CAST(NULL AS VARCHAR) AS programme, s.cohort_month,
        s.cases_count AS population_count, s.required_count, s.done_count, s.open_count, s.last_day_on
    FROM spot AS s
    UNION ALL
    SELECT
        'annual_visit' AS duty, a.town_code, a.programme, CAST(NULL AS VARCHAR) AS cohort_month,
        a.active_count AS population_count, a.required_count, a.visited_count AS done_count,
        a.active_count - a.visited_count AS open_count,
        month_end(substr(month_of(as_of()), 1, 4) || '-12') AS last_day_on
    FROM annual_visit_counts AS a
    UNION ALL
    SELECT
        'certainty_visit' AS duty, c.town_code, CAST(NULL AS VARCHAR) AS programme, CAST(NULL AS VARCHAR) AS cohort_month,
        c.cases_count AS population_count,
        CAST(ceil(norm('certainty_visit_share') * c.cases_count) AS BIGINT) AS required_count,
        c.visited_count AS done_count, c.cases_count - c.visited_count AS open_count,
        CAST(NULL AS DATE) AS last_day_on
    FROM certain AS c
)
SELECT
    d.duty, d.town_code, d.programme, d.cohort_month, d.population_count, d.required_count, d.done_count,
    greatest(d.required_count - d.done_count, 0) AS shortfall_count,
    greatest(d.required_count - d.done_count - d.open_count, 0) AS lost_count,
    CASE WHEN d.done_count < d.required_count THEN d.last_day_on END AS last_day_on
FROM duties AS d
ORDER BY d.town_code, d.duty, d.cohort_month NULLS FIRST, d.programme NULLS FIRST
