--- title = { zh = "历月走势", en = "Month by month" }
--- about = { zh = "已加载各月低保、特困在保户数、人数、应发和实发金额", en = "Dibao and tekun households, persons, amounts due and paid in every loaded month" }
--- clauses = ["DC-1", "JM-5"]
--- grain = "month"
--- disclose = { of = { amount_yuan = ["households_count"], paid_yuan = ["households_count"] } }
--- chart = { kind = "line", x = "month", y = ["amount_yuan", "paid_yuan"] }
WITH rolls AS (
    SELECT
        h.month, COUNT(*) AS households_count, SUM(coalesce(h.covered_persons, 0)) AS persons_count,
        SUM(coalesce(h.total_amount, 0)) AS amount_yuan
    FROM households_all AS h
    JOIN programmes AS p ON p.programme = h.programme AND p.kind IN ('dibao', 'tekun')
    WHERE coalesce(h.first_benefit_month, h.month) <= h.month
    GROUP BY h.month
)
SELECT r.month, r.households_count, r.persons_count, r.amount_yuan, coalesce(p.paid_yuan, 0) AS paid_yuan
FROM rolls AS r
LEFT JOIN paid_months AS p ON p.month = r.month
ORDER BY r.month
