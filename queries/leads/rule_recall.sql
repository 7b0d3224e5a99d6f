--- title = { zh = "规则查全率", en = "Recall of rules" }
--- about = { zh = "对照走访估计规则漏掉多少：从未有过线索的家庭中随机走访，有问题的占比及95%精确区间，推算漏掉的户数；查全率为规则查实的户数占全部有问题户数的比例。尚无对照走访结果的为空，即未知；尚未认定的线索只会使查全率提高", en = "What the rules miss, from control visits: of households that no lead ever pointed at some are visited by chance; the share that is wrong with its exact 95% interval, the households that stands for, and the recall: what the rules rightly pointed at, of all that is wrong. Empty, which is unknown, without control visits; leads not decided yet can only raise it" }
--- clauses = ["QH-3", "QH-9", "QH-18"]
--- grain = "cause"
--- params = { from = { type = "month", default = "", label = { zh = "自何月的对照走访起", en = "Control visits from this month on" } } }
--- chart = { kind = "interval", x = "cause", y = ["recall_share"], low = "low_share", high = "high_share" }
WITH rounds AS (
    SELECT r.round_id, SUM(r.frame_count) AS frame_count
    FROM control_rounds AS r
    WHERE $from IS NULL OR r.month >= $from
    GROUP BY r.round_id
),
looks AS (
    SELECT c.round_id, COUNT(*) AS drawn_count, COUNT(c.visited_on) AS visited_count
    FROM control_cases AS c
    GROUP BY c.round_id
),
wrong AS (
    SELECT 'all' AS cause, c.round_id, COUNT(*) AS wrong_count
    FROM control_cases AS c
    WHERE c.is_wrong
    GROUP BY c.round_id
    UNION ALL
    SELECT f.cause, f.round_id, COUNT(*) AS wrong_count
    FROM control_findings AS f
    GROUP BY f.cause, f.round_id
),
told AS (
    -- What control visits found is estimated from them, and not counted a second time.
    SELECT
        l.household_key, l.cause, l.source = 'flag' AS is_by_rule,
        f.cause IS NOT NULL AND l.source = 'visit' AS is_control,
        coalesce(l.outcome, 'undecided') AS outcome
    FROM leads AS l
    LEFT JOIN (SELECT DISTINCT c.household_key, c.cause FROM control_findings AS c) AS f
        ON f.household_key = l.household_key AND f.cause = l.cause
    WHERE l.household_key IS NOT NULL
),
judged AS (
    SELECT
        t.household_key, t.cause,
        CASE WHEN t.is_by_rule AND t.outcome IN ('confirmed', 'partly') THEN 1 ELSE 0 END AS found,
        CASE WHEN NOT t.is_by_rule AND NOT t.is_control AND t.outcome IN ('confirmed', 'partly') THEN 1 ELSE 0 END AS elsewhere,
        CASE WHEN t.is_by_rule AND t.outcome NOT IN ('undecided', 'withdrawn') THEN 1 ELSE 0 END AS decided,
        CASE WHEN t.is_by_rule AND t.outcome = 'undecided' THEN 1 ELSE 0 END AS undecided
    FROM told AS t
),
households AS (
    SELECT
        j.cause, j.household_key, MAX(j.found) AS found, MAX(j.elsewhere) AS elsewhere, MAX(j.decided) AS decided,
        MAX(j.undecided) AS undecided
    FROM judged AS j
    GROUP BY j.cause, j.household_key
    UNION ALL
    SELECT
        'all' AS cause, j.household_key, MAX(j.found) AS found, MAX(j.elsewhere) AS elsewhere, MAX(j.decided) AS decided,
        MAX(j.undecided) AS undecided
    FROM judged AS j
    GROUP BY j.household_key
),
known AS (
    SELECT
        h.cause, SUM(h.found) AS found_count, SUM(h.elsewhere * (1 - h.found)) AS elsewhere_count,
        SUM(h.decided) AS decided_count, SUM(h.undecided * (1 - h.found)) AS undecided_count
    FROM households AS h
    GROUP BY h.cause
),
frame AS (
    SELECT COUNT(*) AS frame_count
    FROM active_households AS a
    LEFT JOIN (SELECT DISTINCT t.household_key FROM told AS t WHERE NOT t.is_control) AS k
        ON k.household_key = a.household_key
    WHERE k.household_key IS NULL
),
sampled AS (
    SELECT
        c.cause, COUNT(r.round_id) AS rounds_count, coalesce(SUM(l.drawn_count), 0) AS drawn_count,
        coalesce(SUM(l.visited_count), 0) AS visited_count,
        coalesce(SUM(w.wrong_count), 0) AS wrong_count,
        string_agg(
            CASE WHEN l.visited_count > 0 THEN concat(r.frame_count, '/', l.visited_count, '/', coalesce(w.wrong_count, 0)) END,
            ' ' ORDER BY r.round_id
        ) AS strata
    FROM (SELECT 'all' AS cause UNION SELECT k.cause FROM known AS k UNION SELECT w.cause FROM wrong AS w) AS c
    LEFT JOIN rounds AS r ON true
    LEFT JOIN looks AS l ON l.round_id = r.round_id
    LEFT JOIN wrong AS w ON w.round_id = r.round_id AND w.cause = c.cause
    GROUP BY c.cause
),
missed AS (
    SELECT
        s.*, f.frame_count,
        CAST(CAST(strata_share(s.strata) * f.frame_count AS DECIMAL(18, 0)) AS BIGINT) AS missed_count,
        CAST(CAST(strata_low_share(s.strata) * f.frame_count AS DECIMAL(18, 0)) AS BIGINT) AS missed_low_count,
        CAST(CAST(strata_high_share(s.strata) * f.frame_count AS DECIMAL(18, 0)) AS BIGINT) AS missed_high_count
    FROM sampled AS s
    CROSS JOIN frame AS f
),
counted AS (
    SELECT
        m.*, coalesce(k.found_count, 0) AS found_count, coalesce(k.elsewhere_count, 0) AS elsewhere_count,
        coalesce(k.undecided_count, 0) AS undecided_count,
        CASE WHEN k.decided_count > 0 THEN CAST(k.found_count AS DECIMAL(18, 4)) END AS found
    FROM missed AS m
    LEFT JOIN known AS k ON k.cause = m.cause
)
SELECT
    c.cause, c.rounds_count, c.frame_count, c.drawn_count, c.visited_count, c.wrong_count,
    CAST(strata_share(c.strata) AS DECIMAL(18, 4)) AS wrong_share,
    CAST(strata_low_share(c.strata) AS DECIMAL(18, 4)) AS wrong_low_share,
    CAST(strata_high_share(c.strata) AS DECIMAL(18, 4)) AS wrong_high_share,
    c.missed_count, c.missed_low_count, c.missed_high_count, c.found_count, c.elsewhere_count, c.undecided_count,
    CAST(c.found / nullif(c.found_count + c.elsewhere_count + c.missed_count, 0) AS DECIMAL(18, 4)) AS recall_share,
    CAST(c.found / nullif(c.found_count + c.elsewhere_count + c.missed_high_count, 0) AS DECIMAL(18, 4)) AS low_share,
    CAST(c.found / nullif(c.found_count + c.elsewhere_count + c.missed_low_count, 0) AS DECIMAL(18, 4)) AS high_share
FROM counted AS c
ORDER BY c.cause <> 'all', c.cause
