--- title = { zh = "系统与花名册核对", en = "Payment reconciliation" }
--- about = { zh = "在保家庭系统合计与当月花名册保障金加分类施保金逐户核对", en = "System total of active households against the roster's benefit and supplement of the month, household by household" }
--- clauses = ["QH-14", "KS-16"]
--- grain = "town, class"
--- chart = { kind = "stack", x = "town_code", y = ["households_count"], series = "class" }
SELECT
    r.town_code, r.class,
    COUNT(*) AS households_count,
    SUM(r.system_yuan) AS system_yuan,
    SUM(r.roster_yuan) AS roster_yuan,
    SUM(r.system_yuan - r.roster_yuan) AS difference_yuan
FROM reconciliation AS r
GROUP BY r.town_code, r.class
ORDER BY r.town_code, r.class
