//! A year of leads, played through on two rural households.

use std::cell::Cell;
use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use ledger::{LeadSource, LeadState, Verdict};
use model::Fen;

use super::*;
use crate::{Judgement, Lead, LeadReport, LeadsOpened, Trial, VisitReport};

thread_local! {
    static NOW: Cell<&'static str> = const { Cell::new("2026-02-05T08:00:00Z") };
}

/// The clock of the play.
fn now() -> DateTime<Utc> {
    NOW.get().parse().unwrap()
}

struct Play {
    desk: Desk,
    home: Home,
}

/// A benefit of 350 where an income of 600 a year asks for it: any other is miscalculated.
fn household(number: u32, income: i64) -> Case {
    case(number, "农村低保", income, "350")
}

impl Play {
    fn new() -> Self {
        let desk = Desk::empty();
        // Nobody of the play is ever due for a re-check.
        let norms = desk.root().join("jurisdictions/own.toml");
        let never = "recheck_months_year = [{ value = 600, unit = \"months\", from = 2012-12-12, source = \"test\" }]\n";
        fs::write(&norms, fs::read_to_string(&norms).unwrap() + never).unwrap();
        let operator = Operator { name: "operator".into(), now, ..operator() };
        let home = Home::open(&desk.root(), operator).unwrap();
        Self { desk, home }
    }

    /// Loads a month with these incomes of households 1 and 3, and runs the leads on `day`.
    fn month(
        &self,
        month: &str,
        day: &'static str,
        incomes: [i64; 2],
    ) -> BTreeMap<&'static str, usize> {
        let [first, third] = incomes;
        self.desk.load(month, &[household(1, first), household(3, third), household(5, 600)]);
        NOW.set(day);
        self.run(month).counts.into_iter().filter(|(_, count)| *count > 0).collect()
    }

    fn run(&self, month: &str) -> LeadsOpened {
        let month: model::Month = month.parse().unwrap();
        wait(self.home.open_leads(Some(month.last_day()), "operator", &[])).unwrap()
    }

    fn lead(&self, id: i64) -> Lead {
        self.home.ledger().lead(id).unwrap()
    }

    fn check(&self, id: i64, who: &str, verdict: Verdict) -> Lead {
        self.home.assign_lead(id, "科长", who, None, "").unwrap();
        self.home.start_lead(id, who, "").unwrap();
        self.home.decide_lead(id, who, &judgement(verdict)).unwrap()
    }
}

fn judgement(verdict: Verdict) -> Judgement {
    let is_finding = verdict.is_finding();
    Judgement {
        verdict,
        code: is_finding.then(|| "F08".to_owned()),
        over: if is_finding { Fen(5_000) } else { Fen(0) },
        under: Fen(0),
        reason: "入户核对".into(),
    }
}

#[test]
fn a_year_of_leads() {
    let play = Play::new();

    // Both are miscalculated, one lead each.
    let counts = play.month("2025-05", "2025-06-05T08:00:00Z", [1200, 2400]);
    assert_eq!(counts, [("opened", 2)].into());
    let ids: BTreeMap<Fen, i64> = [1, 2].map(|id| (play.lead(id).due(), id)).into();
    let [first, third] = [ids[&Fen(5_000)], ids[&Fen(15_000)]];
    let lead = play.lead(first);
    assert_eq!((lead.state, lead.cause.as_str()), (LeadState::New, "benefit"));
    // Three working days after a Thursday.
    assert_eq!(lead.due_on.unwrap().to_string(), "2025-06-10");
    assert!(play.run("2025-05").counts.iter().all(|(_, count)| *count == 0), "again is nothing");

    // One is explained, one is a finding that is put right.
    let explained = play.check(first, "张", Verdict::Unfounded);
    assert_eq!(explained.state, LeadState::Closed);
    let found = play.check(third, "张", Verdict::Confirmed);
    assert_eq!(found.state, LeadState::Decided);
    assert!(play.home.close_lead(third, "王", "").is_err(), "nothing was put right yet");
    play.home.rectify_lead(third, "李", "重新核定", b"scan").unwrap();
    for own in ["张", "李"] {
        let fault = play.home.close_lead(third, own, "").unwrap_err();
        assert_eq!(fault.blame, model::Blame::Caller);
        assert!(
            fault.text.en.contains("own") || fault.text.en.contains("nobody verifies"),
            "{fault}"
        );
    }

    // The same facts: the explained one is silent, the other is not proved.
    let counts = play.month("2025-06", "2025-07-07T08:00:00Z", [1200, 2400]);
    assert_eq!(counts, [("seen", 1), ("silent", 1)].into());

    // Changed facts speak up again; what was put right is proved.
    let counts = play.month("2025-07", "2025-08-05T08:00:00Z", [1800, 600]);
    assert_eq!(counts, [("opened", 1), ("closed", 1)].into());
    let proved = play.lead(third);
    assert_eq!(
        (proved.state, proved.proof.unwrap().month.to_string()),
        (LeadState::Closed, "2025-07".into())
    );
    assert_eq!(play.lead(3).follows, Some(first));

    // What was proved comes back: the lead is reopened, its decision stays in the history. What
    // nobody decided yet is no longer seen, and waits.
    let counts = play.month("2025-08", "2025-09-05T08:00:00Z", [600, 2400]);
    assert_eq!(counts, [("reopened", 1), ("gone", 1)].into());
    let reopened = play.lead(third);
    assert_eq!((reopened.state, reopened.reopened_count), (LeadState::Assigned, 1));
    assert_eq!((reopened.decision, play.lead(3).state), (None, LeadState::New));
    let actions = reopened.history.iter().map(|entry| entry.event.action()).collect::<Vec<_>>();
    assert!(actions.contains(&"lead.decided") && actions.contains(&"lead.closed"));

    // What was explained stays silent within its year and not after it.
    let counts = play.month("2025-09", "2025-10-09T08:00:00Z", [1200, 2400]);
    assert_eq!(counts, [("seen", 1), ("silent", 1)].into());
    let counts = play.month("2026-07", "2026-08-05T08:00:00Z", [1200, 2400]);
    assert_eq!(counts, [("seen", 1), ("added", 1)].into());
    let fault = wait(play.home.open_leads(Some("2025-09-30".parse().unwrap()), "operator", &[]));
    assert!(fault.unwrap_err().text.en.contains("2026-07"));

    assert_eq!(play.home.examine_records().unwrap().faults, []);
}

#[test]
fn other_norms_name_others_and_their_money() {
    let play = Play::new();
    play.month("2025-05", "2025-06-05T08:00:00Z", [1200, 2400]);
    play.month("2025-06", "2025-07-07T08:00:00Z", [1200, 2400]);
    // 350 is paid where 300 and 200 are due; the first is explained.
    let first = [1, 2].into_iter().find(|id| play.lead(*id).due() == Fen(5_000)).unwrap();
    play.check(first, "张", Verdict::Unfounded);
    let norms = [("benefit_tolerance_yuan".to_owned(), "100".to_owned())].into();
    let trial = Trial { flag: "benefit_miscalculated".into(), norms, ..Trial::default() };
    let rows = lines(&wait(play.home.calibrate(&trial)).unwrap());
    let expected = [
        "2025-05 in_force 2 2 1 1 0 0.0000 0.0000 0.7935 200.00",
        "2025-05 changed 1 1 0 0 0 - - - 150.00",
        "2025-06 in_force 2 2 1 1 0 0.0000 0.0000 0.7935 200.00",
        "2025-06 changed 1 1 0 0 0 - - - 150.00",
        "- in_force 4 2 1 1 0 0.0000 0.0000 0.7935 -",
        "- changed 2 1 0 0 0 - - - -",
    ];
    assert_eq!(rows, expected);
}

#[test]
#[expect(clippy::too_many_lines, reason = "one story from the complaint to the lists")]
fn people_bring_leads_and_the_lists_tell_them() {
    let play = Play::new();
    play.month("2026-01", "2026-02-05T08:00:00Z", [1200, 600]);
    let household = play.lead(1).household_key.unwrap();
    let report = |source, household: &str, cause: &str| LeadReport {
        source,
        household_key: household.to_owned(),
        cause: cause.to_owned(),
        town_code: None,
        visit: None,
        words: "邻居反映".into(),
    };
    let add = |report: &LeadReport| wait(play.home.add_lead("接访员", report));
    // The flag's lead is about the same: one lead.
    assert_eq!(add(&report(LeadSource::Complaint, &household, "benefit")).unwrap(), 1);
    let complaint = add(&report(LeadSource::Complaint, &household, "residence")).unwrap();
    assert_eq!(complaint, 2);
    for (source, household, cause) in [
        (LeadSource::Flag, household.as_str(), "income"),
        (LeadSource::Visit, household.as_str(), "weather"),
        (LeadSource::Visit, "nobody", "income"),
    ] {
        assert!(add(&report(source, household, cause)).is_err(), "{source} {household} {cause}");
    }
    let stranger = report(LeadSource::Visit, "nobody", "missed");
    let stranger = LeadReport { town_code: Some("469002100".into()), ..stranger };
    assert_eq!(add(&stranger).unwrap(), 3);

    // A complaint is to be settled in sixty days from the day it came in.
    let lead = play.home.assign_lead(complaint, "科长", "张", None, "").unwrap();
    assert_eq!(lead.due_on.unwrap().to_string(), "2026-04-06");
    play.home.start_lead(complaint, "张", "").unwrap();
    for wrong in [
        Judgement { code: None, ..judgement(Verdict::Confirmed) },
        Judgement { code: Some("F99".into()), ..judgement(Verdict::Confirmed) },
        Judgement { over: Fen(1), ..judgement(Verdict::Unfounded) },
        Judgement { reason: " ".into(), ..judgement(Verdict::Unfounded) },
    ] {
        assert!(play.home.decide_lead(complaint, "张", &wrong).is_err());
    }
    play.home.decide_lead(complaint, "张", &judgement(Verdict::Partly)).unwrap();
    play.check(1, "张", Verdict::DataError);

    let ask = |name: &str| {
        let table =
            wait(play.home.ask(name, AsOf::default(), BTreeMap::new(), engine::Scope::City));
        lines(&table.unwrap())
    };
    let miscalculated = "benefit_miscalculated 1 1 0 0 0 0 1 0.0000 0.0000 0.7935";
    assert_eq!(ask("rule_precision"), [miscalculated]);
    assert_eq!(
        ask("leads_by_channel"),
        ["complaint 1 1 0 1 0 0 0", "flag 1 0 0 0 0 1 0", "visit 1 1 0 0 0 0 0"]
    );
    assert_eq!(
        ask("rectification_by_town"),
        ["469002101 1 1 0 0 0 0 0 0 0 0.0000 0 50.00 0.00 0.00"]
    );
    assert_eq!(ask("problem_list"), ["469002101 F08 residence 1 1 50.00 0.00 2026-02-05"]);
    assert_eq!(ask("responsibility_list").len(), 2);
    let tasks = ask("task_list");
    assert!(tasks[0].contains("lead_assign") && tasks[1].contains("lead_rectify"), "{tasks:?}");

    // What the rule was right about falls with a wrong decision: one of two.
    let works = wait(play.home.lead_priorities(None, 10)).unwrap();
    let works = lines(&works);
    assert_eq!(works.len(), 2, "{works:?}");
    assert!(works[0].starts_with("1 lead 3 469002100 nobody missed new"), "{works:?}");
    assert!(works[1].starts_with("2 control - 469002101"), "{works:?}");
    assert_eq!(lines(&wait(play.home.lead_priorities(None, 10)).unwrap()), works);

    // What a visit found becomes a lead about the cause of its code, once.
    let visit = VisitReport {
        household_key: household,
        visited_on: "2026-02-04".parse().unwrap(),
        kind: "city_check".into(),
        mode: "on_site".into(),
        outcome: "completed".into(),
        codes: ["F12".to_owned()].into(),
        visitors: ["赵".to_owned(), "钱".to_owned()].into(),
        ..VisitReport::default()
    };
    wait(play.home.record_visits(&[visit])).unwrap();
    for taken in [1, 0] {
        assert_eq!(play.run("2026-01").counts.last(), Some(&("visits", taken)));
    }
    let lead = play.lead(4);
    assert_eq!((lead.source, lead.cause.as_str()), (LeadSource::Visit, "account"));

    // A reopened lead must be the last about its subject.
    play.home.reopen_lead(1, "科长", "新证据").unwrap();
    assert_eq!(play.lead(1).state, LeadState::Assigned);
    assert_eq!(play.home.examine_records().unwrap().faults, []);
}
