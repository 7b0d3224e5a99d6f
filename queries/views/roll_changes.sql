--- title = { zh = "与上月相比的变动", en = "Changes since the month before" }
--- about = { zh = "与上一个已加载月份相比新增、停发、增发、减发、恢复、转移的家庭；户主变更接续原档案，不算新增", en = "Households new, stopped, raised, cut, resumed or moved against the last loaded month; a change of head continues the old file and is not new" }
WITH prior AS (
    SELECT MAX(month) AS month FROM households_all WHERE month < snapshot_month()
),
before AS (
    SELECT
        a.household_key, coalesce(a.town_code, 'unknown') AS town_code, a.programme,
        coalesce(a.covered_persons, 0) AS covered_persons,
        coalesce(a.total_amount, coalesce(a.monthly_benefit, 0) + coalesce(a.supplement, 0)) AS total_amount
    FROM households_all AS a
    JOIN prior AS p ON a.month = p.month
    WHERE coalesce(a.first_benefit_month, a.month) <= a.month
),
-- All months are many rows, and who was not there last month is few.
newcomers AS (
    SELECT r.household_key
    FROM roll AS r
    LEFT JOIN before AS b ON b.household_key = r.household_key
    WHERE b.household_key IS NULL
),
earlier AS (
    SELECT a.household_key
    FROM newcomers AS n
    JOIN households_all AS a ON a.household_key = n.household_key
    JOIN prior AS p ON a.month < p.month
    WHERE coalesce(a.first_benefit_month, a.month) <= a.month
    UNION
    SELECT e.household_key FROM exits AS e WHERE e.stop_month < snapshot_month()
),
-- A new file whose head was a member of a file that has closed carries that file on.
continued AS (
    SELECT m.person_key AS household_key, MIN(m.household_key) AS old_key
    FROM persons_all AS m
    JOIN prior AS p ON m.month = p.month
    JOIN before AS b ON b.household_key = m.household_key
    JOIN roll AS n ON n.household_key = m.person_key
    LEFT JOIN before AS same ON same.household_key = m.person_key
    LEFT JOIN roll AS still ON still.household_key = m.household_key
    WHERE same.household_key IS NULL AND still.household_key IS NULL
    GROUP BY m.person_key
),
current AS (
    SELECT
        r.household_key, coalesce(c.old_key, r.household_key) AS file_key, c.old_key,
        r.town_code, r.programme, r.covered_persons, r.total_amount, r.first_benefit_month
    FROM roll AS r
    LEFT JOIN continued AS c ON c.household_key = r.household_key
),
paired AS (
    SELECT
        coalesce(n.household_key, b.household_key) AS household_key,
        coalesce(n.town_code, b.town_code) AS town_code,
        coalesce(n.programme, b.programme) AS programme,
        coalesce(n.covered_persons, b.covered_persons) AS covered_persons,
        coalesce(b.total_amount, 0) AS amount_before_yuan,
        coalesce(n.total_amount, 0) AS amount_after_yuan,
        CASE
            WHEN b.household_key IS NULL AND e.household_key IS NOT NULL THEN 'resumed'
            WHEN b.household_key IS NULL AND (p.month IS NOT NULL OR n.first_benefit_month = snapshot_month()) THEN 'new'
            WHEN b.household_key IS NULL THEN 'unknown'
            WHEN n.household_key IS NULL THEN 'stopped'
            WHEN n.old_key IS NOT NULL OR n.programme <> b.programme OR n.town_code <> b.town_code THEN 'moved'
            WHEN n.total_amount > b.total_amount THEN 'raised'
            WHEN n.total_amount < b.total_amount THEN 'cut'
            ELSE 'unchanged'
        END AS change,
        n.old_key, b.programme AS programme_before, b.town_code AS town_before, p.month AS prior_month
    FROM current AS n
    FULL OUTER JOIN before AS b ON b.household_key = n.file_key
    LEFT JOIN earlier AS e ON e.household_key = n.household_key
    CROSS JOIN prior AS p
)
SELECT
    household_key, town_code, programme, covered_persons, amount_before_yuan, amount_after_yuan, change,
    old_key, programme_before, town_before, prior_month
FROM paired
WHERE change NOT IN ('unchanged', 'unknown')
