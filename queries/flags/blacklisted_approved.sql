--- title = { zh = "失信人员获批", en = "Approved while on the integrity list" }
--- about = { zh = "确认时申请家庭成员在失信名单有效期内", en = "Confirmed while a member of the household was on the integrity list" }
--- clauses = ["HZ-4"]
--- grain = "household"
--- [flag]
--- strength = "high"
--- unit = "household"
--- deterministic = true
--- cause = "procedure"
--- caveats = [
---     { zh = "失信惩戒可能已提前解除", en = "the listing may have been lifted early" },
--- ]
WITH people AS (
    SELECT p.household_key, p.person_key FROM persons AS p
    UNION
    SELECT a.household_key, a.household_key AS person_key FROM recent_applications AS a
)
SELECT
    a.town_code, a.household_key, MIN(i.person_key) AS person_key,
    'high' AS strength,
    CAST(0 AS DECIMAL(18, 2)) AS due_yuan,
    concat(
        'application_id=', a.application_id, '; decided_on=', MAX(a.decided_on), '; listed_on=', MIN(i.listed_on),
        '; reason=', MIN(i.reason)
    ) AS evidence
FROM recent_applications AS a
JOIN people AS p ON p.household_key = a.household_key
JOIN integrity AS i
    ON
        i.person_key = p.person_key AND i.listed_on <= a.decided_on
        AND (i.expires_on IS NULL OR i.expires_on >= a.decided_on)
WHERE a.decision = 'confirmed'
GROUP BY a.town_code, a.household_key, a.application_id
ORDER BY a.town_code, a.household_key, a.application_id
