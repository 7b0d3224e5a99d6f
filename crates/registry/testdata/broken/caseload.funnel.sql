--- title   = { zh = "一", en = "one" }
--- about   = { zh = "一", en = "one" }
--- clauses = ["QH-1"]
--- grain   = "town"
--- chart   = { kind = "funnel", x = "town_code", y = ["share"] }

SELECT town_code, share FROM households ORDER BY town_code
