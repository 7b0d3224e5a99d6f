--- title = { zh = "各镇线索", en = "Leads by town" }
--- about = { zh = "每镇每成因的线索：全部、未办结、超期、属实、部分属实、不属实、数据错误，以及查实的多发和少发", en = "Leads of each town and cause: all, open, overdue, confirmed, partly so, unfounded, wrong data, and what was found paid over and under" }
--- clauses = ["QH-11", "JM-10", "YQ-11"]
--- grain = "town, cause"
--- params = { town = { type = "text", default = "", label = { zh = "镇（区）编码", en = "Town code" } } }
--- chart = { kind = "stack", x = "town_code", y = ["open_count"], series = "cause" }
SELECT
    l.town_code, l.cause, COUNT(*) AS leads_count,
    COUNT(*) FILTER (WHERE l.state <> 'closed') AS open_count,
    COUNT(*) FILTER (WHERE l.due_on < as_of()) AS overdue_count,
    COUNT(*) FILTER (WHERE l.outcome = 'confirmed') AS confirmed_count,
    COUNT(*) FILTER (WHERE l.outcome = 'partly') AS partly_count,
    COUNT(*) FILTER (WHERE l.outcome = 'unfounded') AS unfounded_count,
    COUNT(*) FILTER (WHERE l.outcome = 'data_error') AS data_error_count,
    coalesce(SUM(l.overpaid_yuan), 0) AS overpaid_yuan,
    coalesce(SUM(l.underpaid_yuan), 0) AS underpaid_yuan
FROM leads AS l
WHERE $town = '' OR l.town_code = $town
GROUP BY l.town_code, l.cause
ORDER BY l.town_code, l.cause
