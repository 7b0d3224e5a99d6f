--- title = { zh = "档案涂改", en = "File altered" }
--- about = { zh = "档案材料有涂改", en = "A document of the file was altered" }
--- clauses = ["KS-15"]
--- grain = "household"
--- [flag]
--- strength = "medium"
--- unit = "household"
--- deterministic = true
--- cause = "archive"
--- caveats = [
---     { zh = "涂改可能是签章确认过的更正", en = "it may be a correction that was signed and sealed" },
--- ]
SELECT
    g.town_code, g.household_key, CAST(NULL AS VARCHAR) AS person_key,
    'medium' AS strength,
    CAST(0 AS DECIMAL(18, 2)) AS due_yuan,
    concat('documents=', string_agg(DISTINCT g.document, ',' ORDER BY g.document)) AS evidence
FROM document_gaps AS g
WHERE g.status = 'altered'
GROUP BY g.town_code, g.household_key
ORDER BY g.town_code, g.household_key
