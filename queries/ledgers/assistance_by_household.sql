--- title = { zh = "“8+1”救助逐户", en = "The nine programmes by household" }
--- about = { zh = "每户近12个月享受的各项救助、福利和慈善帮扶：次数和金额", en = "Assistance, welfare and charity that each household received in the last 12 months: times and amounts" }
--- clauses = ["HZ-6", "HZ-9", "JM-6"]
--- grain = "household, programme"
--- params = { household = { type = "text", default = "", label = { zh = "家庭代号", en = "Household" } } }
WITH received AS (
    SELECT p.person_key, p.programme, p.amount, p.occurred_on FROM programme_members AS p
    UNION ALL
    SELECT t.person_key, 'temporary_relief' AS programme, t.amount, coalesce(t.paid_on, t.applied_on) AS occurred_on
    FROM temporary_relief AS t
)
SELECT
    m.town_code, m.household_key, r.programme, COUNT(*) AS times_count,
    coalesce(SUM(r.amount), 0) AS amount_yuan, MAX(r.occurred_on) AS last_on
FROM received AS r
JOIN members AS m ON m.person_key = r.person_key
WHERE
    r.occurred_on > add_months(as_of(), -12) AND r.occurred_on <= as_of()
    AND ($household = '' OR m.household_key = $household)
GROUP BY m.town_code, m.household_key, r.programme
ORDER BY m.town_code, m.household_key, r.programme
