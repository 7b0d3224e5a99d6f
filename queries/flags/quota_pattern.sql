--- title = { zh = "疑似指标保", en = "Looks allotted by quota" }
--- about = { zh = "一个村低保户数达到起点，而同一金额或每户只保一人的比例过高", en = "A village with enough dibao households where too many have one amount, or one covered person of several" }
--- clauses = ["JM-9", "KS-7"]
--- grain = "village"
--- [flag]
--- strength = "hint"
--- unit = "village"
--- deterministic = false
--- cause = "favour"
--- moving = ["households", "same_amount", "one_covered_of_several", "lift_count"]
--- reason = { zh = "全村 {households} 户低保，{same_amount} 户金额相同，{one_covered_of_several} 户只保多口之家中的一人。", en = "Of {households} dibao households {same_amount} have one amount and {one_covered_of_several} cover one of several members." }
--- lift = { zh = "不超过 {lift_count} 户相同即不再提示。", en = "At {lift_count} households alike it would not be hinted at." }
--- caveats = [
---     { zh = "分档救助、单人老人多的村也会金额相同", en = "tiered benefits, or many lone elders, give equal amounts too" },
--- ]
WITH amounts AS (
    SELECT a.town_code, a.village_code, a.monthly_benefit, COUNT(*) AS households_count, SUM(a.total_amount) AS yuan
    FROM active_households AS a
    WHERE a.kind = 'dibao' AND a.village_code <> 'unknown'
    GROUP BY a.town_code, a.village_code, a.monthly_benefit
),
equal AS (
    SELECT
        m.town_code, m.village_code, SUM(m.households_count) AS households_count,
        MAX(m.households_count) AS same_amount_count, SUM(m.yuan) AS yuan
    FROM amounts AS m
    GROUP BY m.town_code, m.village_code
),
single AS (
    SELECT a.town_code, a.village_code, COUNT(*) AS one_of_several_count
    FROM active_households AS a
    WHERE a.kind = 'dibao' AND a.household_size > 1 AND a.covered_persons = 1
    GROUP BY a.town_code, a.village_code
)
SELECT
    e.town_code, CAST(NULL AS VARCHAR) AS household_key, CAST(NULL AS VARCHAR) AS person_key,
    'hint' AS strength,
    CAST(0 AS DECIMAL(18, 2)) AS due_yuan,
    concat(
        'village_code=', e.village_code, '; households=', e.households_count, '; same_amount=', e.same_amount_count,
        '; one_covered_of_several=', coalesce(s.one_of_several_count, 0),
        '; lift_count=', CAST(floor(norm('quota_share_min') * e.households_count) AS BIGINT)
    ) AS evidence
FROM equal AS e
LEFT JOIN single AS s ON s.town_code = e.town_code AND s.village_code = e.village_code
WHERE
    e.households_count >= norm('quota_households_min')
    AND greatest(e.same_amount_count, coalesce(s.one_of_several_count, 0)) > norm('quota_share_min') * e.households_count
ORDER BY e.town_code, e.village_code
