--- title = { zh = "变动的依据", en = "What justifies a change" }
--- about = { zh = "每项变动可作依据的核查、审批、退出记录或标准调整", en = "Re-checks, applications, exits or changes of standard that justify a change" }
WITH changes AS (
    SELECT
        c.household_key, c.change, c.old_key, c.prior_month, c.programme,
        month_start(coalesce(c.prior_month, snapshot_month())) AS from_on, month_end(snapshot_month()) AS to_on
    FROM roll_changes AS c
)
SELECT c.household_key, c.change, k.checked_on, k.method AS check_method
FROM changes AS c
JOIN rechecks AS k
    ON k.household_key = c.household_key AND k.checked_on >= c.from_on AND k.checked_on <= c.to_on
WHERE c.change = 'moved' OR k.outcome = c.change
UNION ALL
SELECT c.household_key, c.change, coalesce(a.check_report_on, a.visit_on, a.decided_on) AS checked_on, 'application' AS check_method
FROM changes AS c
JOIN recent_applications AS a ON a.household_key = c.household_key AND a.decision = 'confirmed'
WHERE c.change IN ('new', 'resumed', 'moved')
UNION ALL
SELECT c.household_key, c.change, coalesce(e.heard_on, e.told_on) AS checked_on, 'exit_ledger' AS check_method
FROM changes AS c
JOIN exits AS e ON e.household_key = coalesce(c.old_key, c.household_key)
WHERE
    c.change IN ('stopped', 'moved')
    AND e.stop_month >= month_of(c.from_on) AND e.stop_month <= snapshot_month()
UNION ALL
SELECT c.household_key, c.change, month_start(snapshot_month()) AS checked_on, 'standard_change' AS check_method
FROM changes AS c
JOIN recomputed AS r ON r.household_key = c.household_key AND r.difference_yuan = 0
WHERE
    c.change IN ('raised', 'cut')
    AND standard_yuan(r.standard_programme, c.from_on) <> r.standard_month_yuan
