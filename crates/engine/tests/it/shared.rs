//! Views that questions of one asking share.

use std::fs;

use engine::{Ask, Engine, Facts, Prepared, Reader, Scope, Sight};

use crate::home::{Home, TOWNS, ask, lines};

const VIEW: &str = "SELECT town_code, monthly_benefit FROM households WHERE monthly_benefit > 500";

fn engine(home: &Home, header: &str) -> Engine {
    let all = "SELECT COUNT(*) AS n_count, SUM(w.monthly_benefit) AS sum_yuan FROM well_paid AS w ORDER BY 1";
    let towns = "SELECT w.town_code, MAX(w.monthly_benefit) AS most_yuan FROM well_paid AS w GROUP BY w.town_code ORDER BY 1";
    let other = "SELECT COUNT(*) AS n_count FROM persons ORDER BY 1";
    home.engine_of(
        "national",
        &[
            ("queries/views/well_paid.sql", header, VIEW),
            ("queries/test/all.sql", "", all),
            ("queries/test/towns.sql", "", towns),
            ("queries/test/other.sql", "", other),
        ],
    )
}

fn prepared(engine: &Engine, questions: &[&str], reader: &Reader) -> Vec<Prepared> {
    let one = |question: &&str| {
        let ask = Ask { question: question.to_string(), reader: reader.clone(), ..ask() };
        engine.prepare(&ask, &Facts::empty()).unwrap()
    };
    questions.iter().map(one).collect()
}

async fn shared(engine: &Engine, questions: &[&str], reader: &Reader) -> Vec<String> {
    engine.share(&mut prepared(engine, questions, reader).iter_mut().collect::<Vec<_>>()).await
}

#[tokio::test]
async fn what_is_shared_is_computed_once_and_changes_no_answer() {
    let home = Home::new();
    home.deliver("2026-10", 40, &[]);
    let engine = engine(&home, "--- shared = true");
    let questions = ["all", "other", "towns"];
    let reader = Scope::City.into();
    let mut apart = Vec::new();
    for one in prepared(&engine, &questions, &reader) {
        apart.push(engine.answer(one).await.unwrap());
    }
    let mut together = prepared(&engine, &questions, &reader);
    let views = engine.share(&mut together.iter_mut().collect::<Vec<_>>()).await;
    assert_eq!(views, ["well_paid"]);
    // From here on nobody can read what the view is computed from.
    for file in home.files("households") {
        let length = fs::read(&file).unwrap().len();
        fs::write(&file, vec![0; length]).unwrap();
    }
    for (apart, together) in apart.iter().zip(together) {
        let together = engine.answer(together).await.unwrap();
        assert_eq!(lines(apart), lines(&together));
        assert_eq!(apart.provenance, together.provenance);
        assert!(apart.rows() > 0);
    }
    let alone = prepared(&engine, &["all"], &reader).pop().unwrap();
    assert!(engine.answer(alone).await.is_err());
}

#[tokio::test]
async fn one_reader_alone_and_views_that_do_not_ask_for_it_share_nothing() {
    let home = Home::new();
    home.deliver("2026-10", 40, &[]);
    let both = ["all", "towns"];
    assert!(shared(&engine(&home, ""), &both, &Scope::City.into()).await.is_empty());
    let engine = engine(&home, "--- shared = true");
    assert!(shared(&engine, &["all", "other"], &Scope::City.into()).await.is_empty());
    assert!(shared(&engine, &[], &Scope::City.into()).await.is_empty());
    assert_eq!(shared(&engine, &both, &Scope::City.into()).await, ["well_paid"]);
}

#[tokio::test]
async fn a_town_shares_nothing() {
    let home = Home::new();
    home.deliver("2026-10", 40, &[]);
    let engine = engine(&home, "--- shared = true");
    let town = Scope::Town(TOWNS[0].0.to_owned()).into();
    assert!(shared(&engine, &["all", "towns"], &town).await.is_empty());
}

#[tokio::test]
async fn what_a_reader_does_not_see_is_hidden_behind_a_shared_view_too() {
    let home = Home::new();
    home.deliver("2026-10", 40, &[]);
    let engine = engine(&home, "--- shared = true");
    for sight in [Sight { money: false, ..Sight::ALL }, Sight::NONE] {
        let reader = Reader { rows: Scope::City, sight };
        let mut together = prepared(&engine, &["all", "towns"], &reader);
        let views = engine.share(&mut together.iter_mut().collect::<Vec<_>>()).await;
        assert_eq!(views, ["well_paid"]);
        let mut tables = Vec::new();
        for (apart, together) in
            prepared(&engine, &["all", "towns"], &reader).into_iter().zip(together)
        {
            tables.push(engine.answer(together).await.unwrap());
            assert_eq!(lines(&engine.answer(apart).await.unwrap()), lines(tables.last().unwrap()));
        }
        // The greatest amount is that of one household, a sum is nobody's.
        let [all, towns] = tables.as_slice() else { panic!("two answers") };
        assert!(towns.texts("most_yuan").unwrap().iter().all(Option::is_none));
        assert!(towns.rows() > 1 && all.texts("sum_yuan").unwrap()[0].is_some());
    }
}

#[tokio::test]
async fn what_does_not_fit_into_memory_is_not_shared() {
    let mut home = Home::new();
    home.deliver("2026-10", 40, &[]);
    home.limits.memory_bytes = 1;
    let engine = engine(&home, "--- shared = true");
    assert!(shared(&engine, &["all", "towns"], &Scope::City.into()).await.is_empty());
}
