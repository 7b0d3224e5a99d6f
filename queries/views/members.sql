--- title = { zh = "低保、特困家庭成员", en = "Members of dibao and tekun households" }
--- about = { zh = "低保、特困家庭的每一名成员，不论是否保障对象", en = "Every member of a dibao or tekun household, covered or not" }
--- shared = true
SELECT
    p.person_key, p.household_key, b.town_code, b.village_code, b.programme, b.kind, b.area,
    b.standard_month_yuan, b.since_on, b.household_size, b.covered_persons, b.total_amount,
    b.is_single_person_case, b.in_grace,
    p.relation,
    coalesce(p.is_covered, true) AS is_covered,
    p.sex, p.birth_date, p.name_key, p.employment,
    coalesce(p.annual_income, 0) AS annual_income,
    coalesce(p.income_wage, 0) AS income_wage,
    coalesce(p.income_business, 0) AS income_business,
    coalesce(p.income_transfer, 0) AS income_transfer,
    coalesce(p.is_disabled, false) AS is_disabled, p.disability_type, p.disability_grade,
    p.health_status, p.illness, p.labour_capacity, p.self_care, p.school,
    p.caregiver_name_key, p.caregiver_key, p.institution, p.id_problem, p.id_birth_on, p.id_sex
FROM persons AS p
JOIN benefit_cases AS b ON b.household_key = p.household_key
