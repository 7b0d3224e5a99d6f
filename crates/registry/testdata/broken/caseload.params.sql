--- title   = { zh = "一", en = "one" }
--- about   = { zh = "一", en = "one" }
--- clauses = ["QH-1"]
--- grain   = "town"
--- params  = { town = { type = "text", default = "" }, day = { type = "date", default = "soon" } }

SELECT '$town' AS town_code -- $town
FROM households
WHERE $tonw = town_code AND $day > as_of()
ORDER BY town_code
