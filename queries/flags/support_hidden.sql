--- title = { zh = "隐瞒赡养费", en = "Support payments hidden" }
--- about = { zh = "户外子女有固定工资，按标准推算的赡养费高于家庭申报的转移净收入", en = "A child outside the household has a fixed wage, and the imputed support is above the declared transfer income" }
--- clauses = ["KS-4", "HZ-1"]
--- grain = "household, person"
--- [flag]
--- strength = "medium"
--- unit = "person"
--- deterministic = true
--- cause = "income"
--- caveats = [
---     { zh = "子女可能负担重病、房贷或不履行义务", en = "the child may carry illness or debt, or refuse to pay" },
---     { zh = "部门数据可能滞后或同名错登", en = "the feed may lag or hold another person's record" },
--- ]
WITH transfers AS (
    SELECT m.household_key, SUM(m.income_transfer) AS yuan FROM members AS m GROUP BY m.household_key
),
imputed AS (
    SELECT
        c.town_code, c.household_key, c.person_key, c.total_amount, c.relative_key, c.monthly_yuan,
        support_yuan(
            CASE WHEN c.area = 'urban' THEN 'urban' ELSE 'rural' END, month_start(snapshot_month()), 12 * c.monthly_yuan
        ) AS support_yuan
    FROM supporting_children AS c
)
SELECT
    i.town_code, i.household_key, i.person_key,
    'medium' AS strength,
    MAX(i.total_amount) AS due_yuan,
    concat(
        'children=', COUNT(*), '; monthly_pay_yuan=', MAX(i.monthly_yuan),
        '; imputed_support_yuan=', CAST(SUM(i.support_yuan) AS DECIMAL(18, 2)), '; declared_transfer_yuan=', MAX(t.yuan)
    ) AS evidence
FROM imputed AS i
JOIN transfers AS t ON t.household_key = i.household_key
WHERE i.support_yuan > 0
GROUP BY i.town_code, i.household_key, i.person_key
HAVING MAX(t.yuan) < SUM(i.support_yuan)
ORDER BY i.town_code, i.household_key, i.person_key
