--- title = { zh = "价格临时补贴", en = "Price subsidy" }
--- about = { zh = "每月每项目每区域一行，按月份、项目、城乡排列：是否触发、应补、期限和已发；按项目和城乡看 price_subsidy_by_programme", en = "One row per month, programme and area in that order: triggered, due, by when and paid; price_subsidy_by_programme names programme and area" }
--- clauses = ["JM-1"]
--- grain = "month, programme, area"
--- disclose = { open = ["per_person_yuan"] }
SELECT
    s.month, s.triggered, s.trigger, s.persons_count, s.per_person_yuan,
    s.per_person_yuan * s.persons_count AS amount_yuan,
    s.due_on, s.paid_yuan
FROM price_subsidies AS s
LEFT JOIN programmes AS p ON p.programme = s.programme
ORDER BY s.month, p.position, s.area
