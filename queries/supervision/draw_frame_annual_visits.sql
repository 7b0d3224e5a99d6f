--- title = { zh = "年度入户抽取框", en = "Frame of annual visits" }
--- about = { zh = "全部在保低保和特困家庭，按镇和项目分层；必访的为 C 类；size 为月合计（分）", en = "All active dibao and tekun households, stratified by town and programme; certainty cases are class C; size is the monthly total in fen" }
--- clauses = ["QH-9", "QH-18", "DC-6"]
--- grain = "household"
SELECT
    a.household_key, a.town_code, a.town_code || '/' || a.programme AS stratum,
    CASE WHEN e.household_key IS NULL THEN 'R' ELSE 'C' END AS class,
    CAST(a.total_amount * 100 AS BIGINT) AS size
FROM active_households AS a
LEFT JOIN certainty_households AS e ON e.household_key = a.household_key
ORDER BY stratum, a.household_key
