--- title = { zh = "经办人员的近亲属家庭", en = "Households of handlers' relatives" }
--- about = { zh = "低保、特困家庭成员与经办人员之间的亲属关系，两个方向都看", en = "Kinship between members of dibao and tekun households and handlers, in either direction" }
WITH kin AS (
    SELECT k.person_key, k.relative_key AS handler_key, k.relation FROM kinship AS k
    UNION
    SELECT k.relative_key AS person_key, k.person_key AS handler_key, k.relation FROM kinship AS k
)
SELECT m.household_key, m.person_key, h.handler_id, MIN(k.relation) AS relation
FROM kin AS k
JOIN handlers AS h ON h.person_key = k.handler_key
JOIN members AS m ON m.person_key = k.person_key
GROUP BY m.household_key, m.person_key, h.handler_id
