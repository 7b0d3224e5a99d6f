--- title = { zh = "户外有固定工资的子女", en = "Children outside with a fixed wage" }
--- about = { zh = "保障对象不在同一户的子女，财政供养工资或职工社保缴费基数取高", en = "Children of covered members who live outside the household, with the higher of public pay and insurance base" }
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
children AS (
    SELECT DISTINCT k.person_key, k.relative_key FROM kinship AS k WHERE k.relation IN ('son', 'daughter')
)
SELECT m.town_code, m.household_key, m.person_key, m.area, m.total_amount, c.relative_key, e.monthly_yuan
FROM children AS c
JOIN members AS m ON m.person_key = c.person_key AND m.is_covered
JOIN earners AS e ON e.person_key = c.relative_key
LEFT JOIN members AS inside ON inside.person_key = c.relative_key AND inside.household_key = m.household_key
WHERE inside.person_key IS NULL
