--- title = { zh = "新增低保抽查进度", en = "Spot checks by town and month" }
--- about = { zh = "每镇每确认月份的新增低保、必访、应抽、已抽中和窗口内已入户", en = "New dibao per town and month of confirmation: certainty, required, drawn and visited within the window" }
SELECT
    m.town_code, m.cohort_month,
    COUNT(*) AS cases_count,
    COUNT(*) FILTER (WHERE m.is_certain) AS certainty_count,
    CAST(ceil(MAX(norm_on('new_case_spot_share', m.decided_on)) * COUNT(*)) AS BIGINT) AS required_count,
    COUNT(*) FILTER (WHERE m.is_drawn) AS drawn_count,
    COUNT(*) FILTER (WHERE m.is_visited) AS visited_count,
    MAX(m.window_ends_on) AS window_ends_on
FROM spot_check_cases AS m
GROUP BY m.town_code, m.cohort_month
