--- title = { zh = "价格临时补贴测算", en = "Price subsidies due and paid" }
--- about = { zh = "每个指数月、项目、城乡的应补人数、标准、金额和花名册已发", en = "Persons, amount per person and total due, and what the roster paid, per index month, programme and area" }
--- shared = true
WITH covered AS (
    SELECT
        h.month, h.programme,
        CASE WHEN h.area = 'urban' THEN 'urban' ELSE 'rural' END AS area,
        SUM(coalesce(h.covered_persons, 0)) AS persons_count
    FROM households_all AS h
    WHERE
        coalesce(h.first_benefit_month, h.month) <= h.month AND norm_has('price_subsidy_programmes', h.programme)
    GROUP BY h.month, h.programme, CASE WHEN h.area = 'urban' THEN 'urban' ELSE 'rural' END
),
rates AS (
    SELECT
        t.month, t.triggered, t.trigger, t.published_on, t.due_on, t.next_roster_month,
        c.programme, c.area, c.persons_count,
        price_subsidy_yuan(c.area, month_start(t.month), t.index_yoy) AS per_person_yuan
    FROM price_triggers AS t
    LEFT JOIN covered AS c ON c.month = t.month
),
rosters AS (
    SELECT
        y.month, y.programme, CASE WHEN h.area = 'urban' THEN 'urban' ELSE 'rural' END AS area,
        SUM(y.price_subsidy_paid) AS yuan
    FROM payments_all AS y
    LEFT JOIN households_all AS h ON h.household_key = y.household_key AND h.month = y.month
    WHERE y.pay_status = 'success' AND y.price_subsidy_paid <> 0
    GROUP BY y.month, y.programme, CASE WHEN h.area = 'urban' THEN 'urban' ELSE 'rural' END
),
paid AS (
    SELECT r.month, r.programme, r.area, SUM(o.yuan) AS yuan
    FROM rates AS r
    JOIN rosters AS o
        ON
            o.programme = r.programme AND o.area = r.area
            AND o.month >= month_of(r.published_on) AND o.month <= month_of(r.due_on)
            AND coalesce(o.month < r.next_roster_month, true)
    WHERE r.triggered
    GROUP BY r.month, r.programme, r.area
)
SELECT
    r.month, r.programme, r.area, r.triggered, r.trigger, r.persons_count, r.due_on,
    CASE WHEN r.triggered THEN r.per_person_yuan ELSE CAST(0 AS DECIMAL(18, 2)) END AS per_person_yuan,
    coalesce(p.yuan, 0) AS paid_yuan
FROM rates AS r
LEFT JOIN paid AS p ON p.month = r.month AND p.programme = r.programme AND p.area = r.area
