--- title = { zh = "人口偏离同类", en = "Household far larger than the peers" }
--- about = { zh = "家庭人口比同一救助类型的家庭多出过多，可能虚增人口", en = "The household is far larger than those of the same programme; members may be padded" }
--- clauses = ["KS-7", "KS-10"]
--- grain = "household"
--- across = true
--- [flag]
--- strength = "hint"
--- unit = "household"
--- deterministic = false
--- cause = "composition"
--- moving = ["usual_persons", "limit_persons", "peers_count", "distance"]
--- reason = { zh = "家庭人口 {persons} 人；{peers_count} 户同类家庭的中位数为 {usual_persons} 人，多出 {distance} 个离散度。", en = "{persons} persons; the median of {peers_count} peers is {usual_persons}, {distance} spreads below." }
--- lift = { zh = "不超过 {limit_persons} 人即不再提示。", en = "At {limit_persons} persons it would not be hinted at." }
--- caveats = [
---     { zh = "可能确为几代同堂", en = "several generations may indeed live together" },
--- ]
SELECT
    s.town_code, s.household_key, CAST(NULL AS VARCHAR) AS person_key,
    CASE WHEN s.distance > norm('outlier_z_medium') THEN 'medium' ELSE 'hint' END AS strength,
    CAST(0 AS DECIMAL(18, 2)) AS due_yuan,
    concat(
        'persons=', CAST(s.value AS BIGINT), '; usual_persons=', CAST(s.usual AS DECIMAL(18, 1)), '; limit_persons=', CAST(s.limit_value AS DECIMAL(18, 1)),
        '; peers=', s.peers, '; peers_count=', s.peers_count, '; distance=', s.distance
    ) AS evidence
FROM peer_scores AS s
WHERE s.feature = 'size' AND s.distance > norm('outlier_z_hint')
ORDER BY s.town_code, s.household_key
