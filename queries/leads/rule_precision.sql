--- title = { zh = "规则准确率", en = "Precision of rules" }
--- about = { zh = "每条规则所指线索中核查认定属实或部分属实的比例，附威尔逊95%区间；撤回和未认定的不计", en = "Of the leads that each rule pointed at and that were decided, the share found so or partly so, with Wilson's 95% interval; withdrawn and undecided ones do not count" }
--- clauses = ["QH-3", "JM-10", "YQ-11"]
--- grain = "flag"
--- chart = { kind = "interval", x = "flag", y = ["precision_share"], low = "low_share", high = "high_share" }
WITH pointed AS (
    SELECT DISTINCT f.flag, f.lead_id FROM lead_flags AS f
),
counted AS (
    SELECT
        p.flag, COUNT(*) AS fired_count,
        COUNT(*) FILTER (WHERE l.outcome IN ('confirmed', 'partly', 'unfounded', 'data_error')) AS decided_count,
        COUNT(*) FILTER (WHERE l.outcome IN ('confirmed', 'partly')) AS right_count,
        COUNT(*) FILTER (WHERE l.outcome = 'confirmed') AS confirmed_count,
        COUNT(*) FILTER (WHERE l.outcome = 'partly') AS partly_count,
        COUNT(*) FILTER (WHERE l.outcome = 'unfounded') AS unfounded_count,
        COUNT(*) FILTER (WHERE l.outcome = 'data_error') AS data_error_count
    FROM pointed AS p
    JOIN leads AS l ON l.lead_id = p.lead_id
    GROUP BY p.flag
),
wilson AS (
    -- Wilson's interval with z, the two-sided 95% quantile of the normal distribution.
    SELECT
        c.*, w.z2, CAST(nullif(c.decided_count, 0) AS DOUBLE) AS n, CAST(c.right_count AS DOUBLE) AS x
    FROM counted AS c
    CROSS JOIN (SELECT CAST(3.841458820694124 AS DOUBLE) AS z2) AS w
)
SELECT
    w.flag, w.fired_count, w.decided_count, w.right_count, w.confirmed_count, w.partly_count, w.unfounded_count,
    w.data_error_count,
    CAST(w.x / w.n AS DECIMAL(18, 4)) AS precision_share,
    CAST(greatest((w.x + w.z2 / 2 - sqrt(w.z2 * (w.x * (w.n - w.x) / w.n + w.z2 / 4))) / (w.n + w.z2), 0) AS DECIMAL(18, 4)) AS low_share,
    CAST(least((w.x + w.z2 / 2 + sqrt(w.z2 * (w.x * (w.n - w.x) / w.n + w.z2 / 4))) / (w.n + w.z2), 1) AS DECIMAL(18, 4)) AS high_share
FROM wilson AS w
ORDER BY w.flag
