--- title = { zh = "价格联动触发", en = "Months of the price link" }
--- about = { zh = "每个指数月是否触发联动、由何触发、公布和发放期限；两次触发之间的花名册月份归前一次", en = "Whether each index month triggers the subsidy and why, when it was published and is due; roster months up to the next trigger belong to it" }
WITH judged AS (
    SELECT
        x.month, coalesce(x.scpi_yoy, x.cpi_yoy) AS index_yoy,
        coalesce(x.published_on, month_start(month_of(add_months(month_start(x.month), 1)))) AS published_on,
        coalesce(x.cpi_yoy >= norm_on('cpi_trigger', month_start(x.month)), false) AS by_cpi,
        coalesce(x.food_yoy >= norm_on('food_trigger', month_start(x.month)), false) AS by_food
    FROM prices AS x
    WHERE x.month <= snapshot_month()
),
triggered AS (
    SELECT j.month, lead(month_of(j.published_on)) OVER (ORDER BY j.month) AS next_roster_month
    FROM judged AS j
    WHERE j.by_cpi OR j.by_food
)
SELECT
    j.month, j.index_yoy, j.published_on,
    j.by_cpi OR j.by_food AS triggered,
    CASE
        WHEN j.by_cpi AND j.by_food THEN 'both'
        WHEN j.by_cpi THEN 'cpi'
        WHEN j.by_food THEN 'food'
    END AS trigger,
    add_workdays(j.published_on, CAST(norm_on('price_subsidy_workdays', j.published_on) AS BIGINT)) AS due_on,
    t.next_roster_month
FROM judged AS j
LEFT JOIN triggered AS t ON t.month = j.month
