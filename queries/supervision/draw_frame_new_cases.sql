--- title = { zh = "新增低保抽取框", en = "Frame of new cases" }
--- about = { zh = "窗口未过、尚未进入任何抽取的新确认低保；必访的为 C 类；size 为月合计（分）", en = "Newly confirmed dibao whose window is open and that no draw has held yet; certainty cases are class C; size is the monthly total in fen" }
--- clauses = ["QH-8", "QH-18", "DC-6"]
--- grain = "household"
WITH held AS (
    SELECT DISTINCT d.household_key
    FROM drawn_cases AS d
    LEFT JOIN draws AS w ON w.draw_id = d.draw_id
    WHERE d.purpose = 'new_cases' AND coalesce(w.status, '') <> 'void'
),
open_cases AS (
    SELECT
        c.household_key, c.town_code, c.cohort_month,
        row_number() OVER (PARTITION BY c.household_key ORDER BY c.decided_on DESC) AS place
    FROM confirmed_cases AS c
    LEFT JOIN held AS h ON h.household_key = c.household_key
    WHERE c.window_ends_on >= as_of() AND h.household_key IS NULL
),
certain AS (
    SELECT DISTINCT e.household_key FROM certainty_cases AS e
)
SELECT
    o.household_key, o.town_code, o.town_code || '/' || o.cohort_month AS stratum,
    CASE WHEN e.household_key IS NULL THEN 'R' ELSE 'C' END AS class,
    CAST(coalesce(c.total_amount, 0) * 100 AS BIGINT) AS size
FROM open_cases AS o
LEFT JOIN certain AS e ON e.household_key = o.household_key
LEFT JOIN cases AS c ON c.household_key = o.household_key
WHERE o.place = 1
ORDER BY stratum, o.household_key
