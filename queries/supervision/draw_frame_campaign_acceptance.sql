--- title = { zh = "清查验收抽取框", en = "Frame of the acceptance of a clean-up" }
--- about = { zh = "清查开始后的全部低保和特困家庭，按镇分层；size 为月合计（分）；没有清查日期的地方没有行", en = "All dibao and tekun households once the clean-up has begun, stratified by town; size is the monthly total in fen; none where the place has no campaign" }
--- clauses = ["KS-19", "DC-6"]
--- grain = "household"
SELECT
    b.household_key, b.town_code, b.town_code AS stratum, 'R' AS class,
    CAST(coalesce(b.total_amount, 0) * 100 AS BIGINT) AS size
FROM benefit_cases AS b
WHERE TRY_CAST(norm_word('campaign_starts_on') AS DATE) <= as_of()
ORDER BY stratum, b.household_key
