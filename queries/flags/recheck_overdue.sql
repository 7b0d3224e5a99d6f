--- title = { zh = "定期核查超期", en = "Re-check overdue" }
--- about = { zh = "自上次核查起超过核查类别规定的月数；到期当日不算超期", en = "More months since the last check than the class allows; the due day itself is in time" }
--- clauses = ["KS-20", "YQ-1", "JM-4"]
--- grain = "household"
--- [flag]
--- strength = "medium"
--- unit = "household"
--- deterministic = true
--- cause = "procedure"
--- caveats = [
---     { zh = "核查可能已做而台账未录", en = "the check may be done and not in the ledger" },
--- ]
SELECT
    d.town_code, d.household_key, CAST(NULL AS VARCHAR) AS person_key,
    'medium' AS strength,
    CAST(0 AS DECIMAL(18, 2)) AS due_yuan,
    concat('recheck_class=', d.recheck_class, '; last_checked_on=', d.last_checked_on, '; due_on=', d.due_on) AS evidence
FROM recheck_dues AS d
WHERE d.due_on < as_of()
ORDER BY d.town_code, d.household_key
