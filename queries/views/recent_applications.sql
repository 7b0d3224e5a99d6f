--- title = { zh = "近期审批", en = "Recent applications" }
--- about = { zh = "近12个月内办结或仍在办的申请", en = "Applications decided within the look-back or still open" }
SELECT
    a.application_id, a.household_key, coalesce(a.town_code, 'unknown') AS town_code, a.programme,
    a.accepted_by, a.accepted_on, a.check_report_on, a.visit_on, a.visitor1_id, a.visitor2_id, a.handler_id, a.approver_id,
    a.notice_from, a.notice_to, a.decided_on, a.decision,
    coalesce(a.extended, false) AS extended
FROM applications AS a
WHERE
    coalesce(a.accepted_on, a.decided_on, a.applied_on) <= month_end(snapshot_month())
    AND (
        a.decided_on IS NULL
        OR months_between(month_of(a.decided_on), snapshot_month()) < norm('procedure_lookback_months')
    )
