--- title = { zh = "重病无就医记录", en = "Illness without medical record" }
--- about = { zh = "登记为重病而近12个月无医保结算记录", en = "Recorded as seriously ill with no medical settlement in the last 12 months" }
--- clauses = ["QH-3"]
--- grain = "household, person"
--- [flag]
--- strength = "hint"
--- unit = "person"
--- deterministic = true
--- cause = "condition"
--- caveats = [
---     { zh = "可能在外地或自费就医", en = "treatment may be elsewhere or paid privately" },
--- ]
WITH treated AS (
    SELECT DISTINCT d.person_key
    FROM medical AS d
    WHERE months_between(month_of(d.settled_on), snapshot_month()) BETWEEN 0 AND norm('illness_lookback_months') - 1
)
SELECT
    m.town_code, m.household_key, m.person_key,
    'hint' AS strength,
    CAST(0 AS DECIMAL(18, 2)) AS due_yuan,
    concat('health_status=', m.health_status, '; illness=', m.illness) AS evidence
FROM members AS m
LEFT JOIN treated AS t ON t.person_key = m.person_key
WHERE m.is_covered AND m.health_status = 'serious_illness' AND t.person_key IS NULL
ORDER BY m.town_code, m.household_key, m.person_key
