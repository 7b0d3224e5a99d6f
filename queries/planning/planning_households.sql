--- title = { zh = "测算家庭", en = "Households for planning" }
--- about = { zh = "测算标准调整所用的家庭：低保、特困和低保边缘、刚性支出；后两类按家庭人口计", en = "Households from which a change of standard is modelled: dibao, tekun, edge and rigid expenditure; the latter two count all members" }
--- clauses = ["DC-7", "HZ-1"]
--- grain = "household"
SELECT
    r.household_key, r.town_code,
    CASE WHEN r.area = 'urban' THEN 'urban' ELSE 'rural' END AS area,
    CASE WHEN r.programme = 'tekun' THEN 'tekun_dispersed' ELSE r.programme END AS programme,
    CASE WHEN r.kind = 'unpaid' THEN r.household_size ELSE r.covered_persons END AS covered_persons,
    r.annual_income AS annual_income_yuan,
    r.total_amount AS total_amount_yuan,
    r.supplement AS supplement_yuan,
    r.calc_method
FROM roll AS r
WHERE r.programme_position IS NOT NULL
ORDER BY r.town_code, r.programme_position, r.household_key
