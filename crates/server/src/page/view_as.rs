//! What an account may do and see, for the audit administrator: pages, rows, and the columns of every
//! question that are hidden from it.
//!
//! # Invariants
//!
//! - It is told by the same route table and the same planner that answer the account; no row is
//!   read, for the audit administrator sees no data.
//! - Each look is in the audit log under the account looked at.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use engine::Sight;
use model::{Lang, Result};
use registry::Question;
use supervise::{Home, SignedIn};

use crate::App;
use crate::client_error::ClientError;
use crate::forms::{Choice, Form, FormsPage};
use crate::frame::{Frame, Section};
use crate::gate::Need;
use crate::page::sections::{part, plain_table};
use crate::reader::Reader;
use crate::routes::needs;
use crate::table::{Cell, TableView};
use crate::visitor::Visitor;
use crate::words as w;

/// The field of the account.
const ACCOUNT: &str = "account";

/// `GET /view-as?account=…`.
pub(crate) async fn get(
    State(app): State<App>,
    reader: Reader,
    visitor: Visitor,
) -> Result<Response, ClientError> {
    let lang = reader.lang;
    let home = app.source().acting(&visitor).home().clone();
    let frame = Frame::plain(&app, &reader, Section::Audit, w::VIEW_AS.get(lang));
    let mut page =
        FormsPage { answer: w::VIEW_AS_ABOUT.get(lang).to_owned(), ..FormsPage::new(frame) };
    let names = home.accounts()?.into_iter().map(|account| (account.name.clone(), account.name));
    let chosen = reader.params.get(ACCOUNT);
    let mut form = Form::post(lang, "view-as", "/view-as", w::GO);
    form.method = "get";
    let choice = Choice::one(ACCOUNT, w::ACCOUNT_NAME.get(lang), names.collect());
    form.choices.push(choice.ticked(chosen.map(std::slice::from_ref).unwrap_or_default()));
    page.forms.push(form);
    if let Some(name) = chosen {
        let account = home.view_as(name)?;
        page.notes = facts(lang, &account);
        page.parts.push(part("pages", w::VIEW_AS_PAGES.get(lang), &pages(lang, &account)));
        let questions = questions(&home, lang, &account).await?;
        page.parts.push(part("questions", w::QUESTIONS.get(lang), &questions));
    }
    Ok(page.response(StatusCode::OK))
}

/// Roles, whose rows, and which classes of columns.
fn facts(lang: Lang, account: &SignedIn) -> Vec<(String, String)> {
    let roles: Vec<_> = account
        .roles
        .iter()
        .map(|role| if lang == Lang::Zh { role.zh() } else { role.en() })
        .collect();
    let Sight { persons, money, text } = account.reader().sight;
    let yes = |is| if is { w::SEEN } else { w::HIDDEN }.get(lang).to_owned();
    let rows = account.town.clone().unwrap_or_else(|| w::ALL_TOWNS.get(lang).to_owned());
    let facts = [
        (w::ROLES, roles.join(w::COMMA.get(lang))),
        (w::WHOSE_ROWS, rows),
        (w::SIGHT_PERSONS, yes(persons)),
        (w::SIGHT_MONEY, yes(money)),
        (w::SIGHT_TEXT, yes(text)),
    ];
    facts.map(|(word, value)| (word.get(lang).to_owned(), value)).into()
}

/// Every address that needs a right, and whether the account has it.
fn pages(lang: Lang, account: &SignedIn) -> TableView {
    let rows = needs().into_iter().filter_map(|(method, path, need)| {
        let Need::Right(right) = need else { return None };
        let is_open = if account.may(right) { w::SEEN } else { w::REFUSED };
        Some(vec![
            Cell::text(path).class("key"),
            Cell::text(method.as_str()),
            Cell::text(right.code()),
            Cell::text(is_open.get(lang)),
        ])
    });
    let heads = [w::ADDRESS, w::METHOD, w::NEEDS, w::STATUS].map(|word| (word, false));
    plain_table(lang, "pages-table", w::VIEW_AS_PAGES, &heads, rows.collect())
}

/// Every question, and what of its answer the account sees.
async fn questions(home: &Home, lang: Lang, account: &SignedIn) -> Result<TableView> {
    let sight = account.reader().sight;
    let mut rows = Vec::new();
    for question in home.registry().questions() {
        let hidden = match account.may(access::Right::View) {
            true => hidden(home, question, sight).await?,
            false => None,
        };
        let (status, columns) = match hidden {
            None => (w::REFUSED, String::new()),
            Some(columns) if columns.is_empty() => (w::SEEN, String::new()),
            Some(columns) => (w::PARTLY_SEEN, columns.join(w::COMMA.get(lang))),
        };
        rows.push(vec![
            Cell::text(&question.name).class("key"),
            Cell::text(question.title.get(lang)),
            Cell::text(status.get(lang)),
            Cell::text(columns),
        ]);
    }
    let heads =
        [w::QUESTION_NAME, w::QUESTION, w::STATUS, w::HIDDEN_COLUMNS].map(|word| (word, false));
    Ok(plain_table(lang, "questions-table", w::QUESTIONS, &heads, rows))
}

/// The columns that are hidden from somebody; `None` if the question is refused to them.
async fn hidden(home: &Home, question: &Question, sight: Sight) -> Result<Option<Vec<String>>> {
    match sight {
        Sight::ALL => Ok(Some(Vec::new())),
        Sight { persons: false, .. } if question.names_persons() => Ok(None),
        _ => home.hidden_columns(question, sight).await,
    }
}
