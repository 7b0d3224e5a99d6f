--- title = { zh = "下放前后的审批", en = "Approval before and after delegation" }
--- about = { zh = "权限下放日前后，各镇办结的数量、平均工作日和超期占比", en = "Decisions, mean working days and the late share of each town before and after the day of delegation" }
--- clauses = ["HZ-7", "QH-1"]
--- grain = "town, phase"
--- disclose = { of = { mean_days = ["decided_count"] } }
WITH delegation AS (
    SELECT TRY_CAST(norm_word('delegated_on') AS DATE) AS delegated_on
),
decided AS (
    SELECT
        coalesce(a.town_code, 'unknown') AS town_code,
        CASE WHEN a.decided_on < d.delegated_on THEN 'before' ELSE 'after' END AS phase,
        workdays_between(a.accepted_on, a.decided_on) AS days,
        norm_on(
            CASE WHEN coalesce(a.extended, false) THEN 'approval_extended_workdays' ELSE 'approval_workdays' END, a.decided_on
        ) AS limit_days
    FROM applications AS a
    JOIN delegation AS d ON d.delegated_on IS NOT NULL
    WHERE a.accepted_on IS NOT NULL AND a.decided_on <= as_of()
)
SELECT
    d.town_code, d.phase, COUNT(*) AS decided_count, CAST(AVG(CAST(d.days AS DECIMAL(18, 4))) AS DECIMAL(18, 1)) AS mean_days,
    COUNT(*) FILTER (WHERE d.days > d.limit_days) AS late_count,
    CAST(COUNT(*) FILTER (WHERE d.days > d.limit_days) AS DECIMAL(18, 4)) / COUNT(*) AS late_share
FROM decided AS d
GROUP BY d.town_code, d.phase
ORDER BY d.town_code, d.phase DESC
