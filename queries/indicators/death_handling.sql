--- title = { zh = "死亡及时核销率", en = "Deaths handled in time" }
--- about = { zh = "近12个月死亡的保障对象中，核查期过后不再计入的", en = "Of the covered persons who died in the last 12 months, those not counted after the window" }
--- clauses = ["KS-6"]
--- grain = "town"
--- indicator = { weight = 4, better = "up", goalposts = ["0.60", "1.00"], min_denominator = 5 }
--- chart = { kind = "funnel", x = "town_code", y = ["numerator_count", "denominator_count"] }
-- All months are many persons, and few of them died lately.
WITH recent AS (
    SELECT d.person_key, month_of(d.died_on) AS died_month
    FROM deaths_known AS d
    WHERE months_between(month_of(d.died_on), snapshot_month()) < norm('procedure_lookback_months')
),
died AS (
    SELECT DISTINCT p.person_key, p.household_key, coalesce(p.town_code, 'unknown') AS town_code
    FROM recent AS d
    JOIN persons_all AS p ON p.person_key = d.person_key AND p.month <= d.died_month
    WHERE coalesce(p.is_covered, true)
),
counted AS (
    SELECT
        k.town_code, COUNT(*) AS denominator_count,
        COUNT(*) FILTER (WHERE o.person_key IS NULL) AS numerator_count
    FROM died AS k
    LEFT JOIN dead_members AS o
        ON o.person_key = k.person_key AND o.household_key = k.household_key AND o.is_overdue
    GROUP BY k.town_code
)
SELECT
    t.town_code,
    coalesce(c.numerator_count, 0) AS numerator_count,
    coalesce(c.denominator_count, 0) AS denominator_count
FROM towns AS t
LEFT JOIN counted AS c ON c.town_code = t.town_code
ORDER BY t.town_code
