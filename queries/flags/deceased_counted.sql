--- title = { zh = "死亡人员仍计入保障人口", en = "Deceased member still counted" }
--- about = { zh = "成员死亡已过核查期，仍列为保障对象，不论当月是否发放", en = "A member died, the re-check window is over, and the member is still counted, whatever was paid" }
--- clauses = ["KS-6", "KS-14"]
--- grain = "household, person"
--- [flag]
--- strength = "high"
--- unit = "person"
--- deterministic = true
--- cause = "death"
--- caveats = [
---     { zh = "部门数据可能滞后或同名错登", en = "the feed may lag or hold another person's record" },
---     { zh = "核查已办、系统未更新", en = "the re-check may be done and not yet entered" },
--- ]
SELECT
    d.town_code, d.household_key, d.person_key,
    'high' AS strength,
    d.total_amount / greatest(d.covered_persons, 1) AS due_yuan,
    concat('died_on=', d.died_on, '; covered_persons=', d.covered_persons, '; programme=', d.programme) AS evidence
FROM dead_members AS d
WHERE d.is_overdue
ORDER BY d.town_code, d.household_key, d.person_key
