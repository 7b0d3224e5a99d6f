--- title = { zh = "各镇保障率", en = "Coverage by town" }
--- about = { zh = "低保和特困保障人口占户籍人口的比例，按行政区划中的位置排列；没有户籍人口或经纬度的镇留空", en = "Persons on dibao and tekun as a share of the residents, laid out by where the towns lie; a town whose residents or coordinates were not delivered is left blank" }
--- clauses = ["QH-19", "DC-5"]
--- grain = "town"
--- disclose = { open = ["residents_count", "longitude", "latitude"], of = { covered_share = ["persons_count"] } }
--- chart = { kind = "tiles", x = "town_name", y = ["covered_share", "longitude", "latitude"] }
WITH covered AS (
    SELECT a.town_code, SUM(a.covered_persons) AS persons_count
    FROM active_households AS a
    GROUP BY a.town_code
)
SELECT
    t.town_code, t.town_name, coalesce(c.persons_count, 0) AS persons_count,
    u.population AS residents_count,
    CAST(coalesce(c.persons_count, 0) AS DECIMAL(18, 4)) / nullif(u.population, 0) AS covered_share,
    u.lon AS longitude, u.lat AS latitude
FROM towns AS t
LEFT JOIN covered AS c ON c.town_code = t.town_code
LEFT JOIN units AS u ON u.code = t.town_code
ORDER BY t.town_code
