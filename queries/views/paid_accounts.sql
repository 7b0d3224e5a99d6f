--- title = { zh = "发放账户", en = "Accounts paid to" }
--- about = { zh = "当月花名册上的账户是否属于备案代领人、照料人或家庭成员；成员含已退出的", en = "Accounts of the month's roster, and whether they belong to a filed custodian, a caregiver or a member, past members too" }
--- shared = true
WITH filed AS (
    SELECT DISTINCT c.household_key, c.account_key FROM custodians AS c
),
carers AS (
    SELECT DISTINCT p.household_key, p.caregiver_name_key FROM persons_all AS p WHERE p.caregiver_name_key IS NOT NULL
),
owners AS (
    SELECT DISTINCT p.household_key, p.name_key FROM persons_all AS p
)
SELECT
    y.household_key, coalesce(y.town_code, 'unknown') AS town_code, y.programme, y.account_key, y.account_name_key,
    coalesce(y.total_paid, 0) AS total_paid,
    f.account_key IS NOT NULL AS is_custodian_account,
    c.caregiver_name_key IS NOT NULL AS is_caregiver_account,
    o.name_key IS NOT NULL AS is_member_account
FROM payments AS y
LEFT JOIN filed AS f ON f.household_key = y.household_key AND f.account_key = y.account_key
LEFT JOIN carers AS c ON c.household_key = y.household_key AND c.caregiver_name_key = y.account_name_key
LEFT JOIN owners AS o ON o.household_key = y.household_key AND o.name_key = y.account_name_key
WHERE y.account_key IS NOT NULL
