--- title = { zh = "重算的救助金", en = "Benefits recomputed" }
--- about = { zh = "补差的低保按当月标准、保障人口和家庭年收入重算，特困按基本生活标准重算；渐退期和分档救助不重算", en = "Top-up dibao recomputed from the month's standard, covered persons and income, tekun from its living standard; grace periods and tiered benefits are not recomputed" }
WITH rules AS (
    SELECT
        b.household_key, b.town_code, b.programme, b.programme_position, b.kind, b.standard_programme, b.standard_month_yuan, b.covered_persons,
        b.annual_income, b.monthly_benefit AS approved_yuan,
        CASE
            WHEN b.kind = 'dibao'
                THEN topup_yuan(b.standard_month_yuan, b.covered_persons, b.annual_income)
        END AS recomputed_yuan
    FROM benefit_cases AS b
    WHERE NOT b.in_grace AND (b.kind = 'tekun' OR b.calc_method = 'topup')
)
SELECT
    r.household_key, r.town_code, r.programme, r.programme_position, r.kind, r.standard_programme, r.standard_month_yuan, r.covered_persons,
    r.annual_income, r.approved_yuan, r.recomputed_yuan,
    r.approved_yuan - r.recomputed_yuan AS difference_yuan
FROM rules AS r
WHERE r.recomputed_yuan IS NOT NULL
