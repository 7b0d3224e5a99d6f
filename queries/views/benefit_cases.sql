--- title = { zh = "低保和特困家庭", en = "Dibao and tekun households" }
--- about = { zh = "当月的低保和特困家庭，含已确认未起发的", en = "Dibao and tekun households of the month, those confirmed and not yet on the roll too" }
SELECT
    r.household_key, r.town_code, r.village_code, r.programme, r.programme_position, r.kind, r.area,
    r.standard_programme, r.standard_month_yuan, r.household_size, r.covered_persons, r.annual_income,
    r.monthly_benefit, r.supplement, r.total_amount, r.poverty_cause, r.calc_method, r.tier,
    r.first_benefit_month, r.since_on, r.homes_owned, r.financial_assets, r.recheck_class, r.last_recheck_on,
    r.near_relative_registered, r.is_single_person_case, r.grace_start, r.grace_end, r.in_grace,
    r.long_absent, r.absence_reason, r.account_name_key, r.account_key, r.address_key, r.id_problem
FROM cases AS r
WHERE r.kind IN ('dibao', 'tekun')
