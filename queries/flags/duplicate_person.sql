--- title = { zh = "重复享受", en = "Counted twice" }
--- about = { zh = "同一人在两个以上低保家庭、或两个以上特困家庭中计入", en = "One person counted in two or more dibao households, or in two or more tekun households" }
--- clauses = ["KS-14"]
--- grain = "household, person"
--- across = true
--- [flag]
--- strength = "high"
--- unit = "person"
--- deterministic = true
--- cause = "identity"
--- caveats = [
---     { zh = "身份证号可能录错，实为两人", en = "an identity number may be mistyped and belong to two people" },
--- ]
WITH counted AS (
    SELECT m.person_key, m.kind, COUNT(DISTINCT m.household_key) AS households_count
    FROM members AS m
    WHERE m.is_covered
    GROUP BY m.person_key, m.kind
)
SELECT
    m.town_code, m.household_key, m.person_key,
    'high' AS strength,
    m.total_amount / greatest(m.covered_persons, 1) AS due_yuan,
    concat('programme=', m.programme, '; households=', c.households_count) AS evidence
FROM members AS m
JOIN counted AS c ON c.person_key = m.person_key AND c.kind = m.kind
WHERE m.is_covered AND c.households_count > 1
ORDER BY m.town_code, m.household_key, m.person_key
