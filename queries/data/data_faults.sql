--- title = { zh = "不一致的记录", en = "Inconsistent records" }
--- about = { zh = "没有通过一致性规则的每一行及其依据；供乡镇核对更正", en = "Every row that fails a rule of consistency, with what it says; for the townships to correct" }
--- clauses = ["YQ-9", "KS-14"]
--- grain = "town, rule, household, person"
--- params = { rule = { type = "text", default = "" } }
SELECT c.town_code, c.rule, c.household_key, c.person_key, c.evidence
FROM consistency_checks AS c
WHERE NOT c.is_passed AND ($rule = '' OR c.rule = $rule)
ORDER BY c.town_code, c.rule, c.household_key, c.person_key, c.evidence
