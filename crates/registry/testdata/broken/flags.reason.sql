--- title   = { zh = "标题", en = "Title" }
--- about   = { zh = "说明", en = "About" }
--- clauses = ["QH-1"]
--- grain   = "household"
--- flag    = { strength = "hint", unit = "household", deterministic = false, cause = "income", reason = { zh = "雨 {rain}", en = "snow {snow}" } }
SELECT town_code, concat('snow=', 1) AS evidence
FROM households
ORDER BY town_code
