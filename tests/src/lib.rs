//! What the tests share: the built binary, a home to work in, the repository's own files.
//!
//! # Invariants
//!
//! - The product is known only from outside: its binary, its files, its pages.

pub mod browser;
pub mod bucket;
pub mod cases;
pub mod delivery;
pub mod desk;
pub mod keyboard;
pub mod mutants;
pub mod pa11y;
pub mod sheet;
pub mod site;

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// The root of the repository that is tested, wherever it was built.
pub fn root() -> PathBuf {
    let package = std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo runs the tests");
    Path::new(&package).join("..")
}

/// Where tests/setup.sh puts what reads our files as others do: in the target folder, above this
/// test's own.
pub fn python_packages() -> PathBuf {
    let test = std::env::current_exe().expect("own path");
    test.ancestors().nth(3).expect("target folder").join("python")
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

/// Runs `doudi` with a text on its standard input, expects success and returns its output.
pub fn succeed_with(arguments: &[&str], input: String) -> String {
    let mut command = doudi(arguments);
    command.stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.spawn().expect("doudi starts");
    let mut stdin = child.stdin.take().expect("its input");
    let writer = std::thread::spawn(move || stdin.write_all(input.as_bytes()).expect("reads"));
    let output = child.wait_with_output().expect("doudi ends");
    writer.join().expect("written");
    assert!(output.status.success(), "doudi {arguments:?} ended with {}", output.status);
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

/// A home with a small demo municipality in it, made once for all tests of one build, to read.
///
/// 1,500 households over 6 months up to 2026-10, with draws, reports and runs.
pub fn demo_home() -> PathBuf {
    demo().join("shared")
}

/// The same in a folder of its own, to write in.
pub fn demo_copy() -> tempfile::TempDir {
    copy(&demo().join("untouched"))
}

/// Where the demo municipality stands twice: `shared`, in which tests ask, and `untouched`, from
/// which homes are copied, because the files of a ledger in use come and go.
fn demo() -> PathBuf {
    let built = std::fs::metadata(binary()).and_then(|file| file.modified()).expect("binary");
    let age = built.duration_since(std::time::UNIX_EPOCH).expect("a date").as_nanos();
    let folder = std::env::temp_dir().join(format!("doudi-demo-{age}"));
    let lock = std::fs::File::create(folder.with_extension("lock")).expect("lock");
    lock.lock().expect("lock");
    if !folder.join("done").exists() {
        let _ = std::fs::remove_dir_all(&folder);
        let [untouched, shared] = ["untouched", "shared"].map(|name| folder.join(name));
        let size = ["--households", "1500", "--months", "6", "--seed", "91"];
        let demo = ["demo", "--no-serve", "--month", "2026-10", "--home", path(&untouched)];
        succeed(&[&demo[..], &size].concat());
        copy_to(&untouched, &shared);
        std::fs::write(folder.join("done"), "").expect("mark");
    }
    folder
}

/// An empty home of one place in a folder of its own.
pub fn new_home(jurisdiction: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("folder");
    succeed(&["init", "--jurisdiction", jurisdiction, "--home", path(folder.path())]);
    folder
}

/// Puts a home under the policy of accounts that asks for no second factor.
pub fn without_second_factor(home: &Path) {
    let file = home.join("home.toml");
    let text = std::fs::read_to_string(&file).expect("home.toml");
    std::fs::write(&file, format!("{text}policy = \"djcp2\"\n")).expect("home.toml");
}

/// Who is behind a pseudonym, as `doudi identify` tells.
pub struct Person {
    /// The kind of what is behind it.
    pub kind: String,
    /// The number or text.
    pub id_no: String,
    /// The name beside it.
    pub name: String,
}

/// Who is behind pseudonyms, asked the way an inspector would; every one must be known.
pub fn identify(home: &Path, keys: &BTreeSet<String>) -> BTreeMap<String, Person> {
    let lines: String = keys.iter().map(|key| format!("{key}\n")).collect();
    let asked = ["identify", "--purpose", "test", "--format", "csv", "--home", path(home)];
    let text = succeed_with(&asked, lines);
    let records = csv::Reader::from_reader(text.as_bytes()).into_records();
    let people: BTreeMap<String, Person> = records
        .map(|row| {
            let row = row.expect("row");
            let [key, kind, id_no, name] = [0, 1, 2, 3].map(|at| row[at].to_owned());
            (key, Person { kind, id_no, name })
        })
        .collect();
    assert!(people.keys().eq(keys) && people.values().all(|p| p.kind != "not_found"));
    people
}

/// Puts a key of a home into place, as a restored backup would: for its owner alone.
pub fn put_key(home: &Path, name: &str, key: [u8; 32]) {
    use std::os::unix::fs::PermissionsExt;
    let keys = home.join("keys");
    std::fs::create_dir_all(&keys).expect("folder of keys");
    std::fs::write(keys.join(name), key).expect("key");
    let private = std::fs::Permissions::from_mode(0o600);
    std::fs::set_permissions(keys.join(name), private).expect("mode");
}

/// A home with all its files, in a folder of its own. Nobody may have it open.
pub fn copy(home: &Path) -> tempfile::TempDir {
    let copy = tempfile::tempdir().expect("folder");
    copy_to(home, copy.path());
    copy
}

fn copy_to(home: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("folder");
    let copied = Command::new("cp").arg("-a").arg(home.join(".")).arg(to).status();
    assert!(copied.expect("cp").success());
}

/// Runs `doudi`, expects this exit code and returns what it says on standard error.
pub fn fail(code: i32, arguments: &[&str]) -> String {
    let output = run(arguments);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(code), "doudi {arguments:?}: {said}");
    said
}

/// Small deliveries, one folder a month, up to 2026-10.
pub fn deliveries(households: u32, months: u32, seed: u64) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("folder");
    let [households, months, seed] =
        [u64::from(households), u64::from(months), seed].map(|n| n.to_string());
    let size = ["--households", &households, "--months", &months, "--seed", &seed];
    succeed(&[&["synth", "--month", "2026-10", "--out", path(folder.path())][..], &size].concat());
    folder
}

/// A path as an argument.
pub fn path(path: &Path) -> &str {
    path.to_str().expect("UTF-8")
}
