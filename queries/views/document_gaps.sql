--- title = { zh = "档案缺口", en = "Gaps in the files" }
--- about = { zh = "在保家庭档案中缺失、涂改或不应只有复印件的材料；台账中已有该户而规定材料没有记录的视为缺失", en = "Documents of active households that are missing, altered, or a copy where the original is needed; a required document without a row in a household's file is missing" }
WITH papers AS (
    SELECT
        d.document, d.bit, norm_has('archive_documents_required', d.document) AS is_required,
        norm_has('archive_copies_accepted', d.document) AS is_copy_enough
    FROM (
        VALUES ('household_booklet', 1), ('id_card', 2), ('income_proof', 4), ('application_and_authorisation', 8),
        ('check_report', 16), ('visit_form', 32), ('notice_photo', 64), ('approval_form', 128), ('change_form', 256)
    ) AS d (document, bit)
),
-- Files are many and almost all hold what they must: a file is read once, and only those with a gap are taken apart.
files AS (
    SELECT
        a.household_key,
        bit_or(p.bit) AS named,
        bit_or(CASE WHEN a.status = 'altered' THEN p.bit ELSE 0 END) AS altered,
        bit_or(CASE WHEN a.status = 'complete' OR (a.status = 'copy' AND p.is_copy_enough) THEN p.bit ELSE 0 END) AS whole,
        bit_or(CASE WHEN a.status = 'copy' THEN p.bit ELSE 0 END) AS copied
    FROM papers AS p
    JOIN archives AS a ON a.document = p.document
    GROUP BY a.household_key
),
doubtful AS (
    SELECT f.household_key, p.document, (f.copied & p.bit) <> 0 AS is_copied
    FROM files AS f
    CROSS JOIN papers AS p
    WHERE
        f.whole <> (f.named | (SELECT coalesce(SUM(q.bit), 0) FROM papers AS q WHERE q.is_required))
        AND (p.is_required OR (f.named & p.bit) <> 0) AND ((f.whole | f.altered) & p.bit) = 0
),
gaps AS (
    SELECT DISTINCT a.household_key, a.document, 'altered' AS status FROM archives AS a WHERE a.status = 'altered'
    UNION ALL
    SELECT d.household_key, d.document, 'copy' AS status FROM doubtful AS d WHERE d.is_copied
    UNION ALL
    SELECT d.household_key, d.document, 'missing' AS status FROM doubtful AS d WHERE NOT d.is_copied
)
SELECT g.household_key, b.town_code, g.document, g.status
FROM gaps AS g
JOIN benefit_cases AS b ON b.household_key = g.household_key
