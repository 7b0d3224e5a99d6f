--- title = { zh = "新增低保抽查", en = "Spot checks of new cases" }
--- about = { zh = "按确认月份统计新增低保：应抽、已抽中、窗口内已入户；有审批台账按确认日期，没有台账按最初享受月份；窗口截止日为同月最后一户的截止日", en = "New dibao by month of confirmation: required, drawn, visited within each case's own window; by the application ledger, without it by first benefit month; the window of a month ends with its last case" }
--- clauses = ["QH-8"]
--- grain = "town, confirmation month"
--- chart = { kind = "bar", x = "cohort_month", y = ["required_count", "visited_count"] }
SELECT
    s.town_code, s.cohort_month, s.cases_count, s.certainty_count, s.required_count, s.drawn_count, s.visited_count, s.window_ends_on
FROM spot_checks AS s
ORDER BY s.cohort_month, s.town_code
