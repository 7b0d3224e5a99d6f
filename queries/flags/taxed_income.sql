--- title = { zh = "纳税收入高于申报", en = "Taxed income above the declared" }
--- about = { zh = "近12个月纳税收入高于申报的工资和经营收入，且人均月额超过标准", en = "Taxed income of the last 12 months is above the declared wages and business income and, per person and month, above the standard" }
--- clauses = ["KS-1"]
--- grain = "household, person"
--- [flag]
--- strength = "medium"
--- unit = "person"
--- deterministic = true
--- cause = "income"
--- moving = ["taxed_yuan"]
--- caveats = [
---     { zh = "身份可能被冒用申报个税", en = "the identity may have been misused in a tax filing" },
---     { zh = "部门数据可能滞后或同名错登", en = "the feed may lag or hold another person's record" },
--- ]
WITH taxed AS (
    SELECT t.person_key, SUM(t.income) AS yuan
    FROM tax AS t
    WHERE t.month <= snapshot_month() AND months_between(t.month, snapshot_month()) < norm('tax_lookback_months')
    GROUP BY t.person_key
)
SELECT
    m.town_code, m.household_key, m.person_key,
    'medium' AS strength,
    m.total_amount AS due_yuan,
    concat('taxed_yuan=', t.yuan, '; declared_yuan=', m.income_wage + m.income_business, '; persons=', m.household_size) AS evidence
FROM taxed AS t
JOIN members AS m ON m.person_key = t.person_key
WHERE
    t.yuan > m.income_wage + m.income_business
    AND t.yuan > 12 * m.standard_month_yuan * greatest(m.household_size, 1)
ORDER BY m.town_code, m.household_key, m.person_key
