--- title = { zh = "本年发放明细", en = "Lines of money paid this year" }
--- about = { zh = "快照年度内发放成功的各项资金，逐笔；特困的照料护理费和价格补贴单列", en = "Every part of money paid with success in the snapshot year; tekun care and price subsidy stand apart" }
WITH paid AS (
    SELECT
        coalesce(y.town_code, 'unknown') AS town_code, y.month, y.household_key, y.programme,
        coalesce(y.covered_persons, 0) AS persons_count,
        coalesce(y.benefit_paid, 0) AS benefit, coalesce(y.supplement_paid, 0) AS supplement,
        coalesce(y.price_subsidy_paid, 0) AS price_subsidy
    FROM payments_all AS y
    WHERE y.pay_status = 'success' AND substr(y.month, 1, 4) = substr(snapshot_month(), 1, 4)
),
lines AS (
    SELECT
        p.town_code, p.month, p.household_key, p.persons_count,
        CASE p.programme
            WHEN 'dibao_urban' THEN 'urban_dibao'
            WHEN 'dibao_rural' THEN 'rural_dibao'
            WHEN 'tekun_institutional' THEN 'tekun_institutional'
            WHEN 'tekun_dispersed' THEN 'tekun_dispersed'
            WHEN 'tekun' THEN 'tekun_dispersed'
            ELSE 'other'
        END AS part,
        CASE WHEN p.programme LIKE 'tekun%' THEN p.benefit ELSE p.benefit + p.supplement END AS yuan
    FROM paid AS p
    UNION ALL
    SELECT p.town_code, p.month, p.household_key, p.persons_count, 'care_allowance' AS part, p.supplement AS yuan
    FROM paid AS p
    WHERE p.programme LIKE 'tekun%' AND p.supplement <> 0
    UNION ALL
    SELECT p.town_code, p.month, p.household_key, p.persons_count, 'price_subsidy' AS part, p.price_subsidy AS yuan
    FROM paid AS p
    WHERE p.price_subsidy <> 0
    UNION ALL
    SELECT
        coalesce(r.town_code, 'unknown') AS town_code, month_of(r.paid_on) AS month, r.person_key AS household_key,
        1 AS persons_count, 'temporary_relief' AS part, coalesce(r.amount, 0) AS yuan
    FROM temporary_relief AS r
    WHERE
        substr(month_of(r.paid_on), 1, 4) = substr(snapshot_month(), 1, 4)
        AND month_of(r.paid_on) <= snapshot_month()
)
SELECT
    l.town_code, l.month, l.household_key, l.persons_count, l.part, l.yuan,
    l.month = snapshot_month() AS is_this_month
FROM lines AS l
