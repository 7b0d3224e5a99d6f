--- title = { zh = "与同类的偏离", en = "Distance from peers" }
--- about = { zh = "偏离＝(数值−同类中位数)÷同类离散度，上下两侧分别计；离散度为1.4826倍绝对中位差，为零时用1.2533倍平均绝对差，且不小于规定下限；同类和较大一类都不足规定户数的不计", en = "Distance = (value − median of the peers) / spread of the peers on that side: 1.4826 times the median absolute deviation, where that is zero 1.2533 times the mean absolute deviation, never below the floor; none where peers and wider group are both too few" }
WITH groups AS (
    SELECT
        v.feature, v.household_key, v.town_code, v.value, v.spread_min, v.both_sides, v.peers AS nearest, l.is_wider,
        CASE WHEN l.is_wider THEN concat(v.wider, '+') ELSE v.peers END AS peers
    FROM peer_values AS v
    CROSS JOIN (VALUES (false), (true)) AS l (is_wider)
),
centred AS (
    SELECT
        g.*,
        COUNT(*) OVER (PARTITION BY g.feature, g.peers) AS peers_count,
        COUNT(*) OVER (PARTITION BY g.feature, g.nearest, g.is_wider) AS nearest_count,
        median(g.value) OVER (PARTITION BY g.feature, g.peers) AS usual
    FROM groups AS g
),
sides AS (
    SELECT
        c.*, abs(c.value - c.usual) AS away,
        CASE WHEN c.value >= c.usual THEN c.value - c.usual END AS above,
        CASE WHEN c.value <= c.usual THEN c.usual - c.value END AS below
    FROM centred AS c
    WHERE c.peers_count >= norm('peer_households_min')
),
spreads AS (
    SELECT
        s.*,
        median(s.above) OVER (PARTITION BY s.feature, s.peers) AS above_median,
        AVG(s.above) OVER (PARTITION BY s.feature, s.peers) AS above_mean,
        median(s.below) OVER (PARTITION BY s.feature, s.peers) AS below_median,
        AVG(s.below) OVER (PARTITION BY s.feature, s.peers) AS below_mean
    FROM sides AS s
),
measured AS (
    SELECT
        d.*,
        CAST(
            greatest(
                d.spread_min,
                CASE
                    WHEN d.value >= d.usual AND d.above_median > 0 THEN 1.4826 * d.above_median
                    WHEN d.value >= d.usual THEN 1.2533 * d.above_mean
                    WHEN d.below_median > 0 THEN 1.4826 * d.below_median
                    ELSE 1.2533 * d.below_mean
                END
            ) AS DECIMAL(18, 4)
        ) AS spread
    FROM spreads AS d
    WHERE d.is_wider = (d.nearest_count < norm('peer_households_min'))
)
SELECT
    m.feature, m.household_key, m.town_code, m.value, m.peers, m.peers_count, m.usual,
    m.usual + CASE WHEN m.value >= m.usual THEN 1 ELSE -1 END * norm('outlier_z_hint') * m.spread AS limit_value,
    CAST(CASE WHEN m.value >= m.usual OR m.both_sides THEN m.away / m.spread ELSE 0 END AS DECIMAL(18, 2)) AS distance
FROM measured AS m
