//! A load that is killed: the last published snapshot stays readable and the next load succeeds.

use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use tests::{doudi, new_home, path, run, succeed};

/// Loads that are killed while they run.
const KILLS: u32 = 12;

#[test]
fn a_killed_load_loses_nothing() {
    let deliveries = tempfile::tempdir().unwrap();
    let out = path(deliveries.path());
    succeed(&["synth", "--households", "1500", "--months", "2", "--seed", "5", "--out", out]);
    let [first, second] = ["2026-09", "2026-10"].map(|month| deliveries.path().join(month));
    let fresh = new_home("qionghai");
    succeed(&["load", path(&first), "--month", "2026-09", "--home", path(fresh.path())]);
    let before = caseload(fresh.path());

    // A moment is drawn from the time that the last whole load took; a load that ends before its
    // moment measures that time again and is no kill.
    let (mut killed, mut whole) = (0, Duration::from_secs(60));
    let mut moments = ChaCha8Rng::seed_from_u64(7);
    let mut home = copy(fresh.path());
    while killed < KILLS {
        let started = Instant::now();
        if is_killed(&second, home.path(), whole.mul_f64(moments.random())) {
            killed += 1;
        } else {
            whole = started.elapsed();
            home = copy(fresh.path());
        }
        assert_eq!(caseload(home.path()), before, "after kill {killed}");
    }
    let home = path(home.path());
    let doctor = run(&["doctor", "--home", home]);
    assert!(doctor.status.success(), "{}", String::from_utf8_lossy(&doctor.stderr));
    succeed(&["load", path(&second), "--month", "2026-10", "--home", home]);
    let months = succeed(&["snapshots", "--format", "csv", "--home", home]);
    assert_eq!(months.lines().count(), 3, "{months}");
}

/// What the last published month answers.
fn caseload(home: &Path) -> String {
    let asked = ["query", "caseload_by_town", "--as-of", "2026-09-30", "--format", "csv", "--home"];
    succeed(&[&asked[..], &[path(home)]].concat())
}

/// Loads the second month; whether the load was still running when its moment came.
fn is_killed(delivery: &Path, home: &Path, moment: Duration) -> bool {
    let load = ["load", path(delivery), "--month", "2026-10", "--home", path(home)];
    let mut child = doudi(&load).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let deadline = Instant::now() + moment;
    while Instant::now() < deadline {
        if let Some(ended) = child.try_wait().unwrap() {
            assert!(ended.success(), "{ended}");
            return false;
        }
        thread::sleep(Duration::from_millis(2));
    }
    child.kill().unwrap();
    !child.wait().unwrap().success()
}

/// A home with the first month only.
fn copy(home: &Path) -> tempfile::TempDir {
    let copy = tempfile::tempdir().unwrap();
    let copied = Command::new("cp").arg("-a").arg(home.join(".")).arg(copy.path()).status();
    assert!(copied.unwrap().success());
    copy
}
