--- title   = { zh = "一", en = "one" }
--- about   = { zh = "一", en = "one" }
--- clauses = ["QH-1"]
--- grain   = "town"
--- chart   = { kind = "tiles", x = "town_code", y = ["share", "lon"] }

SELECT town_code, share, lon FROM households ORDER BY town_code
