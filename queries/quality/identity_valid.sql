--- title = { zh = "成员证号有效", en = "Person's number is valid" }
--- about = { zh = "成员身份证号的位数、出生日期和校验码无误", en = "The identity number of a person has its length, birth date and check digit right" }
--- clauses = ["YQ-9", "KS-14"]
--- grain = "household, person"
SELECT
    coalesce(h.town_code, 'unknown') AS town_code, p.household_key, p.person_key,
    p.id_problem IS NULL AS is_passed,
    concat('id_problem=', coalesce(p.id_problem, 'none')) AS evidence
FROM persons AS p
LEFT JOIN households AS h ON h.household_key = p.household_key
ORDER BY town_code, household_key, person_key
