//! Every question, flag and indicator on the handmade delivery, against `tests/golden`.
//!
//! `UPDATE=1` writes the files anew; a person reads them before they are committed.

use std::path::{Path, PathBuf};

use tempfile::TempDir;
use tests::{new_home, path, root, run, succeed};

/// Names of all registered files that can be asked, in order.
fn names() -> Vec<String> {
    let themes = std::fs::read_dir(root().join("queries")).expect("queries");
    let folders = themes.map(|entry| entry.expect("entry").path()).filter(|path| path.is_dir());
    let files = folders
        .filter(|folder| !folder.ends_with("views"))
        .flat_map(|folder| std::fs::read_dir(folder).expect("theme"));
    let stems = files.filter_map(|file| {
        Some(file.expect("entry").path().file_stem()?.to_str().expect("UTF-8").to_owned())
    });
    let mut names: Vec<String> = stems.collect();
    names.sort();
    names
}

/// A home with both months of the delivery and a fixed key, so that pseudonyms stay the same.
fn home() -> TempDir {
    let home = new_home("qionghai");
    tests::put_key(home.path(), "pseudonym.key", [7; 32]);
    for month in ["2026-09", "2026-10"] {
        let delivery = root().join("tests/fixtures/handmade").join(month);
        succeed(&["load", path(&delivery), "--month", month, "--home", path(home.path())]);
    }
    home
}

fn golden(name: &str) -> PathBuf {
    root().join("tests/golden").join(format!("{name}.csv"))
}

fn ask(home: &Path, name: &str) -> Result<String, String> {
    let asked = ["query", name, "--as-of", "2026-10-31", "--format", "csv", "--lang", "en"];
    let output = run(&[&asked[..], &["--home", path(home)]].concat());
    if output.status.success() {
        Ok(String::from_utf8(output.stdout).expect("UTF-8"))
    } else {
        Err(String::from_utf8_lossy(&output.stderr).into_owned())
    }
}

/// The difference between an answer and its golden file, if there is one.
fn difference(home: &Path, name: &str) -> Option<String> {
    let answer = match ask(home, name) {
        Ok(answer) => answer,
        Err(said) => return Some(format!("{name}: {said}")),
    };
    if std::env::var_os("UPDATE").is_some() {
        std::fs::create_dir_all(golden(name).parent()?).expect("folder");
        std::fs::write(golden(name), answer).expect("golden file");
        return None;
    }
    let expected = std::fs::read_to_string(golden(name)).unwrap_or_default();
    (answer != expected).then(|| format!("{name}:\n{answer}instead of\n{expected}"))
}

#[test]
fn every_answer_is_the_one_on_file() {
    let home = home();
    let names = names();
    assert!(names.len() > 80, "only {} files", names.len());
    let wrong: Vec<String> =
        names.iter().filter_map(|name| difference(home.path(), name)).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_golden_file_is_left_over() {
    let names = names();
    let kept = std::fs::read_dir(root().join("tests/golden")).expect("golden");
    for file in kept.map(|entry| entry.expect("entry").path()) {
        let stem = file.file_stem().and_then(|stem| stem.to_str()).expect("a name");
        assert!(names.iter().any(|name| name == stem), "{stem} is no question");
    }
}
