--- title = { zh = "在保家庭分析", en = "Caseload analysis" }
--- about = { zh = "在册家庭按所选的分组和指标统计；分组中没有月份时，一户在期间内只计一次，金额和人月为期间合计；所属、城乡等按每月当时的名册", en = "Households on the roll by the groups and measures chosen; where months are not told apart a household counts once in the period, and amounts and person-months are added up over it; every month by its own roster" }
--- clauses = ["DC-7", "QH-1"]
--- grain = "choice"
--- params = { from = { type = "month", default = "", label = { zh = "起始月份", en = "From month" } }, to = { type = "month", default = "", label = { zh = "截止月份", en = "To month" } }, town = { type = "text", default = "", label = { zh = "镇（区）", en = "Town" } } }
--- disclose = { of = { person_months_count = ["households_count"], paid_months_count = ["paid_households_count"], amount_yuan = ["paid_households_count"] }, means = { amount_mean_yuan = ["amount_yuan", "paid_months_count"] } }
--- [analysis]
--- dimensions = ["month", "town_code", "programme", "area", "size_band", "years_band", "poverty_cause", "calc_method", "single_person"]
--- by = ["month", "programme"]
--- measures = [
---     { name = "households_count", sql = "COUNT(DISTINCT household_key)" },
---     { name = "person_months_count", sql = "SUM(covered_persons)" },
---     { name = "paid_households_count", sql = "COUNT(DISTINCT CASE WHEN amount IS NOT NULL THEN household_key END)" },
---     { name = "paid_months_count", sql = "COUNT(amount)" },
---     { name = "amount_yuan", sql = "coalesce(SUM(amount), 0)" },
---     { name = "amount_mean_yuan", sql = "AVG(amount)" },
--- ]
--- shown = ["households_count", "amount_yuan"]
SELECT
    h.month, h.household_key,
    coalesce(h.town_code, 'unknown') AS town_code,
    coalesce(h.programme, 'unknown') AS programme,
    coalesce(h.area, 'unknown') AS area,
    CASE
        WHEN h.household_size >= 5 THEN '5+'
        WHEN h.household_size >= 1 THEN CAST(h.household_size AS VARCHAR)
        ELSE 'unknown'
    END AS size_band,
    CASE
        WHEN h.first_benefit_month IS NULL THEN 'unknown'
        WHEN add_months(month_start(h.first_benefit_month), 12) > month_start(h.month) THEN 'year_1'
        WHEN add_months(month_start(h.first_benefit_month), 36) > month_start(h.month) THEN 'years_2_3'
        WHEN add_months(month_start(h.first_benefit_month), 60) > month_start(h.month) THEN 'years_4_5'
        ELSE 'years_6_on'
    END AS years_band,
    coalesce(h.poverty_cause, 'unknown') AS poverty_cause,
    coalesce(h.calc_method, 'unknown') AS calc_method,
    CASE WHEN h.is_single_person_case THEN 'yes' ELSE 'no' END AS single_person,
    coalesce(h.covered_persons, 0) AS covered_persons,
    CASE WHEN h.total_amount <> 0 THEN h.total_amount END AS amount
FROM households_all AS h
WHERE
    coalesce(h.first_benefit_month, h.month) <= h.month
    AND ($from IS NULL OR h.month >= $from)
    AND ($to IS NULL OR h.month <= $to)
    AND ($town = '' OR h.town_code = $town)
