--- title = { zh = "核查深度", en = "Depth of visits" }
--- about = { zh = "各镇及各核查人员已完成的走访：发现问题的与未发现问题的，已查事项、留证和入户是否一样多；inspector 为空的是全镇，未填已查事项的不计入平均，等待盲复查的不计", en = "Completed visits by town and by inspector: whether as much was looked into, kept as evidence and seen at home where something was found and where nothing was; without inspector it is the whole town, visits that do not say what was looked into are left out of the mean, and those awaiting a second look out of all" }
--- clauses = ["QH-8", "QH-18"]
--- grain = "town, inspector"
--- params = { draw = { type = "text", default = "", label = { zh = "抽取编号", en = "Draw" } } }
--- disclose = { of = { found_items_mean = ["found_visits_count"], clear_items_mean = ["clear_visits_count"] } }
WITH completed AS (
    SELECT
        d.town_code, r.visitors, r.has_finding, nullif(r.items_count, 0) AS items_count,
        CAST(r.has_evidence AS BIGINT) AS has_evidence, CAST(r.mode = 'on_site' AS BIGINT) AS is_on_site
    FROM recorded_visits AS r
    JOIN drawn_cases AS d ON d.draw_id = r.draw_id AND d.household_key = r.household_key
    WHERE
        r.outcome = 'completed' AND r.has_finding IS NOT NULL AND r.visited_on <= as_of()
        AND ($draw = '' OR r.draw_id = $draw)
),
by_whom AS (
    SELECT
        c.town_code, CAST(NULL AS VARCHAR) AS inspector, c.has_finding, c.items_count, c.has_evidence, c.is_on_site
    FROM completed AS c
    UNION ALL
    SELECT
        c.town_code, split_part(c.visitors, '、', p.place) AS inspector, c.has_finding, c.items_count,
        c.has_evidence, c.is_on_site
    FROM completed AS c
    CROSS JOIN (VALUES (1), (2), (3), (4), (5), (6)) AS p (place)
    WHERE split_part(c.visitors, '、', p.place) <> ''
)
SELECT
    b.town_code, b.inspector,
    COUNT(*) FILTER (WHERE b.has_finding) AS found_visits_count,
    COUNT(*) FILTER (WHERE NOT b.has_finding) AS clear_visits_count,
    COUNT(*) FILTER (WHERE b.items_count IS NULL) AS unstated_visits_count,
    CAST(AVG(b.items_count) FILTER (WHERE b.has_finding) AS DECIMAL(18, 2)) AS found_items_mean,
    CAST(AVG(b.items_count) FILTER (WHERE NOT b.has_finding) AS DECIMAL(18, 2)) AS clear_items_mean,
    CAST(AVG(b.has_evidence) FILTER (WHERE b.has_finding) AS DECIMAL(18, 4)) AS found_evidence_share,
    CAST(AVG(b.has_evidence) FILTER (WHERE NOT b.has_finding) AS DECIMAL(18, 4)) AS clear_evidence_share,
    CAST(AVG(b.is_on_site) FILTER (WHERE b.has_finding) AS DECIMAL(18, 4)) AS found_on_site_share,
    CAST(AVG(b.is_on_site) FILTER (WHERE NOT b.has_finding) AS DECIMAL(18, 4)) AS clear_on_site_share
FROM by_whom AS b
GROUP BY b.town_code, b.inspector
ORDER BY b.town_code, b.inspector NULLS FIRST
