--- title = { zh = "各镇发放与进出", en = "Funds and flows by town" }
--- about = { zh = "每镇一行：在册户数人数、当月发放成功的各项资金、本年累计、新增和退出", en = "One row per town: households and persons on the roll, the month's payments by part, the year so far, new and exited" }
WITH rolls AS (
    SELECT
        a.town_code,
        COUNT(*) FILTER (WHERE a.programme = 'dibao_urban') AS urban_dibao_households_count,
        SUM(a.covered_persons) FILTER (WHERE a.programme = 'dibao_urban') AS urban_dibao_persons_count,
        COUNT(*) FILTER (WHERE a.programme = 'dibao_rural') AS rural_dibao_households_count,
        SUM(a.covered_persons) FILTER (WHERE a.programme = 'dibao_rural') AS rural_dibao_persons_count,
        SUM(a.covered_persons) FILTER (WHERE a.programme = 'tekun_institutional') AS tekun_institutional_persons_count,
        SUM(a.covered_persons) FILTER (WHERE a.programme IN ('tekun_dispersed', 'tekun')) AS tekun_dispersed_persons_count
    FROM active_households AS a
    GROUP BY a.town_code
),
sums AS (
    SELECT
        l.town_code,
        SUM(l.yuan) FILTER (WHERE l.is_this_month) AS month_total_yuan,
        SUM(l.yuan) AS cumulative_yuan,
        SUM(l.yuan) FILTER (WHERE l.part = 'urban_dibao' AND l.is_this_month) AS urban_dibao_yuan,
        SUM(l.yuan) FILTER (WHERE l.part = 'rural_dibao' AND l.is_this_month) AS rural_dibao_yuan,
        SUM(l.yuan) FILTER (WHERE l.part = 'tekun_institutional' AND l.is_this_month) AS tekun_institutional_yuan,
        SUM(l.yuan) FILTER (WHERE l.part = 'tekun_dispersed' AND l.is_this_month) AS tekun_dispersed_yuan,
        SUM(l.yuan) FILTER (WHERE l.part = 'care_allowance' AND l.is_this_month) AS care_allowance_yuan,
        COUNT(*) FILTER (WHERE l.part = 'temporary_relief' AND l.is_this_month) AS temporary_relief_times_count,
        SUM(l.yuan) FILTER (WHERE l.part = 'temporary_relief' AND l.is_this_month) AS temporary_relief_yuan,
        SUM(l.persons_count) FILTER (WHERE l.part = 'price_subsidy' AND l.is_this_month) AS price_subsidy_persons_count,
        SUM(l.yuan) FILTER (WHERE l.part = 'price_subsidy' AND l.is_this_month) AS price_subsidy_yuan
    FROM fund_lines AS l
    GROUP BY l.town_code
),
flows AS (
    SELECT
        c.town_code,
        COUNT(*) FILTER (WHERE c.change <> 'stopped') AS new_households_count,
        SUM(c.covered_persons) FILTER (WHERE c.change <> 'stopped') AS new_persons_count,
        COUNT(*) FILTER (WHERE c.change = 'stopped') AS exited_households_count,
        SUM(c.covered_persons) FILTER (WHERE c.change = 'stopped') AS exited_persons_count
    FROM roll_changes AS c
    JOIN programmes AS p ON p.programme = c.programme AND p.kind IN ('dibao', 'tekun')
    WHERE c.change IN ('new', 'resumed', 'stopped')
    GROUP BY c.town_code
),
places AS (
    SELECT t.town_code FROM towns AS t
    UNION
    SELECT s.town_code FROM sums AS s
)
SELECT
    p.town_code, coalesce(t.town_name, p.town_code) AS town_name,
    r.urban_dibao_households_count,
    r.urban_dibao_persons_count,
    s.urban_dibao_yuan,
    r.rural_dibao_households_count,
    r.rural_dibao_persons_count,
    s.rural_dibao_yuan,
    r.tekun_institutional_persons_count,
    s.tekun_institutional_yuan,
    r.tekun_dispersed_persons_count,
    s.tekun_dispersed_yuan,
    s.care_allowance_yuan,
    s.temporary_relief_times_count,
    s.temporary_relief_yuan,
    s.price_subsidy_persons_count,
    s.price_subsidy_yuan,
    s.month_total_yuan,
    s.cumulative_yuan,
    f.new_households_count,
    f.new_persons_count,
    f.exited_households_count,
    f.exited_persons_count
FROM places AS p
LEFT JOIN towns AS t ON t.town_code = p.town_code
LEFT JOIN rolls AS r ON r.town_code = p.town_code
LEFT JOIN sums AS s ON s.town_code = p.town_code
LEFT JOIN flows AS f ON f.town_code = p.town_code
