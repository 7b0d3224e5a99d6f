--- title = { zh = "缴存住房公积金", en = "Active housing fund" }
--- about = { zh = "成员公积金账户处于正常缴存状态", en = "A member has a housing fund account that is being paid into" }
--- clauses = ["KS-1"]
--- grain = "household, person"
--- [flag]
--- strength = "medium"
--- unit = "person"
--- deterministic = true
--- cause = "income"
--- caveats = [
---     { zh = "单位可能补缴旧账", en = "the employer may be paying arrears of a past job" },
--- ]
SELECT
    m.town_code, m.household_key, m.person_key,
    'medium' AS strength,
    MAX(m.total_amount) AS due_yuan,
    concat('monthly_deposit_yuan=', SUM(f.monthly_deposit)) AS evidence
FROM housing_fund AS f
JOIN members AS m ON m.person_key = f.person_key
WHERE f.status = 'active'
GROUP BY m.town_code, m.household_key, m.person_key
ORDER BY m.town_code, m.household_key, m.person_key
