--- title = { zh = "责任清单", en = "List of responsibilities" }
--- about = { zh = "每镇每名承办人名下的线索：全部、未办结、超期、已办结；没有承办人的单列一行", en = "The leads of each person in charge by town: all, open, overdue, closed; those without one in a row apart" }
--- clauses = ["YQ-10", "QH-11"]
--- grain = "town, owner"
SELECT
    l.town_code, l.owner AS in_charge, COUNT(*) AS leads_count,
    COUNT(*) FILTER (WHERE l.state <> 'closed') AS open_count,
    COUNT(*) FILTER (WHERE l.due_on < as_of()) AS overdue_count,
    COUNT(*) FILTER (WHERE l.state = 'closed') AS closed_count,
    MIN(l.due_on) AS due_on
FROM leads AS l
GROUP BY l.town_code, l.owner
ORDER BY l.town_code, in_charge
