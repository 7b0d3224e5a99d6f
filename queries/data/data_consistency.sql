--- title = { zh = "数据一致性", en = "Data consistency" }
--- about = { zh = "每镇每条规则的检查行数、不通过行数和一致率；缺少所需单元格的行不计", en = "Rows checked, rows that fail and the consistent share per town and rule; rows without the needed cells do not count" }
--- clauses = ["YQ-9", "KS-14"]
--- grain = "town, rule"
SELECT
    c.town_code, c.rule,
    COUNT(*) AS rows_count,
    COUNT(*) FILTER (WHERE NOT c.is_passed) AS failed_count,
    CAST(COUNT(*) FILTER (WHERE c.is_passed) AS DECIMAL(18, 4)) / COUNT(*) AS consistent_share
FROM consistency_checks AS c
WHERE c.is_passed IS NOT NULL
GROUP BY c.town_code, c.rule
ORDER BY c.town_code, c.rule
