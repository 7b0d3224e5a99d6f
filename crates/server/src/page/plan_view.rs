//! What a scenario changes, as pages show it: in one sentence, as sums by group, by town.

use std::cmp::Ordering;

use chart::{Exact, MISSING, Words};
use model::{Fen, Lang, Result};
use plan::{Draft, Group, Include, Scenario, Total};
use registry::{ChartKind, ChartSpec};
use supervise::Planned;

use crate::client_error::ClientError;
use crate::desk::{Desk, Part};
use crate::page::sections::{hand_table, part};
use crate::table::{Cell, Selection, TableView};
use crate::words::{self as w, Word};

/// Months of a year.
const YEAR: i64 = 12;

/// What a scenario changes.
pub(crate) struct PlanView {
    pub(crate) answer: String,
    pub(crate) parts: Vec<Part>,
    pub(crate) receipt: String,
}

/// Computes a scenario on the snapshot of the desk.
pub(crate) async fn compute(desk: &Desk, scenario: &Scenario) -> Result<PlanView, ClientError> {
    let planned = desk.source.planned(desk.view()?, scenario).await?;
    Ok(PlanView {
        answer: answer(desk, &planned.total),
        parts: parts(desk, &planned),
        receipt: planned.table.provenance.receipt(),
    })
}

fn answer(desk: &Desk, total: &Total) -> String {
    let of = |group| count(desk, total, group);
    w::PLAN_ANSWER.fill(
        desk.lang(),
        &[
            ("now", &yuan(total.now)),
            ("after", &yuan(total.after)),
            ("change", &change(desk.lang(), total)),
            ("households_now", &desk.count(total.households_now)),
            ("households_after", &desk.count(total.households_after)),
            ("newly", &of(Group::NewlyEligible)),
            ("losing", &of(Group::Losing)),
        ],
    )
}

/// How much more or less is paid, in words.
fn change(lang: Lang, total: &Total) -> String {
    let by = total.after - total.now;
    let word = match by.cmp(&Fen(0)) {
        Ordering::Greater => w::MORE_BY,
        Ordering::Less => w::LESS_BY,
        Ordering::Equal => w::NO_CHANGE,
    };
    let by = Fen(by.0.abs());
    word.fill(lang, &[("by", &yuan(by)), ("year", &yuan(of_year(by)))])
}

/// What is paid in a year at so much a month.
pub(crate) const fn of_year(month: Fen) -> Fen {
    Fen(month.0.saturating_mul(YEAR))
}

/// Households of a group, as whoever asks may see them.
pub(crate) fn count(desk: &Desk, total: &Total, group: Group) -> String {
    desk.count(total.groups.get(&group).map_or(0, |sums| sums.households))
}

/// Grouped yuan.
pub(crate) fn yuan(fen: Fen) -> String {
    exact(fen).grouped(2)
}

fn exact(fen: Fen) -> Exact {
    Exact::parse(&fen.to_string()).unwrap_or_default()
}

fn parts(desk: &Desk, planned: &Planned) -> Vec<Part> {
    let towns = Selection { id: "plan", caption: desk.say(w::PLAN_TOWNS), ..Selection::default() };
    let groups = Selection {
        id: "plan_groups",
        caption: desk.say(w::PLAN_TOWN_GROUPS),
        paged: true,
        ..Selection::default()
    };
    let title =
        w::PLAN_CHART.fill(desk.lang(), &[("change", &change(desk.lang(), &planned.total))]);
    vec![
        part("groups", desk.say(w::PLAN_GROUPS), &by_group(desk, &planned.total)),
        Part {
            figure: desk.figure(&planned.table, &bars(), "plan-figure", &title),
            ..part("by-town", desk.say(w::PLAN_TOWNS), &desk.table(&planned.table, towns))
        },
        part("by-group", desk.say(w::PLAN_TOWN_GROUPS), &desk.table(&planned.groups, groups)),
    ]
}

fn bars() -> ChartSpec {
    ChartSpec {
        kind: ChartKind::Bar,
        x: "town_code".to_owned(),
        y: vec!["yuan_now".to_owned(), "yuan_after".to_owned()],
        low: None,
        high: None,
        series: None,
        apart: false,
    }
}

/// The groups over all towns; the sums are of all rows, for not every cell may be shown.
fn by_group(desk: &Desk, total: &Total) -> TableView {
    let words = desk.glossary();
    let rows = total.groups.iter().map(|(group, sums)| {
        vec![
            Cell::text(words.value("group", group.code())),
            Cell::number(desk.count(sums.households)),
            Cell::number(desk.count(sums.persons)),
            Cell::number(desk.sum_of(sums.households, exact(sums.change))),
        ]
    });
    let heads: [(Word, bool); 4] =
        [(w::GROUP, false), (w::HOUSEHOLDS, true), (w::PERSONS, true), (w::CHANGE_MONTH, true)];
    hand_table(desk, "groups", desk.say(w::PLAN_GROUPS), &heads, rows.collect(), w::NO_ROWS)
}

/// What a scenario says, as labels and values.
pub(crate) fn facts(desk: &Desk, scenario: &Scenario) -> Vec<(&'static str, String)> {
    let included = [
        (Include::Continuing, w::INCLUDE_CONTINUING),
        (Include::NewlyEligible, w::INCLUDE_NEWLY),
        (Include::Supplements, w::INCLUDE_SUPPLEMENTS),
    ];
    let included = included.into_iter().filter(|(part, _)| scenario.includes(*part));
    let included: Vec<&str> = included.map(|(_, word)| desk.say(word)).collect();
    let included =
        if included.is_empty() { MISSING.to_owned() } else { included.join(desk.say(w::COMMA)) };
    let draft = Draft::of(scenario);
    let take_up = format!("{}{}{}", draft.take_up_urban, desk.say(w::COMMA), draft.take_up_rural);
    vec![
        (desk.say(w::URBAN_MONTH), scenario.standards.urban.to_string()),
        (desk.say(w::RURAL_MONTH), scenario.standards.rural.to_string()),
        (desk.say(w::EFFECTIVE), scenario.effective_from.to_string()),
        (desk.say(w::TAKE_UP_BOTH), take_up),
        (desk.say(w::INCLUDED), included),
    ]
}
