--- title = { zh = "主动发现", en = "Cases found proactively" }
--- about = { zh = "近12个月各镇的申请中，由主动发现提出的数量、占比和确认情况", en = "Of the applications of the last 12 months in each town, those that were found proactively, their share and what became of them" }
--- clauses = ["YQ-8"]
--- grain = "town"
--- chart = { kind = "bar", x = "town_code", y = ["proactive_share"] }
WITH recent AS (
    SELECT coalesce(a.town_code, 'unknown') AS town_code, a.channel, a.decision
    FROM applications AS a
    WHERE a.applied_on > add_months(as_of(), -12) AND a.applied_on <= as_of()
)
SELECT
    t.town_code, COUNT(r.town_code) AS applications_count,
    COUNT(*) FILTER (WHERE r.channel = 'proactive') AS proactive_count,
    CAST(COUNT(*) FILTER (WHERE r.channel = 'proactive') AS DECIMAL(18, 4)) / nullif(COUNT(r.town_code), 0) AS proactive_share,
    COUNT(*) FILTER (WHERE r.channel = 'proactive' AND r.decision = 'confirmed') AS confirmed_count,
    COUNT(*) FILTER (WHERE r.channel = 'proactive' AND r.decision IS NULL) AS open_count
FROM towns AS t
LEFT JOIN recent AS r ON r.town_code = t.town_code
GROUP BY t.town_code
ORDER BY t.town_code
