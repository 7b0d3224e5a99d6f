--- title = { zh = "镇（区）名录", en = "Towns" }
--- about = { zh = "各镇（区）的编码和名称", en = "Code and name of every town" }
--- clauses = ["DC-5"]
--- grain = "town"
SELECT t.town_code, t.town_name FROM towns AS t ORDER BY t.town_code
