--- title = { zh = "历月发放", en = "Payments month by month" }
--- about = { zh = "每户每月发放成功的保障金与分类施保金", en = "Benefit and supplement paid with success, per household and month" }
SELECT
    p.household_key, p.month, MAX(coalesce(p.covered_persons, 0)) AS covered_persons,
    SUM(coalesce(p.benefit_paid, 0) + coalesce(p.supplement_paid, 0)) AS paid_yuan
FROM payments_all AS p
WHERE p.pay_status = 'success' AND p.household_key IS NOT NULL
GROUP BY p.household_key, p.month
