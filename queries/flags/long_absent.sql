--- title = { zh = "无正当理由长期在外", en = "Long away without reason" }
--- about = { zh = "长期外出而无认可的原因，或称务工而全家未申报工资", en = "Long away without an accepted reason, or said to be working while no wages are declared" }
--- clauses = ["KS-9"]
--- grain = "household"
--- [flag]
--- strength = "medium"
--- unit = "household"
--- deterministic = true
--- cause = "residence"
--- caveats = [
---     { zh = "原因可能未录入", en = "the reason may not have been entered" },
--- ]
WITH wages AS (
    SELECT m.household_key, SUM(m.income_wage) AS yuan FROM members AS m GROUP BY m.household_key
)
SELECT
    b.town_code, b.household_key, CAST(NULL AS VARCHAR) AS person_key,
    'medium' AS strength,
    b.total_amount AS due_yuan,
    concat('absence_reason=', coalesce(b.absence_reason, 'none'), '; declared_wage_yuan=', coalesce(w.yuan, 0)) AS evidence
FROM benefit_cases AS b
LEFT JOIN wages AS w ON w.household_key = b.household_key
WHERE
    b.long_absent
    AND (
        NOT norm_has('absence_reasons_accepted', b.absence_reason)
        OR (b.absence_reason = 'work' AND coalesce(w.yuan, 0) = 0)
    )
ORDER BY b.town_code, b.household_key
