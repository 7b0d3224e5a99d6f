--- title = { zh = "各状态线索", en = "Leads by state" }
--- about = { zh = "每种状态的线索数和超过期限的数", en = "Leads in each state, and those past their due day" }
--- clauses = ["QH-11", "YQ-10"]
--- grain = "state"
SELECT
    l.state, COUNT(*) AS leads_count, COUNT(*) FILTER (WHERE l.due_on < as_of()) AS overdue_count
FROM leads AS l
GROUP BY l.state
ORDER BY
    CASE l.state
        WHEN 'new' THEN 1 WHEN 'assigned' THEN 2 WHEN 'checking' THEN 3 WHEN 'decided' THEN 4 WHEN 'rectified' THEN 5 ELSE 6
    END
