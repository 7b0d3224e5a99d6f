--- title = { zh = "与同类的偏离", en = "Distance from peers" }
--- about = { zh = "偏离＝(数值−同类中位数)÷同类离散度，上下两侧分别计；离散度为1.4826倍绝对中位差，为零时用1.2533倍平均绝对差，且不小于规定下限；同类和较大一类都不足规定户数的不计", en = "Distance = (value − median of the peers) / spread of the peers on that side: 1.4826 times the median absolute deviation, where that is zero 1.2533 times the mean absolute deviation, never below the floor; none where peers and wider group are both too few" }
WITH nearest AS (
    SELECT
        v.feature, v.wider, v.peers, COUNT(*) AS peers_count, median(v.value) AS usual,
        spread_above(v.value) AS above, spread_below(v.value) AS below
    FROM peer_values AS v
    GROUP BY v.feature, v.wider, v.peers
),
wider AS (
    SELECT
        v.feature, v.wider, COUNT(*) AS peers_count, median(v.value) AS usual,
        spread_above(v.value) AS above, spread_below(v.value) AS below
    FROM peer_values AS v
    GROUP BY v.feature, v.wider
),
chosen AS (
    SELECT
        n.*, n.peers_count < norm('peer_households_min') AS is_small,
        w.peers_count AS wider_count, w.usual AS wider_usual, w.above AS wider_above, w.below AS wider_below
    FROM nearest AS n
    JOIN wider AS w ON w.feature = n.feature AND w.wider = n.wider
),
groups AS (
    SELECT
        c.feature, c.peers AS nearest,
        CASE WHEN c.is_small THEN concat(c.wider, '+') ELSE c.peers END AS peers,
        CASE WHEN c.is_small THEN c.wider_count ELSE c.peers_count END AS peers_count,
        CASE WHEN c.is_small THEN c.wider_usual ELSE c.usual END AS usual,
        CASE WHEN c.is_small THEN c.wider_above ELSE c.above END AS above,
        CASE WHEN c.is_small THEN c.wider_below ELSE c.below END AS below
    FROM chosen AS c
),
measured AS (
    SELECT
        v.feature, v.household_key, v.town_code, v.value, v.both_sides, g.peers, g.peers_count, g.usual,
        greatest(v.spread_min, CASE WHEN v.value >= g.usual THEN g.above ELSE g.below END) AS spread
    FROM groups AS g
    JOIN peer_values AS v ON v.feature = g.feature AND v.peers = g.nearest
    WHERE g.peers_count >= norm('peer_households_min')
)
SELECT
    m.feature, m.household_key, m.town_code, m.value, m.peers, m.peers_count, m.usual,
    m.usual + CASE WHEN m.value >= m.usual THEN 1 ELSE -1 END * norm('outlier_z_hint') * m.spread AS limit_value,
    CAST(CASE WHEN m.value >= m.usual OR m.both_sides THEN abs(m.value - m.usual) / m.spread ELSE 0 END AS DECIMAL(18, 2)) AS distance
FROM measured AS m
