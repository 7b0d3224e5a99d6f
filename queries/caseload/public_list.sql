--- title = { zh = "长期公示名册", en = "Standing public list" }
--- about = { zh = "当月在保的低保、特困家庭；户数太少的村（居）不单列，以免认出是谁；对外公布的名册只有脱敏的姓名", en = "Dibao and tekun households of the month; villages with too few are not named, lest anybody be recognised; the published list has masked names alone" }
--- clauses = ["QH-5", "JM-8"]
--- grain = "household"
WITH listed AS (
    SELECT
        r.household_key, r.town_code, r.village_code, r.programme, r.programme_position, r.covered_persons, r.total_amount,
        COUNT(*) OVER (PARTITION BY r.town_code, r.village_code) AS in_village
    FROM roll AS r
    WHERE r.kind <> 'unpaid'
),
placed AS (
    SELECT
        l.household_key, l.town_code, l.village_code, l.programme, l.programme_position, l.covered_persons, l.total_amount,
        l.in_village < norm('public_cell_min') AS is_small,
        -- A single small village would be known by what is left over.
        SUM(CASE WHEN l.in_village < norm('public_cell_min') THEN 1 ELSE 0 END) OVER (PARTITION BY l.town_code) AS left_over
    FROM listed AS l
)
SELECT
    p.household_key, p.town_code, coalesce(t.town_name, p.town_code) AS town_name,
    CASE WHEN p.is_small OR p.left_over BETWEEN 1 AND norm('public_cell_min') - 1 THEN NULL ELSE u.name END AS village_name,
    p.programme, p.covered_persons, p.total_amount AS amount_yuan
FROM placed AS p
LEFT JOIN towns AS t ON t.town_code = p.town_code
LEFT JOIN units AS u ON u.code = p.village_code
ORDER BY p.town_code, village_name NULLS LAST, p.programme_position, p.household_key
