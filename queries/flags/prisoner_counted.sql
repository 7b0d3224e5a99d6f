--- title = { zh = "服刑人员仍计入保障人口", en = "Prisoner counted" }
--- about = { zh = "服刑期间仍列为保障对象", en = "Counted while serving a prison term" }
--- clauses = ["KS-9"]
--- grain = "household, person"
--- [flag]
--- strength = "high"
--- unit = "person"
--- deterministic = true
--- cause = "composition"
--- caveats = [
---     { zh = "可能监外执行、减刑或已提前释放", en = "the person may be on parole or released early" },
--- ]
SELECT
    m.town_code, m.household_key, m.person_key,
    'high' AS strength,
    MAX(m.total_amount / greatest(m.covered_persons, 1)) AS due_yuan,
    concat('from_on=', MIN(p.from_on), '; to_on=', MAX(p.to_on)) AS evidence
FROM prisoners AS p
JOIN members AS m ON m.person_key = p.person_key AND m.is_covered
WHERE p.from_on <= month_end(snapshot_month()) AND coalesce(p.to_on, month_end(snapshot_month())) >= month_end(snapshot_month())
GROUP BY m.town_code, m.household_key, m.person_key
ORDER BY m.town_code, m.household_key, m.person_key
