--- title = { zh = "各渠道线索", en = "Leads by channel" }
--- about = { zh = "线索来自疑点、入户还是投诉举报，及其结果", en = "Whether leads came from flags, visits or complaints, and what came of them" }
--- clauses = ["YQ-11", "JM-11"]
--- grain = "source"
SELECT
    l.source, COUNT(*) AS leads_count,
    COUNT(*) FILTER (WHERE l.state <> 'closed') AS open_count,
    COUNT(*) FILTER (WHERE l.outcome = 'confirmed') AS confirmed_count,
    COUNT(*) FILTER (WHERE l.outcome = 'partly') AS partly_count,
    COUNT(*) FILTER (WHERE l.outcome = 'unfounded') AS unfounded_count,
    COUNT(*) FILTER (WHERE l.outcome = 'data_error') AS data_error_count,
    COUNT(*) FILTER (WHERE l.outcome = 'withdrawn') AS withdrawn_count
FROM leads AS l
GROUP BY l.source
ORDER BY l.source
