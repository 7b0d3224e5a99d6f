--- title = { zh = "比对收入偏离申报", en = "Income found far above the declared" }
--- about = { zh = "部门比对到的年收入减去申报收入，比城乡、人口相同的家庭高出过多", en = "Yearly income found by matching, less what was declared, is far above that of households of the same area and size" }
--- clauses = ["KS-4", "QH-3"]
--- grain = "household"
--- across = true
--- [flag]
--- strength = "hint"
--- unit = "household"
--- deterministic = false
--- cause = "income"
--- moving = ["undeclared_yuan", "usual_yuan", "limit_yuan", "peers_count", "distance"]
--- reason = { zh = "比对到的年收入比申报多 {undeclared_yuan} 元；{peers_count} 户同类家庭的中位数为 {usual_yuan} 元，高出 {distance} 个离散度。", en = "Income found is {undeclared_yuan} yuan a year above the declared; the median of {peers_count} peers is {usual_yuan}, {distance} spreads below." }
--- lift = { zh = "多出不超过 {limit_yuan} 元即不再提示。", en = "At {limit_yuan} yuan it would not be hinted at." }
--- caveats = [
---     { zh = "申报可能未按项目填写", en = "the declaration may not be split by kind of income" },
---     { zh = "部门数据可能滞后或同名错登", en = "the feed may lag or hold another person's record" },
--- ]
SELECT
    s.town_code, s.household_key, CAST(NULL AS VARCHAR) AS person_key,
    CASE WHEN s.distance > norm('outlier_z_medium') THEN 'medium' ELSE 'hint' END AS strength,
    CAST(0 AS DECIMAL(18, 2)) AS due_yuan,
    concat(
        'undeclared_yuan=', CAST(s.value AS DECIMAL(18, 2)), '; usual_yuan=', CAST(s.usual AS DECIMAL(18, 2)), '; limit_yuan=', CAST(s.limit_value AS DECIMAL(18, 2)),
        '; peers=', s.peers, '; peers_count=', s.peers_count, '; distance=', s.distance
    ) AS evidence
FROM peer_scores AS s
WHERE s.feature = 'income' AND s.distance > norm('outlier_z_hint')
ORDER BY s.town_code, s.household_key
