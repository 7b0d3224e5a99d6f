--- title = { zh = "残疾信息不符", en = "Disability not confirmed" }
--- about = { zh = "档案中的残疾类别、等级与残联登记不一致、无登记或证件过期", en = "The recorded disability differs from the federation's register, is not in it, or the certificate has expired" }
--- clauses = ["QH-3"]
--- grain = "household, person"
--- [flag]
--- strength = "hint"
--- unit = "person"
--- deterministic = true
--- cause = "condition"
--- caveats = [
---     { zh = "换证、重新评定期间登记可能缺失", en = "the register may lack a person whose certificate is being renewed" },
--- ]
WITH register AS (
    SELECT
        d.person_key, d.disability_type, d.disability_grade, d.valid_to,
        row_number() OVER (
            PARTITION BY d.person_key ORDER BY d.valid_to DESC NULLS FIRST, d.disability_grade, d.disability_type
        ) AS place
    FROM disabled AS d
)
SELECT
    m.town_code, m.household_key, m.person_key,
    'hint' AS strength,
    CAST(0 AS DECIMAL(18, 2)) AS due_yuan,
    concat(
        'recorded=', m.disability_type, '/', m.disability_grade, '; register=', r.disability_type, '/', r.disability_grade,
        '; valid_to=', r.valid_to
    ) AS evidence
FROM members AS m
LEFT JOIN register AS r ON r.person_key = m.person_key AND r.place = 1
WHERE
    m.is_covered AND m.is_disabled
    AND (
        r.person_key IS NULL
        OR (r.disability_type IS DISTINCT FROM m.disability_type)
        OR (r.disability_grade IS DISTINCT FROM m.disability_grade)
        OR r.valid_to < month_end(snapshot_month())
    )
ORDER BY m.town_code, m.household_key, m.person_key
