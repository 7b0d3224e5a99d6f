--- title = { zh = "一户在册的月份", en = "Months in which one household was there" }
--- about = { zh = "一户在各月名册中的情况，最近的在前", en = "The months whose rosters have one household, the latest first" }
--- clauses = ["QH-2"]
--- grain = "household, month"
--- params = { household = { type = "text", default = "", label = { zh = "家庭代号", en = "Household key" } } }
SELECT h.month, h.town_code, h.household_key, h.programme, h.total_amount AS amount_yuan
FROM households_all AS h
WHERE h.household_key = $household
ORDER BY h.month DESC, h.household_key
