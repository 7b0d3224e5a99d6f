--- title = { zh = "金额偏离同类", en = "Benefit far from what the rule gives its peers" }
--- about = { zh = "实发（未发的取核定）保障金与重算金额之差，与同样保障人口的家庭相比相差过大，多发少发都算", en = "What is paid, or approved where nothing is paid, differs from the recomputed amount far more than in households of as many covered persons, above or below" }
--- clauses = ["KS-8", "KS-12", "JM-9"]
--- grain = "household"
--- across = true
--- [flag]
--- strength = "hint"
--- unit = "household"
--- deterministic = false
--- cause = "benefit"
--- moving = ["difference_yuan", "usual_yuan", "limit_yuan", "peers_count", "distance"]
--- reason = { zh = "实发与重算相差 {difference_yuan} 元；{peers_count} 户同类家庭的中位数为 {usual_yuan} 元，相差 {distance} 个离散度。", en = "Paid and recomputed differ by {difference_yuan} yuan; the median of {peers_count} peers is {usual_yuan}, {distance} spreads away." }
--- lift = { zh = "相差到 {limit_yuan} 元即不再提示。", en = "A difference of {limit_yuan} yuan would not be hinted at." }
--- caveats = [
---     { zh = "可能有补发、扣回或经批准的特殊核定", en = "it may be arrears, a recovery or an approved exception" },
--- ]
SELECT
    s.town_code, s.household_key, CAST(NULL AS VARCHAR) AS person_key,
    CASE WHEN s.distance > norm('outlier_z_medium') THEN 'medium' ELSE 'hint' END AS strength,
    CAST(abs(s.value) AS DECIMAL(18, 2)) AS due_yuan,
    concat(
        'difference_yuan=', CAST(s.value AS DECIMAL(18, 2)), '; usual_yuan=', CAST(s.usual AS DECIMAL(18, 2)), '; limit_yuan=', CAST(s.limit_value AS DECIMAL(18, 2)),
        '; peers=', s.peers, '; peers_count=', s.peers_count, '; distance=', s.distance
    ) AS evidence,
    s.value < s.usual AS harms_recipient
FROM peer_scores AS s
WHERE s.feature = 'benefit' AND s.distance > norm('outlier_z_hint')
ORDER BY s.town_code, s.household_key
