//! A second opinion on pages, by the rules of HTML_CodeSniffer.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::root;

/// What pa11y finds wrong on these addresses for whoever holds the session, one line for each.
pub fn mistakes(session: &str, addresses: &[String]) -> Vec<String> {
    let mut child = Command::new("node")
        .arg(root().join("tests/pa11y.cjs"))
        .env("COOKIE", session)
        .env("CHROMIUM", chromium())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("node starts; tests/setup.sh installs it");
    let mut stdin = child.stdin.take().expect("its input");
    stdin.write_all((addresses.join("\n") + "\n").as_bytes()).expect("it reads");
    drop(stdin);
    let output = child.wait_with_output().expect("it ends");
    assert!(output.status.success(), "pa11y ended with {}; run tests/setup.sh", output.status);
    String::from_utf8(output.stdout).expect("UTF-8").lines().map(str::to_owned).collect()
}

/// The installed browser.
fn chromium() -> PathBuf {
    let path = std::env::var_os("PATH").expect("a path");
    let mut found = std::env::split_paths(&path).map(|folder| folder.join("chromium"));
    found.find(|file| Path::exists(file)).expect("chromium; tests/setup.sh installs it")
}
