--- title = { zh = "价格临时补贴（分项目）", en = "Price subsidy by programme" }
--- about = { zh = "每月每项目每区域的触发、应补、期限和已发", en = "Triggered, due, by when and paid, per month, programme and area" }
--- clauses = ["JM-1"]
--- grain = "month, programme, area"
--- disclose = { open = ["per_person_yuan"] }
SELECT
    s.month, s.programme, s.area, s.triggered, s.trigger, s.persons_count, s.per_person_yuan,
    s.per_person_yuan * s.persons_count AS amount_yuan,
    s.due_on, s.paid_yuan
FROM price_subsidies AS s
LEFT JOIN programmes AS p ON p.programme = s.programme
ORDER BY s.month, p.position, s.area
