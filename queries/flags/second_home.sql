--- title = { zh = "超过一套住房", en = "More than one home" }
--- about = { zh = "申报套数与登记住宅套数取高，超过允许套数；同一套由夫妻共有只算一套", en = "The higher of declared and registered homes is above the limit; one home owned jointly counts once" }
--- clauses = ["KS-2"]
--- grain = "household"
--- [flag]
--- strength = "medium"
--- unit = "household"
--- deterministic = true
--- cause = "property"
--- caveats = [
---     { zh = "老宅、危房、拆迁安置或未分割的继承房", en = "an old or unsafe house, resettlement, or an undivided inheritance" },
--- ]
WITH registered AS (
    SELECT t.household_key, COUNT(*) AS homes_count
    FROM (
        SELECT DISTINCT m.household_key, e.area_m2, e.registered_on
        FROM real_estate AS e
        JOIN members AS m ON m.person_key = e.person_key
        WHERE e.usage = 'residence'
    ) AS t
    GROUP BY t.household_key
),
judged AS (
    SELECT
        b.town_code, b.household_key, b.total_amount, coalesce(b.homes_owned, 0) AS declared_count,
        coalesce(r.homes_count, 0) AS registered_count
    FROM benefit_cases AS b
    LEFT JOIN registered AS r ON r.household_key = b.household_key
)
SELECT
    j.town_code, j.household_key, CAST(NULL AS VARCHAR) AS person_key,
    'medium' AS strength,
    j.total_amount AS due_yuan,
    concat('homes_declared=', j.declared_count, '; homes_registered=', j.registered_count) AS evidence
FROM judged AS j
WHERE greatest(j.declared_count, j.registered_count) > norm('homes_max')
ORDER BY j.town_code, j.household_key
