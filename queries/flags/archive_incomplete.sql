--- title = { zh = "档案不全", en = "File incomplete" }
--- about = { zh = "规定的档案材料缺失；可用复印件的材料有复印件即可", en = "A required document is missing; a copy is enough where copies are accepted" }
--- clauses = ["QH-16", "KS-14", "KS-15"]
--- grain = "household"
--- [flag]
--- strength = "medium"
--- unit = "household"
--- deterministic = true
--- cause = "archive"
--- caveats = [
---     { zh = "材料可能在镇里未归档", en = "the paper may lie in the township and not be filed" },
--- ]
SELECT
    g.town_code, g.household_key, CAST(NULL AS VARCHAR) AS person_key,
    'medium' AS strength,
    CAST(0 AS DECIMAL(18, 2)) AS due_yuan,
    concat('documents=', string_agg(DISTINCT g.document, ',' ORDER BY g.document)) AS evidence
FROM document_gaps AS g
WHERE g.status = 'missing'
GROUP BY g.town_code, g.household_key
ORDER BY g.town_code, g.household_key
