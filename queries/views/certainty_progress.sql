--- title = { zh = "必访对象入户", en = "Visits to certainty cases" }
--- about = { zh = "近亲属备案的在保家庭和被投诉举报的家庭，及其首次市级入户", en = "Active near-relative households and households complained about, with the first city visit since" }
WITH seen AS (
    SELECT c.household_key, c.reason, c.since_on, MIN(v.visited_on) AS visited_on
    FROM certainty_cases AS c
    JOIN city_visits AS v
        ON v.household_key = c.household_key AND coalesce(v.visited_on >= c.since_on, true)
    GROUP BY c.household_key, c.reason, c.since_on
)
SELECT
    c.household_key,
    coalesce(b.town_code, k.town_code, 'unknown') AS town_code,
    c.reason, c.since_on,
    least(c.visited_on, s.visited_on) AS visited_on
FROM certainty_cases AS c
LEFT JOIN benefit_cases AS b ON b.household_key = c.household_key
LEFT JOIN (
    SELECT p.household_key, MIN(p.town_code) AS town_code FROM complaints AS p GROUP BY p.household_key
) AS k ON k.household_key = c.household_key
LEFT JOIN seen AS s
    ON
        s.household_key = c.household_key AND s.reason = c.reason
        AND (s.since_on IS NOT DISTINCT FROM c.since_on)
WHERE c.reason = 'complaint' OR b.household_key IS NOT NULL
