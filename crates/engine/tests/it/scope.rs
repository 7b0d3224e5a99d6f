//! A town's reader never sees another town's rows, however the question is written.

use engine::{Ask, Facts, Scope};

use crate::home::{Home, ask, id, lines};

const FIRST: &str = "469002100";

async fn town_rows(home: &Home, sql: &str) -> Vec<String> {
    let ask = Ask { reader: Scope::Town(FIRST.to_owned()).into(), ..ask() };
    lines(&home.engine("", sql).ask(&ask, &Facts::empty()).await.unwrap())
}

#[tokio::test]
async fn other_towns_are_hidden_in_every_form_of_question() {
    let home = Home::new();
    home.deliver("2026-09", 4, &[]);
    home.deliver("2026-10", 4, &[]);
    let towns = "SELECT code FROM units WHERE kind = 'town' OR parent LIKE '4690021%' ORDER BY 1";
    assert_eq!(town_rows(&home, towns).await, [FIRST, "469002100201"]);
    assert_eq!(
        town_rows(&home, "SELECT code FROM units WHERE kind = 'city' ORDER BY 1").await,
        ["469002"]
    );
    let questions = [
        "SELECT DISTINCT town_code FROM households ORDER BY 1",
        "SELECT DISTINCT town_code FROM households_all ORDER BY 1",
        "SELECT DISTINCT b.town_code FROM households AS a JOIN households AS b ON a.household_key <> b.household_key ORDER BY 1",
        "SELECT DISTINCT h.town_code FROM units AS u LEFT JOIN households AS h ON true ORDER BY 1",
        "WITH everything AS (SELECT town_code FROM households UNION ALL SELECT town_code FROM persons) SELECT DISTINCT town_code FROM everything ORDER BY 1",
        "SELECT (SELECT MAX(h.town_code) FROM households AS h) AS town_code ORDER BY 1",
        "SELECT DISTINCT p.town_code FROM payments AS p WHERE EXISTS (SELECT 1 FROM households AS h WHERE h.household_key = p.household_key OR true) ORDER BY 1",
        "SELECT DISTINCT town_code FROM households WHERE town_code = '469002101' OR true ORDER BY 1",
    ];
    for sql in questions {
        assert_eq!(town_rows(&home, sql).await, [FIRST], "{sql}");
        assert!(home.rows(sql).await.contains(&"469002101".to_owned()), "{sql}");
    }
    let counts = "SELECT COUNT(*) AS n_count, SUM(monthly_benefit) AS amount_yuan FROM households ORDER BY 1";
    assert_eq!(town_rows(&home, counts).await, ["2|400.00"]);
}

#[tokio::test]
async fn a_case_that_moved_away_does_not_come_back_to_its_old_town() {
    let home = Home::new();
    let application = |town: &str| {
        format!(
            "申请编号,户主身份证号,救助类型,所属街道,申请日期,受理日期\nA1,{},农村低保,{town},2026-09-01,2026-09-01\n",
            id(1)
        )
    };
    home.deliver("2026-09", 2, &[("applications.csv", &application("嘉积镇"))]);
    let sql = "SELECT application_id, town_code FROM applications ORDER BY 1";
    assert_eq!(town_rows(&home, sql).await, ["A1|469002100"]);
    home.deliver("2026-10", 2, &[("applications.csv", &application("万泉镇"))]);
    assert_eq!(home.rows(sql).await, ["A1|469002101"]);
    assert_eq!(town_rows(&home, sql).await, Vec::<String>::new());
}

#[tokio::test]
async fn the_receipt_says_whose_rows_they_are() {
    let home = Home::new();
    home.deliver("2026-10", 2, &[]);
    let engine = home.engine("", "SELECT household_key FROM households ORDER BY 1");
    let city = engine.ask(&ask(), &Facts::empty()).await.unwrap();
    let town = Ask { reader: Scope::Town(FIRST.to_owned()).into(), ..ask() };
    let town = engine.ask(&town, &Facts::empty()).await.unwrap();
    assert_ne!(city.provenance.receipt(), town.provenance.receipt());
    assert_eq!((city.rows(), town.rows()), (2, 1));
}

#[tokio::test]
async fn what_compares_across_towns_gives_a_town_its_own_rows_of_the_whole() {
    let home = Home::new();
    home.deliver("2026-10", 4, &[]);
    let town = Ask { reader: Scope::Town(FIRST.to_owned()).into(), ..ask() };
    let told = async |header: &str, sql: &str, ask: &Ask| {
        lines(&home.engine(header, sql).ask(ask, &Facts::empty()).await.unwrap())
    };
    // The share that a household has of all benefits, 1000 yuan.
    let sql = "SELECT h.town_code, h.monthly_benefit AS amount_yuan, \
               (SELECT SUM(a.monthly_benefit) FROM households AS a) AS all_yuan \
               FROM households AS h ORDER BY h.monthly_benefit DESC";
    let own = ["469002100|300.00|1000.00", "469002100|100.00|1000.00"];
    assert_eq!(told("--- across = true", sql, &town).await, own);
    assert_eq!(told("", sql, &town).await, ["469002100|300.00|400.00", "469002100|100.00|400.00"]);
    assert_eq!(told("--- across = true", sql, &ask()).await.len(), 4);
    // A limit is of the whole, and the order stays.
    let limited = format!("{sql} LIMIT 3");
    assert_eq!(told("--- across = true", &limited, &town).await, [own[0]]);
    // What a town's reader asks without saying so stays within the town.
    assert_eq!(
        town_rows(&home, "SELECT COUNT(*) AS n_count FROM households ORDER BY 1").await,
        ["2"]
    );
}
