--- title = { zh = "档案缺口", en = "Gaps in the files" }
--- about = { zh = "在保家庭档案中缺失、涂改或不应只有复印件的材料；台账中已有该户而规定材料没有记录的视为缺失", en = "Documents of active households that are missing, altered, or a copy where the original is needed; a required document without a row in a household's file is missing" }
WITH states AS (
    SELECT
        a.household_key, a.document,
        MIN(CASE a.status WHEN 'altered' THEN 1 WHEN 'complete' THEN 2 WHEN 'copy' THEN 3 ELSE 4 END) AS best
    FROM archives AS a
    WHERE a.household_key IS NOT NULL AND a.document IS NOT NULL
    GROUP BY a.household_key, a.document
),
required AS (
    SELECT d.document
    FROM (
        VALUES ('household_booklet'), ('id_card'), ('income_proof'), ('application_and_authorisation'),
        ('check_report'), ('visit_form'), ('notice_photo'), ('approval_form')
    ) AS d (document)
    WHERE norm_has('archive_documents_required', d.document)
),
files AS (
    SELECT f.household_key, d.document
    FROM (SELECT DISTINCT s.household_key FROM states AS s) AS f
    CROSS JOIN required AS d
    UNION
    SELECT s.household_key, s.document FROM states AS s
),
judged AS (
    SELECT
        f.household_key, f.document,
        CASE
            WHEN s.best = 1 THEN 'altered'
            WHEN s.best = 2 THEN 'complete'
            WHEN s.best = 3 AND norm_has('archive_copies_accepted', f.document) THEN 'complete'
            WHEN s.best = 3 THEN 'copy'
            ELSE 'missing'
        END AS status
    FROM files AS f
    LEFT JOIN states AS s ON s.household_key = f.household_key AND s.document = f.document
)
SELECT j.household_key, b.town_code, j.document, j.status
FROM judged AS j
JOIN benefit_cases AS b ON b.household_key = j.household_key
WHERE j.status <> 'complete'
