--- title   = { zh = "一" }
--- about   = { zh = "一", en = " " }
--- clauses = ["QH-1"]
--- grain   = "town"

SELECT town_code FROM households ORDER BY town_code
