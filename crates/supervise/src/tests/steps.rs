//! What follows a draw: more households, teams and late recusals, a blind second look, and the
//! acceptance of a clean-up.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use ledger::{Chosen, DrawnCase, VisitReport};
use model::Fault;
use model::visit::VISIT_ITEMS;

use super::*;
use crate::{DrawRequest, Extension};

const DICE: &str = "61352904187730254916";

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// Twenty rural and ten urban households.
fn desk() -> Desk {
    let rural = (0..20).map(|n| case(2 * n + 1, "农村低保", 0, "400"));
    let urban = (0..10).map(|n| case(2 * n + 2, "城市低保", 0, "600"));
    Desk::with(&rural.chain(urban).collect::<Vec<_>>())
}

fn roster(names: &[&str]) -> String {
    let inspectors: Vec<_> =
        names.iter().map(|id| serde_json::json!({"id": id, "cap": null})).collect();
    serde_json::json!({"inspectors": inspectors, "recusals": [], "team_size": 2}).to_string()
}

/// Plans, commits and reveals, and gives the draw's name.
fn drawn(home: &Home, request: DrawRequest) -> String {
    let request = DrawRequest { beacon_spec: "dice:20".to_owned(), ..request };
    let id = wait(home.draw_plan_for(&request)).unwrap().id;
    home.draw_commit(&id, day("2026-11-01")).unwrap();
    home.draw_reveal(&id, DICE, day("2026-11-02")).unwrap();
    id
}

fn annual(roster: Option<String>) -> DrawRequest {
    DrawRequest { purpose: "annual_visits".to_owned(), roster, ..DrawRequest::default() }
}

fn cases(home: &Home, id: &str, chosen: Chosen) -> Vec<DrawnCase> {
    let cases = home.ledger().drawn_cases().unwrap().into_iter();
    cases.filter(|case| case.draw_id == id && case.chosen == chosen).collect()
}

fn words(found: Result<impl std::fmt::Debug, Fault>) -> String {
    found.unwrap_err().text.en
}

fn visit(id: &str, case: &DrawnCase) -> VisitReport {
    let visitors: BTreeSet<_> = match case.inspectors.is_empty() {
        true => ["甲".to_owned(), "乙".to_owned()].into(),
        false => case.inspectors.iter().cloned().collect(),
    };
    VisitReport { draw_id: Some(id.to_owned()), visitors, ..report(&case.household_key) }
}

fn verified(home: &Home, id: &str) -> usize {
    let bytes = home.draw_bundle(id).unwrap();
    draw::verify(&bytes).unwrap();
    let bundle: draw::Bundle = serde_json::from_slice(&bytes).unwrap();
    bundle.steps.len()
}

#[test]
fn a_draw_is_extended_in_its_own_order() {
    let desk = desk();
    let home = &desk.home;
    let id = drawn(home, annual(None));
    let before = cases(home, &id, Chosen::Sample);
    let reserves: Vec<_> = cases(home, &id, Chosen::Reserve)
        .into_iter()
        .filter(|case| case.town_code == "469002101")
        .map(|case| case.household_key)
        .collect();
    let stratum = before.iter().find(|case| case.town_code == "469002101").unwrap().stratum.clone();
    let extend = |count, reason| {
        let extension = Extension::Count { stratum: stratum.clone(), count };
        home.draw_extend(&id, &extension, reason)
    };
    assert!(extend(1, " ").is_err(), "without a reason");
    assert!(words(extend(0, "差错率偏高")).contains("adds nobody"));
    assert!(words(extend(17, "差错率偏高")).contains("16 are left"));
    // Four are drawn and ten more published; an eleventh comes next in the same order.
    let added = extend(11, "差错率偏高").unwrap();
    assert_eq!(added[..10], reserves);
    assert_eq!(verified(home, &id), 1);
    let now = cases(home, &id, Chosen::Sample);
    assert_eq!(now.len(), before.len() + 11);
    assert!(before.iter().all(|case| now.contains(case)), "who was drawn stays drawn");
    let place = |key: &str| now.iter().find(|case| case.household_key == key).unwrap().position;
    assert_eq!((place(&added[0]), place(&added[10])), (5, 15));

    let more = home.draw_extend(&id, &Extension::Share("50/100".to_owned()), "扩大抽查").unwrap();
    assert_eq!(
        more.len(),
        3,
        "of ten urban five, where two were drawn; the rural have more already"
    );
    let again = home.draw_extend(&id, &Extension::Share("50/100".to_owned()), "扩大抽查");
    assert!(words(again).contains("adds nobody"));
    wait(home.record_visits(&[visit(&id, now.last().unwrap())])).unwrap();
    let strata = home.inspection(&id).unwrap().strata;
    let counts: Vec<_> = strata.iter().map(|s| (s.outcome.population, s.outcome.drawn)).collect();
    assert_eq!(counts, [(10, 5), (20, 15)]);
    assert_eq!(wait(home.work_list(&id)).unwrap().rows(), 20);
    assert_eq!(verified(home, &id), 2);
    assert_eq!(home.examine_records().unwrap().faults, []);
    let newest = desk.logged().into_iter().filter(|entry| entry.starts_with("draw.extend")).count();
    assert_eq!(newest, 2);
}

#[test]
fn an_inspector_who_is_recused_late_is_replaced_before_the_visit() {
    let desk = desk();
    let home = &desk.home;
    let id = drawn(home, annual(Some(roster(&["a", "b", "c", "d", "e"]))));
    let sample = cases(home, &id, Chosen::Sample);
    let first = &sample[0];
    let list = wait(home.work_list(&id)).unwrap();
    assert!(list.texts("inspectors").unwrap().iter().all(Option::is_some));

    let recuse = |case: &DrawnCase, inspector: &str, reason: &str| {
        home.draw_recuse(&id, &case.household_key, inspector, reason)
    };
    let leaver = first.inspectors[0].as_str();
    assert!(words(recuse(first, leaver, "tired")).contains("kin, village"));
    assert!(words(recuse(first, "nobody", "kin")).contains("not on the roster"));
    let teams = recuse(first, leaver, "kin").unwrap();
    let team = teams.iter().find(|team| team.draw_id == first.household_key).unwrap();
    assert!(!team.inspectors.iter().any(|one| one == leaver), "{teams:?}");
    assert_eq!(team.inspectors[0], first.inspectors[1], "who stays leads");
    assert!(words(recuse(first, leaver, "kin")).contains("not in the team"));
    let now = cases(home, &id, Chosen::Sample);
    assert_eq!(now[0].inspectors, team.inspectors);

    assert!(words(wait(home.record_visits(&[visit(&id, first)]))).contains("the drawn team goes"));
    wait(home.record_visits(&[visit(&id, &now[0]), visit(&id, &now[1])])).unwrap();
    let late = recuse(&now[0], &now[0].inspectors[0], "village");
    assert!(words(late).contains("was visited already"));
    assert_eq!(verified(home, &id), 1);
    let entry = home.ledger().draw_steps(&id).unwrap().remove(0).entry;
    assert_eq!((entry.action.as_str(), entry.purpose.as_str()), ("draw.recuse", "kin"));

    // A reserve that stands in gets a team too.
    let third = &now[2];
    let moved = VisitReport { outcome: "moved".to_owned(), ..visit(&id, third) };
    wait(home.record_visits(&[moved])).unwrap();
    let reserve = home.draw_substitute(&id, &third.household_key).unwrap();
    let reserves = cases(home, &id, Chosen::Reserve);
    let stands_in = reserves.iter().find(|case| case.household_key == reserve).unwrap();
    assert_eq!(stands_in.inspectors.len(), 2);
    wait(home.record_visits(&[visit(&id, stands_in)])).unwrap();
    assert_eq!(verified(home, &id), 2);
}

#[test]
fn that_nobody_can_take_the_place_is_proven() {
    let desk = desk();
    let id = drawn(&desk.home, annual(Some(roster(&["a", "b"]))));
    let case = cases(&desk.home, &id, Chosen::Sample).remove(0);
    let refused = words(desk.home.draw_recuse(&id, &case.household_key, "a", "interest"));
    assert!(refused.contains("fewer than 2 inspectors may visit"), "{refused}");
    assert!(refused.contains(&case.household_key), "{refused}");
    assert!(desk.home.ledger().draw_steps(&id).unwrap().is_empty(), "nothing was changed");
    let plain = drawn(&desk.home, annual(None));
    let case = cases(&desk.home, &plain, Chosen::Sample).remove(0);
    let refused = words(desk.home.draw_recuse(&plain, &case.household_key, "a", "interest"));
    assert!(refused.contains("assigned no inspectors"), "{refused}");
}

#[test]
fn others_look_again_without_being_told() {
    let desk = desk();
    let home = &desk.home;
    let id = drawn(home, annual(None));
    home.draw_extend(&id, &Extension::Share("1/1".to_owned()), "全查").unwrap();
    let sample = cases(home, &id, Chosen::Sample);
    let plan = |base: Option<&str>, purpose: &str, roster| DrawRequest {
        purpose: purpose.to_owned(),
        second_look_of: base.map(str::to_owned),
        beacon_spec: "dice:20".to_owned(),
        roster,
        ..DrawRequest::default()
    };
    for wrong in [plan(None, "second_look", None), plan(Some(&id), "annual_visits", None)] {
        assert!(words(wait(home.draw_plan_for(&wrong))).contains("a second look is of a draw"));
    }
    let nothing = wait(home.draw_plan_for(&plan(Some(&id), "second_look", None)));
    assert_eq!(nothing.unwrap_err().blame, model::Blame::Caller, "nothing was found yet");
    // Of thirty twenty-eight are found; every second is in error.
    let found = |(number, case): (usize, &DrawnCase)| {
        let (codes, looked_into): (BTreeSet<_>, _) = match number % 2 {
            0 => (["F08".to_owned()].into(), 9),
            _ => (BTreeSet::new(), 3),
        };
        let checked = VISIT_ITEMS.into_iter().take(looked_into).map(str::to_owned).collect();
        VisitReport { checked, codes, ..visit(&id, case) }
    };
    let firsts: Vec<_> = sample.iter().take(28).enumerate().map(found).collect();
    wait(home.record_visits(&firsts)).unwrap();
    not_of_equal_depth(home, &id);

    let names = roster(&["甲", "丙", "丁", "戊"]);
    let again = drawn(home, plan(Some(&id), "second_look", Some(names)));
    let looked = cases(home, &again, Chosen::Sample);
    assert_eq!(looked.len(), 10, "a tenth would be three, and ten is the least");
    let first_keys: BTreeSet<_> = firsts.iter().map(|first| &first.household_key).collect();
    for case in &looked {
        assert!(first_keys.contains(&case.household_key));
        assert!(!case.inspectors.contains(&"甲".to_owned()), "甲 was there before");
        let town = sample.iter().find(|first| first.household_key == case.household_key).unwrap();
        assert_eq!(case.town_code, town.town_code);
        assert!(home.awaiting_second_look().unwrap().contains(&case.household_key));
    }
    nothing_is_told_to_those_who_look_again(home, &id, &firsts, &looked);
    let mut seen_before = visit(&again, &looked[0]);
    seen_before.visitors.insert("乙".to_owned());
    let refused = words(wait(home.record_visits(&[seen_before])));
    assert!(refused.contains("was at the first visit"), "{refused}");
    // Everybody whom the first look passed is in error.
    let seconds: Vec<_> = looked
        .iter()
        .map(|case| {
            let first =
                firsts.iter().find(|first| first.household_key == case.household_key).unwrap();
            let codes =
                if first.codes.is_empty() { ["F01".to_owned()].into() } else { BTreeSet::new() };
            VisitReport { codes, ..visit(&again, case) }
        })
        .collect();
    wait(home.record_visits(&seconds)).unwrap();
    let missed = seconds.iter().filter(|second| !second.codes.is_empty()).count() as u64;
    let result = home.inspection(&id).unwrap();
    let second = result.second_look.unwrap();
    assert_eq!(second.looked_count, 10);
    assert_eq!((second.missed_count, second.unfounded_count), (missed, 10 - missed));
    assert_eq!(second.population, 30);
    // What the second look finds is the reverse of the first, so that it would find all others in
    // error; about so, for the two strata are not found in the same part.
    let (first, rate) =
        (result.first.unwrap().respondents.estimate.mean, second.rate.unwrap().mean);
    assert!((rate - (1.0 - first)).abs() < 0.1, "{first} {rate}");
    assert!(home.awaiting_second_look().unwrap().is_empty());
    let third = wait(home.draw_plan_for(&plan(Some(&again), "second_look", None)));
    assert!(words(third).contains("is one itself"));
    assert_eq!(verified(home, &again), 0);
}

/// Where something was found nine things were looked into, elsewhere three; all else is equal.
fn not_of_equal_depth(home: &Home, id: &str) {
    let measures = home.depth(id).unwrap();
    let unequal: Vec<_> = measures.iter().filter(|measure| measure.is_unequal).collect();
    assert_eq!(unequal.iter().map(|measure| measure.name).collect::<Vec<_>>(), ["items"]);
    let compared = unequal[0].comparison.unwrap();
    assert_eq!((unequal[0].found_count, unequal[0].clear_count), (14, 14));
    assert_eq!((compared.first_mean, compared.second_mean), (9.0, 3.0));
    // Two of C(28, 14) dealings are as far apart.
    assert!((compared.p_value - 2.0 / 40_116_600.0).abs() < 1e-12, "{}", compared.p_value);
}

/// Neither lists, nor answers, nor new leads say what was found where a second look is to come.
fn nothing_is_told_to_those_who_look_again(
    home: &Home,
    id: &str,
    firsts: &[VisitReport],
    looked: &[DrawnCase],
) {
    let awaiting: BTreeSet<_> = looked.iter().map(|case| &case.household_key).collect();
    let shown = home.visits_to_show().unwrap();
    for (first, shown) in firsts.iter().zip(&shown) {
        let is_blind = awaiting.contains(&first.household_key);
        assert_eq!(shown.report.codes.is_empty(), is_blind || first.codes.is_empty());
        assert_eq!(shown.report.checked.is_empty(), is_blind);
        assert_eq!(shown.report.visited_on, first.visited_on);
    }
    let params = [("draw".to_owned(), id.to_owned())].into();
    let on = Some(day("2026-11-30"));
    let depth = wait(home.ask("visit_depth", on, params, engine::Scope::City)).unwrap();
    let numbers = |column: &str| -> Vec<i64> {
        let texts = depth.texts(column).unwrap().into_iter();
        texts.map(|text| text.unwrap_or_default().parse().unwrap()).collect()
    };
    let whole = depth.texts("inspector").unwrap().into_iter();
    let visits = numbers("found_visits_count").into_iter().zip(numbers("clear_visits_count"));
    let of_towns = whole.zip(visits).filter(|(inspector, _)| inspector.is_none());
    assert_eq!(of_towns.map(|(_, (found, clear))| found + clear).sum::<i64>(), 28 - 10);
    let known = firsts.iter().filter(|first| !awaiting.contains(&first.household_key));
    let expected = known.filter(|first| !first.codes.is_empty()).count();
    let opened = wait(home.open_leads(AsOf::default(), "线索岗", &[])).unwrap();
    assert!(opened.counts.contains(&("visits", expected)), "{:?} {expected}", opened.counts);
}

#[test]
fn a_clean_up_is_accepted_town_by_town() {
    let rural = (0..40).map(|n| case(2 * n + 1, "农村低保", 0, "400"));
    let urban = (0..10).map(|n| case(2 * n + 2, "城市低保", 0, "600"));
    let desk = Desk::with(&rural.chain(urban).collect::<Vec<_>>());
    let norms = desk.root().join("jurisdictions/own.toml");
    let request = || DrawRequest {
        purpose: "campaign_acceptance".to_owned(),
        beacon_spec: "dice:20".to_owned(),
        ..DrawRequest::default()
    };
    let none = wait(desk.home.draw_plan_for(&request()));
    assert!(none.is_err(), "without a campaign there is nothing to accept");
    let campaign = r#"
campaign_starts_on = [{ value = "2026-10-02", unit = "word", from = 2026-10-02, source = "test" }]
campaign_ends_on = [{ value = "2026-10-30", unit = "word", from = 2026-10-02, source = "test" }]
campaign_error_share_max = [{ value = "0.10", unit = "share", from = 2012-12-12, source = "test" }]
"#;
    fs::write(&norms, fs::read_to_string(&norms).unwrap() + campaign).unwrap();
    let home = Home::open(&desk.root(), operator()).unwrap();
    let id = drawn(&home, request());
    let sample = cases(&home, &id, Chosen::Sample);
    let of = |town: &str| sample.iter().filter(|case| case.town_code == town).collect::<Vec<_>>();
    let (rural, urban) = (of("469002101"), of("469002100"));
    // Of forty, four errors are tolerable: so many are drawn that five would hardly show none.
    let size = stats::interval::attribute_sample(40, 5, 0, 0.95).unwrap().unwrap() as usize;
    assert_eq!((rural.len(), urban.len()), (size, 10));
    let table = || lines(&wait(home.acceptance(&id, AsOf::default())).unwrap());
    assert!(table().iter().all(|row| row.ends_with("0.1000 open")), "{:?}", table());
    let mut visits: Vec<_> = rural.iter().map(|case| visit(&id, case)).collect();
    visits.extend(urban.iter().map(|case| visit(&id, case)));
    let last = visits.len() - 1;
    for report in &mut visits[last - 1..] {
        report.codes = ["F01".to_owned()].into();
    }
    wait(home.record_visits(&visits)).unwrap();
    let expected = [
        "469002100 10 10 10 2 2 0.1000 rejected".to_owned(),
        format!("469002101 40 {size} {size} 0 4 0.1000 accepted"),
    ];
    assert_eq!(table(), expected);
    let circular = wait(home.circular(&id, AsOf::default())).unwrap();
    let names: Vec<_> = circular.iter().map(|table| table.provenance.query.as_str()).collect();
    let shown =
        ["campaign_acceptance", "campaign_progress", "campaign_daily", "rectification_by_town"];
    assert_eq!(names, shown);
    let other = drawn(&home, annual(None));
    assert!(words(wait(home.acceptance(&other, AsOf::default()))).contains("no acceptance sample"));
}
