--- title = { zh = "必访家庭", en = "Households that must be visited" }
--- about = { zh = "近亲属备案家庭和本年度被投诉举报的家庭", en = "Near-relative households and those complained about this year" }
SELECT DISTINCT c.household_key
FROM certainty_cases AS c
WHERE c.reason = 'near_relative' OR c.since_on >= date_trunc('year', as_of())
