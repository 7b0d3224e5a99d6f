--- title = { zh = "档案缺口", en = "Gaps in the files" }
--- about = { zh = "在保家庭档案中缺失、涂改或不应只有复印件的材料；台账中已有该户而规定材料没有记录的视为缺失", en = "Documents of active households that are missing, altered, or a copy where the original is needed; a required document without a row in a household's file is missing" }
WITH required AS (
    SELECT d.document, d.bit
    FROM (
        VALUES ('household_booklet', 1), ('id_card', 2), ('income_proof', 4), ('application_and_authorisation', 8),
        ('check_report', 16), ('visit_form', 32), ('notice_photo', 64), ('approval_form', 128)
    ) AS d (document, bit)
    WHERE norm_has('archive_documents_required', d.document)
),
-- Files are many and almost all hold what they must: one number says which required documents have a row.
held AS (
    SELECT a.household_key, bit_or(coalesce(r.bit, 0)) AS bits
    FROM archives AS a
    LEFT JOIN required AS r ON r.document = a.document
    GROUP BY a.household_key
    HAVING bit_or(coalesce(r.bit, 0)) <> (SELECT SUM(q.bit) FROM required AS q)
),
doubtful AS (
    SELECT DISTINCT a.household_key, a.document
    FROM archives AS a
    WHERE a.status IS DISTINCT FROM 'complete'
),
recorded AS (
    SELECT
        a.household_key, a.document,
        MIN(CASE a.status WHEN 'altered' THEN 1 WHEN 'complete' THEN 2 WHEN 'copy' THEN 3 ELSE 4 END) AS best
    FROM archives AS a
    JOIN doubtful AS d ON d.household_key = a.household_key AND d.document = a.document
    GROUP BY a.household_key, a.document
),
judged AS (
    SELECT h.household_key, r.document, 'missing' AS status
    FROM held AS h
    CROSS JOIN required AS r
    WHERE h.bits & r.bit = 0
    UNION ALL
    SELECT
        r.household_key, r.document,
        CASE
            WHEN r.best = 1 THEN 'altered'
            WHEN r.best = 2 THEN 'complete'
            WHEN r.best = 3 AND norm_has('archive_copies_accepted', r.document) THEN 'complete'
            WHEN r.best = 3 THEN 'copy'
            ELSE 'missing'
        END AS status
    FROM recorded AS r
)
SELECT j.household_key, b.town_code, j.document, j.status
FROM judged AS j
JOIN benefit_cases AS b ON b.household_key = j.household_key
WHERE j.status <> 'complete'
