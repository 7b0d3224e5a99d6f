--- title = { zh = "线索证据", en = "Evidence of leads" }
--- about = { zh = "生成线索时留存的疑点证据，此后不变；lead 为空时列出全部", en = "What flags said when leads were opened, kept as it was; all of it without lead" }
--- clauses = ["QH-11", "YQ-11"]
--- grain = "lead, flag, person"
--- params = { lead = { type = "integer", default = "", label = { zh = "线索编号", en = "Lead" } } }
SELECT
    f.lead_id, f.town_code, f.household_key, f.person_key, f.flag, f.strength, f.due_yuan, f.evidence, f.month, f.snapshot
FROM lead_flags AS f
WHERE $lead IS NULL OR f.lead_id = $lead
ORDER BY f.lead_id, f.month, f.flag, f.person_key, f.evidence
