--- title = { zh = "职工养老金未申报", en = "Employee pension not declared" }
--- about = { zh = "领取职工养老金，申报转移净收入低于养老金年额；居民养老金不计", en = "Receives an employee pension above the declared transfer income; resident pensions do not count" }
--- clauses = ["KS-1"]
--- grain = "household, person"
--- [flag]
--- strength = "high"
--- unit = "person"
--- deterministic = true
--- cause = "income"
--- caveats = [
---     { zh = "养老金可能刚刚开始发放", en = "the pension may have begun only now" },
---     { zh = "部门数据可能滞后或同名错登", en = "the feed may lag or hold another person's record" },
--- ]
SELECT
    m.town_code, m.household_key, m.person_key,
    'high' AS strength,
    MAX(m.total_amount) AS due_yuan,
    concat(
        'monthly_pension_yuan=', SUM(n.monthly_pension), '; declared_transfer_yuan=', MAX(m.income_transfer)
    ) AS evidence
FROM pensions AS n
JOIN members AS m ON m.person_key = n.person_key
WHERE n.kind = 'employee'
GROUP BY m.town_code, m.household_key, m.person_key
HAVING MAX(m.income_transfer) < 12 * SUM(n.monthly_pension)
ORDER BY m.town_code, m.household_key, m.person_key
