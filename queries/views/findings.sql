--- title = { zh = "查实的问题", en = "Findings" }
--- about = { zh = "认定属实或部分属实的线索，以及认定后重开的线索，附所处环节和超期分档", en = "Leads found so or partly so, and those taken up again, with their stage and the class of their delay" }
WITH staged AS (
    SELECT
        l.*,
        CASE
            WHEN l.outcome IS NULL THEN 'reopened'
            WHEN l.state = 'decided' THEN 'open'
            WHEN l.state = 'rectified' THEN 'done'
            WHEN l.proof_month IS NULL THEN 'verified'
            ELSE 'proved'
        END AS stage,
        CASE WHEN l.due_on < as_of() THEN as_of() - l.due_on END AS overdue_days
    FROM leads AS l
    WHERE l.outcome IN ('confirmed', 'partly') OR (l.outcome IS NULL AND l.reopened_count > 0)
)
SELECT
    s.*,
    CASE
        WHEN s.due_on IS NULL THEN 'closed'
        WHEN s.overdue_days IS NULL THEN 'in_time'
        WHEN s.overdue_days <= 30 THEN 'late_30'
        WHEN s.overdue_days <= 90 THEN 'late_90'
        ELSE 'late_more'
    END AS age_class
FROM staged AS s
