--- title = { zh = "自理能力不符", en = "Self-care class in doubt" }
--- about = { zh = "特困人员登记为全自理而残联为一级残疾，或分散供养的失能人员没有照料人", en = "A tekun person recorded as self-caring with a grade 1 disability, or dispersed and dependent without a caregiver" }
--- clauses = ["HZ-2"]
--- grain = "household, person"
--- [flag]
--- strength = "hint"
--- unit = "person"
--- deterministic = true
--- cause = "condition"
--- caveats = [
---     { zh = "一级视力、听力残疾者可能生活自理", en = "a person with grade 1 sight or hearing loss may care for themselves" },
--- ]
WITH severe AS (
    SELECT DISTINCT d.person_key
    FROM disabled AS d
    WHERE d.disability_grade = '1' AND coalesce(d.valid_to, month_end(snapshot_month())) >= month_end(snapshot_month())
)
SELECT
    m.town_code, m.household_key, m.person_key,
    'hint' AS strength,
    CAST(0 AS DECIMAL(18, 2)) AS due_yuan,
    concat(
        'self_care=', m.self_care, '; grade_1_disability=', s.person_key IS NOT NULL,
        '; has_caregiver=', coalesce(m.caregiver_name_key, m.caregiver_key) IS NOT NULL
    ) AS evidence
FROM members AS m
LEFT JOIN severe AS s ON s.person_key = m.person_key
WHERE
    m.kind = 'tekun'
    AND (
        (m.self_care = 'full' AND s.person_key IS NOT NULL)
        OR (
            m.self_care IN ('partial', 'none') AND m.programme = 'tekun_dispersed'
            AND m.caregiver_name_key IS NULL AND m.caregiver_key IS NULL
        )
    )
ORDER BY m.town_code, m.household_key, m.person_key
