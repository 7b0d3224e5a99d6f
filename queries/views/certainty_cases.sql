--- title = { zh = "必访对象", en = "Cases that must be visited" }
--- about = { zh = "近亲属备案和被投诉举报的家庭，自备案或收到之日起", en = "Households filed as near relatives or complained about, since the filing or the complaint" }
WITH filed AS (
    SELECT n.household_key, MIN(n.registered_on) AS since_on
    FROM near_relatives AS n
    WHERE n.household_key IS NOT NULL AND coalesce(n.registered_on, as_of()) <= as_of()
    GROUP BY n.household_key
),
marked AS (
    SELECT h.household_key, CAST(NULL AS DATE) AS since_on
    FROM households AS h
    LEFT JOIN filed AS f ON f.household_key = h.household_key
    WHERE h.near_relative_registered AND f.household_key IS NULL
)
SELECT household_key, 'near_relative' AS reason, since_on, CAST(NULL AS DATE) AS visited_on
FROM (SELECT household_key, since_on FROM filed UNION ALL SELECT household_key, since_on FROM marked) AS n
UNION ALL
SELECT c.household_key, 'complaint' AS reason, c.received_on AS since_on, MIN(c.visited_on) AS visited_on
FROM complaints AS c
WHERE c.household_key IS NOT NULL AND c.received_on <= as_of()
GROUP BY c.household_key, c.received_on
