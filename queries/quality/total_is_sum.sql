--- title = { zh = "合计等于各项之和", en = "Total is the sum of its parts" }
--- about = { zh = "户的合计等于户月保障金额加人员分类施保总额，缺项按零", en = "The total of a household is its benefit plus its supplement; a missing part counts as nothing" }
--- clauses = ["YQ-9", "KS-14"]
--- grain = "household"
SELECT
    coalesce(h.town_code, 'unknown') AS town_code, h.household_key, CAST(NULL AS VARCHAR) AS person_key,
    h.total_amount = coalesce(h.monthly_benefit, 0) + coalesce(h.supplement, 0) AS is_passed,
    concat(
        'total_yuan=', h.total_amount, '; benefit_yuan=', coalesce(h.monthly_benefit, 0),
        '; supplement_yuan=', coalesce(h.supplement, 0)
    ) AS evidence
FROM households AS h
ORDER BY town_code, household_key
