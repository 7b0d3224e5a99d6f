--- title = { zh = "已死亡仍计入的成员", en = "Deceased members still counted" }
--- about = { zh = "列为保障对象而已知死亡的成员，以及死亡后的核查期是否已过；低保按死亡当日的规定留期，特困次月即停", en = "Covered members known to have died, and whether the window after the death is over; dibao by the rule of the day of death, tekun from the month after" }
WITH counted AS (
    SELECT
        m.person_key, m.household_key, m.town_code, m.programme, m.kind, m.total_amount, m.covered_persons,
        d.died_on, d.recorded_on,
        CAST(
            coalesce(
                CASE WHEN m.kind = 'dibao' THEN norm_on('death_recheck_months', d.died_on) ELSE norm_on('tekun_death_months', d.died_on) END, 0
            ) AS BIGINT
        ) AS window_months
    FROM members AS m
    JOIN deaths_known AS d ON d.person_key = m.person_key
    WHERE m.is_covered
)
SELECT
    c.person_key, c.household_key, c.town_code, c.programme, c.kind, c.total_amount, c.covered_persons,
    c.died_on, c.recorded_on,
    CASE
        WHEN c.window_months = 0 THEN month_of(c.died_on) < snapshot_month()
        ELSE add_months(c.died_on, c.window_months) < month_start(snapshot_month())
    END AS is_overdue
FROM counted AS c
