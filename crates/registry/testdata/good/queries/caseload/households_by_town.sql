--- title   = { zh = "各镇户数", en = "Households by town" }
--- about   = { zh = "每个镇有多少户。", en = "How many households each town has." }
--- clauses = ["QH-1"]
--- grain   = "town"
--- params  = { town = { type = "text", default = "" } }
--- chart   = { kind = "bar", x = "town_code", y = ["households_count"] }

SELECT town_code, count(*) AS households_count
FROM active
WHERE $town IN ('', town_code) AND norm('notice_days') = 7
GROUP BY town_code
ORDER BY town_code
