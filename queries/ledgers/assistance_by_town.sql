--- title = { zh = "“8+1”救助各镇", en = "The nine programmes by town" }
--- about = { zh = "每镇当月低保特困在册，及近12个月各项救助、福利和慈善帮扶的户数、人次和金额", en = "On the roll this month, and households, times and amounts of all other assistance, welfare and charity in the last 12 months, by town" }
--- clauses = ["HZ-6", "HZ-9", "JM-6"]
--- grain = "town, programme"
--- disclose = { of = { amount_yuan = ["persons_count"] } }
WITH received AS (
    SELECT p.person_key, p.programme, p.amount, p.town_code
    FROM programme_members AS p
    WHERE p.occurred_on > add_months(as_of(), -12) AND p.occurred_on <= as_of()
    UNION ALL
    SELECT t.person_key, 'temporary_relief' AS programme, t.amount, t.town_code
    FROM temporary_relief AS t
    WHERE coalesce(t.paid_on, t.applied_on) > add_months(as_of(), -12) AND coalesce(t.paid_on, t.applied_on) <= as_of()
),
placed AS (
    SELECT
        coalesce(r.town_code, m.town_code, 'unknown') AS town_code, r.programme, r.person_key,
        coalesce(r.amount, 0) AS amount
    FROM received AS r
    LEFT JOIN (
        SELECT n.person_key, MIN(n.town_code) AS town_code FROM members AS n GROUP BY n.person_key
    ) AS m ON m.person_key = r.person_key
)
SELECT
    p.town_code, p.programme, COUNT(DISTINCT p.person_key) AS persons_count, COUNT(*) AS times_count,
    SUM(p.amount) AS amount_yuan
FROM placed AS p
GROUP BY p.town_code, p.programme
UNION ALL
SELECT
    b.town_code, b.programme, SUM(b.covered_persons) AS persons_count, COUNT(*) AS times_count,
    SUM(b.total_amount) AS amount_yuan
FROM roll AS b
WHERE b.kind <> 'unpaid'
GROUP BY b.town_code, b.programme
ORDER BY town_code, programme
