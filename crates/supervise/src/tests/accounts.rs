//! Accounts under a clock that the test moves: links, codes, locks, sessions, and what is seen.

use std::fs;
use std::sync::atomic::{AtomicI64, Ordering};

use access::{Role, Token, totp_code, totp_secret};
use chrono::{DateTime, Utc};
use engine::Scope;
use model::Blame;
use snapshot::AsOf;

use super::{Desk, case, folder, lines, wait};
use crate::{AlarmKind, Home, Operator, SignedIn};

const PASSWORD: &str = "Vq7#trelmBop";

static CLOCK: AtomicI64 = AtomicI64::new(1_700_000_000);

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(CLOCK.load(Ordering::SeqCst), 0).unwrap()
}

fn pass(seconds: i64) {
    CLOCK.fetch_add(seconds, Ordering::SeqCst);
}

/// An empty home on the moved clock, under a policy.
fn home(policy: &str) -> (tempfile::TempDir, Home) {
    let (folder, place) = folder();
    let root = folder.path().join("home");
    let operator = || Operator { name: "tester".into(), now, bucket: Default::default() };
    drop(Home::init(&root, &place, operator()).unwrap());
    let file = root.join("home.toml");
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, format!("{text}policy = \"{policy}\"\n")).unwrap();
    (folder, Home::open(&root, operator()).unwrap())
}

fn code(link: &Token) -> String {
    totp_code(totp_secret(link), now()).unwrap()
}

/// An account that is set up, with the link that it was set up by.
fn account(home: &Home, name: &str, role: Role) -> (Token, Vec<String>) {
    let link = home.add_account(name, &[role], None).unwrap();
    let codes = home.set_up(&link, PASSWORD, &code(&link)).unwrap();
    (link, codes)
}

fn log_in(home: &Home, name: &str, password: &str, code: &str) -> Option<Token> {
    home.log_in(name, password, code, "test").unwrap()
}

fn held(home: &Home, token: &Token) -> Option<SignedIn> {
    home.signed_in(token).unwrap()
}

#[test]
fn a_link_holds_three_days_and_works_once() {
    let (_folder, home) = home("djcp3");
    let link = home.add_account("wang", &[Role::Inspection], None).unwrap();
    assert_eq!(home.set_up_of(&link).unwrap().unwrap().name, "wang");
    pass(72 * 3600 - 1);
    for (password, code) in [("short", code(&link)), (PASSWORD, "000000".to_owned())] {
        let fault = home.set_up(&link, password, &code).unwrap_err();
        assert_eq!(fault.blame, Blame::Caller, "{fault}");
    }
    assert_eq!(home.set_up(&link, PASSWORD, &code(&link)).unwrap().len(), 8);
    assert!(home.set_up(&link, PASSWORD, &code(&link)).is_err());
    assert!(home.set_up_of(&link).unwrap().is_none());
    let late = home.reset_account("wang").unwrap();
    pass(72 * 3600);
    assert!(home.set_up(&late, PASSWORD, &code(&late)).is_err());
}

#[test]
fn a_code_is_taken_once_and_recovery_codes_too() {
    let (_folder, home) = home("djcp3");
    let (link, recovery) = account(&home, "wang", Role::Inspection);
    assert!(log_in(&home, "wang", PASSWORD, &code(&link)).is_none(), "taken by the set-up");
    pass(30);
    let present = code(&link);
    assert!(log_in(&home, "wang", PASSWORD, &present).is_some());
    assert!(log_in(&home, "wang", PASSWORD, &present).is_none());
    assert!(log_in(&home, "wang", PASSWORD, "").is_none());
    let typed = recovery[0].to_uppercase().replace('-', " ");
    assert!(log_in(&home, "wang", PASSWORD, &typed).is_some());
    assert!(log_in(&home, "wang", PASSWORD, &recovery[0]).is_none());
}

#[test]
fn failures_lock_for_longer_each_time_and_say_nothing() {
    let (_folder, home) = home("djcp2");
    account(&home, "wang", Role::Inspection);
    for minutes in [30, 60, 120] {
        for _ in 0..5 {
            assert!(log_in(&home, "wang", "wrong", "").is_none());
        }
        pass(minutes * 60 - 1);
        assert!(log_in(&home, "wang", PASSWORD, "").is_none(), "locked for {minutes} minutes");
        pass(1);
    }
    assert!(log_in(&home, "nobody", PASSWORD, "").is_none());
    assert!(log_in(&home, "WANG", PASSWORD, "").is_some());
    assert!(home.verify_audit().is_ok());
}

#[test]
fn guessing_and_accounts_left_alone_are_alarms() {
    let (_folder, home) = home("djcp2");
    account(&home, "wang", Role::Inspection);
    let told = || -> Vec<_> {
        let alarms = home.alarms().unwrap().into_iter();
        alarms.map(|alarm| (alarm.kind, alarm.actor, alarm.count, alarm.most)).collect()
    };
    assert_eq!(told(), []);
    // From the beginning of an hour, so that all are within one.
    pass(3600 - now().timestamp() % 3600);
    for guess in 0..21 {
        assert_eq!(told(), [], "after {guess} guesses");
        assert!(log_in(&home, "wang", "wrong", "").is_none());
    }
    assert_eq!(told(), [(AlarmKind::LoginsFailed, "wang".to_owned(), 21, 20)]);
    pass(30 * 86_400 + 1);
    assert_eq!(told(), []);
    pass(61 * 86_400);
    assert_eq!(told(), [(AlarmKind::AccountUnused, "wang".to_owned(), 91, 90)]);
    home.disable_account("wang").unwrap();
    assert_eq!(told(), []);
}

#[test]
fn sessions_end_by_idleness_age_logout_role_and_disabling() {
    let (_folder, home) = home("djcp2");
    account(&home, "wang", Role::Inspection);
    let enter = || log_in(&home, "wang", PASSWORD, "").unwrap();
    let idle = enter();
    pass(29 * 60);
    assert!(held(&home, &idle).is_some());
    pass(30 * 60);
    assert!(held(&home, &idle).is_none());

    let old = enter();
    for _ in 0..(8 * 60 / 20 - 1) {
        pass(20 * 60);
        assert!(held(&home, &old).is_some());
    }
    pass(20 * 60);
    assert!(held(&home, &old).is_none());

    let (own, other) = (enter(), enter());
    let who = held(&home, &own).unwrap();
    let other_digest = held(&home, &other).unwrap().session;
    assert_eq!(home.sessions_of("wang").unwrap().len(), 2);
    assert!(home.end_session(&who, &other_digest).unwrap());
    assert!(held(&home, &other).is_none() && held(&home, &own).is_some());
    home.end_session(&who, &who.session).unwrap();
    assert!(held(&home, &own).is_none());

    let changed = enter();
    home.change_roles("wang", &[Role::Planner], None).unwrap();
    assert!(held(&home, &changed).is_none());
    let disabled = enter();
    home.disable_account("wang").unwrap();
    assert!(held(&home, &disabled).is_none());
    assert!(log_in(&home, "wang", PASSWORD, "").is_none());
}

#[test]
fn passwords_are_changed_by_who_knows_them_and_when_they_are_over() {
    let (_folder, home) = home("djcp2");
    account(&home, "wang", Role::Inspection);
    let token = log_in(&home, "wang", PASSWORD, "").unwrap();
    let who = held(&home, &token).unwrap();
    assert!(home.change_password(&who, "wrong", "tulgoPrem4").is_err());
    assert!(home.change_password(&who, PASSWORD, PASSWORD).is_err());
    home.change_password(&who, PASSWORD, "tulgoPrem4").unwrap();
    assert!(held(&home, &token).is_none());
    assert!(log_in(&home, "wang", PASSWORD, "").is_none());
    let token = log_in(&home, "wang", "tulgoPrem4", "").unwrap();
    assert!(!held(&home, &token).unwrap().must_change);
    pass(90 * 24 * 3600);
    let token = log_in(&home, "wang", "tulgoPrem4", "").unwrap();
    assert!(held(&home, &token).unwrap().must_change);
}

#[test]
fn names_and_roles_that_cannot_be_are_refused() {
    let (_folder, home) = home("djcp2");
    for name in ["", "a", "a b", "a\nb", "<b>", &"x".repeat(65)] {
        assert!(home.add_account(name, &[Role::Planner], None).is_err(), "{name:?}");
    }
    assert!(home.add_account("王丽华", &[Role::Planner], None).is_ok());
    let both = [Role::SystemAdmin, Role::AuditAdmin];
    assert!(home.add_account("li", &both, None).is_err());
    assert!(home.add_account("li", &[Role::Clerk], None).is_err());
    assert!(home.change_roles("王丽华", &both, None).is_err());
    let (_other_folder, odd) = self::home("none");
    assert!(odd.account_policy().is_err());
}

#[test]
fn whoever_acts_sees_their_own_and_stands_in_the_log() {
    let desk = Desk::with(&[
        case(1, "农村低保", 1_200, "300"),
        case(2, "农村低保", 1_200, "300"),
        case(3, "农村低保", 1_200, "300"),
    ]);
    let town = "469002100";
    let roles = |role: Role| move |right| role.rights().contains(&right);
    let clerk = crate::reader_of(roles(Role::Clerk), Some(town));
    let clerk = desk.home.acting("clerk-1", &clerk);
    let ask =
        |home: &Home| wait(home.ask("benefits_recomputed", None, Default::default(), Scope::City));
    assert_eq!((ask(&desk.home).unwrap().rows(), ask(&clerk).unwrap().rows()), (3, 1));
    let entries = desk.home.ledger().log_entries().unwrap();
    assert_eq!(entries.last().map(|entry| entry.actor.as_str()), Some("clerk-1"));

    let leader = desk.home.acting("leader", &crate::reader_of(roles(Role::Leadership), None));
    assert_eq!(ask(&leader).unwrap_err().blame, Blame::Caller);
    assert!(wait(leader.flags(AsOf::default(), None, Scope::City)).is_err());
    let caseload = |home: &Home| {
        let asked = home.ask("caseload_by_town", None, Default::default(), Scope::City);
        lines(&wait(asked).unwrap())
    };
    // One and two households are too few for somebody who sees no persons.
    let hidden = ["469002100 嘉积镇", "469002101 万泉镇"];
    let hidden = hidden.map(|town| format!("{town} dibao_rural rural ＊ ＊ ＊ 0 0"));
    assert_eq!(caseload(&leader), hidden);
    assert!(caseload(&desk.home).iter().all(|row| !row.contains('＊')));
    assert!(caseload(&clerk).iter().all(|row| row.contains(town)));

    let all = wait(desk.home.score(None)).unwrap();
    let own = wait(clerk.score(None)).unwrap();
    let rows = lines(&all.table);
    let expected: Vec<&String> = rows.iter().filter(|row| row.starts_with(town)).collect();
    assert_eq!(lines(&own.table).iter().collect::<Vec<_>>(), expected);
    assert!(lines(&own.parts).iter().all(|row| row.starts_with(town)));

    let planner = desk.home.acting("planner", &crate::reader_of(roles(Role::Planner), None));
    let key = ask(&desk.home).unwrap().texts("household_key").unwrap()[0].clone().unwrap();
    let explained = wait(planner.explain(&key, None, Scope::City, model::Lang::Zh));
    assert_eq!(explained.unwrap_err().blame, Blame::Caller);
    // Nobody is widened by acting again.
    let wider = clerk.acting("clerk-1", &engine::Reader::from(Scope::City));
    assert_eq!(ask(&wider).unwrap().rows(), 1);
}

#[test]
fn a_seed_is_sealed_and_a_backup_without_keys_lets_nobody_in() {
    let (folder, home) = home("djcp3");
    let (link, _) = account(&home, "wang", Role::Planner);
    let seed = totp_secret(&link);
    let ledger = fs::read(home.root().join("ledger.sqlite")).unwrap();
    let log = fs::read(home.root().join("ledger.sqlite-wal")).unwrap_or_default();
    let is_in = |bytes: &[u8]| bytes.windows(seed.len()).any(|window| window == seed);
    assert!(!is_in(&ledger) && !is_in(&log));

    pass(60);
    assert!(log_in(&home, "wang", PASSWORD, &code(&link)).is_some());
    pass(60);
    fs::rename(home.root().join("keys/accounts.key"), folder.path().join("kept.key")).unwrap();
    let fault = home.log_in("wang", PASSWORD, &code(&link), "test").unwrap_err();
    assert_eq!(fault.blame, Blame::Limit);
    fs::rename(folder.path().join("kept.key"), home.root().join("keys/accounts.key")).unwrap();
    assert!(log_in(&home, "wang", PASSWORD, &code(&link)).is_some());
}
