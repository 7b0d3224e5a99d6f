--- title = { zh = "死亡后仍领取", en = "Paid after death" }
--- about = { zh = "成员死亡已过核查期，仍列为保障对象且当月发放成功；低保留三个月核查期，特困次月即停", en = "A covered member died, the re-check window is over and the month was paid; dibao has three months, tekun stops the month after" }
--- clauses = ["KS-6", "KS-14"]
--- grain = "household, person"
--- [flag]
--- strength = "high"
--- unit = "person"
--- deterministic = true
--- cause = "death"
--- moving = ["months_paid_after", "paid_this_month_yuan"]
--- caveats = [
---     { zh = "部门数据可能滞后或同名错登", en = "the feed may lag or hold another person's record" },
---     { zh = "停发已批准、下月生效", en = "a stop already decided may take effect next month" },
--- ]
WITH counted AS (
    SELECT o.household_key, o.person_key, o.town_code, o.kind, o.died_on, o.recorded_on
    FROM dead_members AS o
    WHERE o.is_overdue
),
paid_now AS (
    SELECT p.household_key, SUM(coalesce(p.total_paid, 0)) AS yuan
    FROM payments AS p
    WHERE p.pay_status = 'success'
    GROUP BY p.household_key
),
after_death AS (
    SELECT
        c.household_key, c.person_key, COUNT(*) AS months_count,
        SUM(h.paid_yuan / greatest(h.covered_persons, 1)) AS yuan
    FROM counted AS c
    JOIN paid_history AS h ON h.household_key = c.household_key AND h.month > month_of(c.died_on)
    GROUP BY c.household_key, c.person_key
)
SELECT
    c.town_code, c.household_key, c.person_key,
    'high' AS strength,
    coalesce(a.yuan, 0) AS due_yuan,
    concat(
        'died_on=', c.died_on, '; source=', CASE WHEN c.recorded_on IS NULL THEN 'cremations' ELSE 'deaths' END,
        '; months_paid_after=', coalesce(a.months_count, 0), '; paid_this_month_yuan=', n.yuan
    ) AS evidence
FROM counted AS c
JOIN paid_now AS n ON n.household_key = c.household_key AND n.yuan > 0
LEFT JOIN after_death AS a ON a.household_key = c.household_key AND a.person_key = c.person_key
ORDER BY c.town_code, c.household_key, c.person_key
