//! A load that is killed: the last published snapshot stays readable and the next load succeeds.

use std::process::Stdio;
use std::thread;
use std::time::{Duration, Instant};

use tests::{doudi, new_home, path, run, succeed};

/// Kills spread over the time that a whole load takes.
const KILLS: u32 = 12;

#[test]
fn a_killed_load_loses_nothing() {
    let deliveries = tempfile::tempdir().unwrap();
    let out = path(deliveries.path());
    succeed(&["synth", "--households", "1500", "--months", "2", "--seed", "5", "--out", out]);
    let home = new_home("qionghai");
    let home = path(home.path());
    let [first, second] = ["2026-09", "2026-10"].map(|month| deliveries.path().join(month));
    succeed(&["load", path(&first), "--month", "2026-09", "--home", home]);
    let asked = ["query", "caseload_by_town", "--as-of", "2026-09-30", "--format", "csv", "--home"];
    let before = succeed(&[&asked[..], &[home]].concat());

    let whole = whole_load(&deliveries);
    let load = ["load", path(&second), "--month", "2026-10", "--home", home];
    let mut killed = 0;
    for kill in 0..KILLS {
        let mut child = doudi(&load).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        thread::sleep(whole * kill / KILLS);
        killed += u32::from(child.try_wait().unwrap().is_none());
        let _ = child.kill();
        child.wait().unwrap();
        assert_eq!(succeed(&[&asked[..], &[home]].concat()), before, "after kill {kill}");
    }
    let doctor = run(&["doctor", "--home", home]);
    assert!(doctor.status.success(), "{}", String::from_utf8_lossy(&doctor.stderr));
    assert!(killed >= KILLS / 2, "only {killed} of {KILLS} loads were still running");
    succeed(&load);
    let months = succeed(&["snapshots", "--format", "csv", "--home", home]);
    assert_eq!(months.lines().count(), 3, "{months}");
}

/// How long the second month takes without a kill, in a home of its own.
fn whole_load(deliveries: &tempfile::TempDir) -> Duration {
    let home = new_home("qionghai");
    let started = Instant::now();
    let month = deliveries.path().join("2026-10");
    succeed(&["load", path(&month), "--month", "2026-10", "--home", path(home.path())]);
    started.elapsed()
}
