--- title = { zh = "重算的救助金", en = "Benefits recomputed" }
--- about = { zh = "低保按当月标准、保障人口和家庭年收入重算，有分档金额的按档，特困按基本生活标准；渐退期和没有规则可据的不重算", en = "Dibao recomputed from the month's standard, covered persons and income, or by tier where the place has tier amounts, tekun from its living standard; not in grace periods, nor where no rule gives an amount" }
--- shared = true
WITH rules AS (
    SELECT
        b.household_key, b.town_code, b.programme, b.programme_position, b.kind, b.standard_programme, b.standard_month_yuan,
        b.covered_persons, b.annual_income, b.monthly_benefit AS approved_yuan,
        benefit_yuan(
            CASE WHEN b.kind = 'tekun' THEN 'tekun_dispersed' ELSE b.programme END,
            CASE WHEN b.area = 'urban' THEN 'urban' ELSE 'rural' END, month_start(snapshot_month()),
            b.calc_method, b.tier, b.is_single_person_case, b.covered_persons, b.annual_income
        ) AS recomputed_yuan
    FROM benefit_cases AS b
    WHERE NOT b.in_grace
)
SELECT
    r.household_key, r.town_code, r.programme, r.programme_position, r.kind, r.standard_programme, r.standard_month_yuan,
    r.covered_persons, r.annual_income, r.approved_yuan, r.recomputed_yuan,
    r.approved_yuan - r.recomputed_yuan AS difference_yuan
FROM rules AS r
WHERE r.recomputed_yuan IS NOT NULL
