//! What a reader may not see is hidden in every form of question, and joins are what they were.

use std::collections::BTreeSet;
use std::sync::Arc;

use engine::{Ask, Engine, Facts, Reader, Scope, Sight};
use model::table::SUPPRESSED;
use model::{Blame, ResultTable};
use registry::{Kind, Registry, shipped};

use crate::home::{Home, ask, lines};

const NO_MONEY: Sight = Sight { money: false, ..Sight::ALL };
const NO_TEXT: Sight = Sight { text: false, ..Sight::ALL };
const NO_PERSONS: Sight = Sight { persons: false, ..Sight::ALL };

fn of_city(sight: Sight) -> Reader {
    Reader { rows: Scope::City, sight }
}

async fn seen(home: &Home, sight: Sight, sql: &str) -> model::Result<ResultTable> {
    let ask = Ask { reader: of_city(sight), ..ask() };
    home.engine("", sql).ask(&ask, &Facts::empty()).await
}

fn home() -> Home {
    let home = Home::new();
    home.deliver("2026-10", 4, &[]);
    home
}

/// Questions whose column `x` is money of a household, each by another way.
const MONEY: [&str; 12] = [
    "SELECT monthly_benefit AS x FROM households ORDER BY household_key",
    "SELECT monthly_benefit * 2 + 1 AS x FROM households ORDER BY household_key",
    "SELECT CASE WHEN monthly_benefit > 200 THEN 'more' ELSE 'less' END AS x FROM households ORDER BY household_key",
    "SELECT CAST(h.monthly_benefit AS TEXT) || '元' AS x FROM households AS h ORDER BY household_key",
    "WITH a AS (SELECT household_key AS k, monthly_benefit AS y FROM households), b AS (SELECT k, y AS z FROM a) SELECT z AS x FROM b ORDER BY k",
    "SELECT p.paid AS x FROM households AS h JOIN (SELECT household_key AS k, SUM(total_paid) AS paid FROM payments GROUP BY household_key) AS p ON p.k = h.household_key ORDER BY h.household_key",
    "SELECT SUM(monthly_benefit) AS x FROM households GROUP BY household_key ORDER BY household_key",
    "SELECT MAX(monthly_benefit) AS x FROM households GROUP BY town_code ORDER BY town_code",
    "SELECT SUM(monthly_benefit) OVER (ORDER BY household_key) AS x FROM households ORDER BY household_key",
    "SELECT LAG(monthly_benefit) OVER (ORDER BY household_key) AS x FROM households ORDER BY household_key",
    "SELECT (SELECT MAX(monthly_benefit) FROM households) AS x FROM units ORDER BY code",
    "SELECT x FROM (SELECT 0.00 AS x UNION ALL SELECT monthly_benefit FROM households) AS u ORDER BY x",
];

/// Questions whose column `x` tells of no household.
const SUMS: [&str; 9] = [
    "SELECT SUM(monthly_benefit) AS x FROM households ORDER BY 1",
    "SELECT CASE WHEN h.monthly_benefit = p.total_paid THEN 'same' ELSE 'differs' END AS x FROM households AS h JOIN payments AS p ON p.household_key = h.household_key ORDER BY 1",
    "SELECT AVG(monthly_benefit) AS x FROM households GROUP BY town_code ORDER BY 1",
    "SELECT COUNT(DISTINCT monthly_benefit) AS x FROM households ORDER BY 1",
    "SELECT SUM(y) AS x FROM (SELECT household_key, SUM(total_paid) AS y FROM payments GROUP BY household_key) AS a ORDER BY 1",
    "SELECT COUNT(*) AS x FROM households WHERE monthly_benefit > 200 ORDER BY 1",
    "SELECT DISTINCT SUM(monthly_benefit) OVER (PARTITION BY town_code) AS x FROM households ORDER BY 1",
    "SELECT monthly_benefit IS NULL AS x FROM households ORDER BY household_key",
    "SELECT SUM(h.monthly_benefit) AS x FROM households AS h JOIN persons AS p ON p.household_key = h.household_key ORDER BY 1",
];

#[tokio::test]
async fn money_of_a_household_is_hidden_however_it_is_asked_for() {
    let home = home();
    for sql in MONEY {
        let all = home.rows(sql).await;
        let hidden = lines(&seen(&home, NO_MONEY, sql).await.unwrap());
        assert_eq!(hidden.len(), all.len(), "{sql}");
        assert!(all.iter().any(|cell| !cell.is_empty()), "{sql}");
        assert!(hidden.iter().all(String::is_empty), "{sql}: {hidden:?}");
    }
}

#[tokio::test]
async fn statistics_over_households_are_not_hidden() {
    let home = home();
    for sql in SUMS {
        let shown = lines(&seen(&home, NO_MONEY, sql).await.unwrap());
        assert_eq!(shown, home.rows(sql).await, "{sql}");
        assert_eq!(
            lines(&seen(&home, Sight { persons: true, ..Sight::NONE }, sql).await.unwrap()),
            shown,
            "{sql}"
        );
    }
}

#[tokio::test]
async fn rows_about_persons_are_refused_to_whoever_sees_none() {
    let home = home();
    let refused = [
        "SELECT household_key FROM households ORDER BY 1",
        "SELECT household_key AS harmless FROM households ORDER BY 1",
        "SELECT substr(household_key, 1, 4) AS x FROM households ORDER BY 1",
        "WITH a AS (SELECT person_key AS p FROM persons) SELECT p AS x FROM a ORDER BY 1",
        "SELECT MIN(household_key) AS x FROM households GROUP BY town_code ORDER BY 1",
        "SELECT h.town_code, u.x FROM households AS h JOIN (SELECT phone_key AS x, town_code AS t FROM households) AS u ON u.t = h.town_code ORDER BY 1",
        "SELECT (SELECT MAX(household_key) FROM households) AS x FROM units ORDER BY code",
        "SELECT u.name, (SELECT MAX(h.household_key) FROM households AS h WHERE h.town_code = u.code) AS x FROM units AS u ORDER BY 1",
        "SELECT first_value(household_key) OVER (ORDER BY household_key) AS x FROM households ORDER BY 1",
        "SELECT account_key AS x FROM households UNION SELECT town_code FROM households ORDER BY 1",
        "SELECT household_key FROM drawn_cases ORDER BY 1",
    ];
    for sql in refused {
        let fault = seen(&home, NO_PERSONS, sql).await.unwrap_err();
        assert_eq!(fault.blame, Blame::Caller, "{sql}: {fault}");
        assert!(home.ask(sql).await.is_ok(), "{sql}");
    }
    let counted = "SELECT COUNT(DISTINCT household_key) AS n_count FROM households ORDER BY 1";
    assert_eq!(lines(&seen(&home, NO_PERSONS, counted).await.unwrap()), [SUPPRESSED]);
    let whatever = counted.replace("n_count", "some_number");
    assert_eq!(lines(&seen(&home, NO_PERSONS, &whatever).await.unwrap()), [SUPPRESSED]);
}

#[tokio::test]
async fn joins_on_hidden_columns_join() {
    let home = home();
    let sql = "SELECT h.household_key, h.monthly_benefit AS benefit_yuan, COUNT(*) AS n_count FROM households AS h \
               JOIN payments AS p ON p.household_key = h.household_key AND p.total_paid = h.monthly_benefit \
               GROUP BY h.household_key, h.monthly_benefit ORDER BY h.household_key";
    let all = home.rows(sql).await;
    let hidden = lines(&seen(&home, NO_MONEY, sql).await.unwrap());
    assert_eq!((all.len(), hidden.len()), (4, 4));
    for (all, hidden) in all.iter().zip(&hidden) {
        let cells: Vec<&str> = all.split('|').collect();
        assert_eq!(*hidden, format!("{}||{}", cells[0], cells[2]));
    }
}

#[tokio::test]
async fn words_about_people_and_evidence_are_hidden() {
    let home = home();
    let sql = "SELECT household_key, bank_name AS place, '没有问题' AS evidence FROM households ORDER BY 1";
    let hidden = seen(&home, NO_TEXT, sql).await.unwrap();
    assert_eq!(hidden.columns(), ["household_key", "place", "evidence"]);
    assert!(lines(&hidden).iter().all(|row| row.ends_with("||")));
    assert!(home.rows(sql).await.iter().all(|row| row.ends_with("没有问题")));
}

#[tokio::test]
async fn the_receipt_names_what_is_hidden() {
    let home = home();
    let sql = "SELECT COUNT(*) AS n_count FROM households ORDER BY 1";
    let mut receipts = BTreeSet::new();
    for sight in [Sight::ALL, NO_MONEY, NO_TEXT, NO_PERSONS, Sight::NONE] {
        receipts.insert(seen(&home, sight, sql).await.unwrap().provenance.receipt());
    }
    assert_eq!(receipts.len(), 5);
}

/// A question that says it is about towns tells of no household, and one that is about
/// households says so: what `grain` promises and what the columns carry agree.
#[tokio::test]
async fn grain_and_columns_of_every_shipped_question_agree() {
    let home = Home::new();
    let registry = Arc::new(Registry::read(&shipped(), "national").unwrap());
    let engine = Engine::new(Arc::clone(&registry), home.store.clone(), home.limits.clone());
    let asked = registry.questions().chain(registry.flags()).chain(registry.indicators());
    let mut wrong = Vec::new();
    for question in asked.filter(|question| question.kind != Kind::View) {
        let hidden = engine.hidden_columns(question, Sight::NONE).await.unwrap();
        let agrees = match (question.names_persons(), &hidden) {
            (true, None) => true,
            // Flags about a town tell their evidence in words.
            (false, Some(columns)) => columns.iter().all(|column| column == "evidence"),
            _ => false,
        };
        if !agrees {
            wrong.push((question.name.clone(), question.grain.clone(), hidden));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
