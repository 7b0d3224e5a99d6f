--- title = { zh = "问题清单", en = "List of problems" }
--- about = { zh = "查实的问题按镇、问题代码汇总：户数、未销号数、多发和少发", en = "What was found, by town and code: how often, how many are not closed, paid over and under" }
--- clauses = ["YQ-10", "KS-18"]
--- grain = "town, code"
SELECT
    f.town_code, f.code, f.cause, COUNT(*) AS findings_count,
    COUNT(*) FILTER (WHERE f.state <> 'closed') AS open_count,
    coalesce(SUM(f.over_yuan), 0) AS over_yuan,
    coalesce(SUM(f.under_yuan), 0) AS under_yuan,
    MIN(f.decided_on) AS since_on
FROM findings AS f
GROUP BY f.town_code, f.code, f.cause
ORDER BY f.town_code, f.code, f.cause
