--- title = { zh = "户主本人即户主证号", en = "The head is the holder" }
--- about = { zh = "与户主关系为本人的成员，其身份证号就是户主身份证号", en = "A person recorded as the head has the identity number by which the household is known" }
--- clauses = ["YQ-9", "KS-14"]
--- grain = "household, person"
SELECT
    coalesce(h.town_code, 'unknown') AS town_code, p.household_key, p.person_key,
    p.person_key = p.household_key AS is_passed,
    'relation=self' AS evidence
FROM persons AS p
LEFT JOIN households AS h ON h.household_key = p.household_key
WHERE p.relation = 'self'
ORDER BY town_code, household_key, person_key
