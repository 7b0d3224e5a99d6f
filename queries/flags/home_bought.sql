--- title = { zh = "购房", en = "Home bought" }
--- about = { zh = "住宅登记日期在享受期间或最初享受月份之前的回溯期内", en = "A dwelling was registered while enrolled or within the look-back before the first benefit month" }
--- clauses = ["KS-2", "QH-3"]
--- grain = "household, person"
--- [flag]
--- strength = "high"
--- unit = "person"
--- deterministic = true
--- cause = "property"
--- caveats = [
---     { zh = "可能是补登记、继承、拆迁安置或政府易地搬迁", en = "it may be a late registration, an inheritance or resettlement" },
--- ]
SELECT
    m.town_code, m.household_key, m.person_key,
    CASE WHEN MAX(e.registered_on) >= MAX(m.since_on) THEN 'high' ELSE 'medium' END AS strength,
    MAX(m.total_amount) AS due_yuan,
    concat(
        'registered_on=', MAX(e.registered_on), '; area_m2=', MAX(e.area_m2), '; since=', MAX(m.since_on)
    ) AS evidence
FROM real_estate AS e
JOIN members AS m ON m.person_key = e.person_key
WHERE
    e.usage = 'residence'
    AND e.registered_on >= add_months(m.since_on, -CAST(norm('home_lookback_months') AS BIGINT))
GROUP BY m.town_code, m.household_key, m.person_key
ORDER BY m.town_code, m.household_key, m.person_key
