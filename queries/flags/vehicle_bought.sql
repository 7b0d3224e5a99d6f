--- title = { zh = "享受期间购车", en = "Vehicle bought while enrolled" }
--- about = { zh = "非豁免车辆的初次登记日期在最初享受月份之后", en = "A vehicle that is not exempt was first registered on or after the first benefit month" }
--- clauses = ["YQ-7", "KS-2"]
--- grain = "household, person"
--- [flag]
--- strength = "high"
--- unit = "person"
--- deterministic = true
--- cause = "property"
--- caveats = [
---     { zh = "登记可能是过户、赠与或借名", en = "the registration may be a transfer, a gift or a borrowed name" },
--- ]
WITH bought AS (
    SELECT
        m.town_code, m.household_key, m.person_key, MIN(v.registered_on) AS registered_on,
        string_agg(DISTINCT coalesce(v.kind, 'unknown'), ',' ORDER BY coalesce(v.kind, 'unknown')) AS kinds
    FROM vehicles AS v
    JOIN members AS m ON m.person_key = v.person_key
    WHERE NOT norm_has('vehicle_exempt_kinds', v.kind) AND v.registered_on >= m.since_on
    GROUP BY m.town_code, m.household_key, m.person_key
),
paid AS (
    SELECT b.household_key, b.person_key, SUM(h.paid_yuan) AS yuan
    FROM bought AS b
    JOIN paid_history AS h ON h.household_key = b.household_key AND h.month >= month_of(b.registered_on)
    GROUP BY b.household_key, b.person_key
)
SELECT
    b.town_code, b.household_key, b.person_key,
    'high' AS strength,
    coalesce(p.yuan, 0) AS due_yuan,
    concat('kinds=', b.kinds, '; registered_on=', b.registered_on) AS evidence
FROM bought AS b
LEFT JOIN paid AS p ON p.household_key = b.household_key AND p.person_key = b.person_key
ORDER BY b.town_code, b.household_key, b.person_key
