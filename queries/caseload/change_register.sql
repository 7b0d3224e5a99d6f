--- title = { zh = "变动台账", en = "Change register" }
--- about = { zh = "与上月相比新增、停发、增发、减发、恢复、转移的家庭及其依据；整体提标后等于重算金额的视为有依据", en = "Households new, stopped, raised, cut, resumed or moved since the month before, with what justifies it; an amount that follows a change of standard is justified" }
--- clauses = ["QH-2", "QH-13", "YQ-2"]
--- grain = "household"
WITH changes AS (
    SELECT
        c.household_key, c.town_code, c.programme, c.change, c.amount_before_yuan, c.amount_after_yuan, c.old_key, c.prior_month
    FROM roll_changes AS c
),
matched AS (
    SELECT
        c.household_key, c.town_code, c.programme, c.change, c.amount_before_yuan, c.amount_after_yuan,
        e.checked_on, e.check_method,
        r.difference_yuan = 0
        AND standard_yuan(r.standard_programme, month_start(c.prior_month)) <> r.standard_month_yuan AS follows_standard,
        row_number() OVER (
            PARTITION BY c.household_key ORDER BY e.checked_on DESC NULLS LAST, e.check_method NULLS LAST
        ) AS place
    FROM changes AS c
    LEFT JOIN change_evidence AS e
        ON
            e.household_key = CASE WHEN e.explains = 'stopped' THEN coalesce(c.old_key, c.household_key) ELSE c.household_key END
            AND (c.change = 'moved' OR e.explains = CASE WHEN c.change = 'resumed' THEN 'new' ELSE c.change END)
    LEFT JOIN recomputed AS r ON r.household_key = c.household_key AND c.change IN ('raised', 'cut')
)
SELECT
    m.household_key, m.town_code, m.programme, m.change, m.amount_before_yuan, m.amount_after_yuan,
    CASE WHEN m.check_method IS NULL AND m.follows_standard THEN month_start(snapshot_month()) ELSE m.checked_on END AS checked_on,
    CASE WHEN m.check_method IS NULL AND m.follows_standard THEN 'standard_change' ELSE m.check_method END AS check_method,
    m.check_method IS NOT NULL OR coalesce(m.follows_standard, false) AS justified
FROM matched AS m
WHERE m.place = 1
ORDER BY m.town_code, m.change, m.household_key
