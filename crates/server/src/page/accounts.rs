//! The accounts, for the security administrator: who there is, and every change of them.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use model::{Blame, Lang, Result, beijing};
use supervise::{Account, Home, Role, Roles, Token};

use crate::App;
use crate::client_error::ClientError;
use crate::forms::{Choice, Field, Form, FormsPage};
use crate::frame::{Frame, Section};
use crate::gate::{NOT_TAKEN, Posted};
use crate::page::sections::{part, plain_table};
use crate::reader::Reader;
use crate::table::{Cell, TableView};
use crate::visitor::Visitor;
use crate::words as w;

/// `GET /accounts`.
pub(crate) async fn get(State(app): State<App>, reader: Reader) -> Result<Response, ClientError> {
    Ok(page(&app, &reader)?.response(StatusCode::OK))
}

/// `POST /accounts`: one change, named by the field `what`.
pub(crate) async fn post(
    State(app): State<App>,
    reader: Reader,
    visitor: Visitor,
    posted: Posted,
) -> Result<Response, ClientError> {
    let reader = posted.reader(reader);
    let lang = reader.lang;
    let home = app.source().acting(&visitor).home().clone();
    let own = posted.text("name").trim().eq_ignore_ascii_case(visitor.name());
    let done = if own { Ok(Err(w::OWN_CHANGE)) } else { change(&home, &posted).map(Ok) };
    let page = page(&app, &reader)?;
    match done {
        Ok(Ok(Some(link))) => {
            let link = (w::SET_UP_LINK.get(lang).to_owned(), format!("/setup?token={link}"));
            let answer = w::LINK_ONCE.get(lang).to_owned();
            Ok(FormsPage { notes: vec![link], answer, ..page }.response(StatusCode::OK))
        }
        Ok(Ok(None)) => {
            let answer = w::CHANGED.get(lang).to_owned();
            Ok(FormsPage { answer, ..page }.response(StatusCode::OK))
        }
        Ok(Err(word)) => {
            let alert = Some(word.get(lang).to_owned());
            Ok(FormsPage { alert, ..page }.response(NOT_TAKEN))
        }
        Err(fault) if fault.blame == Blame::Caller => {
            let alert = Some(fault.text.get(lang).to_owned());
            Ok(FormsPage { alert, ..page }.response(NOT_TAKEN))
        }
        Err(fault) => Err(fault.into()),
    }
}

/// Does what the form asks; gives a set-up link where one was made.
fn change(home: &Home, posted: &Posted) -> Result<Option<Token>> {
    let name = posted.text("name").trim();
    let town = Some(posted.text("town").trim()).filter(|town| !town.is_empty());
    let roles = || -> Vec<Role> {
        posted.all("roles").iter().filter_map(|code| code.parse().ok()).collect()
    };
    match posted.text("what") {
        "add" => home.add_account(name, &roles(), town).map(Some),
        "roles" => home.change_roles(name, &roles(), town).map(|()| None),
        "disable" => home.disable_account(name).map(|()| None),
        "enable" => home.enable_account(name).map(|()| None),
        "reset" => home.reset_account(name).map(Some),
        _ => Ok(None),
    }
}

fn page(app: &App, reader: &Reader) -> Result<FormsPage> {
    let lang = reader.lang;
    let accounts = app.source().home().accounts()?;
    let frame = Frame::plain(app, reader, Section::Accounts, w::ACCOUNTS.get(lang));
    let form = |id, word, what: &str| {
        let mut form = Form::post(lang, id, "/accounts", word).of(&frame).titled(word.get(lang));
        form.hidden.push(("what", what.to_owned()));
        form.fields.push(Field::new(lang, "name", w::ACCOUNT_NAME, "text"));
        form
    };
    let with_roles = |mut form: Form| {
        let town = Field::new(lang, "town", w::TOWN_CODE, "text").optional();
        form.fields.push(town.hint(w::TOWN_CODE_HINT.get(lang)));
        let options = Role::ALL.map(|role| (role.code().to_owned(), name_of(role, lang)));
        let label = w::ROLES.get(lang);
        form.choices.push(Choice::any("roles", label, options.to_vec()));
        form
    };
    let forms = vec![
        with_roles(form("add", w::ADD_ACCOUNT, "add")),
        with_roles(form("roles", w::CHANGE_ROLES, "roles")),
        form("reset", w::RESET_ACCOUNT, "reset"),
        form("disable", w::DISABLE_ACCOUNT, "disable"),
        form("enable", w::ENABLE_ACCOUNT, "enable"),
    ];
    let parts = vec![part("accounts", w::ACCOUNTS.get(lang), &table(lang, &accounts))];
    Ok(FormsPage { forms, parts, ..FormsPage::new(frame) })
}

fn name_of(role: Role, lang: Lang) -> String {
    let name = if lang == Lang::Zh { role.zh() } else { role.en() };
    format!("{name} ({})", role.code())
}

fn table(lang: Lang, accounts: &[Account]) -> TableView {
    let heads = [w::ACCOUNT_NAME, w::ROLES, w::TOWN_CODE, w::STATUS, w::LAST_LOGIN];
    let row = |account: &Account| {
        let status = match account {
            Account { disabled_at: Some(_), .. } => w::ACCOUNT_DISABLED,
            Account { locked_until: Some(_), .. } => w::ACCOUNT_LOCKED,
            Account { subject: Some(_), .. } => w::ACCOUNT_BY_PROVIDER,
            Account { password: None, .. } => w::ACCOUNT_NOT_SET_UP,
            _ => w::ACCOUNT_ACTIVE,
        };
        let roles = Roles::parse(&account.roles, account.town_code.as_deref());
        let roles: Vec<String> =
            roles.iter().flat_map(Roles::iter).map(|role| name_of(role, lang)).collect();
        let last = account.last_login_at;
        vec![
            Cell::text(&account.name),
            Cell::text(roles.join(w::COMMA.get(lang))),
            Cell::text(account.town_code.clone().unwrap_or_default()),
            Cell::text(status.get(lang)),
            Cell::text(last.map_or_else(String::new, beijing::minute)),
        ]
    };
    let rows = accounts.iter().map(row).collect();
    plain_table(lang, "accounts-table", w::ACCOUNTS, &heads.map(|head| (head, false)), rows)
}
