--- title = { zh = "核对不符的家庭", en = "Households that do not reconcile" }
--- about = { zh = "系统与花名册不符的每一户及可能的说明", en = "Every household where system and roster differ, with what may explain it" }
--- clauses = ["QH-14", "KS-16"]
--- grain = "household"
WITH waiting AS (
    SELECT c.household_key FROM cases AS c WHERE NOT c.is_on_roll
),
left_this_month AS (
    SELECT e.household_key, MAX(e.stop_month) AS stop_month FROM exits AS e GROUP BY e.household_key
),
recent AS (
    SELECT DISTINCT k.household_key
    FROM rechecks AS k
    WHERE k.checked_on >= month_start(snapshot_month()) AND k.checked_on <= month_end(snapshot_month()) AND k.outcome <> 'unchanged'
)
SELECT
    r.household_key, r.town_code, r.class, r.system_yuan, r.roster_yuan,
    CASE
        WHEN r.class = 'only_in_roster' AND w.household_key IS NOT NULL THEN 'confirmed_not_on_roll'
        WHEN r.class = 'only_in_roster' AND x.household_key IS NOT NULL THEN concat('exited_', x.stop_month)
        WHEN r.class = 'only_in_roster' THEN 'not_in_system'
        WHEN r.class = 'only_in_system' AND a.first_benefit_month = snapshot_month() THEN 'first_month_not_paid'
        WHEN r.class = 'only_in_system' THEN 'not_in_roster'
        WHEN k.household_key IS NOT NULL THEN 'changed_by_recheck_this_month'
        WHEN r.roster_yuan > r.system_yuan THEN 'paid_more'
        ELSE 'paid_less'
    END AS explanation
FROM reconciliation AS r
LEFT JOIN waiting AS w ON w.household_key = r.household_key
LEFT JOIN left_this_month AS x ON x.household_key = r.household_key
LEFT JOIN active_households AS a ON a.household_key = r.household_key
LEFT JOIN recent AS k ON k.household_key = r.household_key
WHERE r.class <> 'matched'
ORDER BY r.town_code, r.class, r.household_key
