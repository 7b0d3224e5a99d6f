--- title = { zh = "耕种他人土地未计收入", en = "Farms others' land without income" }
--- about = { zh = "实际耕种面积大于承包面积，家庭未申报经营收入", en = "Farms more than the contracted area while the household declares no business income" }
--- clauses = ["KS-3"]
--- grain = "household, person"
--- [flag]
--- strength = "high"
--- unit = "person"
--- deterministic = true
--- cause = "income"
--- caveats = [
---     { zh = "可能无偿代耕或当年绝收", en = "it may be farmed for nothing, or the harvest failed" },
--- ]
WITH business AS (
    SELECT m.household_key, SUM(m.income_business) AS yuan FROM members AS m GROUP BY m.household_key
),
farmed AS (
    SELECT l.person_key, SUM(coalesce(l.area_mu, 0)) AS area_mu, SUM(coalesce(l.farmed_mu, 0)) AS farmed_mu
    FROM land AS l
    GROUP BY l.person_key
)
SELECT
    m.town_code, m.household_key, m.person_key,
    CASE WHEN f.farmed_mu > norm('land_farmed_multiple_max') * f.area_mu THEN 'high' ELSE 'medium' END AS strength,
    m.total_amount AS due_yuan,
    concat(
        'contracted_mu=', f.area_mu, '; farmed_mu=', f.farmed_mu,
        '; imputed_income_yuan=', CAST((f.farmed_mu - f.area_mu) * norm('land_income_yuan_per_mu') AS DECIMAL(18, 2))
    ) AS evidence
FROM farmed AS f
JOIN members AS m ON m.person_key = f.person_key AND m.kind = 'dibao'
JOIN business AS b ON b.household_key = m.household_key
WHERE f.farmed_mu > f.area_mu AND b.yuan = 0
ORDER BY m.town_code, m.household_key, m.person_key
