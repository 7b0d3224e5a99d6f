--- title = { zh = "数据一致性检查", en = "Consistency checks" }
--- about = { zh = "每户（人、发放）每条规则一行，是否通过", en = "One row per household, person or payment and rule, and whether it passes" }
WITH people AS (
    SELECT
        p.household_key, COUNT(*) AS persons_count,
        COUNT(*) FILTER (WHERE coalesce(p.is_covered, true)) AS covered_count,
        COUNT(*) FILTER (WHERE p.relation = 'self') AS heads_count
    FROM persons AS p
    GROUP BY p.household_key
),
household_rules AS (
    SELECT
        coalesce(h.town_code, 'unknown') AS town_code, r.rule,
        CASE r.rule
            WHEN 'covered_within_size' THEN h.covered_persons <= h.household_size
            WHEN 'total_is_sum' THEN h.total_amount = coalesce(h.monthly_benefit, 0) + coalesce(h.supplement, 0)
            WHEN 'amounts_not_negative' THEN least(h.monthly_benefit, h.supplement, h.total_amount, h.annual_income) >= 0
            WHEN 'has_persons' THEN p.household_key IS NOT NULL
            WHEN 'one_head' THEN p.heads_count = 1
            WHEN 'persons_match_size' THEN p.persons_count = h.household_size
            WHEN 'persons_match_covered' THEN p.covered_count = h.covered_persons
            WHEN 'head_identity_valid' THEN h.id_problem IS NULL
        END AS is_passed
    FROM households AS h
    LEFT JOIN people AS p ON p.household_key = h.household_key
    CROSS JOIN (
        VALUES ('covered_within_size'), ('total_is_sum'), ('amounts_not_negative'), ('has_persons'), ('one_head'),
        ('persons_match_size'), ('persons_match_covered'), ('head_identity_valid')
    ) AS r (rule)
),
person_rules AS (
    SELECT
        coalesce(h.town_code, 'unknown') AS town_code, r.rule,
        CASE r.rule
            WHEN 'identity_valid' THEN p.id_problem IS NULL
            WHEN 'birth_date_agrees' THEN coalesce(p.birth_date = p.id_birth_on, true)
            WHEN 'sex_agrees' THEN coalesce(p.sex = p.id_sex, true)
        END AS is_passed
    FROM persons AS p
    LEFT JOIN households AS h ON h.household_key = p.household_key
    CROSS JOIN (VALUES ('identity_valid'), ('birth_date_agrees'), ('sex_agrees')) AS r (rule)
)
SELECT h.town_code, h.rule, h.is_passed FROM household_rules AS h
UNION ALL
SELECT p.town_code, p.rule, p.is_passed FROM person_rules AS p
UNION ALL
SELECT
    coalesce(y.town_code, 'unknown') AS town_code, 'paid_is_sum' AS rule,
    y.total_paid = coalesce(y.benefit_paid, 0) + coalesce(y.supplement_paid, 0) + coalesce(y.price_subsidy_paid, 0) AS is_passed
FROM payments AS y
