--- title = { zh = "久未核查", en = "Unchecked far longer than the peers" }
--- about = { zh = "上次核查距今的核查周期数，比同一核查类别的家庭多出过多", en = "Cycles since the last check are far more than in households of the same class" }
--- clauses = ["KS-20", "JM-4"]
--- grain = "household"
--- across = true
--- [flag]
--- strength = "hint"
--- unit = "household"
--- deterministic = false
--- cause = "procedure"
--- moving = ["cycles", "usual_cycles", "limit_cycles", "peers_count", "distance"]
--- reason = { zh = "距上次核查已 {cycles} 个周期；{peers_count} 户同类家庭的中位数为 {usual_cycles} 个，多出 {distance} 个离散度。", en = "{cycles} cycles since the last check; the median of {peers_count} peers is {usual_cycles}, {distance} spreads below." }
--- lift = { zh = "不超过 {limit_cycles} 个周期即不再提示。", en = "At {limit_cycles} cycles it would not be hinted at." }
--- caveats = [
---     { zh = "核查可能已做而台账未录", en = "the check may be done and not in the ledger" },
---     { zh = "可能因疫情、灾害经批准延期", en = "it may have been put off with approval" },
--- ]
SELECT
    s.town_code, s.household_key, CAST(NULL AS VARCHAR) AS person_key,
    CASE WHEN s.distance > norm('outlier_z_medium') THEN 'medium' ELSE 'hint' END AS strength,
    CAST(0 AS DECIMAL(18, 2)) AS due_yuan,
    concat(
        'cycles=', CAST(s.value AS DECIMAL(18, 2)), '; usual_cycles=', CAST(s.usual AS DECIMAL(18, 2)), '; limit_cycles=', CAST(s.limit_value AS DECIMAL(18, 2)),
        '; peers=', s.peers, '; peers_count=', s.peers_count, '; distance=', s.distance
    ) AS evidence
FROM peer_scores AS s
WHERE s.feature = 'recheck' AND s.distance > norm('outlier_z_hint')
ORDER BY s.town_code, s.household_key
