--- title = { zh = "发放到户外人员账户", en = "Paid to a stranger's account" }
--- about = { zh = "账户名称不是家庭成员、照料人，也无备案代领协议", en = "The account name is no member, no caregiver, and no filed custodian" }
--- clauses = ["YQ-4", "QH-6"]
--- grain = "household"
--- [flag]
--- strength = "medium"
--- unit = "household"
--- deterministic = true
--- cause = "account"
--- caveats = [
---     { zh = "户名可能写错或为曾用名", en = "the account name may be misspelt or a former name" },
--- ]
SELECT
    p.town_code, p.household_key, CAST(NULL AS VARCHAR) AS person_key,
    'medium' AS strength,
    SUM(p.total_paid) AS due_yuan,
    concat('programme=', MIN(p.programme), '; account_key=', MIN(p.account_key)) AS evidence
FROM paid_accounts AS p
WHERE
    p.account_name_key IS NOT NULL
    AND NOT p.is_member_account AND NOT p.is_caregiver_account AND NOT p.is_custodian_account
GROUP BY p.town_code, p.household_key
ORDER BY p.town_code, p.household_key
