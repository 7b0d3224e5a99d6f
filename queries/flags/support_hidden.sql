--- title = { zh = "隐瞒赡养费", en = "Support payments hidden" }
--- about = { zh = "户外子女有固定工资，按标准推算的赡养费高于家庭申报的转移净收入", en = "A child outside the household has a fixed wage, and the imputed support is above the declared transfer income" }
--- clauses = ["KS-4", "HZ-1"]
--- grain = "household, person"
--- [flag]
--- strength = "medium"
--- unit = "person"
--- deterministic = true
--- caveats = [
---     { zh = "子女可能负担重病、房贷或不履行义务", en = "the child may carry illness or debt, or refuse to pay" },
---     { zh = "部门数据可能滞后或同名错登", en = "the feed may lag or hold another person's record" },
--- ]
WITH wages AS (
    SELECT w.person_key, w.monthly_pay AS yuan FROM public_payroll AS w
    UNION ALL
    SELECT i.person_key, i.base AS yuan
    FROM insurance AS i
    WHERE i.from_month <= snapshot_month() AND coalesce(i.to_month, snapshot_month()) >= snapshot_month()
),
earners AS (
    SELECT w.person_key, MAX(w.yuan) AS monthly_yuan FROM wages AS w GROUP BY w.person_key
),
transfers AS (
    SELECT m.household_key, SUM(m.income_transfer) AS yuan FROM members AS m GROUP BY m.household_key
),
children AS (
    SELECT DISTINCT k.person_key, k.relative_key FROM kinship AS k WHERE k.relation IN ('son', 'daughter')
),
imputed AS (
    SELECT
        m.town_code, m.household_key, m.person_key, m.total_amount, c.relative_key, e.monthly_yuan,
        12 * (e.monthly_yuan - norm('support_threshold_multiple') * m.standard_month_yuan) * norm('support_share') AS support_yuan
    FROM children AS c
    JOIN members AS m ON m.person_key = c.person_key AND m.is_covered
    JOIN earners AS e ON e.person_key = c.relative_key
    LEFT JOIN members AS inside ON inside.person_key = c.relative_key AND inside.household_key = m.household_key
    WHERE inside.person_key IS NULL
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
