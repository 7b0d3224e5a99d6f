--- title = { zh = "一", en = "one" }

SELECT town_code FROM circle
