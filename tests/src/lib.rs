//! What the tests share: the built binary, a home to work in, the repository's own files.
//!
//! # Invariants
//!
//! - The product is known only from outside: its binary, its files, its pages.

pub mod delivery;
pub mod desk;
pub mod site;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The root of the repository.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The built `doudi` with these arguments.
pub fn doudi(arguments: &[&str]) -> Command {
    let mut command = Command::new(binary());
    command.args(arguments);
    command
}

/// Runs `doudi` to its end.
pub fn run(arguments: &[&str]) -> Output {
    doudi(arguments).output().expect("doudi starts")
}

/// Runs `doudi`, expects success and returns its standard output.
pub fn succeed(arguments: &[&str]) -> String {
    let output = run(arguments);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "doudi {arguments:?} ended with {}: {said}", output.status);
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// The binary beside the test's own folder; building the workspace builds it.
fn binary() -> PathBuf {
    let test = std::env::current_exe().expect("own path");
    let folder = test.parent().and_then(Path::parent).expect("target folder");
    let path = folder.join("doudi");
    assert!(path.exists(), "{} is not built; run `cargo build` first", path.display());
    path
}

/// Every tracked file (or every file, outside a checkout), as a path from the root.
pub fn files() -> Vec<String> {
    let output = Command::new("git").arg("-C").arg(root()).args(["ls-files", "-z"]).output();
    let listed = output.expect("git").stdout;
    let listed = String::from_utf8(listed).expect("UTF-8");
    listed.split('\0').filter(|path| !path.is_empty()).map(str::to_owned).collect()
}

/// The text of a file of the repository.
pub fn text(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|why| panic!("{path}: {why}"))
}

/// A home with a small demo municipality in it, made once for all tests of one build.
///
/// 1,500 households over 6 months up to 2026-10, with draws, reports and runs.
pub fn demo_home() -> PathBuf {
    let built = std::fs::metadata(binary()).and_then(|file| file.modified()).expect("binary");
    let age = built.duration_since(std::time::UNIX_EPOCH).expect("a date").as_nanos();
    let folder = std::env::temp_dir().join(format!("doudi-demo-{age}"));
    let lock = std::fs::File::create(folder.with_extension("lock")).expect("lock");
    lock.lock().expect("lock");
    if !folder.join("home.toml.done").exists() {
        let _ = std::fs::remove_dir_all(&folder);
        let home = folder.to_str().expect("UTF-8");
        let size = ["--households", "1500", "--months", "6", "--seed", "91"];
        let demo = ["demo", "--no-serve", "--month", "2026-10", "--home", home];
        succeed(&[&demo[..], &size].concat());
        std::fs::write(folder.join("home.toml.done"), "").expect("mark");
    }
    folder
}

/// An empty home of one place in a folder of its own.
pub fn new_home(jurisdiction: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("folder");
    succeed(&["init", "--jurisdiction", jurisdiction, "--home", path(folder.path())]);
    folder
}

/// A path as an argument.
pub fn path(path: &Path) -> &str {
    path.to_str().expect("UTF-8")
}
