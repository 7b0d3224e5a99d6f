--- title = { zh = "审批时长", en = "Approval days" }
--- about = { zh = "受理到决定的工作日：中位数、90分位（线性插值）和超期；时限按决定当日的规定，经批准延长的按延长时限", en = "Working days from acceptance to decision: median, 90th percentile (interpolated) and late; limits of the day of decision, the extended one where extended" }
--- clauses = ["HZ-7", "QH-1"]
--- grain = "town"
--- disclose = { of = { days_median = ["decided_count"], days_p90 = ["decided_count"] } }
--- params = { from_on = { type = "date", default = "", label = { zh = "决定日期自", en = "Decided from" } } }
--- chart = { kind = "bar", x = "town_code", y = ["days_median", "days_p90"] }
WITH clocked AS (
    SELECT
        coalesce(a.town_code, 'unknown') AS town_code,
        workdays_between(a.accepted_on, a.decided_on) AS days,
        CASE WHEN coalesce(a.extended, false) THEN 'approval_extended_workdays' ELSE 'approval_workdays' END AS limit_name,
        a.decided_on, a.application_id
    FROM applications AS a
    WHERE
        a.accepted_on IS NOT NULL AND a.decided_on <= as_of()
        AND ($from_on IS NULL OR a.decided_on >= $from_on)
),
placed AS (
    SELECT
        c.town_code, c.days,
        coalesce(c.days > norm_on(c.limit_name, c.decided_on), false) AS is_late,
        CAST(row_number() OVER (PARTITION BY c.town_code ORDER BY c.days, c.application_id) - 1 AS DECIMAL(18, 4)) AS place,
        CAST(COUNT(*) OVER (PARTITION BY c.town_code) - 1 AS DECIMAL(18, 4)) AS last_place
    FROM clocked AS c
),
measured AS (
    SELECT
        p.town_code, COUNT(*) AS decided_count, COUNT(*) FILTER (WHERE p.is_late) AS late_count,
        SUM(p.days * greatest(1 - abs(p.place - p.last_place * 0.5), 0)) AS days_median,
        SUM(p.days * greatest(1 - abs(p.place - p.last_place * 0.9), 0)) AS days_p90
    FROM placed AS p
    GROUP BY p.town_code
)
SELECT
    coalesce(t.town_code, m.town_code) AS town_code,
    coalesce(m.decided_count, 0) AS decided_count,
    CAST(m.days_median AS DECIMAL(18, 4)) AS days_median,
    CAST(m.days_p90 AS DECIMAL(18, 4)) AS days_p90,
    coalesce(m.late_count, 0) AS late_count,
    CAST(m.late_count AS DECIMAL(18, 4)) / nullif(m.decided_count, 0) AS late_share
FROM towns AS t
FULL OUTER JOIN measured AS m ON m.town_code = t.town_code
ORDER BY town_code
