--- title = { zh = "变动台账", en = "Change register" }
--- about = { zh = "与上月相比新增、停发、增发、减发、恢复、转移的家庭及其依据；整体提标后等于重算金额的视为有依据", en = "Households new, stopped, raised, cut, resumed or moved since the month before, with what justifies it; an amount that follows a change of standard is justified" }
--- clauses = ["QH-2", "QH-13", "YQ-2"]
--- grain = "household"
WITH best AS (
    SELECT
        k.household_key, k.change, k.checked_on, k.check_method,
        row_number() OVER (
            PARTITION BY k.household_key, k.change ORDER BY k.checked_on DESC NULLS LAST, k.check_method
        ) AS place
    FROM change_checks AS k
)
SELECT
    c.household_key, c.town_code, c.programme, c.change,
    c.amount_before_yuan, c.amount_after_yuan,
    b.checked_on, b.check_method,
    b.household_key IS NOT NULL AS justified
FROM roll_changes AS c
LEFT JOIN best AS b ON b.household_key = c.household_key AND b.change = c.change AND b.place = 1
ORDER BY c.town_code, c.change, c.household_key
