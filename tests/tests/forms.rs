//! The same month in two deliveries, one plain and one in all the forms in which municipalities
//! export: encodings, separators, workbooks, days in six ways. Both must become the same tables.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use tests::succeed;

/// Every table of the only snapshot of a home, with the hashes of its files.
fn tables(home: &Path) -> BTreeMap<String, Vec<String>> {
    let snapshots = fs::read_dir(home.join("snapshots")).unwrap();
    let paths: Vec<_> = snapshots.map(|entry| entry.unwrap().path()).collect();
    let path = paths.iter().find(|path| path.extension().is_some_and(|e| e == "json")).unwrap();
    let manifest: serde_json::Value = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
    let hashes = |table: &serde_json::Value| {
        let files = table["files"].as_array().unwrap().iter();
        files.map(|file| file["sha256"].as_str().unwrap().to_owned()).collect()
    };
    let tables = manifest["tables"].as_object().unwrap().iter();
    let mut tables: BTreeMap<_, _> =
        tables.map(|(name, table)| (name.clone(), hashes(table))).collect();
    let identities = serde_json::json!({ "files": manifest["identities"] });
    tables.insert("identities".to_owned(), hashes(&identities));
    tables
}

#[test]
fn the_form_of_the_files_changes_nothing_in_the_tables() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    let (first, second) = (path("first"), path("second"));
    succeed(&["--home", &first, "init", "--jurisdiction", "qionghai"]);
    succeed(&["--home", &second, "init", "--jurisdiction", "qionghai"]);
    let mut loaded = Vec::new();
    for (home, out, plain) in
        [(&first, path("forms"), None), (&second, path("plain"), Some("--plain"))]
    {
        let size = ["--households", "1500", "--months", "1", "--seed", "17", "--out", &out];
        let synth: Vec<&str> = ["synth"].into_iter().chain(size).chain(plain).collect();
        succeed(&synth);
        succeed(&["--home", home, "load", &format!("{out}/2026-10"), "--month", "2026-10"]);
        // The second home gets the keys of the first, so that pseudonyms and seals are the same.
        if plain.is_none() {
            let (from, to) = (Path::new(home).join("keys"), Path::new(&second).join("keys"));
            fs::create_dir_all(&to).unwrap();
            for key in fs::read_dir(from).unwrap().map(Result::unwrap) {
                fs::copy(key.path(), to.join(key.file_name())).unwrap();
            }
        }
        loaded.push(tables(Path::new(home)));
    }
    assert!(loaded[0].len() > 40, "{}", loaded[0].len());
    assert_eq!(loaded[0], loaded[1]);
}
