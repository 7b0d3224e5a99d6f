//! One page per town: its score, its leads, its caseload and duties. It prints on one sheet.

use askama::Template;
use axum::extract::{Path, State};
use model::{Blame, Fault, Lang};

use crate::App;
use crate::client_error::ClientError;
use crate::desk::{Desk, Page, Part, lasting};
use crate::frame::{Frame, Section};
use crate::page::scores;
use crate::page::sections::{part, question_part};
use crate::reader::Reader;
use crate::summary::{FlagCount, total};
use crate::table::Selection;
use crate::words as w;

/// The questions whose rows of the town stand on its page.
const QUESTIONS: [&str; 6] = [
    "caseload_by_town",
    "annual_visits",
    "new_case_spot_checks",
    "rechecks_due",
    "approval_days",
    "payment_reconciliation",
];

/// The question whose rows stand there with what fails first.
const CONSISTENCY: &str = "data_consistency";

#[derive(Template)]
#[template(path = "town.html")]
struct TownPage {
    frame: Frame,
    answer: String,
    parts: Vec<Part>,
}

/// `GET /towns/{code}`.
pub(crate) async fn get(State(app): State<App>, Path(code): Path<String>, reader: Reader) -> Page {
    let desk = Desk::open(&app, reader).await?;
    desk.view()?;
    let name = desk.town_name(&code).ok_or_else(|| no_town(&code))?;
    let score = scores::scorecard(&desk).await?;
    let flags = desk.source.flag_counts(desk.view()?).await?;
    let title =
        w::TOWN_TITLE.fill(desk.lang(), &[("town", &name), ("month", &desk.month_words()?)]);
    let reasons = desk.source.reasons(desk.view()?).await?;
    let answer = answer(&desk, &scores::towns(&score, &reasons)?, &flags, &code);
    let rules = scores::flags_by_rule(&desk, &flags, Some(&code));
    let mut parts = vec![
        part("flags-part", desk.say(w::FLAGS_BY_RULE), &rules),
        part("score-part", desk.say(w::SCORE_PARTS), &scores::parts(&desk, &score, &code)?),
    ];
    for question in QUESTIONS {
        parts.push(question_part(&desk, question, Some(&code)).await?);
    }
    parts.push(consistency(&desk, &code).await?);
    lasting(&TownPage { frame: desk.frame(Section::Leader, title), answer, parts })
}

/// The rules of consistency, those that rows fail first.
async fn consistency(desk: &Desk, code: &str) -> Result<Part, ClientError> {
    let answer = desk.ask(CONSISTENCY).await?;
    let title = desk.title_of(CONSISTENCY);
    let selection = Selection {
        id: CONSISTENCY,
        caption: &title,
        town: Some(code),
        most_first: Some("failed_count"),
        ..Selection::default()
    };
    let more = (desk.question_link(CONSISTENCY), desk.say(w::OPEN_QUESTION).to_owned());
    Ok(Part {
        more: Some(more),
        ..part(CONSISTENCY, title.clone(), &desk.table(&answer, selection))
    })
}

fn no_town(code: &str) -> ClientError {
    let say = |lang| w::NO_TOWN.fill(lang, &[("town", code)]);
    ClientError::missing(Fault::new(Blame::Caller, say(Lang::Zh), say(Lang::En)))
}

fn answer(desk: &Desk, towns: &[scores::TownScore], flags: &[FlagCount], code: &str) -> String {
    let open = desk.count(total(flags, |count| count.town == code).count);
    let rated = towns.iter().find(|town| town.town == code);
    match rated.and_then(|town| Some((town, town.score.as_deref()?, town.rank.as_deref()?))) {
        None => w::TOWN_NO_SCORE.fill(desk.lang(), &[("flags", &open)]),
        Some((town, score, rank)) => w::TOWN_ANSWER.fill(
            desk.lang(),
            &[
                ("score", score),
                ("rank", rank),
                ("low", &town.low),
                ("high", &town.high),
                ("tier", &chart::Words::value(&desk.glossary(), "tier", &town.tier)),
                ("flags", &open),
            ],
        ),
    }
}
