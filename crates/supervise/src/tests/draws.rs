//! The life of a draw.

use chrono::NaiveDate;
use ledger::{Chosen, DrawStatus};

use super::*;

const DICE: &str = "61352904187730254916";

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// Ten rural and five urban households.
fn desk() -> Desk {
    let rural = (0..10).map(|n| case(2 * n + 1, "农村低保", 0, "400"));
    let urban = (0..5).map(|n| case(2 * n + 2, "城市低保", 0, "600"));
    Desk::with(&rural.chain(urban).collect::<Vec<_>>())
}

fn plan(desk: &Desk) -> Result<crate::PlannedDraw> {
    wait(desk.home.draw_plan("annual_visits", AsOf::default(), "dice:20"))
}

#[test]
fn a_draw_goes_from_plan_to_work_list_and_verifies() {
    let desk = desk();
    let planned = plan(&desk).unwrap();
    assert_eq!((planned.id.as_str(), planned.units), ("annual_visits-2026-10-1", 15));
    let commitment = desk.home.draw_commit(&planned.id, day("2026-11-06")).unwrap();
    assert!(wait(desk.home.work_list(&planned.id)).is_err());
    let path = desk.home.draw_reveal(&planned.id, DICE, day("2026-11-07")).unwrap();
    let verified = draw::verify(&fs::read(&path).unwrap()).unwrap();
    assert_eq!(verified.commitment.to_string(), commitment);
    // A fifth of ten and of five, and ten reserves where there are as many.
    assert_eq!((verified.units_count, verified.visited_count), (15, 3));
    let cases = desk.home.ledger().drawn_cases().unwrap();
    let count = |chosen| cases.iter().filter(|case| case.chosen == chosen).count();
    assert_eq!((count(Chosen::Sample), count(Chosen::Reserve)), (3, 12));
    assert!(cases.iter().all(|case| case.stratum.starts_with(&format!("{}/", case.town_code))));

    let list = wait(desk.home.work_list(&planned.id)).unwrap();
    assert_eq!(list.rows(), 3);
    let draw = desk.home.draws().unwrap().remove(0);
    assert_eq!((draw.status, draw.fraction.as_str()), (DrawStatus::Revealed, "20/100"));
    assert_eq!(
        desk.logged(),
        [
            "draw.plan annual_visits-2026-10-1",
            "draw.commit annual_visits-2026-10-1",
            "draw.reveal annual_visits-2026-10-1",
            "ask visit_list: 3 rows",
        ]
    );
    assert_eq!(desk.home.examine_records().unwrap().faults, []);
    let bundle = fs::read_to_string(&path).unwrap();
    fs::write(&path, bundle.replacen(DICE, "00000000000000000000", 1)).unwrap();
    assert_eq!(desk.home.examine_records().unwrap().faults.len(), 1);
    assert_eq!(plan(&desk).unwrap().id, "annual_visits-2026-10-2");
}

#[test]
fn a_later_load_does_not_change_the_frame() {
    let desk = desk();
    let planned = plan(&desk).unwrap();
    desk.load("2026-10", &[case(1, "农村低保", 0, "400")]);
    desk.home.draw_commit(&planned.id, day("2026-11-06")).unwrap();
    let path = desk.home.draw_reveal(&planned.id, DICE, day("2026-11-06")).unwrap();
    assert_eq!(draw::verify(&fs::read(path).unwrap()).unwrap().units_count, 15);
}

#[test]
fn a_changed_frame_stops_the_draw() {
    let desk = desk();
    let planned = plan(&desk).unwrap();
    let path = desk.root().join("draws").join(format!("{}.frame.json", planned.id));
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replacen("60000", "60001", 1)).unwrap();
    let fault = desk.home.draw_commit(&planned.id, day("2026-11-06")).unwrap_err();
    assert!(fault.text.en.contains("not the one planned"), "{fault}");
    fs::write(&path, text).unwrap();
    assert!(desk.home.draw_commit(&planned.id, day("2026-11-06")).is_ok());
}

#[test]
fn steps_out_of_order_and_wrong_values_are_refused() {
    let desk = desk();
    for (purpose, beacon) in
        [("monthly", "dice:20"), ("annual_visits", "dice:3"), ("annual_visits", "coin")]
    {
        assert!(
            wait(desk.home.draw_plan(purpose, AsOf::default(), beacon)).is_err(),
            "{purpose} {beacon}"
        );
    }
    let fault =
        wait(desk.home.draw_plan("new_cases", Some(day("2027-12-31")), "dice:20")).unwrap_err();
    assert_eq!(fault.blame, model::Blame::Caller, "{fault}");
    let id = plan(&desk).unwrap().id;
    let reveal = |value, on| desk.home.draw_reveal(&id, value, day(on));
    assert!(reveal(DICE, "2026-11-07").is_err_and(|fault| fault.text.en.contains("commit")));
    desk.home.draw_commit(&id, day("2026-11-06")).unwrap();
    assert!(desk.home.draw_commit(&id, day("2026-11-06")).is_err());
    assert!(reveal("123", "2026-11-07").is_err());
    assert!(reveal(DICE, "2026-11-05").is_err());
    assert!(desk.home.bundle_path(&id).metadata().is_err());
    reveal(DICE, "2026-11-07").unwrap();
    assert!(reveal(DICE, "2026-11-07").is_err());
    assert!(desk.home.draw_void(&id, "重做").is_err());
}

#[test]
fn a_void_draw_is_kept_with_its_reason() {
    let desk = desk();
    let id = plan(&desk).unwrap().id;
    assert!(desk.home.draw_void(&id, "").is_err());
    desk.home.draw_void(&id, "名册有误").unwrap();
    assert_eq!(desk.home.draws().unwrap()[0].status, DrawStatus::Void);
    let entry = desk.home.ledger().log_entries().unwrap().pop().unwrap();
    assert_eq!((entry.action.as_str(), entry.purpose.as_str()), ("draw.void", "名册有误"));
    assert!(desk.home.draw_commit(&id, day("2026-11-06")).is_err());
}
