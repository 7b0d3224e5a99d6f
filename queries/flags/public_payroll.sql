--- title = { zh = "财政供养人员", en = "On the public payroll" }
--- about = { zh = "家庭成员由财政发放工资", en = "A member of the household is paid from the public payroll" }
--- clauses = ["KS-5"]
--- grain = "household, person"
--- [flag]
--- strength = "high"
--- unit = "person"
--- deterministic = true
--- cause = "income"
--- caveats = [
---     { zh = "可能是公益性岗位补贴而非财政工资", en = "it may be the allowance of a public-welfare post, not a salary" },
--- ]
SELECT
    m.town_code, m.household_key, m.person_key,
    'high' AS strength,
    MAX(m.total_amount) AS due_yuan,
    concat(
        'employer=', string_agg(DISTINCT coalesce(w.employer, '?'), ',' ORDER BY coalesce(w.employer, '?')),
        '; monthly_pay_yuan=', SUM(w.monthly_pay)
    ) AS evidence
FROM public_payroll AS w
JOIN members AS m ON m.person_key = w.person_key
GROUP BY m.town_code, m.household_key, m.person_key
ORDER BY m.town_code, m.household_key, m.person_key
