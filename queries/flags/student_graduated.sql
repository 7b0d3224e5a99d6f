--- title = { zh = "毕业后仍按学生", en = "Graduated and still a student" }
--- about = { zh = "登记为在读而学籍已毕业超过宽限月数，且没有升学记录", en = "Entered as a student though graduated longer ago than the grace, with no later school" }
--- clauses = ["KS-9"]
--- grain = "household, person"
--- [flag]
--- strength = "hint"
--- unit = "person"
--- deterministic = true
--- cause = "composition"
--- caveats = [
---     { zh = "可能在外地升学未入学籍数据", en = "the person may study elsewhere, outside the feed" },
--- ]
WITH last_school AS (
    SELECT s.person_key, MAX(s.graduates_on) AS graduates_on FROM students AS s GROUP BY s.person_key
)
SELECT
    m.town_code, m.household_key, m.person_key,
    'hint' AS strength,
    m.total_amount / greatest(m.covered_persons, 1) AS due_yuan,
    concat('graduated_on=', s.graduates_on, '; school=', m.school) AS evidence
FROM last_school AS s
JOIN members AS m ON m.person_key = s.person_key AND m.is_covered
WHERE
    coalesce(m.school, '') <> ''
    AND add_months(s.graduates_on, CAST(norm('student_grace_months') AS BIGINT)) < month_end(snapshot_month())
ORDER BY m.town_code, m.household_key, m.person_key
