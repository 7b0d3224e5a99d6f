--- title = { zh = "收入超标准", en = "Income above the standard" }
--- about = { zh = "申报收入与比对到的收入取高，人均月收入超过低保标准；单人户按低保边缘的倍数，渐退期内不算", en = "The higher of declared and found income per person and month is above the dibao standard; a single-person case is measured by the edge line, a grace period is let pass" }
--- clauses = ["KS-1", "HZ-1"]
--- grain = "household"
--- [flag]
--- strength = "high"
--- unit = "household"
--- deterministic = true
--- cause = "income"
--- caveats = [
---     { zh = "就业成本、刚性支出扣减未计", en = "employment costs and other deductions are not counted" },
---     { zh = "部门数据可能滞后或同名错登", en = "the feed may lag or hold another person's record" },
--- ]
WITH incomes AS (
    SELECT
        m.household_key,
        SUM(greatest(m.annual_income, coalesce(f.found_yuan, 0))) AS income_yuan,
        SUM(coalesce(f.found_yuan, 0)) AS found_yuan
    FROM members AS m
    LEFT JOIN found_income AS f ON f.person_key = m.person_key
    WHERE m.is_covered OR NOT m.is_single_person_case
    GROUP BY m.household_key
),
judged AS (
    SELECT
        b.town_code, b.household_key, b.total_amount, i.income_yuan, i.found_yuan,
        b.standard_month_yuan * CASE
            WHEN b.is_single_person_case THEN norm('edge_multiple')
            ELSE 1
        END AS limit_yuan,
        greatest(CASE WHEN b.is_single_person_case THEN b.covered_persons ELSE b.household_size END, 1) AS persons_count
    FROM benefit_cases AS b
    JOIN incomes AS i ON i.household_key = b.household_key
    WHERE b.kind = 'dibao' AND NOT b.in_grace
)
SELECT
    j.town_code, j.household_key, CAST(NULL AS VARCHAR) AS person_key,
    CASE WHEN j.found_yuan > 0 THEN 'high' ELSE 'medium' END AS strength,
    j.total_amount AS due_yuan,
    concat(
        'annual_income_yuan=', j.income_yuan, '; found_yuan=', j.found_yuan, '; persons=', j.persons_count,
        '; limit_month_yuan=', CAST(j.limit_yuan AS DECIMAL(18, 2))
    ) AS evidence
FROM judged AS j
WHERE j.income_yuan > 12 * j.limit_yuan * j.persons_count
ORDER BY j.town_code, j.household_key
