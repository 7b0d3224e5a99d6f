//! Visits of a draw: attempts, substitutes, results, amendments, and the form that is sent back.

use chrono::NaiveDate;
use ledger::{Amendment, Chosen, DrawnCase, VisitReport};
use model::{Fault, Fen};

use super::*;
use crate::Breakdown;

/// A revealed draw of a fifth of ten rural and of five urban households.
struct Inspection {
    desk: Desk,
    id: String,
}

impl Inspection {
    fn open() -> Self {
        let rural = (0..10).map(|n| case(2 * n + 1, "农村低保", 0, "400"));
        let urban = (0..5).map(|n| case(2 * n + 2, "城市低保", 0, "600"));
        let desk = Desk::with(&rural.chain(urban).collect::<Vec<_>>());
        let planned = wait(desk.home.draw_plan("annual_visits", AsOf::default(), "dice:20"));
        let id = planned.unwrap().id;
        desk.home.draw_commit(&id, day("2026-11-01")).unwrap();
        desk.home.draw_reveal(&id, "61352904187730254916", day("2026-11-02")).unwrap();
        Self { desk, id }
    }

    /// Those chosen so in the larger stratum, in the order drawn.
    fn rural(&self, chosen: Chosen) -> Vec<String> {
        let mut cases: Vec<DrawnCase> = self.desk.home.ledger().drawn_cases().unwrap();
        cases.retain(|case| case.chosen == chosen && case.town_code == "469002101");
        cases.sort_by_key(|case| case.position);
        cases.into_iter().map(|case| case.household_key).collect()
    }

    fn visit(&self, key: &str) -> VisitReport {
        VisitReport { draw_id: Some(self.id.clone()), ..report(key) }
    }

    fn record(&self, report: VisitReport) -> Result<i64> {
        wait(self.desk.home.record_visits(&[report])).map(|numbers| numbers[0])
    }

    fn unmet(&self, key: &str, on: &str, after_hours: bool, with_village: bool) -> VisitReport {
        let outcome = "not_contacted".to_owned();
        let visited_on = day(on);
        VisitReport { visited_on, outcome, after_hours, with_village, ..self.visit(key) }
    }

    fn visited(&self) -> Vec<(String, Option<String>)> {
        let list = wait(self.desk.home.work_list(&self.id)).unwrap();
        let chosen = list.texts("chosen").unwrap().into_iter().flatten();
        chosen.zip(list.texts("visited_on").unwrap()).collect()
    }
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn words(found: Result<impl std::fmt::Debug, Fault>) -> String {
    found.unwrap_err().text.en
}

#[test]
fn visits_settle_households_and_give_rates_first_and_final() {
    let inspection = Inspection::open();
    let drawn = inspection.rural(Chosen::Sample);
    let found = VisitReport {
        codes: ["F08".to_owned()].into(),
        over: Fen(4_000),
        ..inspection.visit(&drawn[0])
    };
    let first = inspection.record(found.clone()).unwrap();
    inspection.record(inspection.visit(&drawn[1])).unwrap();
    let result = inspection.desk.home.inspection(&inspection.id).unwrap();
    let rural = &result.strata.iter().find(|s| s.stratum.starts_with("469002101")).unwrap().outcome;
    assert_eq!(
        (rural.population, rural.drawn, rural.completed, rural.errors),
        (10, 2, 2, 1),
        "{rural:?}"
    );
    // The one urban household is not visited yet: of three drawn two are known.
    let rates = result.first.as_ref().unwrap();
    assert!((rates.completion - 2.0 / 3.0).abs() < 1e-12);
    assert_eq!(result.first, result.last);
    let parts = |by| inspection.desk.home.inspection_parts(&inspection.id, by).unwrap();
    // With one kind of error it is the whole.
    let codes = parts(Breakdown::Code);
    let of_code = codes.first().unwrap();
    assert_eq!((codes.len(), of_code.part.as_str(), of_code.completed), (1, "F08", 2));
    assert_eq!((&of_code.rates, of_code.over), (&result.last, result.over));
    for by in [Breakdown::Town, Breakdown::Group] {
        let drawn: Vec<_> = parts(by).iter().map(|part| (part.drawn, part.completed)).collect();
        assert!(drawn.contains(&(2, 2)) && drawn.contains(&(1, 0)), "{drawn:?}");
    }
    let towns = parts(Breakdown::Town);
    let rural = towns.iter().find(|part| part.part == "469002101").unwrap();
    let share = rural.rates.as_ref().unwrap().respondents.clone();
    // One of two, of ten: 1 to 9, for P(X ≥ 1 | K = 1) = 0.2 and P(X ≥ 1 | K = 0) = 0.
    assert_eq!((share.estimate.mean, share.interval.lower, share.interval.upper), (0.5, 0.1, 0.9));
    assert!(words(inspection.record(found.clone())).contains("has its result"));

    let amends = Some(Amendment { visit: first, reason: "查证后更正".to_owned() });
    let cleared = VisitReport { codes: Default::default(), over: Fen(0), amends, ..found };
    inspection.record(cleared).unwrap();
    let result = inspection.desk.home.inspection(&inspection.id).unwrap();
    let share = |rates: &Option<stats::inspection::Rates>| {
        rates.as_ref().unwrap().respondents.estimate.mean
    };
    assert!(share(&result.first) > 0.0 && share(&result.last) == 0.0, "{result:?}");
    assert_eq!(result.amended_count, 1);
    assert_eq!(inspection.visited().iter().filter(|(_, on)| on.is_some()).count(), 2);
}

#[test]
fn each_kind_of_error_counts_for_itself() {
    let inspection = Inspection::open();
    let drawn = inspection.rural(Chosen::Sample);
    for (key, code, over) in [(&drawn[0], "F08", 4_000), (&drawn[1], "F01", 1_000)] {
        let codes = [code.to_owned()].into();
        inspection.record(VisitReport { codes, over: Fen(over), ..inspection.visit(key) }).unwrap();
    }
    let home = &inspection.desk.home;
    let whole = home.inspection(&inspection.id).unwrap().last.unwrap().respondents.estimate.mean;
    let codes = home.inspection_parts(&inspection.id, Breakdown::Code).unwrap();
    let names: Vec<_> = codes.iter().map(|part| part.part.as_str()).collect();
    assert_eq!(names, ["F01", "F08"]);
    for part in &codes {
        let share = part.rates.as_ref().unwrap().respondents.estimate.mean;
        assert!((share - whole / 2.0).abs() < 1e-12, "{part:?}");
    }
    let over = |at: usize| codes[at].over.unwrap().ratio;
    assert!((over(1) / over(0) - 4.0).abs() < 1e-9, "{codes:?}");
}

#[test]
fn a_reserve_stands_in_only_for_who_cannot_be_found() {
    let inspection = Inspection::open();
    let home = &inspection.desk.home;
    let drawn = inspection.rural(Chosen::Sample);
    let reserves = inspection.rural(Chosen::Reserve);
    let substitute = |key: &str| home.draw_substitute(&inspection.id, key);
    assert!(words(substitute(&drawn[0])).contains("no visit is recorded"));
    assert!(words(substitute(&reserves[0])).contains("sends nobody"));
    for (on, after_hours) in [("2026-11-03", false), ("2026-11-04", true), ("2026-11-04", false)] {
        inspection.record(inspection.unmet(&drawn[0], on, after_hours, false)).unwrap();
        assert!(words(substitute(&drawn[0])).contains("it takes 3"));
    }
    inspection.record(inspection.unmet(&drawn[0], "2026-11-05", false, true)).unwrap();
    assert_eq!(substitute(&drawn[0]).unwrap(), reserves[0]);
    assert!(words(substitute(&drawn[0])).contains("already"));

    let refused = VisitReport { outcome: "refused".to_owned(), ..inspection.visit(&drawn[1]) };
    inspection.record(refused).unwrap();
    assert!(words(substitute(&drawn[1])).contains("a refusal is a finding"));
    let moved = VisitReport { outcome: "moved".to_owned(), ..inspection.visit(&drawn[1]) };
    inspection.record(moved).unwrap();
    assert_eq!(substitute(&drawn[1]).unwrap(), reserves[1]);

    assert!(inspection.visited().iter().all(|(_, on)| on.is_none()));
    inspection.record(inspection.visit(&reserves[0])).unwrap();
    let seen: Vec<_> = inspection.visited().into_iter().filter(|(_, on)| on.is_some()).collect();
    assert_eq!(seen, [("substitute".to_owned(), Some("2026-11-04".to_owned()))]);
    let result = home.inspection(&inspection.id).unwrap();
    let substitutes: u64 = result.strata.iter().map(|s| s.outcome.substitutes).sum();
    assert_eq!((substitutes, result.last), (1, None), "nobody drawn is known yet");
    assert_eq!(home.examine_records().unwrap().faults, []);
}

#[test]
fn visits_that_cannot_be_are_refused() {
    let inspection = Inspection::open();
    let drawn = inspection.rural(Chosen::Sample);
    let visit = || inspection.visit(&drawn[0]);
    let rows = [
        ("sends nobody", VisitReport { household_key: "nobody".to_owned(), ..visit() }),
        ("before it was", VisitReport { visited_on: day("2026-11-01"), ..visit() }),
        ("at least 2", VisitReport { visitors: ["甲".to_owned()].into(), ..visit() }),
        ("is unknown", VisitReport { codes: ["F99".to_owned()].into(), ..visit() }),
        ("not seen", VisitReport { outcome: "moved".to_owned(), over: Fen(1), ..visit() }),
        ("has none", VisitReport { household_key: "nobody".to_owned(), ..report("nobody") }),
    ];
    for (why, report) in rows {
        let said = words(inspection.record(report));
        assert!(said.contains(why), "{why}: {said}");
    }
    let twice = wait(inspection.desk.home.record_visits(&[visit(), visit()]));
    assert!(words(twice).contains("two results"));
    assert!(inspection.desk.home.ledger().visits().unwrap().is_empty());
}

#[test]
fn a_telephone_call_is_no_home_visit() {
    let inspection = Inspection::open();
    let drawn = inspection.rural(Chosen::Sample);
    let mode = "phone".to_owned();
    inspection.record(VisitReport { mode, ..inspection.visit(&drawn[0]) }).unwrap();
    assert!(inspection.visited().iter().all(|(_, on)| on.is_none()));
}

#[test]
fn a_form_comes_back_whole_or_not_at_all() {
    let inspection = Inspection::open();
    let (home, drawn) = (&inspection.desk.home, inspection.rural(Chosen::Sample));
    let file = inspection.desk.root().join("走访表.csv");
    let read = |rows: &[String]| {
        let heads = "万泉镇入户核查清单\n次序,家庭代号,入户日期,走访结果,问题代码,多发（元/月）,\
                     核查情况,核查人（一）,核查人（二）,工作时间以外,已查事项";
        fs::write(&file, format!("{heads}\n{}\n", rows.join("\n"))).unwrap();
        home.read_visit_form(&file, &inspection.id, "city_check")
    };
    let good =
        format!("1,{},2026年11月4日,已核查,F01 F08,123.45,打零工,甲,乙,否,收入、housing", drawn[0]);
    let blank = format!("2,{},,,,,,,,,", drawn[1]);
    let bad = format!("2,{},昨天,还行,,abc,,甲,乙,,收入 看狗", drawn[1]);
    let said = words(read(&[good.clone(), bad]));
    for what in ["4 places", "看狗", "昨天", "还行", "abc", "走访表.csv:4:入户日期"] {
        assert!(said.contains(what), "{what}: {said}");
    }
    let reports = read(&[good.clone(), blank.clone()]).unwrap();
    let expected = VisitReport {
        checked: ["income", "housing"].map(str::to_owned).into(),
        codes: ["F01", "F08"].map(str::to_owned).into(),
        over: Fen(12_345),
        note: "打零工".to_owned(),
        ..inspection.visit(&drawn[0])
    };
    assert_eq!(reports, [expected]);
    wait(home.record_visits(&reports)).unwrap();
    assert!(read(&[good, blank]).unwrap().is_empty(), "sent twice, recorded once");
    fs::write(&file, "家庭代号,金额\na,1\n").unwrap();
    let other = home.read_visit_form(&file, &inspection.id, "city_check");
    assert!(words(other).contains("no headings"));
}

#[test]
fn a_campaign_counts_who_was_met_at_home_while_it_lasts() {
    let desk = Desk::with(&[1, 3, 5].map(|number| case(number, "农村低保", 0, "400")));
    let norms = desk.root().join("jurisdictions/own.toml");
    let campaign = r#"
campaign_starts_on = [{ value = "2026-11-02", unit = "word", from = 2026-11-02, source = "test" }]
campaign_ends_on = [{ value = "2026-11-04", unit = "word", from = 2026-11-02, source = "test" }]
"#;
    fs::write(&norms, fs::read_to_string(&norms).unwrap() + campaign).unwrap();
    let home = Home::open(&desk.root(), operator()).unwrap();
    let ask = |question, on| {
        let table =
            wait(home.ask(question, Some(day(on)), Default::default(), engine::Scope::City));
        lines(&table.unwrap())
    };
    let cases =
        wait(home.ask("benefits_recomputed", None, Default::default(), engine::Scope::City));
    let keys: Vec<_> =
        cases.unwrap().texts("household_key").unwrap().into_iter().flatten().collect();
    let visit = |key: &str, on: &str, mode: &str| VisitReport {
        kind: "campaign".to_owned(),
        visited_on: day(on),
        mode: mode.to_owned(),
        ..report(key)
    };
    let visits = [
        visit(&keys[0], "2026-11-01", "on_site"),
        visit(&keys[0], "2026-11-03", "on_site"),
        visit(&keys[1], "2026-11-03", "phone"),
        visit(&keys[2], "2026-11-05", "on_site"),
    ];
    wait(home.record_visits(&visits)).unwrap();
    assert_eq!(ask("campaign_progress", "2026-11-01"), [""; 0], "not begun");
    assert_eq!(ask("campaign_progress", "2026-11-05"), ["469002101 3 3 1 0.3333 2026-11-03"]);
    assert_eq!(ask("campaign_daily", "2026-11-05"), ["469002101 2026-11-03 1 1"]);
}

#[test]
fn two_draws_are_compared_where_both_have_results() {
    let inspection = Inspection::open();
    let (home, first) = (&inspection.desk.home, &inspection.id);
    let drawn = inspection.rural(Chosen::Sample);
    let wrong = ["F08".to_owned()];
    let codes = wrong.clone().into();
    inspection.record(VisitReport { codes, ..inspection.visit(&drawn[0]) }).unwrap();
    assert!(words(home.rate_change(first, first)).contains("two results or more"));
    inspection.record(inspection.visit(&drawn[1])).unwrap();

    // A draw beside itself has not changed.
    let same = home.rate_change(first, first).unwrap();
    assert_eq!((same.change.mean, same.strata_count, same.both_count), (0.0, 1, 2));
    assert!(same.change.error < 1e-12, "what is the same does not vary: {same:?}");
    assert_eq!(same.left_out.len(), 1, "nobody was visited in town: {same:?}");

    let planned = wait(home.draw_plan("annual_visits", AsOf::default(), "dice:20")).unwrap();
    home.draw_commit(&planned.id, day("2026-11-03")).unwrap();
    home.draw_reveal(&planned.id, "14250361987040521638", day("2026-11-04")).unwrap();
    let cases = home.ledger().drawn_cases().unwrap().into_iter();
    let cases = cases.filter(|case| {
        case.draw_id == planned.id && case.chosen == Chosen::Sample && case.town_code == "469002101"
    });
    for case in cases {
        let visited_on = day("2026-11-05");
        let draw_id = Some(planned.id.clone());
        let codes = wrong.clone().into();
        let report = report(&case.household_key);
        inspection.record(VisitReport { visited_on, draw_id, codes, ..report }).unwrap();
    }
    let change = home.rate_change(first, &planned.id).unwrap();
    assert!((change.change.mean - 0.5).abs() < 1e-12, "from half to all: {change:?}");
    assert!(change.change.error > 0.0 && change.both_count <= 2, "{change:?}");
}
