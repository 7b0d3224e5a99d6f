--- title = { zh = "身份信息有误", en = "Identity number invalid" }
--- about = { zh = "身份证号校验位、位数或出生日期有误，或与登记的性别、出生日期不一致", en = "The identity number fails its check, or disagrees with the recorded sex or date of birth" }
--- clauses = ["YQ-9", "KS-14"]
--- grain = "household, person"
--- [flag]
--- strength = "medium"
--- unit = "person"
--- deterministic = true
--- cause = "identity"
--- caveats = [
---     { zh = "可能是录入笔误", en = "it may be a slip of the pen" },
--- ]
SELECT
    coalesce(c.town_code, p.town_code, 'unknown') AS town_code, p.household_key, p.person_key,
    'medium' AS strength,
    CAST(0 AS DECIMAL(18, 2)) AS due_yuan,
    concat(
        'id_problem=', coalesce(p.id_problem, 'none'),
        '; birth_date_differs=', coalesce(p.birth_date <> p.id_birth_on, false),
        '; sex_differs=', coalesce(p.sex <> p.id_sex, false)
    ) AS evidence
FROM persons AS p
LEFT JOIN cases AS c ON c.household_key = p.household_key
WHERE
    p.id_problem IS NOT NULL
    OR coalesce(p.birth_date <> p.id_birth_on, false)
    OR coalesce(p.sex <> p.id_sex, false)
ORDER BY town_code, p.household_key, p.person_key
