//! The functions that SQL may call.

use engine::{Ask, Facts};

use crate::home::{Home, ask, lines};

#[tokio::test]
async fn functions_give_what_the_norms_and_the_calendar_say() {
    let home = Home::new();
    // The municipality works on 2026-11-08, a Sunday.
    home.deliver("2026-10", 1, &[("calendar.csv", "日期,是否工作日\n2026-11-08,是\n")]);
    let rows = [
        ("as_of()", "2026-10-31"),
        ("snapshot_month()", "2026-10"),
        ("workdays_between(DATE '2026-09-30', DATE '2026-10-12')", "4"),
        ("workdays_between(NULL, DATE '2026-10-12')", ""),
        ("add_workdays(DATE '2026-09-30', 3)", "2026-10-10"),
        ("add_workdays(DATE '2026-11-06', 1)", "2026-11-08"),
        ("add_months(DATE '2026-11-30', 3)", "2027-02-28"),
        ("add_months(DATE '2026-03-31', -1)", "2026-02-28"),
        ("month_start('2026-02')", "2026-02-01"),
        ("month_end('2024-02')", "2024-02-29"),
        ("month_end('soon')", ""),
        ("month_of(DATE '2026-02-14')", "2026-02"),
        ("months_between('2025-11', '2026-02')", "3"),
        ("months_between('2026-02', '2025-11')", "-3"),
        ("norm('notice_days')", "7.0000"),
        ("norm('benefit_rounding')", ""),
        ("norm_on('cpi_trigger', DATE '2022-12-31')", "3.0000"),
        ("norm_on('feed_overdue_days_' || 'land', as_of())", "400.0000"),
        ("norm_on('feed_overdue_days_' || 'nothing', as_of())", ""),
        ("norm_word('tekun_rounding')", "yuan_up"),
        ("norm_has('vehicle_exempt_kinds', 'motorcycle')", "true"),
        ("norm_has('vehicle_exempt_kinds', 'car')", "false"),
        ("norm_has('vehicle_exempt_kinds', NULL)", "false"),
        ("due_on('notice_days', DATE '2026-10-01')", "2026-10-08"),
        ("due_on('file_review_day', DATE '2026-11-02')", "2026-11-15"),
        ("standard_yuan('dibao_urban', as_of())", "637.0000"),
        ("standard_yuan('dibao_rural', as_of())", "401.0000"),
        ("standard_yuan('dibao_rural', DATE '2021-12-31')", "358.3917"),
        ("standard_yuan('tekun_dispersed', as_of(), 'rural')", "522.0000"),
        ("standard_yuan('tekun_dispersed', as_of())", ""),
        ("standard_yuan('edge', as_of(), 'urban')", "955.5000"),
        ("benefit_yuan('dibao_rural', 'rural', as_of(), 'topup', NULL, false, 2, 5000)", "385.33"),
        (
            "benefit_yuan('dibao_urban', 'urban', as_of(), 'topup', NULL, false, 3, 10000.00)",
            "1077.67",
        ),
        ("benefit_yuan('dibao_rural', 'rural', as_of(), 'topup', NULL, false, 1, 60000)", "0.00"),
        // no amounts by tier in Keshan; no method, no monthly cash
        ("benefit_yuan('dibao_rural', 'rural', as_of(), 'tiered', 'A', false, 1, 0)", ""),
        ("benefit_yuan('dibao_rural', 'rural', as_of(), NULL, NULL, false, 1, 0)", ""),
        ("benefit_yuan('edge', 'rural', as_of(), 'topup', NULL, false, 1, 0)", ""),
        (
            "benefit_yuan('tekun_dispersed', 'rural', as_of(), NULL, NULL, false, 2, NULL)",
            "1044.00",
        ),
        // 4300.70 ÷ 12 × 3 = 1075.175: half a fen, which 358.3917 × 3 = 1075.1751 would hide.
        (
            "benefit_yuan('dibao_rural', 'rural', DATE '2021-12-31', 'topup', NULL, false, 3, 0.01)",
            "1075.17",
        ),
        // 30 % of what is above 1.5 × 4812
        ("support_yuan('rural', as_of(), 10218)", "900.00"),
        ("support_yuan('rural', as_of(), 7218)", "0.00"),
        ("price_trigger(DATE '2026-10-01', 3.5, 0)", "cpi"),
        ("price_trigger(DATE '2026-10-01', 3.4, 6)", "food"),
        ("price_trigger(DATE '2026-10-01', 3.4, NULL)", ""),
        ("price_trigger(DATE '2022-09-01', 3.0, 6.1)", "both"),
        ("price_subsidy_yuan('urban', DATE '2026-10-01', 3.5)", "22.30"),
        ("recheck_months('year', true)", "6"),
        ("recheck_months('half_year', false)", "6"),
        ("recheck_months('year', false)", "12"),
    ];
    for (call, expected) in rows {
        let sql = format!("SELECT {call} AS x FROM households ORDER BY 1");
        let engine = home.engine_in("keshan", "", &sql);
        let table =
            engine.ask(&ask(), &Facts::empty()).await.unwrap_or_else(|f| panic!("{call}: {f}"));
        assert_eq!(lines(&table), [expected], "{call}");
    }
}

#[tokio::test]
async fn spreads_are_measured_on_each_side_of_each_group() {
    let home = Home::new();
    home.deliver("2026-10", 90, &[]);
    // Benefits are 100, 200, …; of 2, 4, …, 18 hundred the lower half is 10 times as far away.
    let sql = "WITH v AS (
            SELECT covered_persons, CASE
                WHEN monthly_benefit <= 1000 THEN monthly_benefit WHEN monthly_benefit <= 1900 THEN 1000 + (monthly_benefit - 1000) / 10
            END AS x FROM households
        )
        SELECT COUNT(x) AS n_count, spread_above(x) AS above, spread_below(x) AS below, spread_above(CAST(NULL AS DECIMAL(18, 4))) AS none
        FROM v GROUP BY covered_persons ORDER BY 1";
    // Medians of the distances: 45 above and 450 below 1000.
    assert_eq!(home.rows(sql).await, ["19|66.7170|667.1700|"]);
    let town = "SELECT town_code, spread_below(monthly_benefit) AS below FROM households WHERE monthly_benefit <= 800 \
                GROUP BY town_code ORDER BY 1";
    let below: Vec<String> = home.rows(town).await;
    assert!(below.len() == 2 && below.iter().all(|row| row.ends_with("|296.5200")), "{below:?}");
}

#[tokio::test]
async fn functions_take_columns_as_well_as_constants() {
    let home = Home::new();
    home.deliver("2026-10", 3, &[]);
    let rows = home
        .rows(
            "SELECT norm_on('notice_' || unit, as_of()) AS days, month_end(month) AS ends_on, \
             benefit_yuan('dibao_rural', 'rural', DATE '2026-10-01', 'topup', NULL, false, covered, income) AS amount_yuan FROM (VALUES ('days', '2026-02', 1, 12.00), \
             ('hours', '2026-03', 2, NULL), (NULL, NULL, NULL, 1.00)) AS t (unit, month, covered, income) ORDER BY 1, 2",
        )
        .await;
    assert_eq!(rows, ["7.0000|2026-02-28|581.00", "|2026-03-31|", "||"]);
}

#[tokio::test]
async fn the_day_asked_about_chooses_the_norms() {
    let home = Home::new();
    home.deliver("2022-09", 1, &[]);
    let sql = "SELECT norm('approval_workdays') AS days, as_of() AS day FROM households ORDER BY 1";
    let engine = home.engine_in("keshan", "", sql);
    for (day, expected) in
        [("2022-10-19", "30.0000|2022-10-19"), ("2022-10-20", "20.0000|2022-10-20")]
    {
        let ask = Ask { as_of: day.parse::<chrono::NaiveDate>().unwrap().into(), ..ask() };
        assert_eq!(lines(&engine.ask(&ask, &Facts::empty()).await.unwrap()), [expected]);
    }
}
