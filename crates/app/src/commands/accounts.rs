//! Accounts, the rights matrix and the audit log at the command line.

use std::path::Path;

use model::{Result, Text};
use server::Need;
use supervise::{Account, Alarm, Home, LogEntry, Role, Token};

use crate::cli::{Audit, Common, User};
use crate::commands;
use crate::output::{complain, print_rows, write_file};

/// `doudi user …`.
pub(crate) fn user(common: &Common, verb: &User) -> Result<()> {
    if let User::Rights { out: None } = verb {
        return rights(common);
    }
    let home = commands::home(common)?;
    match verb {
        User::Add { name, roles, town } => {
            known_town(&home, town.as_deref())?;
            link(common, &home.add_account(name, &read(roles)?, town.as_deref())?)
        }
        User::Reset { name } => link(common, &home.reset_account(name)?),
        User::Role { name, roles, town } => {
            known_town(&home, town.as_deref())?;
            home.change_roles(name, &read(roles)?, town.as_deref())
        }
        User::Disable { name } => home.disable_account(name),
        User::Enable { name } => home.enable_account(name),
        User::List => list(common, &home.accounts()?),
        User::Rights { out } => {
            let words = report::Glossary { registry: home.registry(), lang: common.lang };
            let workbook = server::rights_workbook(&words)?;
            out.iter().try_for_each(|out| write_file(out, &workbook))
        }
    }
}

fn read(codes: &[String]) -> Result<Vec<Role>> {
    codes.iter().map(|code| supervise::role(code)).collect()
}

/// A town must be one of the latest snapshot, if there is one.
fn known_town(home: &Home, town: Option<&str>) -> Result<()> {
    let Some(code) =
        town.filter(|_| home.store().published().is_ok_and(|p| !p.manifests.is_empty()))
    else {
        return Ok(());
    };
    let towns = commands::wait(home.town_names(&snapshot::AsOf::default()))?;
    if towns.contains_key(code) { Ok(()) } else { Err(crate::error::no_town(code, &towns)) }
}

/// The link that sets an account up, as a path below the address of the dashboard.
fn link(common: &Common, token: &Token) -> Result<()> {
    let said = Text::new(
        "设置链接（接在看板地址之后，72 小时内有效，只能用一次，请交给本人）：",
        "the set-up link, behind the address of the dashboard; it holds 72 hours and works once; hand it to its owner:",
    );
    complain(said.get(common.lang));
    crate::output::write(format!("/setup?token={token}\n").as_bytes())
}

fn list(common: &Common, accounts: &[Account]) -> Result<()> {
    let columns = [
        "name",
        "roles",
        "town_code",
        "created_at",
        "disabled_at",
        "set_up",
        "second_factor",
        "identity_provider",
        "last_login_at",
    ];
    let rows: Vec<_> = accounts
        .iter()
        .map(|account| {
            vec![
                Some(account.name.clone()),
                Some(account.roles.clone()),
                account.town_code.clone(),
                Some(account.created_at.to_rfc3339()),
                account.disabled_at.map(|at| at.to_rfc3339()),
                Some((account.password.is_some() || account.subject.is_some()).to_string()),
                Some(account.totp_secret.is_some().to_string()),
                account.subject.as_ref().map(|subject| subject.issuer.clone()),
                account.last_login_at.map(|at| at.to_rfc3339()),
            ]
        })
        .collect();
    print_rows(&columns.map(str::to_owned), &rows, common.format)
}

/// Every address with its method, what it needs, and which roles meet that.
fn rights(common: &Common) -> Result<()> {
    let roles = Role::ALL.map(|role| role.code().to_owned());
    let columns: Vec<String> =
        ["method", "path", "needs"].map(str::to_owned).into_iter().chain(roles).collect();
    let row = |(method, path, need): (_, &str, Need)| {
        let cells = Role::ALL.map(|role| {
            let may = match need {
                Need::Anybody | Need::SignedIn => true,
                Need::Right(right) => role.rights().contains(&right),
            };
            Some(if may { "yes" } else { "no" }.to_owned())
        });
        let method: String = format!("{method}");
        [method, path.to_owned(), need.code().to_owned()]
            .map(Some)
            .into_iter()
            .chain(cells)
            .collect()
    };
    let rows: Vec<Vec<Option<String>>> = server::needs().into_iter().map(row).collect();
    print_rows(&columns, &rows, common.format)
}

/// `doudi audit …`.
pub(crate) fn audit(common: &Common, verb: &Audit) -> Result<()> {
    let home = commands::home(common)?;
    match verb {
        Audit::List { search, limit } => {
            let (entries, _) = home.audit(search, 0, *limit)?;
            print_rows(&LogEntry::COLUMNS.map(str::to_owned), &cells(&entries), common.format)
        }
        Audit::Alarms => {
            let cells = |alarm: Alarm| {
                let [count, most] = [alarm.count, alarm.most].map(|n| n.to_string());
                [alarm.kind.code().to_owned(), alarm.actor, alarm.span, count, most]
                    .map(Some)
                    .to_vec()
            };
            let rows: Vec<_> = home.alarms()?.into_iter().map(cells).collect();
            let columns = ["alarm", "actor", "span", "count", "most"].map(str::to_owned);
            print_rows(&columns, &rows, common.format)
        }
        Audit::Verify => {
            let count = home.verify_audit()?;
            let said = Text::new(
                format!("{count} 条审计日志首尾相接，未见改动"),
                format!(
                    "{count} entries of the audit log, each chained to the one before; nothing was changed"
                ),
            );
            complain(said.get(common.lang));
            Ok(())
        }
        Audit::Export { out } => export(&home, out),
    }
}

/// Every entry as CSV, in order; that they leave the house is an entry too.
fn export(home: &Home, out: &Path) -> Result<()> {
    let (mut entries, count) = home.audit("", 0, usize::MAX)?;
    entries.reverse();
    home.log_export(&format!("audit.csv: {count} rows"), "audit", "")?;
    write_file(out, &report::csv_plain(&LogEntry::COLUMNS.map(str::to_owned), &cells(&entries)))
}

fn cells(entries: &[LogEntry]) -> Vec<Vec<Option<String>>> {
    entries.iter().map(|entry| entry.cells().map(Some).to_vec()).collect()
}
