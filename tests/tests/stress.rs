//! The store under stress: two writers, a full disk, a disk that cannot be written to, damaged
//! files. The last published snapshot stays readable, and the fault is named in both languages.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tests::{copy, deliveries, doudi, fail, new_home, path, run, succeed};

/// A home with one month of 150 households, and the delivery of the next.
fn home() -> (tempfile::TempDir, tempfile::TempDir) {
    let deliveries = deliveries(150, 2, 5);
    let home = new_home("qionghai");
    let first = deliveries.path().join("2026-09");
    succeed(&["load", path(&first), "--month", "2026-09", "--home", path(home.path())]);
    (home, deliveries)
}

/// What a month answers, computed and not kept from an earlier time.
fn caseload(home: &Path, day: &str) -> String {
    let _ = fs::remove_dir_all(home.join("results"));
    let asked = ["query", "caseload_by_town", "--as-of", day, "--format", "csv", "--home"];
    succeed(&[&asked[..], &[path(home)]].concat())
}

fn load<'a>(delivery: &'a Path, home: &'a Path, lang: &'a str) -> [&'a str; 8] {
    ["load", path(delivery), "--month", "2026-10", "--lang", lang, "--home", path(home)]
}

fn is_chinese(text: &str) -> bool {
    text.chars().any(|c| ('\u{4e00}'..'\u{9fff}').contains(&c))
}

#[test]
fn the_second_writer_is_told_who_the_first_is_and_readers_do_not_wait() {
    let (home, deliveries) = home();
    let second = deliveries.path().join("2026-10");
    let before = caseload(home.path(), "2026-09-30");
    let lock = File::options().write(true).open(home.path().join("write.lock")).unwrap();
    lock.lock().unwrap();
    (&lock).write_all(b"loading 2026-10 (pid 4711, 2026-11-03)").unwrap();
    for lang in ["zh", "en"] {
        let said = fail(5, &load(&second, home.path(), lang));
        assert!(said.contains("loading 2026-10 (pid 4711"), "{said}");
        assert_eq!(is_chinese(&said), lang == "zh", "{said}");
    }
    fail(5, &["snapshots", "vacuum", "--apply", "--home", path(home.path())]);
    assert_eq!(caseload(home.path(), "2026-09-30"), before);
    drop(lock);
    succeed(&load(&second, home.path(), "zh"));
}

/// A file system of its own on which a disk is full, or read-only, at will.
struct Small(PathBuf);

impl Small {
    /// Mounts one; none where that is not allowed.
    fn mount(at: &Path, megabytes: u32) -> Option<Self> {
        fs::create_dir_all(at).unwrap();
        let size = format!("size={megabytes}m");
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", &size, "tmpfs"]).arg(at);
        let mounted = mount.output().is_ok_and(|done| done.status.success());
        mounted.then(|| Self(at.to_owned()))
    }

    fn remount(&self, how: &str) {
        let option = format!("remount,{how}");
        let done = Command::new("mount").args(["-o", &option]).arg(&self.0).status().unwrap();
        assert!(done.success());
    }

    /// Fills it until this many bytes are free.
    fn fill(&self, free: u64) {
        let mut filler = File::create(self.0.join("filler")).unwrap();
        while filler.write_all(&[0; 4096]).is_ok() {}
        drop(filler);
        let filler = File::options().write(true).open(self.0.join("filler")).unwrap();
        let size = filler.metadata().unwrap().len();
        filler.set_len(size.saturating_sub(free)).unwrap();
    }

    fn free(&self) {
        fs::remove_file(self.0.join("filler")).unwrap();
    }
}

impl Drop for Small {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}

/// Copies a home onto a small disk.
fn put(home: &Path, disk: &Small) -> PathBuf {
    let to = disk.0.join("home");
    let copied = Command::new("cp").arg("-a").arg(home).arg(&to).status().unwrap();
    assert!(copied.success());
    to
}

#[test]
fn a_full_disk_loses_nothing() {
    let (made, deliveries) = home();
    let second = deliveries.path().join("2026-10");
    let before = caseload(made.path(), "2026-09-30");
    let folder = tempfile::tempdir().unwrap();
    let Some(disk) = Small::mount(&folder.path().join("disk"), 24) else {
        return a_limited_file_size_loses_nothing(made.path(), &second, &before);
    };
    let home = put(made.path(), &disk);
    // From no room at all, by way of room for a part of the files, to room for all of them.
    let mut failed = 0;
    for free in (0..).step_by(24 << 10) {
        disk.fill(free);
        let lang = if failed % 2 == 0 { "en" } else { "zh" };
        let done = run(&load(&second, &home, lang));
        assert_eq!(caseload(&home, "2026-09-30"), before, "with {free} bytes");
        if done.status.success() {
            break;
        }
        is_named(&done, lang);
        verify(&home);
        disk.free();
        failed += 1;
    }
    assert!(failed > 3, "{failed}");
    verify(&home);
    disk.free();
    succeed(&["snapshots", "vacuum", "--apply", "--home", path(&home)]);
    let whole = home.join("..").join("whole");
    succeed(&["backup", path(&whole), "--home", path(&home)]);
    disk.fill(16 << 10);
    let none = home.join("..").join("none.zip");
    fail(5, &["backup", path(&none), "--home", path(&home)]);
    assert!(!none.exists());
}

/// Where no disk can be mounted: a limit on the size of every file that the load writes.
fn a_limited_file_size_loses_nothing(home: &Path, second: &Path, before: &str) {
    for blocks in [0, 1, 4, 16, 64] {
        let load = doudi(&load(second, home, "en"));
        let program = load.get_program().to_owned();
        let limit = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" \"$@\"");
        let mut limited = Command::new("bash");
        let done = limited.args(["-c", &limit]).arg(program).args(load.get_args()).output();
        is_named(&done.unwrap(), "en");
        assert_eq!(caseload(home, "2026-09-30"), before, "{blocks}");
        verify(home);
    }
    succeed(&load(second, home, "en"));
}

/// The operator is told, in the language asked for, what could not be done.
fn is_named(done: &Output, lang: &str) {
    let said = String::from_utf8_lossy(&done.stderr);
    assert_eq!(done.status.code(), Some(5), "{said}");
    assert_eq!(is_chinese(&said), lang == "zh", "{said}");
    assert!(said.contains(if lang == "zh" { "磁盘" } else { "disk" }), "{said}");
}

fn verify(home: &Path) {
    let said = succeed(&["snapshots", "verify", "--home", path(home)]);
    assert!(said.starts_with("verified "), "{said}");
}

#[test]
fn a_home_that_cannot_be_written_to_is_read() {
    let (made, deliveries) = home();
    let second = deliveries.path().join("2026-10");
    let before = caseload(made.path(), "2026-09-30");
    let folder = tempfile::tempdir().unwrap();
    let disk = Small::mount(&folder.path().join("disk"), 24);
    let home = match &disk {
        Some(disk) => {
            let home = put(made.path(), disk);
            disk.remount("ro");
            home
        }
        None => {
            let closed = Command::new("chmod").args(["-R", "a-w"]).arg(made.path()).status();
            assert!(closed.unwrap().success());
            made.path().to_owned()
        }
    };
    assert_eq!(caseload(&home, "2026-09-30"), before);
    verify(&home);
    succeed(&["snapshots", "--home", path(&home)]);
    for lang in ["zh", "en"] {
        is_named(&run(&load(&second, &home, lang)), lang);
    }
    // Persons are shown to nobody while the look cannot be logged.
    let flags = ["flags", "--home", path(&home)];
    fail(5, &flags);
    match &disk {
        Some(disk) => disk.remount("rw"),
        None => {
            let opened = Command::new("chmod").args(["-R", "u+w"]).arg(made.path()).status();
            assert!(opened.unwrap().success());
        }
    }
    succeed(&load(&second, &home, "zh"));
}

#[test]
fn damage_of_one_month_leaves_the_others_readable_and_doctor_says_what_to_do() {
    let (whole, deliveries) = home();
    let second = deliveries.path().join("2026-10");
    succeed(&load(&second, whole.path(), "zh"));
    let (september, october) =
        (caseload(whole.path(), "2026-09-30"), caseload(whole.path(), "2026-10-31"));
    let manifest = fs::read(whole.path().join("snapshots/2026-10.r1.json")).unwrap();
    let manifest: serde_json::Value = serde_json::from_slice(&manifest).unwrap();
    let households = manifest["tables"]["households"]["files"][0]["path"].as_str().unwrap();
    let commit = "tables/households/_delta_log/00000000000000000002.json";
    // The damaged file, and whether October can still be asked.
    let cases = [(households, false), ("snapshots/2026-10.r1.json", false), (commit, true)];
    for (file, is_readable) in cases {
        let home = copy(whole.path());
        let mut bytes = fs::read(home.path().join(file)).unwrap();
        let end = bytes.len() - bytes.len() / 3;
        bytes[end..].fill(0x7b);
        fs::write(home.path().join(file), bytes).unwrap();
        assert_eq!(caseload(home.path(), "2026-09-30"), september, "{file}");
        if is_readable {
            assert_eq!(caseload(home.path(), "2026-10-31"), october, "{file}");
        }
        for lang in ["zh", "en"] {
            let asked = ["query", "caseload_by_town", "--lang", lang, "--home", path(home.path())];
            let name = Path::new(file).file_name().unwrap().to_str().unwrap();
            if !is_readable {
                let done = run(&asked);
                let said = String::from_utf8_lossy(&done.stderr);
                assert!(!done.status.success() && said.contains(name), "{file}: {said}");
                assert_eq!(is_chinese(&said), lang == "zh", "{said}");
            }
            let doctor = run(&["doctor", "--records", "--lang", lang, "--home", path(home.path())]);
            let said = String::from_utf8_lossy(&doctor.stderr);
            assert!(!doctor.status.success() && said.contains(name), "{file}: {said}");
            assert!(said.contains(if lang == "zh" { "备份" } else { "backup" }), "{said}");
        }
        // Put back as doctor says, all is well.
        fs::copy(whole.path().join(file), home.path().join(file)).unwrap();
        succeed(&["doctor", "--records", "--home", path(home.path())]);
    }
}
