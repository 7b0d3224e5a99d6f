--- title = { zh = "村级受理", en = "Accepted by the village" }
--- about = { zh = "申请由村（居）受理；村居代办、镇受理的不算", en = "The application was accepted by the village; a village proxy accepted by the town is fine" }
--- clauses = ["JM-14"]
--- grain = "household"
--- [flag]
--- strength = "medium"
--- unit = "household"
--- deterministic = true
--- cause = "procedure"
--- caveats = [
---     { zh = "受理级别可能录错", en = "the level may have been entered wrongly" },
--- ]
SELECT
    coalesce(a.town_code, 'unknown') AS town_code, a.household_key, CAST(NULL AS VARCHAR) AS person_key,
    'medium' AS strength,
    CAST(0 AS DECIMAL(18, 2)) AS due_yuan,
    concat('application_id=', a.application_id, '; accepted_on=', a.accepted_on, '; channel=', a.channel) AS evidence
FROM applications AS a
WHERE
    a.accepted_by = 'village'
    AND months_between(month_of(a.accepted_on), snapshot_month()) BETWEEN 0 AND norm('procedure_lookback_months') - 1
ORDER BY town_code, a.household_key, a.application_id
