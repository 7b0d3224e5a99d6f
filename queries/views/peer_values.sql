--- title = { zh = "可比数值", en = "Values compared with peers" }
--- about = { zh = "每户与同类家庭比较的数值：先减去规则应得的结果，再比较余下的部分；同类户数不足时用较大的一类", en = "What of each household is compared with its peers: what a rule leaves over, not what it explains; where peers are few the wider group counts" }
WITH paid AS (
    SELECT p.household_key, SUM(p.benefit_paid) AS yuan
    FROM payments AS p
    WHERE p.pay_status = 'success'
    GROUP BY p.household_key
),
used AS (
    SELECT m.household_key, SUM(e.kwh) / COUNT(DISTINCT e.month) AS kwh
    FROM electricity AS e
    JOIN members AS m ON m.person_key = e.person_key
    WHERE e.month <= snapshot_month() AND months_between(e.month, snapshot_month()) < norm('electricity_lookback_months')
    GROUP BY m.household_key
),
earned AS (
    SELECT m.household_key, SUM(f.found_yuan) AS found_yuan, SUM(m.income_wage + m.income_business + m.income_transfer) AS declared_yuan
    FROM members AS m
    JOIN found_income AS f ON f.person_key = m.person_key
    GROUP BY m.household_key
)
SELECT
    'benefit' AS feature, r.household_key, r.town_code,
    concat(r.programme, ',', CAST(least(r.covered_persons, norm('peer_size_max')) AS BIGINT)) AS peers, r.programme AS wider,
    CAST(coalesce(p.yuan, r.approved_yuan) - r.recomputed_yuan AS DECIMAL(18, 4)) AS value,
    CAST(norm('peer_spread_yuan_min') AS DECIMAL(18, 4)) AS spread_min,
    true AS both_sides
FROM recomputed AS r
LEFT JOIN paid AS p ON p.household_key = r.household_key
WHERE r.kind = 'dibao'
UNION ALL
SELECT
    'consumption' AS feature, a.household_key, a.town_code,
    concat(a.area, ',', CAST(least(a.household_size, norm('peer_size_max')) AS BIGINT)) AS peers, a.area AS wider,
    CAST(u.kwh AS DECIMAL(18, 4)) AS value,
    CAST(norm('peer_spread_kwh_min') AS DECIMAL(18, 4)) AS spread_min,
    false AS both_sides
FROM used AS u
JOIN active_households AS a ON a.household_key = u.household_key
UNION ALL
SELECT
    'income' AS feature, a.household_key, a.town_code,
    concat(a.area, ',', CAST(least(a.household_size, norm('peer_size_max')) AS BIGINT)) AS peers, a.area AS wider,
    CAST(e.found_yuan - e.declared_yuan AS DECIMAL(18, 4)) AS value,
    CAST(12 * norm('peer_spread_yuan_min') AS DECIMAL(18, 4)) AS spread_min,
    false AS both_sides
FROM earned AS e
JOIN active_households AS a ON a.household_key = e.household_key
UNION ALL
SELECT
    'recheck' AS feature, d.household_key, d.town_code,
    d.recheck_class AS peers, 'all' AS wider,
    CAST(CAST(months_between(month_of(d.last_checked_on), snapshot_month()) AS DECIMAL(18, 4)) / d.months AS DECIMAL(18, 4)) AS value,
    CAST(norm('peer_spread_cycles_min') AS DECIMAL(18, 4)) AS spread_min,
    false AS both_sides
FROM recheck_dues AS d
WHERE d.last_checked_on IS NOT NULL AND d.months > 0
UNION ALL
SELECT
    'size' AS feature, a.household_key, a.town_code,
    a.programme AS peers, a.kind AS wider,
    CAST(a.household_size AS DECIMAL(18, 4)) AS value,
    CAST(norm('peer_spread_persons_min') AS DECIMAL(18, 4)) AS spread_min,
    false AS both_sides
FROM active_households AS a
WHERE a.kind = 'dibao'
