--- title = { zh = "任务清单", en = "List of tasks" }
--- about = { zh = "每条未办结线索的下一步（分派、开始核查、认定、整改、复核销号）、承办人和期限，期限近的在前", en = "The next step of every open lead (assign, start, decide, rectify, verify), who has it and by when, the first due first" }
--- clauses = ["YQ-10", "QH-11"]
--- grain = "lead"
--- params = { town = { type = "text", default = "", label = { zh = "镇（区）编码", en = "Town code" } } }
SELECT
    l.lead_id, l.town_code, l.household_key, l.cause,
    CASE l.state
        WHEN 'new' THEN 'lead_assign'
        WHEN 'assigned' THEN 'lead_start'
        WHEN 'checking' THEN 'lead_decide'
        WHEN 'decided' THEN 'lead_rectify'
        ELSE 'lead_verify'
    END AS task,
    l.owner AS in_charge, l.due_on, CASE WHEN l.due_on < as_of() THEN as_of() - l.due_on END AS overdue_days
FROM leads AS l
WHERE l.state <> 'closed' AND ($town = '' OR l.town_code = $town)
ORDER BY l.due_on, l.lead_id
