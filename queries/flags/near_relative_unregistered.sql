--- title = { zh = "近亲属未备案", en = "Near relative not filed" }
--- about = { zh = "成员与经办人员有亲属关系而无近亲属备案", en = "A member is related to a handler and no near-relative filing exists" }
--- clauses = ["YQ-3", "HZ-8", "JM-9", "KS-7"]
--- grain = "household"
--- [flag]
--- strength = "high"
--- unit = "household"
--- deterministic = true
--- cause = "kinship"
--- caveats = [
---     { zh = "亲属关系可能超出备案范围", en = "the kinship may lie outside the list that must be filed" },
--- ]
SELECT
    b.town_code, b.household_key, CAST(NULL AS VARCHAR) AS person_key,
    'high' AS strength,
    b.total_amount AS due_yuan,
    concat(
        'handlers=', string_agg(DISTINCT k.handler_id, ',' ORDER BY k.handler_id), '; relation=', MIN(k.relation)
    ) AS evidence
FROM handler_kin AS k
JOIN benefit_cases AS b ON b.household_key = k.household_key
LEFT JOIN near_relatives AS n
    ON n.household_key = k.household_key AND coalesce(n.registered_on, as_of()) <= month_end(snapshot_month())
WHERE n.household_key IS NULL AND NOT b.near_relative_registered
GROUP BY b.town_code, b.household_key, b.total_amount
ORDER BY b.town_code, b.household_key
