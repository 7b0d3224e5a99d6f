--- title = { zh = "低保特困同时享受", en = "In dibao and tekun at once" }
--- about = { zh = "同一人同时计入低保和特困；低保边缘家庭中的单人户低保不算", en = "One person counted in dibao and in tekun; a single-person case of an edge family is lawful" }
--- clauses = ["KS-14", "QH-19"]
--- grain = "household, person"
--- across = true
--- [flag]
--- strength = "high"
--- unit = "person"
--- deterministic = true
--- cause = "programmes"
--- caveats = [
---     { zh = "可能正在办理转换、当月交叉", en = "a transfer between programmes may overlap in one month" },
--- ]
WITH counted AS (
    SELECT m.person_key, COUNT(DISTINCT m.kind) AS kinds_count
    FROM members AS m
    WHERE m.is_covered
    GROUP BY m.person_key
)
SELECT
    m.town_code, m.household_key, m.person_key,
    'high' AS strength,
    m.total_amount / greatest(m.covered_persons, 1) AS due_yuan,
    concat('programme=', m.programme) AS evidence
FROM members AS m
JOIN counted AS c ON c.person_key = m.person_key
WHERE m.is_covered AND c.kinds_count > 1
ORDER BY m.town_code, m.household_key, m.person_key
