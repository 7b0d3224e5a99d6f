//! Time limits, cycles, relief, the price subsidy, grace periods.

use model::{Area, Fen, Month};
use policy::{
    check_relief, dibao_standard, due_on, grace, price_subsidy, price_trigger, recheck_due_on,
};
use serde::Deserialize;
use toml::value::Datetime;

use crate::files::{CaseFile, all, day, fen, number, rules};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LimitCase {
    name: String,
    norm: String,
    from: Datetime,
    due: Option<Datetime>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RecheckCase {
    name: String,
    on: Datetime,
    class: String,
    registered: bool,
    checked: Datetime,
    due: Datetime,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReliefCase {
    name: String,
    on: Datetime,
    area: Area,
    amount: String,
    times: i64,
    cap: String,
    found: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PriceCase {
    name: String,
    norms: Option<String>,
    on: Datetime,
    area: Area,
    cpi: String,
    food: String,
    rise: String,
    trigger: String,
    per_person: String,
    published: Datetime,
    due: Datetime,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct GraceCase {
    name: String,
    norms: Option<String>,
    month: Month,
    first: Month,
    last: Month,
    last_month: Month,
    runs: bool,
    percent: Option<i128>,
}

/// Runs a check on the cases of every file and counts them.
fn each(check: impl Fn(&CaseFile) -> usize) {
    let seen: usize = all().values().map(check).sum();
    assert!(seen > 1, "only {seen} cases");
}

#[test]
fn limits_end_on_the_day_counted_by_hand() {
    each(|file| {
        let (norms, calendar) = rules(&file.place, None);
        for case in &file.limit {
            let due = due_on(&norms, &calendar, &case.norm, day(&case.from));
            assert_eq!(due, case.due.as_ref().map(day), "{}: {}", file.place, case.name);
        }
        file.limit.len()
    });
}

#[test]
fn rechecks_fall_due_by_class_and_place() {
    each(|file| {
        let (norms, _) = rules(&file.place, None);
        for case in &file.recheck {
            let (on, checked) = (day(&case.on), day(&case.checked));
            let due = recheck_due_on(&norms, on, &case.class, case.registered, checked);
            assert_eq!(due, Some(day(&case.due)), "{}: {}", file.place, case.name);
        }
        file.recheck.len()
    });
}

#[test]
fn relief_is_held_against_its_cap() {
    each(|file| {
        let (norms, _) = rules(&file.place, None);
        for case in &file.relief {
            let amount = fen(&case.amount);
            let check = check_relief(&norms, day(&case.on), case.area, amount, case.times).unwrap();
            let said = [
                ("over_cap", check.over_cap),
                ("near_cap", check.near_cap),
                ("too_often", check.too_often),
            ];
            let found: Vec<&str> =
                said.into_iter().filter(|(_, is)| *is).map(|(word, _)| word).collect();
            assert_eq!(check.cap, fen(&case.cap), "{}: {}", file.place, case.name);
            assert_eq!(found, case.found, "{}: {}", file.place, case.name);
        }
        file.relief.len()
    });
}

#[test]
fn the_price_subsidy_is_triggered_computed_and_due() {
    each(|file| {
        for case in &file.price {
            let (norms, calendar) = rules(&file.place, case.norms.as_deref());
            let on = day(&case.on);
            let (cpi, food) = (Some(number(&case.cpi)), Some(number(&case.food)));
            let trigger = price_trigger(&norms, on, cpi, food).map_or("none", |t| t.code());
            let standard = dibao_standard(&norms, case.area, on).unwrap();
            let each: Option<Fen> = price_subsidy(&norms, on, standard, number(&case.rise));
            let due = due_on(&norms, &calendar, "price_subsidy_workdays", day(&case.published));
            let label = format!("{}: {}", file.place, case.name);
            assert_eq!(trigger, case.trigger, "{label}");
            assert_eq!(each, Some(fen(&case.per_person)), "{label}");
            assert_eq!(due, Some(day(&case.due)), "{label}");
        }
        file.price.len()
    });
}

#[test]
fn grace_periods_end_and_step_down() {
    each(|file| {
        for case in &file.grace {
            let (norms, _) = rules(&file.place, case.norms.as_deref());
            let found = grace(&norms, case.month, case.first, case.last).unwrap();
            let label = format!("{}: {}", file.place, case.name);
            assert_eq!((found.last_month, found.runs), (case.last_month, case.runs), "{label}");
            assert_eq!(found.share, case.percent.unwrap_or(100) * 100, "{label}");
        }
        file.grace.len()
    });
}
