--- title = { zh = "出生日期与证号相符", en = "Birth date agrees with the number" }
--- about = { zh = "登记的出生日期与身份证号中的相同；未登记的不计", en = "The birth date on record is the one in the identity number; persons without one do not count" }
--- clauses = ["YQ-9", "KS-14"]
--- grain = "household, person"
SELECT
    coalesce(h.town_code, 'unknown') AS town_code, p.household_key, p.person_key,
    p.birth_date = p.id_birth_on AS is_passed,
    concat('birth_date=', p.birth_date, '; in_number=', p.id_birth_on) AS evidence
FROM persons AS p
LEFT JOIN households AS h ON h.household_key = p.household_key
ORDER BY town_code, household_key, person_key
