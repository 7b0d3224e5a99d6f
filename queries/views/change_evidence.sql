--- title = { zh = "变动的依据", en = "What may justify a change" }
--- about = { zh = "上一个已加载月份以来的核查、审批和退出记录，以及它们各自能说明的变动", en = "Re-checks, applications and exits since the last loaded month, with the change that each can justify" }
SELECT k.household_key, k.outcome AS explains, k.checked_on, k.method AS check_method
FROM rechecks AS k
WHERE k.checked_on >= month_start(coalesce(prior_month(), snapshot_month())) AND k.checked_on <= month_end(snapshot_month())
UNION ALL
SELECT
    a.household_key, 'new' AS explains, coalesce(a.check_report_on, a.visit_on, a.decided_on) AS checked_on,
    'application' AS check_method
FROM recent_applications AS a
WHERE a.decision = 'confirmed'
UNION ALL
SELECT e.household_key, 'stopped' AS explains, coalesce(e.heard_on, e.told_on) AS checked_on, 'exit_ledger' AS check_method
FROM exits AS e
WHERE e.stop_month >= coalesce(prior_month(), snapshot_month()) AND e.stop_month <= snapshot_month()
