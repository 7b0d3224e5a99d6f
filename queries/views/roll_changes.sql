--- title = { zh = "与上月相比的变动", en = "Changes since the month before" }
--- about = { zh = "与上一个已加载月份相比新增、停发、增发、减发、恢复、转移的家庭；户主变更接续原档案，不算新增", en = "Households new, stopped, raised, cut, resumed or moved against the last loaded month; a change of head continues the old file and is not new" }
--- shared = true
WITH before AS (
    SELECT
        a.household_key, coalesce(a.town_code, 'unknown') AS town_code, a.programme,
        coalesce(a.covered_persons, 0) AS covered_persons,
        coalesce(a.total_amount, coalesce(a.monthly_benefit, 0) + coalesce(a.supplement, 0)) AS total_amount
    FROM households_all AS a
    WHERE a.month = prior_month() AND coalesce(a.first_benefit_month, a.month) <= a.month
),
-- Most households stay as they were; what follows is about the few that did not.
changed AS (
    SELECT
        r.household_key, r.town_code, r.programme, r.covered_persons, r.total_amount, r.first_benefit_month,
        b.household_key AS before_key, b.town_code AS town_before, b.programme AS programme_before,
        b.covered_persons AS persons_before, b.total_amount AS amount_before_yuan
    FROM roll AS r
    FULL OUTER JOIN before AS b ON b.household_key = r.household_key
    WHERE
        r.household_key IS NULL OR b.household_key IS NULL OR r.programme <> b.programme OR r.town_code <> b.town_code
        OR r.total_amount <> b.total_amount
),
earlier AS (
    SELECT a.household_key
    FROM changed AS n
    JOIN households_all AS a ON a.household_key = n.household_key
    WHERE n.before_key IS NULL AND a.month < prior_month() AND coalesce(a.first_benefit_month, a.month) <= a.month
    UNION
    SELECT e.household_key FROM exits AS e WHERE e.stop_month < snapshot_month()
),
-- A new file whose head was a member of a file that has closed carries that file on.
continued AS (
    SELECT m.person_key AS household_key, MIN(m.household_key) AS old_key
    FROM changed AS g
    JOIN persons_all AS m ON m.household_key = g.before_key
    WHERE g.household_key IS NULL AND m.month = prior_month()
    GROUP BY m.person_key
),
current AS (
    SELECT
        n.household_key, n.town_code, n.programme, n.covered_persons, n.total_amount, n.first_benefit_month,
        c.old_key, coalesce(c.old_key, n.household_key) AS file_key
    FROM changed AS n
    LEFT JOIN continued AS c ON c.household_key = n.household_key AND n.before_key IS NULL
    WHERE n.household_key IS NOT NULL
),
paired AS (
    SELECT
        coalesce(n.household_key, b.before_key) AS household_key,
        coalesce(n.town_code, b.town_before) AS town_code,
        coalesce(n.programme, b.programme_before) AS programme,
        coalesce(n.covered_persons, b.persons_before) AS covered_persons,
        coalesce(b.amount_before_yuan, 0) AS amount_before_yuan,
        coalesce(n.total_amount, 0) AS amount_after_yuan,
        CASE
            WHEN b.before_key IS NULL AND e.household_key IS NOT NULL THEN 'resumed'
            WHEN b.before_key IS NULL AND (prior_month() IS NOT NULL OR n.first_benefit_month = snapshot_month()) THEN 'new'
            WHEN b.before_key IS NULL THEN 'unknown'
            WHEN n.household_key IS NULL THEN 'stopped'
            WHEN n.old_key IS NOT NULL OR n.programme <> b.programme_before OR n.town_code <> b.town_before THEN 'moved'
            WHEN n.total_amount > b.amount_before_yuan THEN 'raised'
            ELSE 'cut'
        END AS change,
        n.old_key, b.programme_before, b.town_before, prior_month() AS prior_month
    FROM current AS n
    FULL OUTER JOIN (
        SELECT g.before_key, g.town_before, g.programme_before, g.persons_before, g.amount_before_yuan
        FROM changed AS g
        WHERE g.before_key IS NOT NULL
    ) AS b ON b.before_key = n.file_key
    LEFT JOIN earlier AS e ON e.household_key = n.household_key
)
SELECT
    household_key, town_code, programme, covered_persons, amount_before_yuan, amount_after_yuan, change,
    old_key, programme_before, town_before, prior_month
FROM paired
WHERE change <> 'unknown'
