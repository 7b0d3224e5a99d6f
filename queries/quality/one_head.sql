--- title = { zh = "有且只有一名户主", en = "Exactly one head" }
--- about = { zh = "有成员记录的户，与户主关系为本人的成员恰有一名", en = "Of the persons of a household exactly one is its head; households without persons do not count" }
--- clauses = ["YQ-9", "KS-14"]
--- grain = "household"
SELECT
    coalesce(h.town_code, 'unknown') AS town_code, h.household_key, CAST(NULL AS VARCHAR) AS person_key,
    m.heads_count = 1 AS is_passed,
    concat('heads=', coalesce(m.heads_count, 0)) AS evidence
FROM households AS h
LEFT JOIN household_persons AS m ON m.household_key = h.household_key
ORDER BY town_code, household_key
