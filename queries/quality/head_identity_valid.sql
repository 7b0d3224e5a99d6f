--- title = { zh = "户主证号有效", en = "Head's number is valid" }
--- about = { zh = "户主身份证号的位数、出生日期和校验码无误", en = "The identity number of the head has its length, birth date and check digit right" }
--- clauses = ["YQ-9", "KS-14"]
--- grain = "household"
SELECT
    coalesce(h.town_code, 'unknown') AS town_code, h.household_key, CAST(NULL AS VARCHAR) AS person_key,
    h.id_problem IS NULL AS is_passed,
    concat('id_problem=', coalesce(h.id_problem, 'none')) AS evidence
FROM households AS h
ORDER BY town_code, household_key
