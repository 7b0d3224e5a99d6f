--- title = { zh = "经办人员本人享受", en = "Handler enrolled" }
--- about = { zh = "经办人员或村干部本人是保障对象", en = "A handler or village cadre is a covered person" }
--- clauses = ["KS-7", "YQ-3", "JM-9"]
--- grain = "household, person"
--- [flag]
--- strength = "high"
--- unit = "person"
--- deterministic = true
--- cause = "kinship"
--- caveats = [
---     { zh = "低报酬的协理员可能确实符合条件", en = "a poorly paid aide may in fact qualify" },
--- ]
SELECT
    m.town_code, m.household_key, m.person_key,
    'high' AS strength,
    MAX(m.total_amount) AS due_yuan,
    concat('handler_id=', MIN(h.handler_id), '; level=', MIN(h.level), '; post=', MIN(h.post)) AS evidence
FROM handlers AS h
JOIN members AS m ON m.person_key = h.person_key AND m.is_covered
GROUP BY m.town_code, m.household_key, m.person_key
ORDER BY m.town_code, m.household_key, m.person_key
