--- title = { zh = "对照抽查框", en = "Frame of control visits" }
--- about = { zh = "从未有过线索的在保家庭；从中随机走访，以估计规则漏掉的问题", en = "Active households that no lead ever pointed at; random visits among them tell what the rules miss" }
--- clauses = ["QH-9", "QH-18"]
--- grain = "household"
--- params = { town = { type = "text", default = "", label = { zh = "镇（区）编码", en = "Town code" } } }
SELECT a.household_key, a.town_code
FROM active_households AS a
LEFT JOIN (SELECT DISTINCT l.household_key FROM leads AS l) AS k ON k.household_key = a.household_key
WHERE k.household_key IS NULL AND ($town = '' OR a.town_code = $town)
ORDER BY a.household_key
