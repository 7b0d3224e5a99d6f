--- title = { zh = "整改销号台账", en = "Rectification ledger" }
--- about = { zh = "每个查实的问题一行：编号、代码、多发少发、整改期限、整改、追回、移送和复核，由谁或哪月快照证明；stage：open 待整改、done 待复核、verified 已复核销号、proved 由后续快照证明销号、reopened 重开", en = "One row per finding: number, code, paid over and under, due day, put right, recovered, referred and verified when, by whom or which snapshot; stage: open, done (to be verified), verified, proved by a later snapshot, reopened" }
--- clauses = ["KS-18", "QH-11", "JM-10"]
--- grain = "lead"
--- [params]
--- town = { type = "text", default = "", label = { zh = "镇（区）编码", en = "Town code" } }
--- stage = { type = "text", default = "", label = { zh = "环节", en = "Stage" } }
SELECT
    f.lead_id, f.town_code, f.household_key, f.cause, f.finding_code, f.outcome, f.overpaid_yuan, f.underpaid_yuan, f.stage, f.owner AS in_charge,
    f.decided_on, f.due_on, f.overdue_days, f.age_class, f.rectified_on, f.rectified_by, f.recovered_yuan, f.referred_on, f.closed_on, f.closed_by,
    f.proof_month, f.gone_month, f.reopened_count
FROM findings AS f
WHERE ($town = '' OR f.town_code = $town) AND ($stage = '' OR f.stage = $stage)
ORDER BY f.lead_id
