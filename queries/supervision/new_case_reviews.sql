--- title = { zh = "新确认档案审查", en = "Reviews of new files" }
--- about = { zh = "上月新确认的低保及其审查期限；市级入户或抽查的首日视为已审查", en = "Dibao confirmed last month and the day by which it is reviewed; the first city visit or check since counts as reviewed" }
--- clauses = ["QH-7"]
--- grain = "household"
SELECT r.household_key, r.town_code, r.decided_on, r.review_due_on, r.reviewed_on
FROM file_reviews AS r
ORDER BY r.town_code, r.decided_on, r.household_key
