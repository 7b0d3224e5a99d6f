--- title = { zh = "金融资产超限", en = "Financial assets above the limit" }
--- about = { zh = "申报金融资产与银行余额取高，人均超过年标准的规定倍数", en = "The higher of declared assets and bank balances per person is above the set multiple of the yearly standard" }
--- clauses = ["KS-2"]
--- grain = "household"
--- [flag]
--- strength = "high"
--- unit = "household"
--- deterministic = true
--- cause = "property"
--- caveats = [
---     { zh = "余额可能是赔偿金、丧葬费等专款", en = "a balance may be compensation or money held for a purpose" },
---     { zh = "部门数据可能滞后或同名错登", en = "the feed may lag or hold another person's record" },
--- ]
WITH balances AS (
    SELECT m.household_key, SUM(d.balance) AS yuan
    FROM deposits AS d
    JOIN members AS m ON m.person_key = d.person_key
    GROUP BY m.household_key
),
judged AS (
    SELECT
        b.town_code, b.household_key, b.total_amount, greatest(b.household_size, 1) AS persons_count,
        greatest(coalesce(b.financial_assets, 0), coalesce(s.yuan, 0)) AS assets_yuan, s.yuan AS balance_yuan,
        norm('financial_assets_multiple') * 12 * b.standard_month_yuan AS limit_yuan
    FROM benefit_cases AS b
    LEFT JOIN balances AS s ON s.household_key = b.household_key
)
SELECT
    j.town_code, j.household_key, CAST(NULL AS VARCHAR) AS person_key,
    CASE WHEN j.balance_yuan > j.limit_yuan * j.persons_count THEN 'high' ELSE 'medium' END AS strength,
    j.total_amount AS due_yuan,
    concat(
        'assets_yuan=', j.assets_yuan, '; persons=', j.persons_count,
        '; limit_per_person_yuan=', CAST(j.limit_yuan AS DECIMAL(18, 2))
    ) AS evidence
FROM judged AS j
WHERE j.assets_yuan > j.limit_yuan * j.persons_count
ORDER BY j.town_code, j.household_key
