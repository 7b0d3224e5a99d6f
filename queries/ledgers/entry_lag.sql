--- title = { zh = "录入及时性", en = "Entry in step" }
--- about = { zh = "近12个月的申请从受理到系统录入的天数；超过容许天数的为事后补录", en = "Days from the acceptance of the last 12 months' applications to their entry in the system; beyond the limit they were entered after the fact" }
--- clauses = ["QH-12"]
--- grain = "town"
--- chart = { kind = "bar", x = "town_code", y = ["late_share"] }
WITH entered AS (
    SELECT
        coalesce(a.town_code, 'unknown') AS town_code, CAST(a.entered_at - a.accepted_on AS BIGINT) AS lag_days,
        norm_on('entry_lag_days_max', a.accepted_on) AS limit_days
    FROM applications AS a
    WHERE a.accepted_on > add_months(as_of(), -12) AND a.accepted_on <= as_of()
)
SELECT
    t.town_code, COUNT(e.town_code) AS applications_count, COUNT(e.lag_days) AS entered_count,
    MAX(e.lag_days) AS longest_days, COUNT(*) FILTER (WHERE e.lag_days > e.limit_days) AS late_count,
    CAST(COUNT(*) FILTER (WHERE e.lag_days > e.limit_days) AS DECIMAL(18, 4)) / nullif(COUNT(e.lag_days), 0) AS late_share
FROM towns AS t
LEFT JOIN entered AS e ON e.town_code = t.town_code
GROUP BY t.town_code
ORDER BY t.town_code
