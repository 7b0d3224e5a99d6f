--- title = { zh = "法定任务日历", en = "Statutory calendar" }
--- about = { zh = "本月和在期的法定任务、期限、已完成和未完成数", en = "Duties of the month and those running, with their due day, done and open counts" }
--- clauses = ["QH-7", "QH-8", "QH-9", "QH-10", "QH-13", "QH-14", "QH-15", "QH-6"]
--- grain = "task"
--- disclose = { open = ["done_count", "open_count"] }
WITH monthly AS (
    SELECT
        m.task, m.clause,
        least(
            month_start(month_of(as_of())) + CAST(norm_on(m.norm_name, as_of()) - 1 AS INT), month_end(month_of(as_of()))
        ) AS due_on
    FROM (
        VALUES ('file_review', 'QH-7', 'file_review_day'), ('changes', 'QH-13', 'change_deadline_day'),
        ('reconciliation', 'QH-14', 'reconcile_day'), ('statistics', 'QH-15', 'statistics_day'),
        ('payment', 'QH-6', 'payment_day')
    ) AS m (task, clause, norm_name)
),
counts AS (
    SELECT w.task, w.done_count, w.open_count FROM monthly_work AS w
),
running AS (
    SELECT
        concat('spot_check_', s.cohort_month) AS task, MAX(s.window_ends_on) AS due_on,
        SUM(s.visited_count) AS done_count, SUM(greatest(s.required_count - s.visited_count, 0)) AS open_count,
        'QH-8' AS clause
    FROM spot_checks AS s
    WHERE s.window_ends_on >= month_start(month_of(as_of()))
    GROUP BY s.cohort_month
    UNION ALL
    SELECT
        'annual_visits' AS task, month_end(substr(month_of(as_of()), 1, 4) || '-12') AS due_on,
        coalesce(SUM(y.visited_count), 0) AS done_count,
        coalesce(SUM(greatest(y.required_count - y.visited_count, 0)), 0) AS open_count,
        'QH-9' AS clause
    FROM annual_visit_counts AS y
    UNION ALL
    SELECT
        concat('price_subsidy_', p.month) AS task, MAX(p.due_on) AS due_on,
        SUM(CASE WHEN p.paid_yuan >= p.per_person_yuan * p.persons_count THEN 1 ELSE 0 END) AS done_count,
        SUM(CASE WHEN p.paid_yuan >= p.per_person_yuan * p.persons_count THEN 0 ELSE 1 END) AS open_count,
        'JM-1' AS clause
    FROM price_subsidies AS p
    WHERE p.triggered AND p.due_on >= month_start(month_of(as_of()))
    GROUP BY p.month
)
SELECT m.task, m.due_on, coalesce(c.done_count, 0) AS done_count, coalesce(c.open_count, 0) AS open_count, m.clause
FROM monthly AS m
LEFT JOIN counts AS c ON c.task = m.task
UNION ALL
SELECT r.task, r.due_on, r.done_count, r.open_count, r.clause
FROM running AS r
ORDER BY due_on, task
