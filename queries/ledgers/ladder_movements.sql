--- title = { zh = "梯度救助升降", en = "Movements between the grades of the safety net" }
--- about = { zh = "与上一个已加载月份相比，各镇在特困、低保、边缘、刚性支出困难各级之间移动的家庭，含进入和退出", en = "Households that moved between tekun, dibao, edge and rigid expenditure since the last loaded month, entries and exits too" }
--- clauses = ["QH-19"]
--- grain = "town, from, to"
--- chart = { kind = "heat", x = "grade_before", y = ["households_count"], series = "grade_after" }
WITH graded AS (
    SELECT
        a.household_key, coalesce(a.town_code, 'unknown') AS town_code,
        CASE WHEN p.kind = 'unpaid' THEN p.programme ELSE p.kind END AS grade
    FROM households_all AS a
    JOIN programmes AS p ON p.programme = a.programme
    WHERE a.month = prior_month() AND coalesce(a.first_benefit_month, a.month) <= a.month
),
now AS (
    SELECT r.household_key, r.town_code, CASE WHEN r.kind = 'unpaid' THEN r.programme ELSE r.kind END AS grade
    FROM roll AS r
),
moved AS (
    SELECT
        coalesce(n.town_code, g.town_code) AS town_code, coalesce(g.grade, 'none') AS grade_before,
        coalesce(n.grade, 'none') AS grade_after
    FROM now AS n
    FULL OUTER JOIN graded AS g ON g.household_key = n.household_key
    WHERE prior_month() IS NOT NULL
)
SELECT m.town_code, m.grade_before, m.grade_after, COUNT(*) AS households_count
FROM moved AS m
WHERE m.grade_before <> m.grade_after
GROUP BY m.town_code, m.grade_before, m.grade_after
ORDER BY m.town_code, m.grade_before, m.grade_after
