--- title = { zh = "投诉按期办结率", en = "Complaints closed in time" }
--- about = { zh = "近12个月收到并到期的投诉举报中按期办结的", en = "Of the complaints of the last 12 months that are due, those closed in time" }
--- clauses = ["JM-11", "QH-10"]
--- grain = "town"
--- indicator = { weight = 2, better = "up", goalposts = ["0.60", "1.00"], min_denominator = 3 }
--- chart = { kind = "funnel", x = "town_code", y = ["numerator_count", "denominator_count"] }
WITH due AS (
    SELECT
        coalesce(c.town_code, 'unknown') AS town_code,
        coalesce(c.closed_on - c.received_on <= norm('complaint_close_days'), false) AS is_in_time
    FROM complaints AS c
    WHERE
        months_between(month_of(c.received_on), snapshot_month()) < norm('procedure_lookback_months')
        AND (c.closed_on <= as_of() OR as_of() - c.received_on > norm('complaint_close_days'))
),
counted AS (
    SELECT d.town_code, COUNT(*) AS denominator_count, COUNT(*) FILTER (WHERE d.is_in_time) AS numerator_count
    FROM due AS d
    GROUP BY d.town_code
)
SELECT
    t.town_code,
    coalesce(c.numerator_count, 0) AS numerator_count,
    coalesce(c.denominator_count, 0) AS denominator_count
FROM towns AS t
LEFT JOIN counted AS c ON c.town_code = t.town_code
ORDER BY t.town_code
