--- title = { zh = "一户的在外赡养人", en = "Who could support one household" }
--- about = { zh = "一户保障对象在外的、有固定工资的子女及其年工资", en = "Children outside one household who have a fixed wage, with the wage of a year" }
--- clauses = ["HZ-1", "KS-4"]
--- grain = "household, person"
--- params = { household = { type = "text", default = "", label = { zh = "家庭代号", en = "Household key" } } }
SELECT c.household_key, c.relative_key, 12 * MAX(c.monthly_yuan) AS wage_yuan
FROM supporting_children AS c
WHERE c.household_key = $household
GROUP BY c.household_key, c.relative_key
ORDER BY c.relative_key
