//! What a planner may write, and what is refused where.

use model::Fen;

use super::*;

const GOOD: &str = "\
title = \"城乡标准提高\"
effective_from = 2027-01-01
take_up = \"0.85\"
include = [\"continuing\"]

[standards]
urban = \"680\"
rural = { year = \"5160.50\" }
";

fn read(text: &str) -> Result<Scenario> {
    Scenario::read("up.toml", text)
}

#[test]
fn a_scenario_is_read_exactly() {
    let scenario = read(GOOD).unwrap();
    assert_eq!(scenario.standards.urban.year(), Fen(68_000 * 12));
    assert_eq!(scenario.standards.rural.year(), Fen(516_050));
    assert_eq!(scenario.take_up, TakeUp { urban: 8_500, rural: 8_500 });
    assert!(scenario.includes(Include::Continuing) && !scenario.includes(Include::NewlyEligible));
    assert_eq!(scenario.effective_from.to_string(), "2027-01-01");
}

#[test]
fn the_parameters_of_a_scenario_give_it_back() {
    for text in [GOOD.to_owned(), GOOD.replace("5160.50", "4800")] {
        let scenario = read(&text).unwrap();
        assert_eq!(Scenario::of_parameters(&scenario.parameters()), Some(scenario.clone()));
        let mut other = scenario.parameters();
        other.remove("take_up.rural");
        assert_eq!(Scenario::of_parameters(&other), None);
    }
}

#[test]
fn what_is_left_out_has_its_usual_meaning() {
    let text = GOOD.replace("take_up = \"0.85\"\ninclude = [\"continuing\"]\n", "");
    let scenario = read(&text).unwrap();
    assert_eq!(scenario.take_up, TakeUp { urban: 10_000, rural: 10_000 });
    assert_eq!(scenario.include.len(), 2);
}

#[test]
fn mistakes_are_refused_on_their_line() {
    let rows = [
        ("unknown key", "take_up", "takeup", 3, "takeup"),
        ("unknown key below", "urban =", "town = \"1\"\nurban =", 7, "town"),
        ("missing key", "title = \"城乡标准提高\"\n", "", 1, "title"),
        ("empty title", "城乡标准提高", " ", 1, "title"),
        ("unknown part", "continuing", "leaving", 4, "leaving"),
        ("float", "\"680\"", "680.5", 7, "standards.urban"),
        ("zero", "\"680\"", "\"0\"", 7, "above 0"),
        ("negative", "\"680\"", "-680", 7, "above 0"),
        ("three decimals", "5160.50", "5160.505", 8, "standards.rural"),
        ("unknown measure", "{ year =", "{ week =", 8, "standards.rural"),
        ("rural above urban", "{ year = \"5160.50\" }", "\"680.01\"", 8, "rural_above_urban"),
        ("share above one", "0.85", "1.0001", 3, "take_up"),
        ("share in percent", "0.85", "85%", 3, "take_up"),
        ("an instant", "2027-01-01", "2027-01-01T00:00:00Z", 2, "effective_from"),
        ("no day", "2027-01-01", "2027-02-30", 2, ""),
    ];
    for (name, from, to, line, word) in rows {
        let text = GOOD.replace(from, to);
        assert_ne!(text, GOOD, "{name}");
        let fault = read(&text).unwrap_err();
        assert_eq!(fault.place, Some(Place::line("up.toml", line)), "{name}: {fault}");
        assert!(fault.text.en.contains(word), "{name}: {fault}");
    }
}

#[test]
fn the_relation_of_the_standards_can_be_waived() {
    let text = GOOD.replace("{ year = \"5160.50\" }", "\"700\"");
    assert!(read(&text).is_err());
    assert!(read(&format!("rural_above_urban = true\n{text}")).is_ok());
}

#[test]
fn take_up_may_differ_by_area() {
    let text = GOOD.replace("\"0.85\"", "{ urban = \"0.8\", rural = \"0.6\" }");
    assert_eq!(read(&text).unwrap().take_up, TakeUp { urban: 8_000, rural: 6_000 });
}

#[test]
fn a_scenario_is_told_in_full() {
    let told: Vec<_> = read(GOOD).unwrap().parameters().into_values().collect();
    let expected =
        ["2027-01-01", "continuing", "5160.50/12", "680.00", "0.8500", "0.8500", "城乡标准提高"];
    assert_eq!(told, expected);
}
