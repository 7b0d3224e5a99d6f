//! Questions, flags, the scorecard and plans.

use std::collections::BTreeMap;

use engine::Scope;
use model::Lang;

use super::*;
use crate::Scenario;

#[test]
fn looks_at_persons_are_logged_and_sums_are_not() {
    let desk = Desk::with(&[case(1, "农村低保", 0, "400"), case(2, "城市低保", 0, "600")]);
    let ask = |question| {
        wait(desk.home.ask(question, AsOf::default(), BTreeMap::new(), Scope::City)).unwrap()
    };
    let sums = ask("caseload_by_town");
    assert_eq!(sums.rows(), 2);
    assert!(desk.logged().is_empty());
    let persons = ask("planning_households");
    assert_eq!(persons.rows(), 2);
    assert_eq!(desk.logged(), ["ask planning_households: 2 rows"]);
    let entry = desk.home.ledger().log_entries().unwrap().remove(0);
    assert_eq!((entry.actor.as_str(), entry.purpose.as_str()), ("tester", "DC-7 HZ-1"));
}

#[test]
fn flags_are_one_table_in_total_order() {
    // Household 1 should have 400 − 1200/12 = 300, household 2 exactly its 600.
    let cases = [
        case(1, "农村低保", 1_200, "350"),
        case(2, "城市低保", 0, "600"),
        case(3, "农村低保", 0, "100"),
    ];
    let desk = Desk::with(&cases);
    let flags = |only| wait(desk.home.flags(AsOf::default(), only, Scope::City));
    let table = flags(Some("benefit_miscalculated")).unwrap();
    let columns = [
        "flag",
        "clause",
        "month",
        "town_code",
        "household_key",
        "person_key",
        "strength",
        "due_yuan",
        "evidence",
    ];
    assert_eq!(table.columns(), columns);
    assert_eq!(table.texts("town_code").unwrap(), vec![Some("469002101".to_owned()); 2]);
    assert_eq!(table.texts("clause").unwrap(), vec![Some("KS-8".to_owned()); 2]);
    assert_eq!(table.texts("month").unwrap(), vec![Some("2026-10".to_owned()); 2]);
    let keys = table.texts("household_key").unwrap();
    assert!(keys.is_sorted());
    assert_eq!(desk.logged(), ["flags flags: 2 rows"]);

    let all = flags(None).unwrap();
    let rows: Vec<_> = all.texts("flag").unwrap();
    assert!(rows.is_sorted() && rows.contains(&Some("benefit_miscalculated".to_owned())));
    let other = wait(desk.home.flags(
        AsOf::default(),
        Some("benefit_miscalculated"),
        Scope::Town("469002100".into()),
    ));
    assert_eq!(other.unwrap().rows(), 0);
    assert!(flags(Some("caseload_by_town")).is_err());
    assert!(flags(Some("no_such_flag")).is_err());
}

#[test]
fn a_household_is_explained_line_by_line_and_the_look_is_logged() {
    // 400 − 1200 ÷ 12 = 300, approved are 350; the tekun person lives on 1.3 × 400.
    let desk = Desk::with(&[case(1, "农村低保", 1_200, "350"), case(3, "特困分散", 0, "520")]);
    let recomputed =
        wait(desk.home.ask("benefits_recomputed", None, BTreeMap::new(), Scope::City)).unwrap();
    let expected = recomputed.texts("recomputed_yuan").unwrap();
    assert_eq!(expected, [Some("300.00".to_owned()), Some("520.00".to_owned())]);
    let explain = |key: &str, lang| wait(desk.home.explain(key, None, Scope::City, lang));
    let keys = recomputed.texts("household_key").unwrap();
    for (key, expected) in keys.iter().zip(expected) {
        let key = key.as_deref().unwrap();
        let table = explain(key, Lang::En).unwrap();
        let items = table.texts("item").unwrap();
        let steps = table.texts("step").unwrap();
        let at = |step: &str, item: &str| {
            let same = |(s, i): (&Option<String>, &Option<String>)| {
                s.as_deref() == Some(step) && i.as_deref() == Some(item)
            };
            steps.iter().zip(&items).position(same).unwrap()
        };
        let cell = |column, row: usize| table.texts(column).unwrap().remove(row);
        assert_eq!(cell("running_yuan", at("benefit", "benefit")), expected);
        assert_eq!(cell("counted_yuan", at("verdict", "benefit")), expected);
        assert_eq!(table.columns().len(), 12);
        assert_ne!(lines(&table), lines(&explain(key, Lang::Zh).unwrap()));
    }
    let logged = desk.logged();
    assert_eq!(logged.iter().filter(|line| line.starts_with("explain explain: ")).count(), 4);
    assert!(explain("0000", Lang::Zh).is_err());
}

#[test]
fn towns_with_too_little_data_are_not_rated() {
    let desk = Desk::with(&[case(1, "农村低保", 0, "400"), case(2, "城市低保", 0, "600")]);
    let card = wait(desk.home.score(AsOf::default())).unwrap();
    assert_eq!(
        card.table.columns(),
        ["town_code", "score", "rank", "rank_low", "rank_high", "tier"]
    );
    assert_eq!(lines(&card.table), ["469002100 - - - - not_rated", "469002101 - - - - not_rated"]);
    assert!(card.attention().is_empty());
    let indicators = desk.home.registry().indicators().count();
    assert_eq!(card.parts.rows(), 2 * indicators);
}

#[test]
fn a_plan_is_worked_on_the_loaded_households() {
    let cases = [
        // 600 → 650.
        case(2, "城市低保", 0, "600"),
        // 600 − 100 → 650 − 100.
        case(4, "城市低保", 1_200, "500"),
        // An edge household at the old line: 650 − 600.
        case(6, "低保边缘", 7_200, "0"),
        // An edge household at the new line.
        case(8, "低保边缘", 7_800, "0"),
        // 400 → 450.
        case(1, "农村低保", 0, "400"),
        // 1.3 · 400 = 520 → 1.3 · 450 = 585.
        case(3, "特困分散", 0, "520"),
    ];
    let desk = Desk::with(&cases);
    let text = "title = \"up\"\neffective_from = 2027-01-01\n[standards]\nurban = 650\nrural = { year = 5400 }\n";
    let scenario = Scenario::read("up.toml", text).unwrap();
    let table = wait(desk.home.plan(&scenario, AsOf::default())).unwrap();
    assert_eq!(
        lines(&table),
        ["469002100 urban 2 3 1100.00 1250.00", "469002101 rural 2 2 920.00 1035.00"]
    );
    assert_eq!(table.provenance.parameters["standards.urban"], "650.00");
    let groups = wait(desk.home.plan_groups(&scenario, None)).unwrap();
    assert_eq!(
        lines(&groups),
        [
            "469002100 urban continuing 2 2 100.00",
            "469002100 urban newly_eligible 1 1 50.00",
            "469002101 rural continuing 2 2 115.00",
        ]
    );
    assert!(desk.logged().is_empty());
}

#[test]
fn the_same_question_gets_the_same_receipt() {
    let desk = Desk::with(&[case(1, "农村低保", 0, "400"), case(2, "城市低保", 0, "600")]);
    let receipt = || wait(desk.home.score(AsOf::default())).unwrap().table.provenance.receipt();
    let first = receipt();
    assert_eq!(first, receipt());
    desk.load(
        "2026-10",
        &[
            case(1, "农村低保", 0, "400"),
            case(4, "城市低保", 0, "600"),
            case(6, "城市低保", 0, "600"),
        ],
    );
    assert_ne!(first, receipt());
}

#[test]
fn an_answer_is_kept_until_something_it_follows_from_changes() {
    let desk = Desk::with(&[case(1, "农村低保", 0, "400"), case(2, "城市低保", 0, "600")]);
    let ask = |question| wait(desk.home.ask(question, None, BTreeMap::new(), Scope::City)).unwrap();
    let (visits, funds) = (ask("annual_visits"), ask("funds_statistics"));
    let kept = desk.root().join("results").join(&funds.provenance.snapshot);
    let files = || fs::read_dir(&kept).unwrap().map(|file| file.unwrap().path());
    assert_eq!(files().count(), 2);
    let again = ask("annual_visits");
    assert_eq!((&again.batches, &again.provenance), (&visits.batches, &visits.provenance));
    assert_eq!(files().count(), 2);

    let key = ask("planning_households").texts("household_key").unwrap().remove(0).unwrap();
    let day = "2026-10-20".parse().unwrap();
    let visit = crate::VisitReport { visited_on: day, ..report(&key) };
    wait(desk.home.record_visits(&[visit])).unwrap();
    assert_ne!(ask("annual_visits").provenance.receipt(), visits.provenance.receipt());
    assert_eq!(ask("funds_statistics").provenance, funds.provenance);

    files().for_each(|file| fs::write(file, "not what was kept").unwrap());
    assert_eq!(ask("funds_statistics").batches, funds.batches);
}
