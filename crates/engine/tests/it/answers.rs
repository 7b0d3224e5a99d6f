//! What a question sees of the months, and how it is asked.

use std::sync::Arc;

use arrow::array::{ArrayRef, RecordBatch, StringArray};
use engine::{Ask, Facts, Scope};
use model::Blame;

use crate::home::{Home, ask, id, lines};

#[tokio::test]
async fn the_caseload_is_the_month_asked_about() {
    let home = Home::new();
    home.deliver("2026-09", 2, &[]);
    home.deliver("2026-10", 3, &[]);
    let sql =
        "SELECT snapshot_month() AS month, COUNT(*) AS households_count FROM households ORDER BY 1";
    assert_eq!(home.rows(sql).await, ["2026-10|3"]);
    let engine = home.engine("", sql);
    let on = |day: &str| Ask { as_of: day.parse::<chrono::NaiveDate>().unwrap().into(), ..ask() };
    let asked = engine.ask(&on("2026-10-30"), &Facts::empty()).await.unwrap();
    assert_eq!(lines(&asked), ["2026-09|2"]);
    let early = engine.ask(&on("2026-09-29"), &Facts::empty()).await.unwrap_err();
    assert_eq!(early.blame, Blame::Data);
}

#[tokio::test]
async fn all_months_stand_beside_each_other() {
    let home = Home::new();
    home.deliver("2026-09", 2, &[]);
    home.deliver("2026-10", 3, &[]);
    let sql = "SELECT month, COUNT(*) AS n_count FROM households_all GROUP BY month ORDER BY month";
    assert_eq!(home.rows(sql).await, ["2026-09|2", "2026-10|3"]);
}

#[tokio::test]
async fn a_state_table_is_its_latest_delivery_even_an_empty_one() {
    let home = Home::new();
    let heading = "身份证号,车辆类型,初次登记日期\n";
    let two = format!("{heading}{},小型轿车,2020-01-01\n{},货车,2020-01-01\n", id(1), id(2));
    let sql = "SELECT COUNT(*) AS n_count FROM vehicles ORDER BY 1";
    assert_eq!(home.ask(sql).await.unwrap_err().blame, Blame::Data);
    home.deliver("2026-08", 2, &[]);
    assert_eq!(home.rows(sql).await, ["0"]);
    home.deliver("2026-09", 2, &[("vehicles.csv", &two)]);
    assert_eq!(home.rows(sql).await, ["2"]);
    home.deliver("2026-10", 2, &[]);
    assert_eq!(home.rows(sql).await, ["2"]);
    home.deliver("2026-11", 2, &[("vehicles.csv", heading)]);
    assert_eq!(home.rows(sql).await, ["0"]);
}

#[tokio::test]
async fn a_record_counts_once_in_its_latest_delivery() {
    let home = Home::new();
    let complaint = |outcome: &str| format!("编号,收到日期,结果\nC1,2026-09-01,{outcome}\n");
    let visit = format!(
        "户主身份证号,走访日期,类型\n{0},2026-09-02,镇级入户\n{0},2026-09-02,镇级入户\n",
        id(1)
    );
    home.deliver("2026-09", 2, &[("complaints.csv", &complaint("")), ("visits.csv", &visit)]);
    home.deliver("2026-10", 2, &[("complaints.csv", &complaint("属实")), ("visits.csv", &visit)]);
    let complaints = "SELECT complaint_id, outcome FROM complaints ORDER BY 1";
    assert_eq!(home.rows(complaints).await, ["C1|true"]);
    let visits = "SELECT COUNT(*) AS n_count FROM visits ORDER BY 1";
    assert_eq!(home.rows(visits).await, ["1"]);
}

#[tokio::test]
async fn parameters_are_bound_with_their_types() {
    let home = Home::new();
    home.deliver("2026-10", 4, &[]);
    let engine = home.engine(
        "--- params = { least = { type = \"number\", default = \"0\" }, town = { type = \"text\", default = \"\" }, day = { type = \"date\", default = \"\" } }",
        "SELECT COUNT(*) AS n_count, $day AS day FROM households \
         WHERE monthly_benefit >= $least AND $town IN ('', town_code) ORDER BY 1",
    );
    let with = |params: &[(&str, &str)]| Ask {
        params: params.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect(),
        ..ask()
    };
    let rows: [(&[(&str, &str)], &str); 5] = [
        (&[], "4|"),
        (&[("least", "299.99")], "2|"),
        (&[("town", "469002100")], "2|"),
        (&[("town", "' OR '1'='1")], "0|"),
        (&[("day", "2026-10-01")], "4|2026-10-01"),
    ];
    for (params, expected) in rows {
        let table = engine.ask(&with(params), &Facts::empty()).await.unwrap();
        assert_eq!(lines(&table), [expected], "{params:?}");
    }
    for params in [("least", "many"), ("village", "1"), ("day", "2026-02-30")] {
        let fault = engine.ask(&with(&[params]), &Facts::empty()).await.unwrap_err();
        assert_eq!(fault.blame, Blame::Caller, "{fault}");
    }
}

#[tokio::test]
async fn the_same_question_gives_the_same_rows_and_receipt() {
    let home = Home::new();
    home.deliver("2026-10", 40, &[]);
    let sql = "SELECT household_key, SUM(monthly_benefit) AS amount_yuan FROM households_all GROUP BY household_key ORDER BY 1";
    let (first, second) = (home.ask(sql).await.unwrap(), home.ask(sql).await.unwrap());
    assert_eq!(first.provenance.receipt(), second.provenance.receipt());
    assert_eq!(first.provenance.snapshot, "2026-10.r1@1");
    assert_eq!(lines(&first), lines(&second));
}

#[tokio::test]
async fn the_ledger_and_the_manifests_are_tables() {
    let home = Home::new();
    home.deliver("2026-10", 2, &[("deaths.csv", "身份证号,死亡日期,数据时间\n")]);
    let rows = home
        .rows("SELECT (SELECT COUNT(*) FROM drawn_cases) AS drawn_count, feed, month, rows_count FROM feed_status WHERE feed IN ('deaths', 'tax') ORDER BY feed")
        .await;
    assert_eq!(rows, ["0|deaths|2026-10|0", "0|tax||0"]);
    let drawn = RecordBatch::try_from_iter(
        [
            "draw_id",
            "purpose",
            "household_key",
            "town_code",
            "stratum",
            "class",
            "position",
            "chosen",
            "drawn_on",
            "inspectors",
        ]
        .map(|name| {
            let cell = match name {
                "position" => "7",
                "drawn_on" => "2026-11-01",
                "town_code" => "469002101",
                _ => name,
            };
            (name, Arc::new(StringArray::from(vec![cell])) as ArrayRef)
        }),
    )
    .unwrap();
    let facts = Facts::empty().with("drawn_cases", &drawn).unwrap();
    let engine = home.engine(
        "",
        "SELECT chosen, position + 1 AS next_count, drawn_on FROM drawn_cases ORDER BY 1",
    );
    let city = engine.ask(&ask(), &facts).await.unwrap();
    assert_eq!(lines(&city), ["chosen|8|2026-11-01"]);
    let town = Ask { reader: Scope::Town("469002100".to_owned()).into(), ..ask() };
    assert_eq!(engine.ask(&town, &facts).await.unwrap().rows(), 0);
    assert_eq!(Facts::empty().with("visits", &drawn).unwrap_err().blame, Blame::Bug);
    let rows = home
        .rows("SELECT table_name, rows_count, quarantined_count FROM load_status WHERE table_name = 'households' ORDER BY 1")
        .await;
    assert_eq!(rows, ["households|2|0"]);
}

#[tokio::test]
async fn a_missing_or_changed_file_is_named() {
    let home = Home::new();
    home.deliver("2026-10", 2, &[]);
    let sql = "SELECT household_key FROM households ORDER BY 1";
    let file = home.files("households").pop().unwrap();
    let mut bytes = std::fs::read(&file).unwrap();
    bytes.iter_mut().rev().take(40).for_each(|byte| *byte = 0);
    std::fs::write(&file, &bytes).unwrap();
    let fault = home.ask(sql).await.unwrap_err();
    assert_eq!(fault.blame, Blame::Data);
    assert!(fault.text.en.contains(&file.display().to_string()), "{fault}");
    std::fs::remove_file(&file).unwrap();
    let fault = home.ask(sql).await.unwrap_err();
    assert_eq!(fault.blame, Blame::Data);
    assert!(fault.text.en.contains("gone"), "{fault}");
    // Other tables can still be asked.
    assert_eq!(home.rows("SELECT COUNT(*) AS n_count FROM persons ORDER BY 1").await, ["2"]);
}
