--- title = { zh = "必访对象", en = "Certainty visits" }
--- about = { zh = "近亲属备案的在保家庭和被投诉举报的家庭，自备案或收到之日起的首次市级入户", en = "Active near-relative households and households complained about, with the first city visit since the filing or the complaint" }
--- clauses = ["QH-10", "YQ-3"]
--- grain = "household, certainty case"
SELECT c.household_key, c.town_code, c.reason, c.since_on, c.visited_on
FROM certainty_progress AS c
ORDER BY c.town_code, c.reason, c.since_on NULLS FIRST, c.household_key
