--- title   = { zh = "一", en = "one" }
--- about   = { zh = "一", en = "one" }
--- clauses = ["QH-1"]
--- grain   = "town"

SELECT now() AS at, current_date AS day
FROM households
ORDER BY random()
