--- title = { zh = "当月家庭", en = "Households of the month" }
--- about = { zh = "快照月的每户及其适用标准；最初享受月份在快照月之后的已确认未起发，尚未在册", en = "Every household of the snapshot month with its standard; a first benefit month after it is confirmed and not yet on the roll" }
SELECT
    h.household_key,
    coalesce(h.town_code, 'unknown') AS town_code,
    h.village_code,
    h.programme,
    p.position AS programme_position,
    coalesce(p.kind, 'unpaid') AS kind,
    h.area,
    CASE WHEN h.area = 'urban' THEN 'dibao_urban' ELSE 'dibao_rural' END AS standard_programme,
    standard_yuan(
        CASE WHEN h.area = 'urban' THEN 'dibao_urban' ELSE 'dibao_rural' END, month_start(snapshot_month())
    ) AS standard_month_yuan,
    coalesce(h.household_size, 0) AS household_size,
    coalesce(h.covered_persons, 0) AS covered_persons,
    h.annual_income,
    coalesce(h.monthly_benefit, 0) AS monthly_benefit,
    coalesce(h.supplement, 0) AS supplement,
    coalesce(h.total_amount, coalesce(h.monthly_benefit, 0) + coalesce(h.supplement, 0)) AS total_amount,
    h.poverty_cause,
    h.calc_method,
    h.tier,
    h.first_benefit_month,
    month_start(h.first_benefit_month) AS since_on,
    h.homes_owned,
    h.financial_assets,
    coalesce(h.recheck_class, 'year') AS recheck_class,
    h.last_recheck_on,
    coalesce(h.near_relative_registered, false) AS near_relative_registered,
    coalesce(h.is_single_person_case, false) AS is_single_person_case,
    h.grace_start,
    h.grace_end,
    coalesce(h.grace_start <= snapshot_month() AND h.grace_end >= snapshot_month(), false) AS in_grace,
    coalesce(h.long_absent, false) AS long_absent,
    h.absence_reason,
    h.head_name_key,
    h.account_name_key,
    h.account_key,
    h.address_key,
    h.id_problem,
    coalesce(h.first_benefit_month, snapshot_month()) <= snapshot_month() AS is_on_roll
FROM households AS h
LEFT JOIN programmes AS p ON p.programme = h.programme
