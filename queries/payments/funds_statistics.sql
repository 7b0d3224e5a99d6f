--- title = { zh = "城乡低保、特困供养资金和临时救助发放统计表", en = "Funds statistics table" }
--- about = { zh = "户数人数为月末在册，金额为当月发放成功：低保为保障金加分类施保金，特困为基本生活费，照料护理费单列；临时救助按发放日期；累计为本年已加载各月；新增含恢复", en = "Households and persons are those on the roll, money is what was paid with success in the month: dibao is benefit and supplement, tekun the living allowance with care apart; relief by day of payment; cumulative are the loaded months of the year; new includes resumed" }
--- clauses = ["QH-15"]
--- grain = "town, then one total"
--- disclose = { of = { urban_dibao_yuan = ["urban_dibao_households_count"], rural_dibao_yuan = ["rural_dibao_households_count"], tekun_institutional_yuan = ["tekun_institutional_persons_count"], tekun_dispersed_yuan = ["tekun_dispersed_persons_count"], care_allowance_yuan = ["tekun_dispersed_persons_count"], temporary_relief_yuan = ["temporary_relief_times_count"], price_subsidy_yuan = ["price_subsidy_persons_count"], month_total_yuan = [], cumulative_yuan = [] } }
WITH summed AS (
    SELECT
        f.town_code AS code, f.town_name AS name, grouping(f.town_code) AS is_total,
        SUM(f.urban_dibao_households_count) AS urban_dibao_households_count,
        SUM(f.urban_dibao_persons_count) AS urban_dibao_persons_count,
        SUM(f.urban_dibao_yuan) AS urban_dibao_yuan,
        SUM(f.rural_dibao_households_count) AS rural_dibao_households_count,
        SUM(f.rural_dibao_persons_count) AS rural_dibao_persons_count,
        SUM(f.rural_dibao_yuan) AS rural_dibao_yuan,
        SUM(f.tekun_institutional_persons_count) AS tekun_institutional_persons_count,
        SUM(f.tekun_institutional_yuan) AS tekun_institutional_yuan,
        SUM(f.tekun_dispersed_persons_count) AS tekun_dispersed_persons_count,
        SUM(f.tekun_dispersed_yuan) AS tekun_dispersed_yuan,
        SUM(f.care_allowance_yuan) AS care_allowance_yuan,
        SUM(f.temporary_relief_times_count) AS temporary_relief_times_count,
        SUM(f.temporary_relief_yuan) AS temporary_relief_yuan,
        SUM(f.price_subsidy_persons_count) AS price_subsidy_persons_count,
        SUM(f.price_subsidy_yuan) AS price_subsidy_yuan,
        SUM(f.month_total_yuan) AS month_total_yuan,
        SUM(f.cumulative_yuan) AS cumulative_yuan,
        SUM(f.new_households_count) AS new_households_count,
        SUM(f.new_persons_count) AS new_persons_count,
        SUM(f.exited_households_count) AS exited_households_count,
        SUM(f.exited_persons_count) AS exited_persons_count
    FROM funds_by_town AS f
    GROUP BY GROUPING SETS ((f.town_code, f.town_name), ())
)
SELECT
    CASE WHEN s.is_total = 1 THEN 'total' ELSE s.code END AS town_code,
    CASE WHEN s.is_total = 1 THEN '合计' ELSE s.name END AS town_name,
    coalesce(s.urban_dibao_households_count, 0) AS urban_dibao_households_count,
    coalesce(s.urban_dibao_persons_count, 0) AS urban_dibao_persons_count,
    coalesce(s.urban_dibao_yuan, 0) AS urban_dibao_yuan,
    coalesce(s.rural_dibao_households_count, 0) AS rural_dibao_households_count,
    coalesce(s.rural_dibao_persons_count, 0) AS rural_dibao_persons_count,
    coalesce(s.rural_dibao_yuan, 0) AS rural_dibao_yuan,
    coalesce(s.tekun_institutional_persons_count, 0) AS tekun_institutional_persons_count,
    coalesce(s.tekun_institutional_yuan, 0) AS tekun_institutional_yuan,
    coalesce(s.tekun_dispersed_persons_count, 0) AS tekun_dispersed_persons_count,
    coalesce(s.tekun_dispersed_yuan, 0) AS tekun_dispersed_yuan,
    coalesce(s.care_allowance_yuan, 0) AS care_allowance_yuan,
    coalesce(s.temporary_relief_times_count, 0) AS temporary_relief_times_count,
    coalesce(s.temporary_relief_yuan, 0) AS temporary_relief_yuan,
    coalesce(s.price_subsidy_persons_count, 0) AS price_subsidy_persons_count,
    coalesce(s.price_subsidy_yuan, 0) AS price_subsidy_yuan,
    coalesce(s.month_total_yuan, 0) AS month_total_yuan,
    coalesce(s.cumulative_yuan, 0) AS cumulative_yuan,
    coalesce(s.new_households_count, 0) AS new_households_count,
    coalesce(s.new_persons_count, 0) AS new_persons_count,
    coalesce(s.exited_households_count, 0) AS exited_households_count,
    coalesce(s.exited_persons_count, 0) AS exited_persons_count
FROM summed AS s
ORDER BY s.is_total, s.code, s.name
