--- title = { zh = "公示不足", en = "Public notice too short" }
--- about = { zh = "确认的申请没有公示日期、公示不足规定天数或公示期未满即确认", en = "Confirmed without notice dates, with too short a notice, or before the notice ended" }
--- clauses = ["KS-13", "QH-5"]
--- grain = "household"
--- [flag]
--- strength = "medium"
--- unit = "household"
--- deterministic = true
--- cause = "procedure"
--- caveats = [
---     { zh = "公示可能已做而日期未录", en = "the notice may have been posted and its dates not entered" },
--- ]
SELECT
    a.town_code, a.household_key, CAST(NULL AS VARCHAR) AS person_key,
    'medium' AS strength,
    CAST(0 AS DECIMAL(18, 2)) AS due_yuan,
    concat(
        'application_id=', a.application_id, '; notice_from=', a.notice_from, '; notice_to=', a.notice_to,
        '; decided_on=', a.decided_on
    ) AS evidence
FROM recent_applications AS a
WHERE 
    a.decision = 'confirmed' AND a.decided_on IS NOT NULL
    AND (
        a.notice_from IS NULL OR a.notice_to IS NULL
        OR a.notice_to - a.notice_from < norm_on('notice_days', a.decided_on)
        OR a.decided_on < a.notice_to
    )
ORDER BY a.town_code, a.household_key, evidence
