--- title = { zh = "离群家庭排序", en = "Households far from their peers" }
--- about = { zh = "按与同类家庭的最大偏离排序，写明最突出的一项、通常的数值、不再提示的界限和次突出的一项；只是线索，不是结论", en = "Households by their greatest distance from their peers, with the feature, what is usual, the value from which it would not be hinted at, and the second feature; a hint, never a verdict" }
--- clauses = ["QH-3", "JM-9"]
--- grain = "household"
--- across = true
--- [params]
--- most = { type = "integer", default = "200", label = { zh = "最多户数", en = "Households at most" } }
WITH features AS (
    SELECT
        s.household_key, s.town_code, s.feature, s.distance, s.value, s.usual, s.limit_value, s.peers, s.peers_count,
        row_number() OVER (PARTITION BY s.household_key ORDER BY s.distance DESC, s.feature) AS place,
        lead(s.feature) OVER (PARTITION BY s.household_key ORDER BY s.distance DESC, s.feature) AS second_feature,
        lead(s.distance) OVER (PARTITION BY s.household_key ORDER BY s.distance DESC, s.feature) AS second_distance
    FROM peer_scores AS s
),
ranked AS (
    SELECT f.*, row_number() OVER (ORDER BY f.distance DESC, f.household_key) AS rank
    FROM features AS f
    WHERE f.place = 1 AND f.distance > 0
)
SELECT
    r.rank, r.town_code, r.household_key, r.feature, r.distance, r.value, r.usual, r.limit_value,
    r.peers, r.peers_count, r.second_feature, r.second_distance
FROM ranked AS r
WHERE r.rank <= $most
ORDER BY r.rank
