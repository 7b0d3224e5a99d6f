--- title = { zh = "各月发放合计", en = "Paid month by month" }
--- about = { zh = "已加载各月发放成功的保障金与分类施保金合计", en = "Benefit and supplement paid with success in every loaded month" }
SELECT p.month, SUM(coalesce(p.benefit_paid, 0) + coalesce(p.supplement_paid, 0)) AS paid_yuan
FROM payments_all AS p
WHERE p.pay_status = 'success' AND p.household_key IS NOT NULL
GROUP BY p.month
