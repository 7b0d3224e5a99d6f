--- title = { zh = "家庭所在镇", en = "Town of a household" }
--- about = { zh = "登记线索时由家庭代号查所在镇", en = "The town of a household for which a lead is entered" }
--- clauses = ["YQ-11", "JM-11"]
--- grain = "household"
--- params = { household = { type = "text", default = "", label = { zh = "家庭代号", en = "Household key" } } }
SELECT c.household_key, c.town_code
FROM cases AS c
WHERE c.household_key = $household
ORDER BY c.household_key, c.town_code
