--- title = { zh = "村级协理员", en = "Assistance aides of the villages" }
--- about = { zh = "每个村（居）的协理员人数与应有人数", en = "Aides of each village against the number that there should be" }
--- clauses = ["QH-4"]
--- grain = "village"
--- disclose = { open = ["aides_count", "required_count"] }
WITH aides AS (
    SELECT h.village_code, COUNT(DISTINCT h.handler_id) AS aides_count
    FROM handlers AS h
    WHERE h.level = 'village' AND h.village_code IS NOT NULL
    GROUP BY h.village_code
)
SELECT
    coalesce(u.parent, 'unknown') AS town_code, u.code AS village_code, coalesce(a.aides_count, 0) AS aides_count,
    CAST(norm('aides_per_village') AS BIGINT) AS required_count,
    coalesce(a.aides_count, 0) < norm('aides_per_village') AS is_short
FROM units AS u
LEFT JOIN aides AS a ON a.village_code = u.code
WHERE u.kind IN ('village', 'community')
ORDER BY is_short DESC, town_code, u.code
