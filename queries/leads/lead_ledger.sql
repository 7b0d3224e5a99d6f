--- title = { zh = "问题线索台账", en = "Lead ledger" }
--- about = { zh = "每条线索一行：来源、成因、状态、承办人、期限和结果；可按镇、状态、成因、来源筛选，state = open 为全部未办结", en = "One row per lead: source, cause, state, owner, due day and outcome; by town, state, cause and source, state = open for all that are not closed" }
--- clauses = ["QH-11", "YQ-11"]
--- grain = "lead"
--- [params]
--- town = { type = "text", default = "", label = { zh = "镇（区）编码", en = "Town code" } }
--- state = { type = "text", default = "", label = { zh = "状态", en = "State" } }
--- cause = { type = "text", default = "", label = { zh = "成因", en = "Cause" } }
--- source = { type = "text", default = "", label = { zh = "来源", en = "Source" } }
SELECT
    l.lead_id, l.town_code, l.household_key, l.cause, l.source, l.state, l.owner AS in_charge, l.opened_on, l.due_on,
    CASE WHEN l.due_on < as_of() THEN as_of() - l.due_on END AS overdue_days,
    l.outcome, l.finding_code, l.due_yuan, l.harms_recipient, l.overpaid_yuan, l.underpaid_yuan, l.decided_on, l.closed_on,
    l.reopened_count, l.seen_month, l.gone_month, l.follows_id
FROM leads AS l
WHERE
    ($town = '' OR l.town_code = $town) AND ($cause = '' OR l.cause = $cause) AND ($source = '' OR l.source = $source)
    AND ($state = '' OR l.state = $state OR ($state = 'open' AND l.state <> 'closed'))
ORDER BY l.lead_id
