--- title = { zh = "名下有非住宅房产", en = "Commercial property" }
--- about = { zh = "成员名下有商铺、办公用房或车位", en = "A member owns a shop, an office or a parking place" }
--- clauses = ["KS-2"]
--- grain = "household, person"
--- [flag]
--- strength = "medium"
--- unit = "person"
--- deterministic = true
--- cause = "property"
--- caveats = [
---     { zh = "可能是唯一居住用房或闲置无收益", en = "it may be the only dwelling, or stand empty" },
--- ]
SELECT
    m.town_code, m.household_key, m.person_key,
    'medium' AS strength,
    MAX(m.total_amount) AS due_yuan,
    concat(
        'usages=', string_agg(DISTINCT e.usage, ',' ORDER BY e.usage), '; registered_on=', MIN(e.registered_on),
        '; area_m2=', SUM(e.area_m2)
    ) AS evidence
FROM real_estate AS e
JOIN members AS m ON m.person_key = e.person_key
WHERE norm_has('commercial_usages', e.usage)
GROUP BY m.town_code, m.household_key, m.person_key
ORDER BY m.town_code, m.household_key, m.person_key
