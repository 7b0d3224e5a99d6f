--- title = { zh = "信访举报台账", en = "Ledger of complaints" }
--- about = { zh = "每件信访举报的收到、入户、办结日期和天数，是否超期", en = "Each complaint: received, visited, closed, days, and whether it is late" }
--- clauses = ["JM-11", "QH-10", "YQ-11"]
--- grain = "complaint"
WITH due AS (
    SELECT
        c.complaint_id, coalesce(c.town_code, 'unknown') AS town_code, c.household_key, c.channel, c.topic, c.received_on,
        c.visited_on, c.closed_on, c.outcome, c.received_on + CAST(norm_on('complaint_close_days', c.received_on) AS INT) AS due_on
    FROM complaints AS c
    WHERE c.received_on <= as_of()
)
SELECT
    d.complaint_id, d.town_code, d.household_key, d.channel, d.topic, d.received_on, d.visited_on, d.closed_on, d.outcome, d.due_on,
    CAST(coalesce(d.closed_on, as_of()) - d.received_on AS BIGINT) AS elapsed_days,
    coalesce(d.closed_on, as_of()) > d.due_on AS is_late
FROM due AS d
ORDER BY d.received_on, d.complaint_id
