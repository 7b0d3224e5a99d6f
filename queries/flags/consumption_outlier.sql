--- title = { zh = "用电偏离同类", en = "Electricity far above the peers" }
--- about = { zh = "月均用电量比城乡、人口相同的家庭高出过多", en = "Monthly electricity is far above that of households of the same area and size" }
--- clauses = ["QH-3"]
--- grain = "household"
--- across = true
--- [flag]
--- strength = "hint"
--- unit = "household"
--- deterministic = false
--- cause = "spending"
--- moving = ["kwh", "usual_kwh", "limit_kwh", "peers_count", "distance"]
--- reason = { zh = "月均用电 {kwh} 度；{peers_count} 户同类家庭的中位数为 {usual_kwh} 度，高出 {distance} 个离散度。", en = "{kwh} kWh a month; the median of {peers_count} peers is {usual_kwh} kWh, {distance} spreads below." }
--- lift = { zh = "月均用电不超过 {limit_kwh} 度即不再提示。", en = "At {limit_kwh} kWh a month it would not be hinted at." }
--- caveats = [
---     { zh = "可能使用制氧机等医疗设备、电采暖，或与他人合用电表", en = "medical devices such as an oxygen machine, electric heating, or a meter shared with others" },
---     { zh = "电表户主可能已搬走或出租", en = "the holder of the meter may have moved out or let the home" },
--- ]
SELECT
    s.town_code, s.household_key, CAST(NULL AS VARCHAR) AS person_key,
    CASE WHEN s.distance > norm('outlier_z_medium') THEN 'medium' ELSE 'hint' END AS strength,
    CAST(0 AS DECIMAL(18, 2)) AS due_yuan,
    concat(
        'kwh=', CAST(s.value AS DECIMAL(18, 1)), '; usual_kwh=', CAST(s.usual AS DECIMAL(18, 1)), '; limit_kwh=', CAST(s.limit_value AS DECIMAL(18, 1)),
        '; peers=', s.peers, '; peers_count=', s.peers_count, '; distance=', s.distance
    ) AS evidence
FROM peer_scores AS s
WHERE s.feature = 'consumption' AND s.distance > norm('outlier_z_hint')
ORDER BY s.town_code, s.household_key
