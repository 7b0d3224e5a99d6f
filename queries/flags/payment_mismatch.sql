--- title = { zh = "系统与花名册不符", en = "System and roster differ" }
--- about = { zh = "系统合计与花名册保障金加分类施保金不一致、只在系统或只在花名册", en = "The system total and the roster differ, or the household is only in one of them" }
--- clauses = ["QH-14", "KS-16"]
--- grain = "household"
--- [flag]
--- strength = "high"
--- unit = "household"
--- deterministic = true
--- cause = "account"
--- caveats = [
---     { zh = "可能有补发、扣回或跨月调整", en = "it may be arrears, a recovery or an adjustment across months" },
--- ]
SELECT
    r.town_code, r.household_key, CAST(NULL AS VARCHAR) AS person_key,
    CASE WHEN r.class = 'amount_differs' THEN 'medium' ELSE 'high' END AS strength,
    abs(r.system_yuan - r.roster_yuan) AS due_yuan,
    concat('class=', r.class, '; system_yuan=', r.system_yuan, '; roster_yuan=', r.roster_yuan) AS evidence,
    coalesce(r.roster_yuan, 0) < coalesce(r.system_yuan, 0) AS harms_recipient
FROM reconciliation AS r
WHERE r.class <> 'matched'
ORDER BY r.town_code, r.household_key
