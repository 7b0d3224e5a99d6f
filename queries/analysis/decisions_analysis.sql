--- title = { zh = "审核确认分析", en = "Decisions analysis" }
--- about = { zh = "已作出审核确认决定的申请，按决定的月份和所选的分组、指标统计", en = "Applications that were decided, by the month of the decision and the groups and measures chosen" }
--- clauses = ["DC-7", "QH-6"]
--- grain = "choice"
--- params = { from = { type = "month", default = "", label = { zh = "起始月份", en = "From month" } }, to = { type = "month", default = "", label = { zh = "截止月份", en = "To month" } }, town = { type = "text", default = "", label = { zh = "镇（区）", en = "Town" } } }
--- [analysis]
--- dimensions = ["month", "town_code", "programme", "decision", "channel", "accepted_by"]
--- by = ["month", "decision"]
--- measures = [
---     { name = "applications_count", sql = "COUNT(*)" },
---     { name = "confirmed_count", sql = "COUNT(*) FILTER (WHERE decision = 'confirmed')" },
---     { name = "objections_count", sql = "COUNT(*) FILTER (WHERE has_objection)" },
---     { name = "extended_count", sql = "COUNT(*) FILTER (WHERE was_extended)" },
--- ]
--- shown = ["applications_count"]
SELECT
    month_of(a.decided_on) AS month,
    coalesce(a.town_code, 'unknown') AS town_code,
    coalesce(a.programme, 'unknown') AS programme,
    coalesce(a.decision, 'unknown') AS decision,
    coalesce(a.channel, 'unknown') AS channel,
    coalesce(a.accepted_by, 'unknown') AS accepted_by,
    coalesce(a.objection, false) AS has_objection,
    coalesce(a.extended, false) AS was_extended
FROM applications AS a
WHERE
    a.decided_on <= as_of()
    AND ($from IS NULL OR month_of(a.decided_on) >= $from)
    AND ($to IS NULL OR month_of(a.decided_on) <= $to)
    AND ($town = '' OR a.town_code = $town)
