--- title = { zh = "定期核查", en = "Re-checks due" }
--- about = { zh = "到期为本月底前应核查，超期为到期日已过；超期率为超期户占在保户", en = "Due means to be checked by the end of the month, overdue that the due day has passed; the overdue share is of the active households" }
--- clauses = ["KS-20", "YQ-1", "JM-4"]
--- grain = "town, class"
--- chart = { kind = "bar", x = "town_code", y = ["overdue_share"], series = "recheck_class" }
WITH counted AS (
    SELECT
        d.town_code, d.recheck_class, COUNT(*) AS active_count,
        COUNT(*) FILTER (WHERE d.due_on <= month_end(month_of(as_of()))) AS due_count,
        COUNT(*) FILTER (WHERE d.due_on < as_of()) AS overdue_count
    FROM recheck_dues AS d
    GROUP BY d.town_code, d.recheck_class
)
SELECT
    c.town_code, c.recheck_class, c.active_count, c.due_count, c.overdue_count,
    CAST(c.overdue_count AS DECIMAL(18, 4)) / c.active_count AS overdue_share
FROM counted AS c
ORDER BY c.town_code, c.recheck_class
