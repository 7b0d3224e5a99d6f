--- title = { zh = "救助金重算", en = "Benefits recomputed" }
--- about = { zh = "补差低保和特困基本生活费按当月标准重算；渐退、分档和缺收入的不算", en = "Top-up dibao and tekun living allowances recomputed by the month's standards; grace, tiers and missing incomes are left out" }
--- clauses = ["KS-8", "HZ-1"]
--- grain = "household"
SELECT
    r.household_key, r.town_code, r.programme,
    r.approved_yuan, r.recomputed_yuan, r.difference_yuan
FROM recomputed AS r
ORDER BY r.town_code, r.programme_position, r.household_key
