//! The life of a draw in the file.

use super::*;
use crate::log::append;

fn open(folder: &tempfile::TempDir) -> Ledger {
    Ledger::open(&folder.path().join("ledger.sqlite")).unwrap()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn plan(id: &str) -> NewDraw {
    NewDraw {
        id: id.into(),
        purpose: "new_cases".into(),
        as_of: day("2026-10-31"),
        snapshot: "2026-10.r1@12".into(),
        plan: "{}".into(),
        plan_hash: "ab".into(),
        fraction: "30/100".into(),
        beacon_spec: "dice:20".into(),
    }
}

fn case(key: &str, position: i64, chosen: Chosen) -> DrawnCase {
    DrawnCase {
        draw_id: "d1".into(),
        household_key: key.into(),
        town_code: "469002101".into(),
        stratum: "469002101/2026-10".into(),
        position,
        chosen,
        inspectors: Vec::new(),
    }
}

fn at() -> DateTime<Utc> {
    "2026-11-01T01:02:03.000004Z".parse().unwrap()
}

#[test]
fn a_draw_keeps_everything_over_reopening() {
    let folder = tempfile::tempdir().unwrap();
    let cases = [
        case("c", 1, Chosen::Certainty),
        case("r", 2, Chosen::Reserve),
        case("s", 1, Chosen::Sample),
    ];
    {
        let ledger = open(&folder);
        ledger.plan_draw(&plan("d1"), at()).unwrap();
        ledger.commit_draw("d1", "c0ffee", day("2026-11-02")).unwrap();
        ledger.reveal_draw("d1", "31415", "5eed", day("2026-11-03"), &cases).unwrap();
    }
    let ledger = open(&folder);
    let NewDraw { id, purpose, as_of, snapshot, plan, plan_hash, fraction, beacon_spec } =
        plan("d1");
    let expected = Draw {
        id,
        purpose,
        as_of,
        snapshot,
        plan,
        plan_hash,
        fraction,
        beacon_spec,
        planned_at: at(),
        commitment: Some("c0ffee".into()),
        committed_on: Some(day("2026-11-02")),
        beacon_value: Some("31415".into()),
        seed: Some("5eed".into()),
        revealed_on: Some(day("2026-11-03")),
        status: DrawStatus::Revealed,
    };
    assert_eq!(ledger.draw("d1").unwrap(), expected);
    assert_eq!(ledger.drawn_cases().unwrap(), cases);
}

#[test]
fn only_the_next_step_is_taken() {
    type Step = fn(&Ledger) -> Result<()>;
    let commit: Step = |ledger| ledger.commit_draw("d1", "c", day("2026-11-02"));
    let reveal: Step = |ledger| ledger.reveal_draw("d1", "3", "5", day("2026-11-03"), &[]);
    let void: Step = |ledger| ledger.void_draw("d1");
    let rows: [(&str, &[Step], [bool; 3]); 4] = [
        ("planned", &[], [true, false, true]),
        ("committed", &[commit], [false, true, true]),
        ("revealed", &[commit, reveal], [false, false, false]),
        ("void", &[void], [false, false, false]),
    ];
    for (status, path, allowed) in rows {
        for (next, allowed) in [commit, reveal, void].into_iter().zip(allowed) {
            let folder = tempfile::tempdir().unwrap();
            let ledger = open(&folder);
            ledger.plan_draw(&plan("d1"), at()).unwrap();
            path.iter().for_each(|step| step(&ledger).unwrap());
            assert_eq!(ledger.draw("d1").unwrap().status.code(), status);
            assert_eq!(next(&ledger).is_ok(), allowed, "from {status}");
        }
    }
}

#[test]
fn a_reveal_that_fails_leaves_the_draw_committed() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = open(&folder);
    ledger.plan_draw(&plan("d1"), at()).unwrap();
    ledger.commit_draw("d1", "c", day("2026-11-02")).unwrap();
    let twice = [case("s", 1, Chosen::Sample), case("s", 2, Chosen::Sample)];
    assert!(ledger.reveal_draw("d1", "3", "5", day("2026-11-03"), &twice).is_err());
    assert_eq!(ledger.draw("d1").unwrap().status, DrawStatus::Committed);
    assert!(ledger.drawn_cases().unwrap().is_empty());
}

#[test]
fn unknown_and_repeated_ids_are_the_callers_mistake() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = open(&folder);
    ledger.plan_draw(&plan("d1"), at()).unwrap();
    assert!(ledger.plan_draw(&plan("d1"), at()).unwrap_err().text.en.contains("the id exists"));
    assert!(ledger.draw("d2").unwrap_err().text.en.contains("`d2`"));
    assert!(ledger.void_draw("d2").is_err());
}

#[test]
fn the_file_refuses_what_the_ledger_never_asks_for() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = open(&folder);
    ledger.plan_draw(&plan("d1"), at()).unwrap();
    ledger.commit_draw("d1", "c", day("2026-11-02")).unwrap();
    let refused = [
        "UPDATE draws SET plan = 'other'",
        "UPDATE draws SET commitment = 'other'",
        "UPDATE draws SET committed_on = '2026-01-01'",
        "DELETE FROM draws",
    ];
    for statement in refused {
        let outcome = ledger.write(|file| Ok(file.execute(statement, [])?));
        assert!(outcome.is_err(), "{statement}");
    }
    ledger.reveal_draw("d1", "3", "5", day("2026-11-03"), &[case("s", 1, Chosen::Sample)]).unwrap();
    let refused = [
        "UPDATE draws SET beacon_value = '4'",
        "UPDATE draws SET status = 'planned'",
        "UPDATE drawn_cases SET position = 9",
        "DELETE FROM drawn_cases",
    ];
    for statement in refused {
        let outcome = ledger.write(|file| Ok(file.execute(statement, [])?));
        assert!(outcome.is_err(), "{statement}");
    }
}

/// A revealed draw with one case drawn and two in reserve.
fn revealed(folder: &tempfile::TempDir) -> Ledger {
    let ledger = open(folder);
    ledger.plan_draw(&plan("d1"), at()).unwrap();
    ledger.commit_draw("d1", "c", day("2026-11-02")).unwrap();
    let sample =
        DrawnCase { inspectors: vec!["甲".into(), "乙".into()], ..case("s", 1, Chosen::Sample) };
    let cases = [sample, case("r1", 1, Chosen::Reserve), case("r2", 2, Chosen::Reserve)];
    ledger.reveal_draw("d1", "3", "5", day("2026-11-03"), &cases).unwrap();
    ledger
}

fn step<'a>(action: &'a str, body: &'a str, after: usize) -> NewDrawStep<'a> {
    NewDrawStep {
        draw_id: "d1",
        action,
        reason: "补充抽查",
        body,
        after,
        reserves: &[],
        substitution: None,
    }
}

#[test]
fn cases_are_what_the_steps_of_a_draw_made_of_them() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = revealed(&folder);
    let taken = |step: &NewDrawStep<'_>| ledger.take_draw_step(step, at(), "tester");
    let body = r#"{"added":["r1","r3"],"teams":[]}"#;
    let reserves = [case("r3", 3, Chosen::Reserve)];
    let before = ledger.mark().unwrap();
    taken(&NewDrawStep { reserves: &reserves, ..step("draw.extend", body, 0) }).unwrap();
    assert_ne!(ledger.mark().unwrap(), before, "answers follow from steps");
    let body = r#"{"added":[],"teams":[{"draw_id":"s","inspectors":["乙","丙"]}]}"#;
    taken(&step("draw.recuse", body, 1)).unwrap();
    let body = r#"{"added":["r2"],"teams":[]}"#;
    let substitution = Some(("s", "r2"));
    let late = taken(&NewDrawStep { substitution, ..step("draw.substitute", body, 1) });
    assert!(late.unwrap_err().text.en.contains("was taken just now"));
    taken(&NewDrawStep { substitution, ..step("draw.substitute", body, 2) }).unwrap();

    let cases = ledger.drawn_cases().unwrap();
    let now: Vec<_> = cases.iter().map(|case| (case.household_key.as_str(), case.chosen)).collect();
    let (sample, reserve) = (Chosen::Sample, Chosen::Reserve);
    assert_eq!(now, [("r2", reserve), ("r1", sample), ("s", sample), ("r3", sample)]);
    let of_s = cases.iter().find(|case| case.household_key == "s").unwrap();
    assert_eq!(of_s.inspectors, ["乙", "丙"]);
    let steps = ledger.draw_steps("d1").unwrap();
    let actions: Vec<_> = steps.iter().map(|step| step.entry.action.as_str()).collect();
    assert_eq!(actions, ["draw.extend", "draw.recuse", "draw.substitute"]);
    assert_eq!(ledger.substitutions().unwrap().len(), 1);
    assert_eq!(ledger.verify_log().unwrap(), 3);
}

#[test]
fn a_step_that_was_written_by_another_hand_is_noticed() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = revealed(&folder);
    ledger
        .take_draw_step(&step("draw.extend", r#"{"added":["r1"],"teams":[]}"#, 0), at(), "t")
        .unwrap();
    let entry = ledger
        .write(|file| {
            append(
                file,
                at(),
                &crate::NewEntry {
                    actor: "t",
                    action: "other",
                    subject: "d1",
                    purpose: "",
                    body: "",
                },
            )
        })
        .unwrap();
    let forge = |file: &Transaction<'_>| -> LedgerResult<usize> {
        let body = r#"{"added":["r2"],"teams":[]}"#;
        let insert = "INSERT INTO draw_steps VALUES (?1, 'd1', ?2)";
        Ok(file.execute(insert, params![entry, body])?)
    };
    ledger.write(forge).unwrap();
    assert!(ledger.verify_log().unwrap_err().text.en.contains("entry 2"));
    for statement in ["UPDATE draw_steps SET body = '{}'", "DELETE FROM draw_steps"] {
        assert!(ledger.write(|file| Ok(file.execute(statement, [])?)).is_err(), "{statement}");
    }
}
