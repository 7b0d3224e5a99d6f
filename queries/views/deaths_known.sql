--- title = { zh = "已知死亡", en = "Known deaths" }
--- about = { zh = "公安、卫健死亡记录和火化记录中最早的日期", en = "The earliest day from the death and cremation feeds" }
WITH reports AS (
    SELECT d.person_key, d.died_on, 'deaths' AS source FROM deaths AS d
    UNION ALL
    SELECT c.person_key, c.cremated_on AS died_on, 'cremations' AS source FROM cremations AS c
)
SELECT r.person_key, MIN(r.died_on) AS died_on, MIN(CASE WHEN r.source = 'deaths' THEN r.died_on END) AS recorded_on
FROM reports AS r
WHERE r.person_key IS NOT NULL AND r.died_on <= as_of()
GROUP BY r.person_key
