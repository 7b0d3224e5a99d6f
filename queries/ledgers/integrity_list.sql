--- title = { zh = "失信名单", en = "Integrity list" }
--- about = { zh = "在册或列入期间提出过申请的失信人员：事由、到期日、申请和确认件数", en = "Those listed who are enrolled or applied while listed: why, until when, applications and confirmations" }
--- clauses = ["HZ-4"]
--- grain = "person"
WITH enrolled AS (
    SELECT m.person_key, MIN(m.household_key) AS household_key, MIN(m.town_code) AS town_code
    FROM members AS m
    GROUP BY m.person_key
),
people AS (
    SELECT p.household_key, p.person_key FROM persons AS p
    UNION
    SELECT a.household_key, a.household_key AS person_key FROM applications AS a
),
applied AS (
    SELECT
        i.person_key, i.listed_on, MIN(a.town_code) AS town_code, COUNT(DISTINCT a.application_id) AS applications_count,
        COUNT(DISTINCT CASE WHEN a.decision = 'confirmed' THEN a.application_id END) AS confirmed_count
    FROM integrity AS i
    JOIN people AS p ON p.person_key = i.person_key
    JOIN applications AS a
        ON
            a.household_key = p.household_key AND a.applied_on >= i.listed_on AND a.applied_on <= as_of()
            AND (i.expires_on IS NULL OR a.applied_on <= i.expires_on)
    GROUP BY i.person_key, i.listed_on
)
SELECT
    i.person_key, e.household_key, coalesce(e.town_code, a.town_code) AS town_code, i.reason, i.listed_on, i.expires_on,
    coalesce(i.expires_on >= as_of(), true) AS is_in_force,
    coalesce(a.applications_count, 0) AS applications_count, coalesce(a.confirmed_count, 0) AS confirmed_count
FROM integrity AS i
LEFT JOIN enrolled AS e ON e.person_key = i.person_key
LEFT JOIN applied AS a ON a.person_key = i.person_key AND a.listed_on = i.listed_on
WHERE i.listed_on <= as_of() AND (e.person_key IS NOT NULL OR a.person_key IS NOT NULL)
ORDER BY i.listed_on, i.person_key, i.reason NULLS FIRST
