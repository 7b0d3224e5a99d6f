--- title = { zh = "职工参保未如实申报", en = "Employee insurance against declared wages" }
--- about = { zh = "近6个月内参加职工社保满规定月数，申报工资性收入低于缴费基数", en = "Insured as an employee for the set number of recent months while the declared wages are below the contribution base" }
--- clauses = ["KS-1", "KS-4"]
--- grain = "household, person"
--- [flag]
--- strength = "medium"
--- unit = "person"
--- deterministic = true
--- cause = "income"
--- moving = ["insured_months"]
--- caveats = [
---     { zh = "可能由他人代缴或灵活就业自缴", en = "someone else may pay in, or the person pays as self-employed" },
--- ]
WITH spells AS (
    SELECT
        i.person_key, i.employer, i.base,
        months_between(
            greatest(i.from_month, w.first_month),
            least(coalesce(i.to_month, w.last_month), w.last_month)
        ) + 1 AS months_count
    FROM insurance AS i
    CROSS JOIN (
        SELECT
            month_of(add_months(month_start(snapshot_month()), 1 - CAST(norm('insurance_months_window') AS BIGINT))) AS first_month,
            snapshot_month() AS last_month
    ) AS w
    WHERE i.from_month <= w.last_month AND coalesce(i.to_month, w.last_month) >= w.first_month
)
SELECT
    m.town_code, m.household_key, m.person_key,
    'medium' AS strength,
    MAX(m.total_amount) AS due_yuan,
    concat(
        'insured_months=', SUM(s.months_count), '; base_yuan=', MAX(s.base),
        '; declared_wage_yuan=', MAX(m.income_wage),
        '; employer=', string_agg(DISTINCT coalesce(s.employer, '?'), ',' ORDER BY coalesce(s.employer, '?'))
    ) AS evidence
FROM spells AS s
JOIN members AS m ON m.person_key = s.person_key
GROUP BY m.town_code, m.household_key, m.person_key
HAVING SUM(s.months_count) >= norm('insurance_months_min') AND MAX(m.income_wage) < 12 * MAX(s.base)
ORDER BY m.town_code, m.household_key, m.person_key
