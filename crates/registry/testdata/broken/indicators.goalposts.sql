--- title   = { zh = "一", en = "one" }
--- about   = { zh = "一", en = "one" }
--- clauses = ["QH-1"]
--- grain   = "town"
--- indicator = { weight = 0, better = "up", goalposts = ["1", "0.5"], min_denominator = 5 }

SELECT town_code FROM households ORDER BY town_code
