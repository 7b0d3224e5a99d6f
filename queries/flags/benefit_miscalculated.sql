--- title = { zh = "补差核定不准", en = "Benefit miscalculated" }
--- about = { zh = "按标准、保障人口和家庭年收入重算的保障金与核定金额相差超过容差；渐退期不算", en = "The benefit recomputed from standard, covered persons and income differs from the approved one by more than the tolerance; not in the grace period" }
--- clauses = ["KS-8", "KS-12"]
--- grain = "household"
--- [flag]
--- strength = "high"
--- unit = "household"
--- deterministic = true
--- cause = "benefit"
--- caveats = [
---     { zh = "可能有未录入的扣减或经批准的特殊核定", en = "a deduction may not be entered, or a special approval on file" },
--- ]
SELECT
    r.town_code, r.household_key, CAST(NULL AS VARCHAR) AS person_key,
    CASE WHEN abs(r.difference_yuan) > r.recomputed_yuan / 10 THEN 'high' ELSE 'medium' END AS strength,
    abs(r.difference_yuan) AS due_yuan,
    concat(
        'approved_yuan=', r.approved_yuan, '; recomputed_yuan=', r.recomputed_yuan, '; standard_yuan=', r.standard_month_yuan,
        '; covered_persons=', r.covered_persons, '; annual_income_yuan=', r.annual_income
    ) AS evidence,
    r.recomputed_yuan > r.approved_yuan AS harms_recipient
FROM recomputed AS r
WHERE r.kind = 'dibao' AND abs(r.difference_yuan) > norm('benefit_tolerance_yuan')
ORDER BY r.town_code, r.household_key
