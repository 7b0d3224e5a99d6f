--- title = { zh = "比对到的收入", en = "Income found by matching" }
--- about = { zh = "每人职工养老金、财政供养工资和近12个月纳税收入的年度合计；居民养老金不计", en = "Per person and year: employee pension, public pay and the taxed income of the last 12 months; resident pensions do not count" }
WITH found AS (
    SELECT n.person_key, 12 * n.monthly_pension AS yuan
    FROM pensions AS n
    WHERE n.kind = 'employee'
    UNION ALL
    SELECT w.person_key, 12 * w.monthly_pay AS yuan
    FROM public_payroll AS w
    UNION ALL
    SELECT t.person_key, t.income AS yuan
    FROM tax AS t
    WHERE t.month <= snapshot_month() AND months_between(t.month, snapshot_month()) < norm('tax_lookback_months')
)
SELECT f.person_key, SUM(f.yuan) AS found_yuan
FROM found AS f
GROUP BY f.person_key
