--- title = { zh = "审批超期", en = "Approval late" }
--- about = { zh = "受理到确认的工作日超过时限，经批准延长的按延长时限；未办结的算到月末", en = "More working days from acceptance to decision than the limit, or the extended limit; open cases to the end of the month" }
--- clauses = ["HZ-7", "QH-1"]
--- grain = "household"
--- [flag]
--- strength = "medium"
--- unit = "household"
--- deterministic = true
--- cause = "procedure"
--- caveats = [
---     { zh = "补正、异议期间可能依法中止计时", en = "the clock may lawfully have stood still for missing papers or objections" },
--- ]
WITH clocked AS (
    SELECT
        a.application_id, a.household_key, a.town_code, a.accepted_on, a.decided_on,
        coalesce(a.decided_on, month_end(snapshot_month())) AS until_on,
        CASE WHEN a.extended THEN 'approval_extended_workdays' ELSE 'approval_workdays' END AS limit_name
    FROM recent_applications AS a
    WHERE a.accepted_on IS NOT NULL
),
measured AS (
    SELECT
        c.application_id, c.household_key, c.town_code, c.accepted_on, c.decided_on,
        workdays_between(c.accepted_on, c.until_on) AS workdays_count,
        norm_on(c.limit_name, c.until_on) AS limit_days
    FROM clocked AS c
)
SELECT
    m.town_code, m.household_key, CAST(NULL AS VARCHAR) AS person_key,
    'medium' AS strength,
    CAST(0 AS DECIMAL(18, 2)) AS due_yuan,
    concat(
        'application_id=', m.application_id, '; accepted_on=', m.accepted_on, '; decided_on=', m.decided_on,
        '; workdays=', m.workdays_count, '; limit=', CAST(m.limit_days AS BIGINT)
    ) AS evidence
FROM measured AS m
WHERE m.workdays_count > m.limit_days
ORDER BY m.town_code, m.household_key, m.application_id
