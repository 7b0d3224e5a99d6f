//! Time, rows and memory end a question, they never shorten its answer.

use engine::{Ask, Facts};
use model::Blame;

use crate::home::{Home, ask};

const CROSS: &str =
    "SELECT a.household_key FROM households AS a CROSS JOIN households AS b ORDER BY 1";

#[tokio::test]
async fn too_many_rows_are_an_error_and_exactly_enough_are_not() {
    let mut home = Home::new();
    home.deliver("2026-10", 40, &[]);
    home.limits.rows = 1_600;
    assert_eq!(home.ask(CROSS).await.unwrap().rows(), 1_600);
    home.limits.rows = 1_599;
    let fault = home.ask(CROSS).await.unwrap_err();
    assert_eq!(fault.blame, Blame::Limit);
    assert!(fault.text.en.contains("1599"), "{fault}");
}

#[tokio::test]
async fn time_runs_out() {
    let mut home = Home::new();
    home.deliver("2026-10", 150, &[]);
    home.limits.seconds = 1;
    let sql = "SELECT COUNT(*) AS n_count FROM households AS a CROSS JOIN households AS b \
               CROSS JOIN households AS c CROSS JOIN households AS d \
               WHERE a.covered_persons + b.covered_persons <> c.covered_persons + d.covered_persons ORDER BY 1";
    let fault = home.ask(sql).await.unwrap_err();
    assert_eq!(fault.blame, Blame::Limit);
    assert!(fault.text.en.contains("1 seconds"), "{fault}");
}

#[tokio::test]
async fn memory_runs_out() {
    let mut home = Home::new();
    home.deliver("2026-10", 80, &[]);
    home.limits.memory_bytes = 1;
    let sql = "SELECT household_key, COUNT(*) AS n_count FROM households GROUP BY household_key ORDER BY 1";
    let fault = home.ask(sql).await.unwrap_err();
    assert_eq!(fault.blame, Blame::Limit, "{fault}");
}

#[tokio::test]
async fn what_fits_alone_is_answered_beside_others() {
    let mut home = Home::new();
    home.deliver("2026-10", 400, &[]);
    let sql = "SELECT COUNT(*) AS n_count FROM households AS a CROSS JOIN households AS b \
               JOIN persons AS c ON c.household_key = a.household_key AND c.person_key >= b.household_key ORDER BY 1";
    let mut kib = 1;
    home.limits.memory_bytes = kib << 10;
    // What suffices once may not suffice when its parts run otherwise.
    let mut times = 0;
    while times < 3 {
        match home.ask(sql).await {
            Ok(_) => times += 1,
            Err(_) => (times, kib) = (0, kib + 8),
        }
        home.limits.memory_bytes = kib << 10;
    }
    assert!(kib > 1, "it needs memory");
    // Enough for one whatever its parts do when, and not for two.
    home.limits.memory_bytes = (kib << 10) * 3 / 2;
    let engine = home.engine("", sql);
    let facts = Facts::empty();
    let asked = (0..40).map(|_| {
        let ask = ask();
        let (engine, facts) = (&engine, &facts);
        async move { engine.ask(&ask, facts).await }
    });
    for answer in futures::future::join_all(asked).await {
        answer.unwrap();
    }
}

#[tokio::test]
async fn what_the_planner_refuses_is_the_authors() {
    let home = Home::new();
    home.deliver("2026-10", 2, &[]);
    let rows = [
        ("SELECT nothing FROM households ORDER BY 1", "nothing"),
        ("SELECT household_key FROM no_such_table ORDER BY 1", "no_such_table"),
        ("SELECT household_key FROM '/etc/passwd' ORDER BY 1", "/etc/passwd"),
        ("SELECT 1 / (covered_persons - 1) AS x FROM households ORDER BY 1", "ivide"),
    ];
    for (sql, named) in rows {
        let fault = home.ask(sql).await.unwrap_err();
        assert_eq!(fault.blame, Blame::Author, "{fault}");
        assert!(fault.text.en.contains(named), "{fault}");
        assert_eq!(fault.place.unwrap().file, "queries/test/asked.sql");
    }
}

#[tokio::test]
async fn an_unknown_question_is_the_callers() {
    let home = Home::new();
    home.deliver("2026-10", 2, &[]);
    let engine = home.engine("", "SELECT household_key FROM households ORDER BY 1");
    let unknown = Ask { question: "unheard_of".to_owned(), ..ask() };
    let fault = engine.ask(&unknown, &Facts::empty()).await.unwrap_err();
    assert_eq!(fault.blame, Blame::Caller);
}

#[tokio::test]
async fn the_check_names_what_a_question_promises_and_does_not_give() {
    let home = Home::new();
    let engine = home.engine(
        "--- chart = { kind = \"bar\", x = \"town_code\", y = [\"households_count\"] }",
        "SELECT town_code, COUNT(*) AS cases_count FROM households GROUP BY town_code ORDER BY 1",
    );
    let faults = engine.check().await.unwrap_err();
    let told: Vec<String> = faults.iter().map(|fault| fault.text.en.clone()).collect();
    assert_eq!(told.len(), 1);
    assert!(told.iter().all(|text| text.contains("`households_count`")), "{told:?}");
}
