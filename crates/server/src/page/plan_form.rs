//! The form of a scenario: what was typed, as a draft and as fields again.
//!
//! # Invariants
//!
//! - [`fields_of`] gives what [`draft`] reads: a trial in the address, the hidden part of the form that
//!   saves it, and the way from a saved scenario back to the form are the same fields.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use model::{Lang, Programme, Result, ResultTable};
use plan::{Amount, Draft, Include, Mistake, Part, Scenario};
use supervise::SavedFile;

use crate::client_error::ClientError;
use crate::desk::Desk;
use crate::forms::{Choice, Field, Form};
use crate::frame::Frame;
use crate::link::address;
use crate::words::{self as w, Word};

/// The saved revision that a form began from: scenario and revision.
pub(crate) type Base = Option<(i64, i64)>;

/// What the page shows.
#[derive(Default)]
pub(crate) struct Bench {
    pub(crate) draft: Draft,
    pub(crate) base: Base,
    /// Whether something was sent that is to be computed.
    pub(crate) is_sent: bool,
    pub(crate) mistakes: Vec<Mistake>,
    pub(crate) alert: Option<String>,
}

/// The revision that a form began from, if it says one.
pub(crate) fn base<'a>(given: impl Fn(&str) -> Option<&'a str>) -> Base {
    let number = |name: &str| given(name)?.parse().ok();
    number("scenario").zip(number("revision"))
}

/// The draft with a name that it may do without while it is only tried.
pub(crate) fn named(draft: &Draft) -> Draft {
    Draft { title: w::PLANNING_TITLE.get(Lang::Zh).to_owned(), ..draft.clone() }
}

/// What was typed; where nothing was, the standards in force from the next year on.
pub(crate) fn draft<'a>(
    desk: &Desk,
    now: &ResultTable,
    is_sent: bool,
    given: impl Fn(&str) -> Option<&'a str>,
) -> Result<Draft, ClientError> {
    let monthly = monthly(now)?;
    let text = |name: &str, usual: &str| -> String {
        given(name).map(str::trim).filter(|text| !text.is_empty()).unwrap_or(usual).to_owned()
    };
    let amount = |name: &str, per: &str, programme: Programme| {
        let usual = monthly.get(programme.code()).map_or("", String::as_str);
        let yuan = given(name).unwrap_or(if is_sent { "" } else { usual }).trim().to_owned();
        Amount { yuan, is_yearly: given(per) == Some("year") }
    };
    let ticked = |part: &Include| given(part.code()).is_some();
    let mut include: Vec<Include> = Include::ALL.into_iter().filter(ticked).collect();
    if include.is_empty() {
        include = vec![Include::Continuing, Include::NewlyEligible];
    }
    Ok(Draft {
        title: text("title", ""),
        effective_from: text("effective_from", &next_year(desk.as_of()?).to_string()),
        urban: amount("urban", "urban_per", Programme::DibaoUrban),
        rural: amount("rural", "rural_per", Programme::DibaoRural),
        take_up_urban: text("take_up_urban", "1"),
        take_up_rural: text("take_up_rural", "1"),
        include: include.into_iter().collect(),
        rural_above_urban: given("rural_above_urban").is_some(),
    })
}

/// What [`draft`] reads, by name.
fn fields_of(draft: &Draft) -> Vec<(&'static str, String)> {
    let per = |amount: &Amount| if amount.is_yearly { "year" } else { "month" }.to_owned();
    let mut fields = vec![
        ("effective_from", draft.effective_from.clone()),
        ("urban", draft.urban.yuan.clone()),
        ("urban_per", per(&draft.urban)),
        ("rural", draft.rural.yuan.clone()),
        ("rural_per", per(&draft.rural)),
        ("take_up_urban", draft.take_up_urban.clone()),
        ("take_up_rural", draft.take_up_rural.clone()),
    ];
    fields.extend(draft.include.iter().map(|part| (part.code(), "1".to_owned())));
    if draft.rural_above_urban {
        fields.push(("rural_above_urban", "1".to_owned()));
    }
    fields
}

/// Where a saved scenario is changed: the form with what it says.
pub(crate) fn change_link(desk: &Desk, scenario: &Scenario, (id, revision): (i64, i64)) -> String {
    let draft = Draft::of(scenario);
    let mut fields = fields_of(&draft);
    fields.push(("title", draft.title));
    fields.push(("scenario", id.to_string()));
    fields.push(("revision", revision.to_string()));
    let fields = fields.iter().map(|(name, value)| (*name, value.as_str()));
    address("/planning", desk.reader.always().into_iter().chain(fields))
}

/// The monthly standard of each programme, as texts.
pub(crate) fn monthly(standards: &ResultTable) -> Result<BTreeMap<String, String>> {
    let programmes = standards.texts("programme")?.into_iter();
    let pairs = programmes.zip(standards.texts("standard_month_yuan")?);
    Ok(pairs.filter_map(|(programme, yuan)| Some((programme?, yuan?))).collect())
}

fn next_year(day: NaiveDate) -> NaiveDate {
    NaiveDate::from_ymd_opt(day.year() + 1, 1, 1).unwrap_or(day)
}

/// The form and field in which a part stands.
pub(crate) const fn place(part: Part, is_saved: bool) -> (&'static str, &'static str) {
    match part {
        Part::Title if is_saved => ("save-next", "title"),
        Part::Title => ("save", "title"),
        Part::EffectiveFrom => ("try", "effective_from"),
        Part::Urban => ("try", "urban"),
        Part::Rural => ("try", "rural"),
        Part::TakeUpUrban => ("try", "take_up_urban"),
        Part::TakeUpRural => ("try", "take_up_rural"),
    }
}

/// What is wrong with a part, in the language of the page.
fn wrong(lang: Lang, bench: &Bench, part: Part) -> Option<String> {
    let found = bench.mistakes.iter().find(|(wrong, _)| *wrong == part);
    found.map(|(_, text)| text.get(lang).to_owned())
}

/// The form that computes and saves nothing.
pub(crate) fn try_form(
    desk: &Desk,
    frame: &Frame,
    bench: &Bench,
    now: &BTreeMap<String, String>,
) -> Form {
    let (lang, draft) = (desk.lang(), &bench.draft);
    let form = Form::get(frame, "try", "/planning#result", w::CALCULATE);
    let mut form = form.titled(w::NEW_STANDARDS.get(lang));
    if let Some((id, revision)) = bench.base {
        form.hidden.push(("scenario", id.to_string()));
        form.hidden.push(("revision", revision.to_string()));
    }
    if !draft.title.is_empty() {
        form.hidden.push(("title", draft.title.clone()));
    }
    let field = |part: Part, label: Word, kind, value: &str| {
        let field = Field::new(lang, place(part, false).1, label, kind).valued(value.to_owned());
        field.wrong(wrong(lang, bench, part))
    };
    let amount = |part, label: Word, amount: &Amount, programme: Programme| {
        let value = now.get(programme.code()).map_or("", String::as_str);
        let hint = w::HINT_NOW.fill(lang, &[("value", value)]);
        field(part, label, "text", &amount.yuan).hint(hint)
    };
    let per = |name, label: Word, amount: &Amount| {
        let options = [("month", w::PER_MONTH), ("year", w::PER_YEAR)];
        let options = options.map(|(code, word)| (code.to_owned(), word.get(lang).to_owned()));
        let value = if amount.is_yearly { "year" } else { "month" };
        Field::new(lang, name, label, "").one_of(options.to_vec()).valued(value.to_owned())
    };
    let hint = w::HINT_TAKE_UP.get(lang);
    let share = |part, label, value: &str| field(part, label, "text", value).optional().hint(hint);
    form.fields = vec![
        amount(Part::Urban, w::URBAN, &draft.urban, Programme::DibaoUrban),
        per("urban_per", w::URBAN_PER, &draft.urban),
        amount(Part::Rural, w::RURAL, &draft.rural, Programme::DibaoRural),
        per("rural_per", w::RURAL_PER, &draft.rural),
        share(Part::TakeUpUrban, w::TAKE_UP_URBAN, &draft.take_up_urban),
        share(Part::TakeUpRural, w::TAKE_UP_RURAL, &draft.take_up_rural),
        field(Part::EffectiveFrom, w::EFFECTIVE, "date", &draft.effective_from)
            .optional()
            .hint(w::HINT_EFFECTIVE.get(lang)),
    ];
    form.choices = choices(lang, draft);
    form
}

fn choices(lang: Lang, draft: &Draft) -> Vec<Choice> {
    let option = |code: &str, word: Word| (code.to_owned(), word.get(lang).to_owned());
    let parts = [
        option(Include::Continuing.code(), w::INCLUDE_CONTINUING),
        option(Include::NewlyEligible.code(), w::INCLUDE_NEWLY),
        option(Include::Supplements.code(), w::INCLUDE_SUPPLEMENTS),
    ];
    let included: Vec<String> = draft.include.iter().map(|part| part.code().to_owned()).collect();
    let above = "rural_above_urban";
    let allowed = vec![option(above, w::ALLOW_RURAL_ABOVE)];
    let ticked: Vec<String> =
        draft.rural_above_urban.then(|| above.to_owned()).into_iter().collect();
    vec![
        Choice::own(w::INCLUDED.get(lang), parts.to_vec()).ticked(&included),
        Choice::own(w::ALLOWED.get(lang), allowed).ticked(&ticked),
    ]
}

/// The forms that save what was computed: as the next revision of the scenario it began from, and as
/// a new one.
pub(crate) fn save_forms(frame: &Frame, bench: &Bench, mine: Option<&SavedFile>) -> Vec<Form> {
    let lang = frame.lang;
    let title = bench.draft.title.as_str();
    let form = |id: &'static str, heading: String, base: Base, name: &str| {
        let form = Form::post(lang, id, frame.link("/scenarios"), w::SCENARIO_SAVE);
        let mut form = form.of(frame).titled(heading);
        form.hidden.extend(fields_of(&bench.draft));
        if let Some((id, revision)) = base {
            form.hidden.push(("scenario", id.to_string()));
            form.hidden.push(("revision", revision.to_string()));
        }
        let hint = w::SCENARIO_SAVE_ABOUT.get(lang);
        let field = Field::new(lang, "title", w::SCENARIO_NAME, "text").valued(name.to_owned());
        form.fields.push(field.hint(hint));
        form
    };
    let mistake = wrong(lang, bench, Part::Title);
    let mut forms = match (mine, bench.base) {
        (Some(mine), Some((id, revision))) => {
            let next = (revision + 1).to_string();
            let values = [("title", mine.latest.title.as_str()), ("revision", next.as_str())];
            let words = w::SCENARIO_SAVE_NEXT.fill(lang, &values);
            let other = w::SCENARIO_SAVE_OTHER.get(lang).to_owned();
            vec![
                form("save-next", words, Some((id, revision)), title),
                form("save", other, None, ""),
            ]
        }
        _ => vec![form("save", w::SCENARIO_SAVE.get(lang).to_owned(), None, title)],
    };
    if let Some(field) = forms.first_mut().and_then(|form| form.fields.first_mut()) {
        field.wrong = mistake;
    }
    forms
}

/// The names of the boxes of scenarios to compare begin so.
pub(crate) const PICK: &str = "with_";

/// The form that chooses what is compared, where there is something to choose.
pub(crate) fn choose_form(frame: &Frame, saved: &[SavedFile], picked: &[i64]) -> Option<Form> {
    if saved.len() < 2 {
        return None;
    }
    let lang = frame.lang;
    let name = |id: i64| format!("{PICK}{id}");
    let options = saved.iter().map(|one| (name(one.id), one.latest.title.clone())).collect();
    let ticked: Vec<String> = picked.iter().map(|id| name(*id)).collect();
    let mut form = Form::get(frame, "choose", "/planning/compare", w::COMPARE);
    form.choices = vec![Choice::own(w::COMPARE_CHOOSE.get(lang), options).ticked(&ticked)];
    Some(form)
}
