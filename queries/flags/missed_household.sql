--- title = { zh = "疑似漏保", en = "Possibly missed" }
--- about = { zh = "低保边缘、刚性支出困难家庭中有重度残疾或重病成员而未纳入低保或特困", en = "A severely disabled or gravely ill member of an edge or rigid-expenditure family is in neither dibao nor tekun" }
--- clauses = ["YQ-8", "HZ-2", "QH-19"]
--- grain = "household"
--- [flag]
--- strength = "hint"
--- unit = "household"
--- deterministic = true
--- cause = "missed"
--- caveats = [
---     { zh = "家庭可能已被告知而未申请", en = "the family may have been told and not applied" },
--- ]
WITH severe AS (
    SELECT p.household_key, p.person_key
    FROM persons AS p
    LEFT JOIN disabled AS d
        ON d.person_key = p.person_key AND coalesce(d.valid_to, month_end(snapshot_month())) >= month_end(snapshot_month())
    WHERE
        p.health_status = 'serious_illness'
        OR TRY_CAST(p.disability_grade AS INT) <= CASE
            WHEN p.disability_type IN ('intellectual', 'mental') THEN norm('severe_grade_max_mental')
            ELSE norm('severe_grade_max')
        END
        OR TRY_CAST(d.disability_grade AS INT) <= CASE
            WHEN d.disability_type IN ('intellectual', 'mental') THEN norm('severe_grade_max_mental')
            ELSE norm('severe_grade_max')
        END
)
SELECT
    r.town_code, r.household_key, CAST(NULL AS VARCHAR) AS person_key,
    'hint' AS strength,
    CAST(0 AS DECIMAL(18, 2)) AS due_yuan,
    concat('programme=', r.programme, '; persons=', COUNT(DISTINCT s.person_key)) AS evidence,
    true AS harms_recipient
FROM roll AS r
JOIN severe AS s ON s.household_key = r.household_key
LEFT JOIN members AS m ON m.person_key = s.person_key AND m.is_covered
WHERE r.kind = 'unpaid' AND m.person_key IS NULL
GROUP BY r.town_code, r.household_key, r.programme
ORDER BY r.town_code, r.household_key
