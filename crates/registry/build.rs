//! Embeds the definitions of the workspace root, so that the binary needs no installed files.
//!
//! The texts stand in the generated code and paths are relative to the package, so that checkouts
//! may share a target folder and one of them may go.

use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

const ROOT: &str = "../..";
const FOLDERS: [&str; 3] = ["queries", "dashboards", "jurisdictions"];

fn main() -> io::Result<()> {
    let mut files = Vec::new();
    for folder in FOLDERS {
        collect(&Path::new(ROOT).join(folder), &mut files)?;
    }
    files.sort();

    let mut code = String::from("&[\n");
    for file in &files {
        let name = file.strip_prefix(ROOT).unwrap_or(file).to_string_lossy().replace('\\', "/");
        let _ = writeln!(code, "    ({name:?}, {:?}),", fs::read_to_string(file)?);
    }
    code.push_str("]\n");
    let out = std::env::var_os("OUT_DIR").map(PathBuf::from).unwrap_or_default();
    fs::write(out.join("shipped.rs"), code)
}

/// Adds the definition files under `folder`; a folder that is not there holds none.
fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    println!("cargo:rerun-if-changed={}", folder.display());
    let Ok(entries) = fs::read_dir(folder) else { return Ok(()) };
    for entry in entries {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else if path.extension().is_some_and(|kind| kind == "sql" || kind == "toml") {
            files.push(path);
        }
    }
    Ok(())
}
