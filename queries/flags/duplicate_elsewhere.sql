--- title = { zh = "异地重复享受", en = "Enrolled elsewhere too" }
--- about = { zh = "保障对象在外地也享受低保或特困", en = "A covered person is also enrolled in dibao or tekun in another place" }
--- clauses = ["KS-14", "JM-2"]
--- grain = "household, person"
--- [flag]
--- strength = "high"
--- unit = "person"
--- deterministic = true
--- cause = "programmes"
--- caveats = [
---     { zh = "外地可能已停发而数据未更新", en = "the other place may have stopped and not updated its data" },
--- ]
SELECT
    m.town_code, m.household_key, m.person_key,
    'high' AS strength,
    MAX(m.total_amount / greatest(m.covered_persons, 1)) AS due_yuan,
    concat('place=', MIN(o.place), '; programme=', MIN(o.programme), '; from_month=', MIN(o.from_month)) AS evidence
FROM other_places AS o
JOIN programmes AS p ON p.programme = o.programme AND p.kind IN ('dibao', 'tekun')
JOIN members AS m ON m.person_key = o.person_key AND m.is_covered
WHERE coalesce(o.from_month, snapshot_month()) <= snapshot_month()
GROUP BY m.town_code, m.household_key, m.person_key
ORDER BY m.town_code, m.household_key, m.person_key
