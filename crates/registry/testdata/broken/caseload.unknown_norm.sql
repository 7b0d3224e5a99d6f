--- title   = { zh = "一", en = "one" }
--- about   = { zh = "一", en = "one" }
--- clauses = ["QH-1"]
--- grain   = "town"

SELECT town_code, norm('notice_dais') AS days, norm_on('notice_' || town_code, as_of()) AS other
FROM households ORDER BY town_code
