--- title = { zh = "重算的救助金", en = "Benefits recomputed" }
--- about = { zh = "补差的低保按当月标准、保障人口和家庭年收入重算，特困按基本生活标准重算；渐退期和分档救助不重算", en = "Top-up dibao recomputed from the month's standard, covered persons and income, tekun from its living standard; grace periods and tiered benefits are not recomputed" }
WITH living AS (
    SELECT
        b.household_key, norm('tekun_multiple') * b.standard_month_yuan * g.steps_per_yuan AS steps, g.steps_per_yuan, g.way
    FROM benefit_cases AS b
    CROSS JOIN rounding_rules AS g
    WHERE b.kind = 'tekun' AND g.name = 'tekun'
),
rules AS (
    SELECT
        b.household_key, b.town_code, b.programme, b.programme_position, b.kind, b.standard_programme, b.standard_month_yuan,
        b.covered_persons, b.annual_income, b.monthly_benefit AS approved_yuan,
        CAST(
            CASE
                WHEN b.kind = 'dibao' THEN topup_yuan(b.standard_month_yuan, b.covered_persons, b.annual_income)
                WHEN l.way = 'up' THEN ceil(l.steps) * b.covered_persons / l.steps_per_yuan
                WHEN l.way = 'down' THEN floor(l.steps) * b.covered_persons / l.steps_per_yuan
                ELSE CAST(l.steps AS DECIMAL(18, 0)) * b.covered_persons / l.steps_per_yuan
            END AS DECIMAL(18, 2)
        ) AS recomputed_yuan
    FROM benefit_cases AS b
    LEFT JOIN living AS l ON l.household_key = b.household_key
    WHERE NOT b.in_grace AND (b.kind = 'tekun' OR b.calc_method = 'topup')
)
SELECT
    r.household_key, r.town_code, r.programme, r.programme_position, r.kind, r.standard_programme, r.standard_month_yuan,
    r.covered_persons, r.annual_income, r.approved_yuan, r.recomputed_yuan,
    r.approved_yuan - r.recomputed_yuan AS difference_yuan
FROM rules AS r
WHERE r.recomputed_yuan IS NOT NULL
