--- title = { zh = "取整规则", en = "Rounding rules" }
--- about = { zh = "特困生活标准和价格补贴的取整：每元几步、向上、向下或四舍五入", en = "How tekun standards and price subsidies are rounded: steps per yuan, and up, down or half up" }
WITH words AS (
    SELECT 'tekun' AS name, norm_word('tekun_rounding') AS word
    UNION ALL
    SELECT 'price_subsidy' AS name, norm_word('price_subsidy_rounding') AS word
)
SELECT
    w.name,
    CAST(CASE split_part(w.word, '_', 1) WHEN 'yuan' THEN 1 WHEN 'jiao' THEN 10 ELSE 100 END AS DECIMAL(5, 0)) AS steps_per_yuan,
    CASE
        WHEN w.word LIKE '%_half_up' THEN 'half_up'
        WHEN w.word LIKE '%_down' THEN 'down'
        WHEN w.word LIKE '%_up' THEN 'up'
        ELSE 'half_up'
    END AS way
FROM words AS w
