--- titel = { zh = "一", en = "one" }

SELECT town_code FROM households ORDER BY town_code
