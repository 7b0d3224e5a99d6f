--- title = { zh = "投诉举报台账", en = "Complaint ledger" }
--- about = { zh = "报送的和本系统登记的投诉举报：收到、入户、办结日期，用时和期限，结果", en = "Complaints delivered and entered here: received, visited, closed, how long it took, by when, and the outcome" }
--- clauses = ["JM-11", "QH-10"]
--- grain = "complaint"
WITH known AS (
    SELECT
        'delivered' AS source, c.complaint_id, c.town_code, c.household_key, c.received_on, c.visited_on, c.closed_on,
        c.outcome, c.received_on + CAST(norm_on('complaint_close_days', c.received_on) AS INT) AS due_on
    FROM complaints AS c
    WHERE c.received_on <= as_of()
    UNION ALL
    SELECT
        'ledger' AS source, CAST(l.lead_id AS VARCHAR) AS complaint_id, l.town_code, l.household_key,
        l.opened_on AS received_on, CAST(NULL AS DATE) AS visited_on, l.decided_on AS closed_on, l.outcome,
        l.opened_on + CAST(norm_on('complaint_close_days', l.opened_on) AS INT) AS due_on
    FROM leads AS l
    WHERE l.source = 'complaint'
)
SELECT
    k.source, k.complaint_id, k.town_code, k.household_key, k.received_on, k.visited_on, k.closed_on,
    coalesce(k.closed_on, greatest(as_of(), k.received_on)) - k.received_on AS open_days, k.due_on,
    coalesce(k.closed_on, as_of()) <= k.due_on AS is_in_time, k.outcome
FROM known AS k
ORDER BY k.received_on, k.source, k.complaint_id
