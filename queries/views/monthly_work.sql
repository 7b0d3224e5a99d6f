--- title = { zh = "每月任务完成数", en = "Monthly duties done and open" }
--- about = { zh = "档案审查、动态调整、核对、报表和发放的完成与未完成数", en = "Done and open counts of file reviews, changes, reconciliation, statistics and payment" }
SELECT
    'file_review' AS task, COUNT(r.reviewed_on) AS done_count, COUNT(*) - COUNT(r.reviewed_on) AS open_count
FROM file_reviews AS r
UNION ALL
SELECT
    'changes' AS task, COUNT(*) FILTER (WHERE d.last_checked_on >= month_start(month_of(as_of()))) AS done_count,
    COUNT(*) FILTER (WHERE d.due_on < as_of()) AS open_count
FROM recheck_dues AS d
UNION ALL
SELECT
    'reconciliation' AS task, COUNT(*) FILTER (WHERE r.class = 'matched') AS done_count,
    COUNT(*) FILTER (WHERE r.class <> 'matched') AS open_count
FROM reconciliation AS r
UNION ALL
SELECT 'statistics' AS task, COUNT(y.town_code) AS done_count, COUNT(*) - COUNT(y.town_code) AS open_count
FROM towns AS t
LEFT JOIN (
    SELECT DISTINCT p.town_code FROM payments AS p WHERE p.pay_status = 'success'
) AS y ON y.town_code = t.town_code
UNION ALL
SELECT
    'payment' AS task, COUNT(*) FILTER (WHERE y.pay_status = 'success') AS done_count,
    COUNT(*) FILTER (WHERE y.pay_status IS DISTINCT FROM 'success') AS open_count
FROM payments AS y
