--- title = { zh = "按人保", en = "Fewer covered than members" }
--- about = { zh = "保障人口少于家庭人口，不是单人户，也没有服刑成员可以解释", en = "Fewer covered than members, not a single-person case, and no member in prison explains it" }
--- clauses = ["KS-7"]
--- grain = "household"
--- [flag]
--- strength = "medium"
--- unit = "household"
--- deterministic = true
--- cause = "favour"
--- caveats = [
---     { zh = "未保障成员可能另有依据不计入，如失踪、长期出家", en = "a member may lawfully not count, such as missing or clergy" },
--- ]
WITH excused AS (
    SELECT m.household_key, COUNT(DISTINCT m.person_key) AS persons_count
    FROM members AS m
    JOIN prisoners AS p ON p.person_key = m.person_key
    WHERE
        NOT m.is_covered AND p.from_on <= month_end(snapshot_month())
        AND coalesce(p.to_on, month_end(snapshot_month())) >= month_end(snapshot_month())
    GROUP BY m.household_key
)
SELECT
    b.town_code, b.household_key, CAST(NULL AS VARCHAR) AS person_key,
    'medium' AS strength,
    b.total_amount AS due_yuan,
    concat(
        'household_size=', b.household_size, '; covered_persons=', b.covered_persons,
        '; members_in_prison=', coalesce(e.persons_count, 0)
    ) AS evidence
FROM benefit_cases AS b
LEFT JOIN excused AS e ON e.household_key = b.household_key
WHERE
    b.kind = 'dibao' AND NOT b.is_single_person_case
    AND b.household_size - b.covered_persons > coalesce(e.persons_count, 0)
ORDER BY b.town_code, b.household_key
