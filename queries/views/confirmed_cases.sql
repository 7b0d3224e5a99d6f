--- title = { zh = "新确认低保", en = "Newly confirmed dibao cases" }
--- about = { zh = "审批台账中确认的低保；没有审批台账时按最初享受月份", en = "Dibao confirmed in the application ledger; without that ledger, by first benefit month" }
WITH ledger AS (
    SELECT a.household_key, coalesce(a.town_code, 'unknown') AS town_code, a.decided_on
    FROM applications AS a
    JOIN programmes AS p ON p.programme = a.programme AND p.kind = 'dibao'
    WHERE a.decision = 'confirmed' AND a.decided_on <= as_of() AND a.household_key IS NOT NULL
),
by_first_month AS (
    SELECT h.household_key, coalesce(h.town_code, 'unknown') AS town_code, month_start(h.first_benefit_month) AS decided_on
    FROM households_all AS h
    JOIN programmes AS p ON p.programme = h.programme AND p.kind = 'dibao'
    WHERE
        h.first_benefit_month IS NOT NULL AND month_start(h.first_benefit_month) <= as_of()
        AND NOT was_delivered('applications')
),
confirmed AS (
    SELECT household_key, month_of(decided_on) AS cohort_month, MIN(decided_on) AS decided_on, MIN(town_code) AS town_code
    FROM (
        SELECT household_key, town_code, decided_on FROM ledger
        UNION ALL
        SELECT household_key, town_code, decided_on FROM by_first_month
    ) AS c
    GROUP BY household_key, month_of(decided_on)
)
SELECT
    c.household_key, c.town_code, c.decided_on, c.cohort_month,
    add_months(c.decided_on, CAST(norm_on('new_case_spot_months', c.decided_on) AS BIGINT)) AS window_ends_on
FROM confirmed AS c
