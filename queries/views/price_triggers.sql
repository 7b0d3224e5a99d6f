--- title = { zh = "价格联动触发", en = "Months of the price link" }
--- about = { zh = "每个指数月是否触发联动、由何触发、公布和发放期限；两次触发之间的花名册月份归前一次", en = "Whether each index month triggers the subsidy and why, when it was published and is due; roster months up to the next trigger belong to it" }
WITH judged AS (
    SELECT
        x.month, coalesce(x.scpi_yoy, x.cpi_yoy) AS index_yoy,
        coalesce(x.published_on, month_start(month_of(add_months(month_start(x.month), 1)))) AS published_on,
        price_trigger(month_start(x.month), x.cpi_yoy, x.food_yoy) AS trigger
    FROM prices AS x
    WHERE x.month <= snapshot_month()
),
triggered AS (
    SELECT j.month, lead(month_of(j.published_on)) OVER (ORDER BY j.month) AS next_roster_month
    FROM judged AS j
    WHERE j.trigger IS NOT NULL
)
SELECT
    j.month, j.index_yoy, j.published_on,
    j.trigger IS NOT NULL AS triggered,
    j.trigger,
    due_on('price_subsidy_workdays', j.published_on) AS due_on,
    t.next_roster_month
FROM judged AS j
LEFT JOIN triggered AS t ON t.month = j.month
