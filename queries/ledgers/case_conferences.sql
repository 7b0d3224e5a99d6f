--- title = { zh = "应召开联席会商的个案", en = "Cases for a case conference" }
--- about = { zh = "近12个月：急难救助、先行救助、金额接近或超过上限、次数超限、同时涉及两项以上救助、审批有异议", en = "Last 12 months: urgent or advance relief, an amount at or near the cap, too many times, two programmes or more, an objection to a decision" }
--- clauses = ["HZ-5"]
--- grain = "person, reason"
WITH relief AS (
    SELECT
        t.person_key, coalesce(t.town_code, 'unknown') AS town_code, t.relief_type, t.amount, t.is_advance, t.applied_on,
        norm('relief_cap_multiple') * standard_yuan('dibao_urban', t.applied_on) AS cap_yuan,
        COUNT(*) OVER (PARTITION BY t.person_key) AS times
    FROM temporary_relief AS t
    WHERE t.applied_on > add_months(as_of(), -12) AND t.applied_on <= as_of()
),
programmes_of AS (
    SELECT m.person_key, m.programme FROM programme_members AS m
    WHERE m.occurred_on > add_months(as_of(), -12) AND m.occurred_on <= as_of()
    UNION
    SELECT r.person_key, 'temporary_relief' AS programme FROM relief AS r
    UNION
    SELECT m.person_key, m.programme FROM members AS m WHERE m.is_covered
),
several AS (
    SELECT p.person_key, COUNT(*) AS programmes_count FROM programmes_of AS p GROUP BY p.person_key
),
reasons AS (
    SELECT r.person_key, r.town_code, 'urgent' AS reason, MAX(r.applied_on) AS since_on, MAX(r.amount) AS amount_yuan
    FROM relief AS r WHERE r.relief_type = 'urgent' OR r.is_advance GROUP BY r.person_key, r.town_code
    UNION ALL
    SELECT r.person_key, r.town_code, 'near_cap' AS reason, MAX(r.applied_on) AS since_on, MAX(r.amount) AS amount_yuan
    FROM relief AS r
    WHERE r.amount >= r.cap_yuan * (1 - norm('relief_near_cap_share'))
    GROUP BY r.person_key, r.town_code
    UNION ALL
    SELECT r.person_key, r.town_code, 'too_often' AS reason, MAX(r.applied_on) AS since_on, SUM(r.amount) AS amount_yuan
    FROM relief AS r WHERE r.times > norm('relief_times_max') GROUP BY r.person_key, r.town_code
    UNION ALL
    SELECT r.person_key, r.town_code, 'several_programmes' AS reason, MAX(r.applied_on) AS since_on, SUM(r.amount) AS amount_yuan
    FROM relief AS r
    JOIN several AS s ON s.person_key = r.person_key AND s.programmes_count >= 2
    GROUP BY r.person_key, r.town_code
    UNION ALL
    SELECT
        a.household_key AS person_key, a.town_code, 'objection' AS reason, MAX(a.accepted_on) AS since_on,
        CAST(NULL AS DECIMAL(18, 2)) AS amount_yuan
    FROM recent_applications AS a
    JOIN applications AS b ON b.application_id = a.application_id AND b.objection
    GROUP BY a.household_key, a.town_code
)
SELECT r.person_key, r.town_code, r.reason, r.since_on, r.amount_yuan
FROM reasons AS r
ORDER BY r.town_code, r.since_on NULLS FIRST, r.person_key, r.reason
