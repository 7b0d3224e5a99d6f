--- title = { zh = "发放到经办人员账户", en = "Paid to a handler's account" }
--- about = { zh = "救助金发放到经办人员名下账户且无备案代领协议", en = "Paid to an account of a handler without a filed agreement" }
--- clauses = ["YQ-4"]
--- grain = "household"
--- [flag]
--- strength = "high"
--- unit = "household"
--- deterministic = true
--- cause = "account"
--- caveats = [
---     { zh = "经办人员可能是近亲属且协议未备案", en = "the handler may be a relative whose agreement was not filed" },
--- ]
SELECT
    p.town_code, p.household_key, CAST(NULL AS VARCHAR) AS person_key,
    'high' AS strength,
    SUM(p.total_paid) AS due_yuan,
    concat('handler_id=', MIN(h.handler_id), '; level=', MIN(h.level)) AS evidence
FROM paid_accounts AS p
JOIN (
    SELECT s.account_key, MIN(s.handler_id) AS handler_id, MIN(s.level) AS level
    FROM handlers AS s
    WHERE s.account_key IS NOT NULL
    GROUP BY s.account_key
) AS h ON h.account_key = p.account_key
WHERE NOT p.is_custodian_account
GROUP BY p.town_code, p.household_key
ORDER BY p.town_code, p.household_key
