--- title = { zh = "部门数据", en = "Feeds from departments" }
--- about = { zh = "每项部门数据的最近数据时间、行数、能对应到名册人员的比例和是否逾期；从未收到的也算逾期，可有可无的除外；没有写明数据时间的按所属月份的月末算", en = "Each feed: latest extraction, rows, the share that matches a person of the caseload, and whether it is overdue; never received is overdue too, but for feeds that a place can do without; a feed that does not say its day counts from the end of the month it came with" }
--- clauses = ["JM-2", "QH-3", "DC-1"]
--- grain = "feed"
--- disclose = { open = ["rows_count"] }
WITH latest AS (
    SELECT
        s.feed, MAX(s.owner) AS owner, MAX(s.extracted_on) AS extracted_on,
        month_end(MAX(s.month)) AS delivered_on
    FROM feed_status AS s
    GROUP BY s.feed
),
people AS (
    SELECT DISTINCT p.person_key FROM persons AS p
),
matched AS (
    SELECT f.feed, COUNT(*) AS rows_count, COUNT(p.person_key) AS matched_count
    FROM feed_persons AS f
    LEFT JOIN people AS p ON p.person_key = f.person_key
    GROUP BY f.feed
)
SELECT
    l.feed, l.owner, l.extracted_on AS last_extracted_on,
    coalesce(m.rows_count, w.rows_count, 0) AS rows_count,
    CAST(m.matched_count AS DECIMAL(18, 4)) / nullif(m.rows_count, 0) AS matched_share,
    coalesce(
        as_of() - coalesce(l.extracted_on, l.delivered_on)
        > coalesce(norm_on('feed_overdue_days_' || l.feed, as_of()), norm('feed_overdue_days')),
        true
    ) AS overdue
FROM latest AS l
LEFT JOIN load_status AS w ON w.table_name = l.feed
LEFT JOIN matched AS m ON m.feed = l.feed
WHERE l.delivered_on IS NOT NULL OR NOT norm_has('feeds_optional', l.feed)
ORDER BY l.feed
