--- title = { zh = "定期核查到期日", en = "Due days of the periodic re-checks" }
--- about = { zh = "每户按核查类别自上次核查起算；从未核查的自享受首月起算", en = "Per household by its class since the last check, or since the first benefit month if never checked" }
--- shared = true
WITH checked AS (
    SELECT k.household_key, MAX(k.checked_on) AS checked_on
    FROM rechecks AS k
    WHERE k.checked_on <= as_of()
    GROUP BY k.household_key
),
cycles AS (
    SELECT
        a.household_key, a.town_code, a.programme, a.recheck_class, a.total_amount,
        greatest(a.last_recheck_on, c.checked_on) AS checked_on, a.since_on,
        recheck_months(a.recheck_class, a.near_relative_registered) AS months
    FROM active_households AS a
    LEFT JOIN checked AS c ON c.household_key = a.household_key
)
SELECT
    household_key, town_code, programme, recheck_class, total_amount, months,
    coalesce(checked_on, since_on) AS last_checked_on,
    add_months(coalesce(checked_on, since_on), months) AS due_on
FROM cycles
