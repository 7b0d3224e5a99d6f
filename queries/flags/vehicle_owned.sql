--- title = { zh = "名下有车辆", en = "Vehicle owned" }
--- about = { zh = "成员名下登记有不属于豁免类型的车辆", en = "A member has a registered vehicle of a kind that is not exempt" }
--- clauses = ["KS-2", "QH-3"]
--- grain = "household, person"
--- [flag]
--- strength = "high"
--- unit = "person"
--- deterministic = true
--- cause = "property"
--- caveats = [
---     { zh = "车辆可能已报废、被他人借名登记或残疾人代步", en = "it may be scrapped, registered in a borrowed name or used for a disability" },
--- ]
SELECT
    m.town_code, m.household_key, m.person_key,
    CASE WHEN MAX(coalesce(v.value, 0)) > 12 * MAX(m.standard_month_yuan) THEN 'high' ELSE 'medium' END AS strength,
    MAX(m.total_amount) AS due_yuan,
    concat(
        'kinds=', string_agg(DISTINCT coalesce(v.kind, 'unknown'), ',' ORDER BY coalesce(v.kind, 'unknown')),
        '; registered_on=', MIN(v.registered_on), '; value_yuan=', SUM(coalesce(v.value, 0))
    ) AS evidence
FROM vehicles AS v
JOIN members AS m ON m.person_key = v.person_key
WHERE NOT norm_has('vehicle_exempt_kinds', v.kind)
GROUP BY m.town_code, m.household_key, m.person_key
ORDER BY m.town_code, m.household_key, m.person_key
