--- title = { zh = "性别与证号相符", en = "Sex agrees with the number" }
--- about = { zh = "登记的性别与身份证号中的相同；未登记的不计", en = "The sex on record is the one in the identity number; persons without one do not count" }
--- clauses = ["YQ-9", "KS-14"]
--- grain = "household, person"
SELECT
    coalesce(h.town_code, 'unknown') AS town_code, p.household_key, p.person_key,
    p.sex = p.id_sex AS is_passed,
    concat('sex=', p.sex, '; in_number=', p.id_sex) AS evidence
FROM persons AS p
LEFT JOIN households AS h ON h.household_key = p.household_key
ORDER BY town_code, household_key, person_key
