--- title = { zh = "审批过于集中", en = "Approvals concentrated" }
--- about = { zh = "一个镇近12个月的确认过多由同一人审批", en = "Too many of a township's confirmations of the last 12 months were made by one approver" }
--- clauses = ["JM-9"]
--- grain = "town"
--- [flag]
--- strength = "hint"
--- unit = "town"
--- deterministic = false
--- cause = "favour"
--- moving = ["cases", "of", "lift_count"]
--- reason = { zh = "审批人 {approver_id} 确认了 {of} 件中的 {cases} 件。", en = "Approver {approver_id} confirmed {cases} of {of} cases." }
--- lift = { zh = "同一审批人不超过 {lift_count} 件即不再提示。", en = "At {lift_count} cases by one approver it would not be hinted at." }
--- caveats = [
---     { zh = "镇里可能只有一名审批人", en = "the township may have only one approver" },
--- ]
WITH approvals AS (
    SELECT a.town_code, a.approver_id, COUNT(*) AS cases_count
    FROM recent_applications AS a
    WHERE a.decision = 'confirmed' AND a.approver_id IS NOT NULL
    GROUP BY a.town_code, a.approver_id
),
totals AS (
    SELECT p.town_code, SUM(p.cases_count) AS cases_count, COUNT(*) AS approvers_count
    FROM approvals AS p
    GROUP BY p.town_code
)
SELECT
    p.town_code, CAST(NULL AS VARCHAR) AS household_key, CAST(NULL AS VARCHAR) AS person_key,
    'hint' AS strength,
    CAST(0 AS DECIMAL(18, 2)) AS due_yuan,
    concat(
        'approver_id=', p.approver_id, '; cases=', p.cases_count, '; of=', t.cases_count,
        '; lift_count=', CAST(floor(norm('approver_share_min') * t.cases_count) AS BIGINT)
    ) AS evidence
FROM approvals AS p
JOIN totals AS t ON t.town_code = p.town_code
WHERE
    t.cases_count >= norm('approver_cases_min') AND t.approvers_count > 1
    AND p.cases_count > norm('approver_share_min') * t.cases_count
ORDER BY p.town_code, p.approver_id
