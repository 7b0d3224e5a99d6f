--- title = { zh = "各镇整改进度", en = "Rectification by town" }
--- about = { zh = "查实问题的数量、待整改、待复核、已销号、重开和超期分档，移送件数，及多发、追回、少发金额；销号率为已销号占查实", en = "Findings, those open, to be verified, closed and reopened, by class of delay, those referred, with what was paid over, recovered and paid under; the closed share is of all findings" }
--- clauses = ["KS-18", "QH-11", "JM-10", "KS-17"]
--- grain = "town"
--- chart = { kind = "stack", x = "town_code", y = ["open_count", "done_count", "closed_count", "reopened_count"] }
SELECT
    f.town_code, COUNT(*) AS findings_count,
    COUNT(*) FILTER (WHERE f.stage = 'open') AS open_count,
    COUNT(*) FILTER (WHERE f.stage = 'done') AS done_count,
    COUNT(*) FILTER (WHERE f.stage IN ('verified', 'proved')) AS closed_count,
    COUNT(*) FILTER (WHERE f.stage = 'proved') AS proved_count,
    COUNT(*) FILTER (WHERE f.stage = 'reopened') AS reopened_count,
    COUNT(*) FILTER (WHERE f.age_class = 'late_30') AS late_30_count,
    COUNT(*) FILTER (WHERE f.age_class = 'late_90') AS late_90_count,
    COUNT(*) FILTER (WHERE f.age_class = 'late_more') AS late_more_count,
    CAST(COUNT(*) FILTER (WHERE f.stage IN ('verified', 'proved')) AS DECIMAL(18, 4)) / COUNT(*) AS closed_share,
    COUNT(f.referred_on) AS referred_count,
    coalesce(SUM(f.overpaid_yuan), 0) AS overpaid_yuan,
    coalesce(SUM(f.recovered_yuan), 0) AS recovered_yuan,
    coalesce(SUM(f.underpaid_yuan), 0) AS underpaid_yuan
FROM findings AS f
GROUP BY f.town_code
ORDER BY f.town_code
