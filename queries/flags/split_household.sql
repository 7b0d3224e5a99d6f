--- title = { zh = "拆户保", en = "Split household" }
--- about = { zh = "两户低保同一住址且成员之间为父母、子女或配偶，均非单人户", en = "Two dibao households at one address whose members are parent and child or spouses, neither a single-person case" }
--- clauses = ["KS-10", "KS-15"]
--- grain = "household"
--- [flag]
--- strength = "medium"
--- unit = "household"
--- deterministic = true
--- cause = "composition"
--- caveats = [
---     { zh = "住址可能只写到村组或同一院落分开生活", en = "the address may name only the hamlet, or one yard with separate households" },
--- ]
WITH kin AS (
    SELECT k.person_key, k.relative_key, k.relation FROM kinship AS k
    UNION
    SELECT k.relative_key AS person_key, k.person_key AS relative_key, k.relation FROM kinship AS k
),
joined AS (
    SELECT a.household_key, o.household_key AS other_key, MIN(k.relation) AS relation
    FROM kin AS k
    JOIN members AS a ON a.person_key = k.person_key AND a.kind = 'dibao' AND NOT a.is_single_person_case
    JOIN members AS o ON o.person_key = k.relative_key AND o.kind = 'dibao' AND NOT o.is_single_person_case
    WHERE k.relation IN ('son', 'daughter', 'parent', 'spouse') AND a.household_key <> o.household_key
    GROUP BY a.household_key, o.household_key
)
SELECT
    a.town_code, a.household_key, CAST(NULL AS VARCHAR) AS person_key,
    'medium' AS strength,
    a.total_amount AS due_yuan,
    concat(
        'other_household=', MIN(j.other_key), '; relation=', MIN(j.relation), '; same_address=true'
    ) AS evidence
FROM joined AS j
JOIN benefit_cases AS a ON a.household_key = j.household_key
JOIN benefit_cases AS o ON o.household_key = j.other_key AND o.address_key = a.address_key
GROUP BY a.town_code, a.household_key, a.total_amount
ORDER BY a.town_code, a.household_key
