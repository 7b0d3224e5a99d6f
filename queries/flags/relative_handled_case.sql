--- title = { zh = "经办近亲属案件未回避", en = "Handled a relative's case" }
--- about = { zh = "经办人员在其近亲属的审批、入户或核查中经手", en = "A handler took part in the approval, visit or re-check of a relative's case" }
--- clauses = ["YQ-3", "QH-18"]
--- grain = "household"
--- [flag]
--- strength = "high"
--- unit = "household"
--- deterministic = true
--- cause = "kinship"
--- caveats = [
---     { zh = "编号可能由他人代为操作", en = "someone else may have worked under the number" },
--- ]
WITH ties AS (
    SELECT n.household_key, n.handler_id, n.town_code FROM near_relatives AS n
    UNION ALL
    SELECT k.household_key, k.handler_id, b.town_code
    FROM handler_kin AS k
    JOIN benefit_cases AS b ON b.household_key = k.household_key
),
acts AS (
    SELECT c.household_key, c.handler_id, 'recheck' AS act, c.checked_on AS acted_on
    FROM rechecks AS c
    WHERE months_between(month_of(c.checked_on), snapshot_month()) BETWEEN 0 AND norm('procedure_lookback_months') - 1
    UNION ALL
    SELECT a.household_key, a.handler_id, 'handler' AS act, a.decided_on AS acted_on FROM recent_applications AS a
    UNION ALL
    SELECT a.household_key, a.approver_id, 'approver' AS act, a.decided_on AS acted_on FROM recent_applications AS a
    UNION ALL
    SELECT a.household_key, a.visitor1_id, 'visitor' AS act, a.decided_on AS acted_on FROM recent_applications AS a
    UNION ALL
    SELECT a.household_key, a.visitor2_id, 'visitor' AS act, a.decided_on AS acted_on FROM recent_applications AS a
)
SELECT
    MIN(coalesce(t.town_code, 'unknown')) AS town_code, a.household_key, CAST(NULL AS VARCHAR) AS person_key,
    'high' AS strength,
    CAST(0 AS DECIMAL(18, 2)) AS due_yuan,
    concat(
        'handler_id=', MIN(a.handler_id), '; acts=',
        concat_ws(
            ',', MAX(CASE WHEN a.act = 'approver' THEN a.act END), MAX(CASE WHEN a.act = 'handler' THEN a.act END),
            MAX(CASE WHEN a.act = 'recheck' THEN a.act END), MAX(CASE WHEN a.act = 'visitor' THEN a.act END)
        ),
        '; last_on=', MAX(a.acted_on)
    ) AS evidence
FROM acts AS a
JOIN ties AS t ON t.household_key = a.household_key AND t.handler_id = a.handler_id
WHERE a.acted_on IS NOT NULL
GROUP BY a.household_key
ORDER BY town_code, a.household_key
