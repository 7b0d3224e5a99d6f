//! Kills at drawn moments of loads, of their publishing, of vacuums and of backups: nothing that was
//! published is lost, nothing is published by half, and the next operation succeeds.
//!
//! `DOUDI_KILLS` is the number of kills of each operation, `DOUDI_KILLS_SEED` draws other moments.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::thread;
use std::time::{Duration, Instant};

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use tests::{copy, deliveries, doudi, new_home, path, run, succeed};

/// Kills of each operation, if the environment does not say.
const KILLS: u64 = 12;

/// An operation that is killed, from a home that is copied for it.
struct Operation {
    name: &'static str,
    arguments: Vec<String>,
    /// The home before; the operation works on a copy of it.
    before: tempfile::TempDir,
    /// Every file or folder that may exist once the part that is killed has begun; empty to kill at
    /// any time.
    begun_by: fn(&Path) -> bool,
    /// What must succeed after a kill, on the same home.
    after: Vec<String>,
}

/// What kills did.
#[derive(Default)]
struct Toll {
    kills: u64,
    /// Snapshots that were published and are no longer answered as before.
    lost: u64,
    /// Snapshots that can be seen and that `verify` or the answer finds wanting.
    half: u64,
}

#[test]
fn a_killed_load_loses_nothing() {
    endure(load("load", |_| true));
}

#[test]
fn a_load_killed_while_it_publishes_loses_nothing() {
    endure(load("publish", |home| home.join("quarantine/2026-10.r1.sealed").exists()));
}

#[test]
fn a_killed_vacuum_loses_nothing() {
    let before = home_of_one_month();
    for seed in [6, 7, 8] {
        let other = deliveries(300, 1, seed);
        let month = other.path().join("2026-10");
        let home = path(before.path());
        succeed(&["load", path(&month), "--month", "2026-10", "--home", home]);
    }
    let vacuum = ["snapshots", "vacuum", "--keep", "0", "--apply"];
    endure(Operation {
        name: "vacuum",
        arguments: owned(&vacuum),
        before,
        begun_by: |_| true,
        after: owned(&vacuum),
    });
}

#[test]
fn a_killed_backup_is_none() {
    let folder = tempfile::tempdir().unwrap();
    for kind in ["kept", "kept.zip"] {
        let to = folder.path().join(kind);
        endure(Operation {
            name: "backup",
            arguments: owned(&["backup", path(&to), "--with-keys"]),
            before: home_of_one_month(),
            begun_by: |_| true,
            after: owned(&["backup", path(&to), "--with-keys"]),
        });
    }
}

fn owned(arguments: &[&str]) -> Vec<String> {
    arguments.iter().map(|argument| (*argument).to_owned()).collect()
}

fn home_of_one_month() -> tempfile::TempDir {
    let deliveries = deliveries(300, 2, 5);
    let home = new_home("qionghai");
    let first = deliveries.path().join("2026-09");
    succeed(&["load", path(&first), "--month", "2026-09", "--home", path(home.path())]);
    home
}

/// Loading a second month.
fn load(name: &'static str, begun_by: fn(&Path) -> bool) -> Operation {
    let deliveries = deliveries(300, 2, 5).keep();
    let second = deliveries.join("2026-10");
    let load = owned(&["load", path(&second), "--month", "2026-10"]);
    Operation { name, arguments: load.clone(), before: home_of_one_month(), begun_by, after: load }
}

fn kills() -> u64 {
    std::env::var("DOUDI_KILLS").map_or(KILLS, |text| text.parse().expect("a number"))
}

/// Kills an operation as often as wanted and checks the home after each kill.
fn endure(operation: Operation) {
    let seed = std::env::var("DOUDI_KILLS_SEED").map_or(7, |text| text.parse().expect("a number"));
    let mut moments = ChaCha8Rng::seed_from_u64(seed);
    let known = answers(operation.before.path());
    let mut toll = Toll::default();
    // A moment is drawn from the time that the last whole run took; a run that ends before its
    // moment measures that time again and is no kill.
    let mut whole = Duration::from_secs(60);
    let mut home = copy(operation.before.path());
    let started = Instant::now();
    while toll.kills < kills() {
        let moment = whole.mul_f64(moments.random());
        match killed(&operation, home.path(), moment) {
            Err(took) => {
                whole = took;
                check(&operation, home.path(), &known, &mut toll);
                home = fresh(&operation);
                continue;
            }
            Ok(()) => toll.kills += 1,
        }
        check(&operation, home.path(), &known, &mut toll);
        unpack(&operation);
        // Now and then several kills in a row before the next operation.
        if moments.random_bool(0.5) {
            let done = run(&operation.on(&operation.after, home.path()));
            let said = String::from_utf8_lossy(&done.stderr);
            let name = operation.name;
            assert!(done.status.success(), "{name} after kill {}: {said}", toll.kills);
            check(&operation, home.path(), &known, &mut toll);
            home = fresh(&operation);
        }
    }
    let Toll { kills, lost, half } = toll;
    let seconds = started.elapsed().as_secs();
    println!("{}: {kills} kills, {lost} lost, {half} half-published, {seconds} s", operation.name);
    assert_eq!((lost, half), (0, 0));
}

impl Operation {
    fn on<'a>(&self, arguments: &'a [String], home: &'a Path) -> Vec<&'a str> {
        arguments.iter().map(String::as_str).chain(["--home", path(home)]).collect()
    }
}

/// The home as it was, and nothing of what the operation made elsewhere.
fn fresh(operation: &Operation) -> tempfile::TempDir {
    unpack(operation);
    copy(operation.before.path())
}

/// A backup that bears its name is whole, killed or not; then it makes room for the next.
fn unpack(operation: &Operation) {
    let to = PathBuf::from(&operation.arguments[1]);
    if operation.name == "backup" && to.exists() {
        let folder = tempfile::tempdir().unwrap();
        let restored = folder.path().join("home");
        succeed(&["restore", path(&to), "--home", path(&restored)]);
        let removed = if to.is_dir() { fs::remove_dir_all(&to) } else { fs::remove_file(&to) };
        removed.unwrap();
    }
}

/// Runs the operation and kills it at a moment after its part began; how long that part took if it
/// ended before.
fn killed(operation: &Operation, home: &Path, moment: Duration) -> Result<(), Duration> {
    let arguments = operation.on(&operation.arguments, home);
    let mut child = doudi(&arguments).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let mut begun: Option<Instant> = None;
    loop {
        if begun.is_none() && (operation.begun_by)(home) {
            begun = Some(Instant::now());
        }
        if let Some(ended) = child.try_wait().unwrap() {
            assert!(ended.success(), "{}: {ended}", operation.name);
            return Err(begun.map_or(Duration::from_millis(50), |begun| begun.elapsed()));
        }
        if begun.is_some_and(|begun| begun.elapsed() >= moment) {
            break;
        }
        thread::sleep(Duration::from_micros(200));
    }
    child.kill().unwrap();
    match child.wait().unwrap().success() {
        true => Err(begun.map_or(Duration::from_millis(50), |begun| begun.elapsed())),
        false => Ok(()),
    }
}

/// What every snapshot of a home answers, by its name; computed and not kept from an earlier time.
fn answers(home: &Path) -> Vec<(String, String)> {
    let _ = fs::remove_dir_all(home.join("results"));
    let list = succeed(&["snapshots", "--format", "csv", "--home", path(home)]);
    let mut rows = csv::Reader::from_reader(list.as_bytes());
    let rows: Vec<csv::StringRecord> = rows.records().map(Result::unwrap).collect();
    let present = rows.iter().filter(|row| row.get(7) != Some("removed"));
    let answer = |row: &csv::StringRecord| {
        let asked = ["query", "caseload_by_town", "--as-of", &row[0], "--format", "csv"];
        let done = run(&[&asked[..], &["--home", path(home)]].concat());
        let said = if done.status.success() { done.stdout } else { done.stderr };
        (row[0].to_owned(), String::from_utf8_lossy(&said).into_owned())
    };
    present.map(answer).collect()
}

/// Counts what is lost or published by half.
fn check(operation: &Operation, home: &Path, known: &[(String, String)], toll: &mut Toll) {
    let (name, kills) = (operation.name, toll.kills);
    let now = answers(home);
    // A vacuum may remove what it is told to: superseded snapshots.
    let must_stay =
        |id: &str| operation.name != "vacuum" || id == "2026-09.r1" || id == "2026-10.r3";
    for (id, answer) in known.iter().filter(|(id, _)| must_stay(id)) {
        if !now.iter().any(|(found, said)| found == id && said == answer) {
            println!("{name}, kill {kills}: {id} is lost");
            toll.lost += 1;
        }
    }
    for (id, answer) in &now {
        if !answer.starts_with("town_code,") {
            println!("{name}, kill {kills}: {id} is published by half: {answer}");
            toll.half += 1;
        }
    }
    let verified = run(&["snapshots", "verify", "--home", path(home)]);
    if !verified.status.success() {
        println!("{name}, kill {kills}: {}", String::from_utf8_lossy(&verified.stderr));
        toll.half += 1;
    }
}
