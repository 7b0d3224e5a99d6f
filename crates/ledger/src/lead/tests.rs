//! The machine, and the ledger that holds it to its word.

use model::Fen;

use super::*;

fn open(folder: &tempfile::TempDir) -> Ledger {
    Ledger::open(&folder.path().join("ledger.sqlite")).unwrap()
}

fn by(actor: &str) -> By<'_> {
    By { at: "2026-11-05T08:00:00Z".parse().unwrap(), actor, why: "核查" }
}

fn day() -> chrono::NaiveDate {
    "2026-12-01".parse().unwrap()
}

fn sighting(month: &str) -> Sighting {
    Sighting { month: month.parse().unwrap(), snapshot: format!("{month}.r1@1") }
}

fn opened() -> LeadEvent {
    LeadEvent::Opened {
        source: LeadSource::Flag,
        household_key: Some("h1".into()),
        town_code: "469002100".into(),
        cause: "income".into(),
        follows: None,
        evidence: vec![Evidence {
            flag: "taxed_income".into(),
            query_hash: "ab".into(),
            person_key: Some("p1".into()),
            strength: "medium".into(),
            due: Fen(60_000),
            harms_recipient: false,
            evidence: "taxed_yuan=50000".into(),
            facts: "cd".into(),
        }],
        seen: Some(sighting("2026-10")),
        visit: None,
        due_on: day(),
    }
}

fn assigned(to: &str) -> LeadEvent {
    LeadEvent::Assigned { to: to.into(), due_on: day() }
}

fn decided(verdict: Verdict) -> LeadEvent {
    LeadEvent::Decided {
        verdict,
        code: Some("F01".into()),
        over: Fen(12_345),
        under: Fen(0),
        due_on: verdict.is_finding().then(day),
        silent_until: (!verdict.is_finding()).then(day),
    }
}

fn rectified() -> LeadEvent {
    LeadEvent::Rectified { evidence_sha256: "ef".into(), due_on: day() }
}

const CLOSED: LeadEvent = LeadEvent::Closed { proof: None };

fn reopened() -> LeadEvent {
    LeadEvent::Reopened { evidence: Vec::new(), seen: None, due_on: day() }
}

#[test]
fn a_lead_goes_through_its_states_and_no_others() {
    use LeadState::{Assigned, Checking, Closed, Decided, New, Rectified};
    let to_checking = || vec![opened(), assigned("张"), LeadEvent::Started];
    let with = |mut before: Vec<LeadEvent>, more: Vec<LeadEvent>| {
        before.extend(more);
        before
    };
    let found = || with(to_checking(), vec![decided(Verdict::Confirmed)]);
    let histories = [
        (New, vec![opened()]),
        (Assigned, vec![opened(), assigned("张")]),
        (Checking, to_checking()),
        (Decided, found()),
        (Rectified, with(found(), vec![rectified()])),
        (
            Closed,
            with(
                found(),
                vec![rectified(), LeadEvent::Closed { proof: Some(sighting("2026-12")) }],
            ),
        ),
        (Closed, with(to_checking(), vec![decided(Verdict::Unfounded)])),
    ];
    let steps: [(LeadEvent, &[LeadState]); 9] = [
        (opened(), &[]),
        (
            LeadEvent::Seen { seen: sighting("2026-11") },
            &[New, Assigned, Checking, Decided, Rectified],
        ),
        (
            LeadEvent::Gone { seen: sighting("2026-11") },
            &[New, Assigned, Checking, Decided, Rectified],
        ),
        (assigned("李"), &[New, Assigned, Checking, Decided]),
        (LeadEvent::Started, &[Assigned]),
        (decided(Verdict::Partly), &[Checking]),
        (rectified(), &[Decided]),
        (CLOSED, &[Rectified]),
        (reopened(), &[Decided, Rectified, Closed]),
    ];
    for (state, history) in histories {
        for (step, allowed) in &steps {
            let folder = tempfile::tempdir().unwrap();
            let ledger = open(&folder);
            let id = ledger.open_lead(by("李"), &history[0]).unwrap();
            for event in &history[1..] {
                ledger.step_lead(id, by("张"), event).unwrap();
            }
            assert_eq!(ledger.lead(id).unwrap().state, state);
            let taken = ledger.step_lead(id, by("王"), step);
            assert_eq!(taken.is_ok(), allowed.contains(&state), "{} in {state}", step.action());
            if let Ok(lead) = taken {
                assert_eq!(lead, ledger.lead(id).unwrap());
            }
            ledger.verify_log().unwrap();
        }
    }
}

#[test]
fn nobody_verifies_own_work_not_even_of_an_earlier_round() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = open(&folder);
    let id = ledger.open_lead(by("系统"), &opened()).unwrap();
    let steps = [
        ("科长", assigned("张")),
        ("张", LeadEvent::Started),
        ("张", decided(Verdict::Confirmed)),
        ("李", rectified()),
        ("科长", reopened()),
        ("科长", assigned("赵")),
        ("赵", LeadEvent::Started),
        ("赵", decided(Verdict::Partly)),
        ("赵", rectified()),
    ];
    for (actor, event) in steps {
        ledger.step_lead(id, by(actor), &event).unwrap();
    }
    for actor in ["张", "李", "赵"] {
        let fault = ledger.step_lead(id, by(actor), &CLOSED).unwrap_err();
        assert!(fault.text.en.contains(actor), "{fault}");
    }
    let lead = ledger.step_lead(id, by("科长"), &CLOSED).unwrap();
    assert_eq!((lead.state, lead.reopened_count), (LeadState::Closed, 1));
    let verdicts = lead.history.iter().filter_map(|entry| match entry.event {
        LeadEvent::Decided { verdict, .. } => Some(verdict),
        _ => None,
    });
    assert_eq!(verdicts.collect::<Vec<_>>(), [Verdict::Confirmed, Verdict::Partly]);
    assert_eq!(ledger.cited_views().unwrap(), ["2026-10.r1@1"]);
}

#[test]
fn amounts_are_not_negative() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = open(&folder);
    let id = ledger.open_lead(by("李"), &opened()).unwrap();
    ledger.step_lead(id, by("李"), &assigned("张")).unwrap();
    ledger.step_lead(id, by("张"), &LeadEvent::Started).unwrap();
    let mut event = decided(Verdict::Confirmed);
    if let LeadEvent::Decided { under, .. } = &mut event {
        *under = Fen(-1);
    }
    assert!(ledger.step_lead(id, by("张"), &event).is_err());
}

#[test]
fn no_more_comes_back_than_was_paid_too_much() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = open(&folder);
    let id = ledger.open_lead(by("系统"), &opened()).unwrap();
    let step = |event: &LeadEvent| ledger.step_lead(id, by("张"), event);
    let recovered = |fen| LeadEvent::Recovered { amount: Fen(fen) };
    let referred = LeadEvent::Referred { to: "纪委".into() };
    step(&assigned("张")).unwrap();
    step(&LeadEvent::Started).unwrap();
    assert!(step(&recovered(1)).is_err() && step(&referred).is_err(), "nothing is decided");
    step(&decided(Verdict::Confirmed)).unwrap();
    for wrong in [0, -1, 12_346] {
        let said = step(&recovered(wrong)).unwrap_err().text.en;
        assert!(said.contains("123.45 yuan that are still out"), "{said}");
    }
    assert_eq!(step(&recovered(12_000)).unwrap().owed(), Fen(345));
    assert!(step(&recovered(346)).is_err());
    let lead = step(&referred).unwrap();
    assert_eq!((lead.state, lead.recovered), (LeadState::Decided, Fen(12_000)));
    assert_eq!(lead.referred.unwrap().by, "张");
    step(&rectified()).unwrap();
    ledger.step_lead(id, by("李"), &CLOSED).unwrap();
    assert_eq!(step(&recovered(345)).unwrap().state, LeadState::Closed);
    step(&reopened()).unwrap();
    assert!(step(&recovered(1)).is_err(), "the decision no longer stands");

    let id = ledger.open_lead(by("系统"), &opened()).unwrap();
    for event in [assigned("张"), LeadEvent::Started, decided(Verdict::Unfounded)] {
        ledger.step_lead(id, by("张"), &event).unwrap();
    }
    let said = ledger.step_lead(id, by("张"), &referred).unwrap_err().text.en;
    assert!(said.contains("no finding"), "{said}");
    assert!(ledger.verify_log().unwrap() > 10);
}

#[test]
fn an_event_is_canonical_and_what_was_changed_is_seen() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = open(&folder);
    let id = ledger.open_lead(by("李"), &opened()).unwrap();
    ledger.step_lead(id, by("李"), &assigned("张")).unwrap();
    let body: String = ledger
        .read(|file| {
            let select = "SELECT body FROM lead_events WHERE log_seq = 2";
            Ok(file.query_row(select, [], |row| row.get(0))?)
        })
        .unwrap();
    assert_eq!(body, r#"{"due_on":"2026-12-01","event":"assigned","to":"张"}"#);
    for statement in ["UPDATE lead_events SET body = ''", "DELETE FROM lead_events"] {
        let outcome = ledger.write(|file| Ok(file.execute(statement, [])?));
        assert!(outcome.is_err(), "{statement}");
    }
    let tampered = [
        ("UPDATE lead_events SET body = replace(body, '张', '王')", 2),
        ("UPDATE lead_events SET lead_id = 7 WHERE log_seq = 1", 1),
        ("DELETE FROM lead_events WHERE log_seq = 2", 2),
        ("INSERT INTO lead_events VALUES (3, 1, '', '{}')", 3),
    ];
    for (statement, seq) in tampered {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("copy.sqlite");
        ledger.copy(&path).unwrap();
        let copy = Ledger::open(&path).unwrap();
        // What is not in the log at all needs an entry to refer to.
        copy.log(by("x").at, &entry(by("x"), "visit", "", "")).unwrap();
        copy.write(|file| {
            file.execute_batch(
                "DROP TRIGGER lead_events_do_not_change; DROP TRIGGER lead_events_are_not_deleted",
            )?;
            Ok(file.execute(statement, [])?)
        })
        .unwrap();
        let fault = copy.verify_log().unwrap_err();
        assert!(fault.text.en.contains(&format!("entry {seq} ")), "{statement}: {fault}");
    }
    ledger.verify_log().unwrap();
}

#[test]
fn a_run_is_whole_or_not_at_all() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = open(&folder);
    let run = LeadRun {
        seen: sighting("2026-10"),
        households: 15,
        flags: [("taxed_income".to_owned(), 1)].into(),
        held: Vec::new(),
    };
    let step = |lead, event| LeadStep { lead, event };
    let steps = vec![step(None, opened()), step(None, opened())];
    ledger.run_leads(by("李"), |_, _| Ok((run.clone(), steps))).unwrap();
    assert_eq!(ledger.leads().unwrap().iter().map(|lead| lead.id).collect::<Vec<_>>(), [1, 2]);
    let steps = vec![step(None, opened()), step(Some(1), rectified())];
    let refused = ledger.run_leads(by("李"), |leads, runs| {
        assert_eq!((leads.len(), runs), (2, &[run.clone()][..]));
        Ok((run.clone(), steps))
    });
    assert!(refused.is_err());
    assert_eq!((ledger.leads().unwrap().len(), ledger.lead_runs().unwrap().len()), (2, 1));
    assert_eq!(ledger.verify_log().unwrap(), 3);
}
