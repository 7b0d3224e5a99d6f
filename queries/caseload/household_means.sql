--- title = { zh = "一户的经济状况", en = "The means of one household" }
--- about = { zh = "一户的每名成员：申报的收入、部门比对到的收入和财产；逐项核算由此算出", en = "Every member of one household: incomes declared and found, property; the line-by-line test is made of it" }
--- clauses = ["HZ-1", "KS-8"]
--- grain = "household, person"
--- params = { household = { type = "text", default = "", label = { zh = "家庭代号", en = "Household key" } } }
WITH wanted AS (
    SELECT * FROM cases AS h WHERE h.household_key = $household
),
people AS (
    SELECT p.* FROM persons AS p JOIN wanted AS w ON w.household_key = p.household_key
),
wage AS (
    SELECT MAX(m.amount) AS yuan
    FROM minimum_wage AS m
    WHERE m.from_on = (SELECT MAX(l.from_on) FROM minimum_wage AS l WHERE l.from_on <= month_start(snapshot_month()))
),
found AS (
    SELECT p.person_key, n.kind || '_pension' AS kind, 12 * n.monthly_pension AS yuan
    FROM pensions AS n JOIN people AS p ON p.person_key = n.person_key
    UNION ALL
    SELECT p.person_key, 'wage' AS kind, 12 * w.monthly_pay AS yuan
    FROM public_payroll AS w JOIN people AS p ON p.person_key = w.person_key
    UNION ALL
    SELECT p.person_key, 'taxed' AS kind, t.income AS yuan
    FROM tax AS t JOIN people AS p ON p.person_key = t.person_key
    WHERE t.month <= snapshot_month() AND months_between(t.month, snapshot_month()) < norm('tax_lookback_months')
),
sums AS (
    SELECT
        f.person_key,
        SUM(CASE WHEN f.kind = 'employee_pension' THEN f.yuan END) AS found_employee_pension_yuan,
        SUM(CASE WHEN f.kind = 'resident_pension' THEN f.yuan END) AS found_resident_pension_yuan,
        SUM(CASE WHEN f.kind = 'wage' THEN f.yuan END) AS found_pay_yuan,
        SUM(CASE WHEN f.kind = 'taxed' THEN f.yuan END) AS found_taxed_yuan
    FROM found AS f
    GROUP BY f.person_key
),
belongings AS (
    SELECT 'vehicle' AS kind, coalesce(v.kind, 'unknown') AS item, CAST(0 AS DECIMAL(18, 2)) AS yuan
    FROM vehicles AS v JOIN people AS p ON p.person_key = v.person_key
    UNION ALL
    SELECT 'premises' AS kind, e.usage AS item, CAST(0 AS DECIMAL(18, 2)) AS yuan
    FROM real_estate AS e JOIN people AS p ON p.person_key = e.person_key WHERE e.usage <> 'residence'
    UNION ALL
    SELECT DISTINCT 'home' AS kind, concat(e.area_m2, ' ', e.registered_on) AS item, CAST(0 AS DECIMAL(18, 2)) AS yuan
    FROM real_estate AS e JOIN people AS p ON p.person_key = e.person_key WHERE e.usage = 'residence'
    UNION ALL
    SELECT
        CASE WHEN c.role = 'sole_trader' THEN 'sole_trader' ELSE 'company' END AS kind,
        CAST(coalesce(c.employees, 0) AS VARCHAR) AS item, CAST(0 AS DECIMAL(18, 2)) AS yuan
    FROM companies AS c JOIN people AS p ON p.person_key = c.person_key
    WHERE coalesce(c.status, 'active') NOT IN ('closed', 'revoked')
    UNION ALL
    SELECT 'deposit' AS kind, '' AS item, d.balance AS yuan
    FROM deposits AS d JOIN people AS p ON p.person_key = d.person_key
),
owned AS (
    SELECT
        string_agg(CASE WHEN b.kind = 'vehicle' THEN b.item END, ';' ORDER BY b.item) AS vehicle_kinds,
        string_agg(CASE WHEN b.kind = 'premises' THEN b.item END, ';' ORDER BY b.item) AS premises_usages,
        string_agg(CASE WHEN b.kind = 'sole_trader' THEN b.item END, ';' ORDER BY b.item) AS sole_trader_employees,
        COUNT(CASE WHEN b.kind = 'company' THEN 1 END) AS companies_count,
        COUNT(CASE WHEN b.kind = 'home' THEN 1 END) AS homes_registered_count,
        SUM(CASE WHEN b.kind = 'deposit' THEN b.yuan END) AS deposits_yuan
    FROM belongings AS b
)
SELECT
    w.household_key, p.person_key, w.town_code, w.programme, w.area, w.household_size, w.covered_persons,
    w.annual_income AS annual_income_yuan, w.monthly_benefit AS benefit_yuan, w.supplement AS supplement_yuan,
    w.calc_method, w.tier, w.is_single_person_case, w.grace_start, w.grace_end, g.yuan AS minimum_wage_yuan,
    greatest(w.homes_owned, o.homes_registered_count) AS homes_count,
    greatest(w.financial_assets, o.deposits_yuan) AS financial_assets_yuan,
    o.vehicle_kinds, o.premises_usages, o.sole_trader_employees, o.companies_count,
    coalesce(p.is_covered, true) AS is_covered, p.birth_date, p.sex, p.disability_type, p.disability_grade,
    p.health_status, p.labour_capacity, p.self_care, p.employment,
    p.annual_income AS person_income_yuan, p.income_wage AS wage_yuan, p.income_business AS business_yuan,
    p.income_property AS property_yuan, p.income_transfer AS transfer_yuan,
    s.found_employee_pension_yuan, s.found_resident_pension_yuan, s.found_pay_yuan, s.found_taxed_yuan
FROM wanted AS w
LEFT JOIN people AS p ON p.household_key = w.household_key
CROSS JOIN wage AS g
CROSS JOIN owned AS o
LEFT JOIN sums AS s ON s.person_key = p.person_key
ORDER BY p.person_key
