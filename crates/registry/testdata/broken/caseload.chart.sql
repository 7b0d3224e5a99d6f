--- title   = { zh = "一", en = "one" }
--- about   = { zh = "一", en = "one" }
--- clauses = ["QH-1"]
--- grain   = "town"
--- chart   = { kind = "interval", x = "town_code", y = ["share", "share"], low = "low" }

SELECT town_code, share, low FROM households ORDER BY town_code
