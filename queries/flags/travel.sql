--- title = { zh = "异常出行", en = "Unusual travel" }
--- about = { zh = "享受期间近12个月内乘坐飞机、高铁商务座或出境", en = "Flights, business-class rail or trips abroad while enrolled in the last 12 months" }
--- clauses = ["YQ-7"]
--- grain = "household, person"
--- [flag]
--- strength = "hint"
--- unit = "person"
--- deterministic = true
--- cause = "spending"
--- moving = ["trips"]
--- caveats = [
---     { zh = "可能因就医、奔丧或由他人出资", en = "the trip may be for treatment, a funeral, or paid by others" },
--- ]
WITH counted AS (
    SELECT
        m.town_code, m.household_key, m.person_key, t.kind, COUNT(*) AS trips_count, MAX(t.travelled_on) AS last_on,
        MAX(m.total_amount) AS total_amount
    FROM (SELECT DISTINCT x.person_key, x.kind, x.travelled_on FROM trips AS x) AS t
    JOIN members AS m ON m.person_key = t.person_key
    WHERE
        months_between(month_of(t.travelled_on), snapshot_month()) BETWEEN 0 AND norm('travel_lookback_months') - 1
        AND coalesce(t.travelled_on >= m.since_on, true)
    GROUP BY m.town_code, m.household_key, m.person_key, t.kind
)
SELECT
    c.town_code, c.household_key, c.person_key,
    'hint' AS strength,
    CAST(0 AS DECIMAL(18, 2)) AS due_yuan,
    concat(
        'kinds=', string_agg(c.kind, ',' ORDER BY c.kind), '; trips=', SUM(c.trips_count), '; last_on=', MAX(c.last_on)
    ) AS evidence
FROM counted AS c
WHERE
    c.trips_count > norm_on('trips_' || c.kind || '_max', as_of())
GROUP BY c.town_code, c.household_key, c.person_key
ORDER BY c.town_code, c.household_key, c.person_key
