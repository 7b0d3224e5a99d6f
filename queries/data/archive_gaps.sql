--- title = { zh = "档案缺口", en = "Gaps in the files" }
--- about = { zh = "低保、特困家庭档案中缺失、涂改或不可只有复印件的材料；台账中有该户而规定材料没有记录的算缺失", en = "Documents of dibao and tekun files that are missing, altered, or a copy where the original is needed; a required document without a row in a file that has rows is missing" }
--- clauses = ["QH-16", "KS-14", "KS-15"]
--- grain = "household, document"
SELECT g.household_key, g.town_code, g.document, g.status
FROM document_gaps AS g
ORDER BY g.town_code, g.household_key, g.document
