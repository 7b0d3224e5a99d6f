--- title = { zh = "未经核对即确认", en = "Approved without a data check" }
--- about = { zh = "确认时没有核对报告，或报告日期晚于确认日期", en = "Confirmed without a check report, or before its date" }
--- clauses = ["YQ-6", "KS-13"]
--- grain = "household"
--- [flag]
--- strength = "high"
--- unit = "household"
--- deterministic = true
--- cause = "procedure"
--- caveats = [
---     { zh = "报告可能存在而日期未录", en = "the report may exist and its date not be entered" },
--- ]
SELECT
    a.town_code, a.household_key, CAST(NULL AS VARCHAR) AS person_key,
    'high' AS strength,
    CAST(0 AS DECIMAL(18, 2)) AS due_yuan,
    concat(
        'application_id=', a.application_id, '; decided_on=', a.decided_on, '; check_report_on=', a.check_report_on
    ) AS evidence
FROM recent_applications AS a
WHERE 
    a.decision = 'confirmed' AND a.decided_on IS NOT NULL
    AND (a.check_report_on IS NULL OR a.check_report_on > a.decided_on)
ORDER BY a.town_code, a.household_key, evidence
