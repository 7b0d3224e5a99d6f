--- title = { zh = "系统与花名册对照", en = "System against roster" }
--- about = { zh = "在保家庭系统合计与花名册保障金加分类施保金，逐户对照；价格补贴不比，低保边缘和刚性支出不比", en = "System total against the roster's benefit and supplement, household by household; price subsidy, edge and rigid expenditure are not compared" }
--- shared = true
WITH system AS (
    SELECT a.household_key, a.town_code, a.total_amount AS yuan FROM active_households AS a
),
roster AS (
    SELECT
        y.household_key, MIN(coalesce(y.town_code, 'unknown')) AS town_code,
        SUM(coalesce(y.benefit_paid, 0) + coalesce(y.supplement_paid, 0)) AS yuan
    FROM payments AS y
    LEFT JOIN programmes AS p ON p.programme = y.programme
    WHERE coalesce(p.kind, '') <> 'unpaid'
    GROUP BY y.household_key
)
SELECT
    coalesce(s.household_key, r.household_key) AS household_key,
    coalesce(s.town_code, r.town_code) AS town_code,
    CASE
        WHEN r.household_key IS NULL THEN 'only_in_system'
        WHEN s.household_key IS NULL THEN 'only_in_roster'
        WHEN s.yuan = r.yuan THEN 'matched'
        ELSE 'amount_differs'
    END AS class,
    coalesce(s.yuan, 0) AS system_yuan,
    coalesce(r.yuan, 0) AS roster_yuan
FROM system AS s
FULL OUTER JOIN roster AS r ON r.household_key = s.household_key
