--- title = { zh = "变动的依据", en = "What may justify a change" }
--- about = { zh = "上一个已加载月份以来的核查、审批和退出记录，以及它们各自能说明的变动", en = "Re-checks, applications and exits since the last loaded month, with the change that each can justify" }
WITH span AS (
    SELECT month_start(coalesce(MAX(h.month), snapshot_month())) AS from_on
    FROM households_all AS h
    WHERE h.month < snapshot_month()
)
SELECT k.household_key, k.outcome AS explains, k.checked_on, k.method AS check_method
FROM rechecks AS k
WHERE k.checked_on >= (SELECT s.from_on FROM span AS s) AND k.checked_on <= month_end(snapshot_month())
UNION ALL
SELECT
    a.household_key, 'new' AS explains, coalesce(a.check_report_on, a.visit_on, a.decided_on) AS checked_on,
    'application' AS check_method
FROM recent_applications AS a
WHERE a.decision = 'confirmed'
UNION ALL
SELECT e.household_key, 'stopped' AS explains, coalesce(e.heard_on, e.told_on) AS checked_on, 'exit_ledger' AS check_method
FROM exits AS e
WHERE e.stop_month >= (SELECT month_of(s.from_on) FROM span AS s) AND e.stop_month <= snapshot_month()
