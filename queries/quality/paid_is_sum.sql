--- title = { zh = "发放合计等于各项之和", en = "Payment is the sum of its parts" }
--- about = { zh = "花名册的发放合计等于保障金、分类施保金和价格临时补贴之和，缺项按零", en = "The total paid is benefit plus supplement plus price subsidy; a missing part counts as nothing" }
--- clauses = ["YQ-9", "KS-14"]
--- grain = "household"
SELECT
    coalesce(y.town_code, 'unknown') AS town_code, y.household_key, CAST(NULL AS VARCHAR) AS person_key,
    y.total_paid
    = coalesce(y.benefit_paid, 0) + coalesce(y.supplement_paid, 0) + coalesce(y.price_subsidy_paid, 0) AS is_passed,
    concat(
        'total_yuan=', y.total_paid, '; benefit_yuan=', coalesce(y.benefit_paid, 0),
        '; supplement_yuan=', coalesce(y.supplement_paid, 0), '; price_subsidy_yuan=', coalesce(y.price_subsidy_paid, 0)
    ) AS evidence
FROM payments AS y
ORDER BY town_code, household_key, evidence
