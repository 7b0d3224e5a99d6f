//! Accounts and sessions in the file: links once, steps once, sessions that end.

use super::*;

fn at(text: &str) -> DateTime<Utc> {
    format!("2026-11-16T{text}Z").parse().unwrap()
}

fn ledger() -> (tempfile::TempDir, Ledger) {
    let folder = tempfile::tempdir().unwrap();
    let ledger = Ledger::open(&folder.path().join("ledger.sqlite")).unwrap();
    let link = ("d1", at("12:00:00"));
    ledger.add_account(at("08:00:00"), "admin", "wang", ("planner", None), link).unwrap();
    (folder, ledger)
}

const GIVEN: Credentials<'_> =
    Credentials { password: "p1", totp: Some((&[1; 20], 7)), recovery: &[] };

fn actions(ledger: &Ledger) -> Vec<String> {
    ledger.log_entries().unwrap().into_iter().map(|entry| entry.action).collect()
}

#[test]
fn a_link_sets_up_once_and_in_time() {
    let (_folder, ledger) = ledger();
    assert!(ledger.account_of_link("d1", at("12:00:00")).unwrap().is_none());
    assert!(ledger.set_up_account(at("12:00:00"), "d1", &GIVEN).unwrap().is_none());
    let name = ledger.set_up_account(at("11:59:59"), "d1", &GIVEN).unwrap();
    assert_eq!(name.as_deref(), Some("wang"));
    assert!(ledger.set_up_account(at("11:59:59"), "d1", &GIVEN).unwrap().is_none());
    assert_eq!(actions(&ledger), ["account.add", "account.set_up"]);
    assert_eq!(ledger.log_entries().unwrap()[0].subject, "wang: planner");
    assert!(ledger.verify_log().is_ok());
}

#[test]
fn names_are_taken_for_ever_whatever_their_case() {
    let (_folder, ledger) = ledger();
    let link = ("d2", at("12:00:00"));
    let again = ledger.add_account(at("08:00:00"), "admin", "WANG", ("planner", None), link);
    assert!(again.is_err());
    assert!(ledger.write(|file| Ok(file.execute("DELETE FROM accounts", [])?)).is_err());
    assert_eq!(ledger.account("Wang").unwrap().unwrap().name, "wang");
}

#[test]
fn steps_and_recovery_codes_are_taken_once() {
    let (_folder, ledger) = ledger();
    let recovery = ["r1".to_owned(), "r2".to_owned()];
    let given = Credentials { recovery: &recovery, ..GIVEN };
    ledger.set_up_account(at("09:00:00"), "d1", &given).unwrap();
    let steps = [(7, false), (8, true), (8, false), (6, false), (10, true)];
    for (step, taken) in steps {
        assert_eq!(ledger.take_totp_step("wang", step).unwrap(), taken, "{step}");
    }
    let take = |code: &str| ledger.take_recovery_code(at("09:30:00"), "wang", code).unwrap();
    assert_eq!([take("r1"), take("r1"), take("r3"), take("r2")], [true, false, false, true]);
}

#[test]
fn failures_lock_and_a_login_forgets_them() {
    let (_folder, ledger) = ledger();
    let lock = |failures| (failures == 2).then(|| at("10:00:00"));
    ledger.log_in_failed(at("09:00:00"), "wang", lock).unwrap();
    assert_eq!(ledger.account("wang").unwrap().unwrap().locked_until, None);
    ledger.log_in_failed(at("09:00:01"), "wang", lock).unwrap();
    ledger.log_in_failed(at("09:00:02"), "nobody", lock).unwrap();
    let account = ledger.account("wang").unwrap().unwrap();
    assert_eq!((account.failures, account.locked_until), (2, Some(at("10:00:00"))));
    ledger.start_session(at("10:01:00"), "wang", "s1", "test").unwrap();
    let account = ledger.account("wang").unwrap().unwrap();
    assert_eq!((account.failures, account.locked_until), (0, None));
    let entries = ledger.log_entries().unwrap();
    assert!(entries.iter().all(|entry| !entry.subject.contains("nobody")));
}

#[test]
fn every_change_of_an_account_ends_its_sessions() {
    let (_folder, ledger) = ledger();
    ledger.set_up_account(at("09:00:00"), "d1", &GIVEN).unwrap();
    let reset = Change::Reset { setup_digest: "d3", setup_until: at("20:00:00") };
    let changes = [
        (Change::Roles { roles: "inspection", town_code: None }, "account.role"),
        (Change::Disable, "account.disable"),
        (Change::Enable, "account.enable"),
        (reset, "account.reset"),
    ];
    for (number, (change, action)) in changes.iter().enumerate() {
        let digest = format!("s{number}");
        ledger.start_session(at("10:00:00"), "wang", &digest, "test").unwrap();
        assert!(ledger.session(&digest).unwrap().is_some());
        ledger.change_account(at("10:00:01"), "admin", "wang", change).unwrap();
        assert!(ledger.session(&digest).unwrap().is_none(), "{action}");
        assert!(ledger.sessions_of("wang").unwrap().is_empty());
        assert_eq!(actions(&ledger).last().map(String::as_str), Some(*action));
    }
    let account = ledger.account("wang").unwrap().unwrap();
    assert_eq!((account.password, account.totp_secret), (None, None));
    assert!(ledger.change_account(at("10:00:00"), "admin", "nobody", &Change::Disable).is_err());
}

#[test]
fn passwords_are_remembered_the_last_first() {
    let (_folder, ledger) = ledger();
    ledger.set_up_account(at("09:00:00"), "d1", &GIVEN).unwrap();
    ledger.start_session(at("09:30:00"), "wang", "s1", "test").unwrap();
    ledger.change_password(at("10:00:00"), "wang", "p2").unwrap();
    assert_eq!(ledger.passwords("wang").unwrap(), ["p2", "p1"]);
    assert!(ledger.session("s1").unwrap().is_none());
}

#[test]
fn a_session_is_ended_by_its_own_account_alone() {
    let (_folder, ledger) = ledger();
    ledger.start_session(at("09:00:00"), "wang", "s1", "test").unwrap();
    let end = |name: &str| ledger.end_session(at("09:01:00"), name, "s1", "logout").unwrap();
    assert_eq!([end("li"), end("wang"), end("wang")], [false, true, false]);
    ledger.see_session(at("09:02:00"), "s1").unwrap();
    assert!(ledger.session("s1").unwrap().is_none());
}
