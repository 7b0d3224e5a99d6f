--- title = { zh = "名下有企业", en = "Company owned" }
--- about = { zh = "成员为存续企业的法定代表人、股东或雇有人员的个体户", en = "A member is legal representative or shareholder of a live company, or a sole trader with employees" }
--- clauses = ["KS-2", "KS-1"]
--- grain = "household, person"
--- [flag]
--- strength = "high"
--- unit = "person"
--- deterministic = true
--- cause = "property"
--- caveats = [
---     { zh = "可能被冒名登记或企业已停业未注销", en = "the name may be misused, or the company idle and not struck off" },
--- ]
SELECT
    m.town_code, m.household_key, m.person_key,
    CASE WHEN MAX(CASE WHEN c.role = 'shareholder' THEN 0 ELSE 1 END) = 1 THEN 'high' ELSE 'medium' END AS strength,
    MAX(m.total_amount) AS due_yuan,
    concat(
        'companies=', string_agg(DISTINCT coalesce(c.company, '?'), ',' ORDER BY coalesce(c.company, '?')),
        '; role=', MIN(c.role),
        '; employees=', SUM(coalesce(c.employees, 0))
    ) AS evidence
FROM companies AS c
JOIN members AS m ON m.person_key = c.person_key
WHERE
    coalesce(c.status, 'active') NOT IN ('closed', 'revoked')
    AND NOT (
        coalesce(c.role, '') = 'sole_trader'
        AND coalesce(c.employees, 0) <= norm('company_exempt_employees_max')
    )
GROUP BY m.town_code, m.household_key, m.person_key
ORDER BY m.town_code, m.household_key, m.person_key
