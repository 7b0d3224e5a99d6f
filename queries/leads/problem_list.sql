--- title = { zh = "问题清单", en = "List of problems" }
--- about = { zh = "查实的问题按镇、问题代码汇总：户数、未销号数、多发和少发", en = "What was found, by town and code: how often, how many are not closed, paid over and under" }
--- clauses = ["YQ-10", "KS-18"]
--- grain = "town, code"
SELECT
    f.town_code, f.finding_code, f.cause, COUNT(*) AS findings_count,
    COUNT(*) FILTER (WHERE f.state <> 'closed') AS open_count,
    coalesce(SUM(f.overpaid_yuan), 0) AS overpaid_yuan,
    coalesce(SUM(f.underpaid_yuan), 0) AS underpaid_yuan,
    MIN(f.decided_on) AS since_on
FROM findings AS f
GROUP BY f.town_code, f.finding_code, f.cause
ORDER BY f.town_code, f.finding_code, f.cause
