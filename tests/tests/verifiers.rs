//! Three verifiers of bundles: the program, the script and the page, which must name one place.

use std::path::{Path, PathBuf};
use std::process::Command;

use tests::browser::Browser;
use tests::{demo_home, path, root, run, succeed};
use thirtyfour::prelude::*;

/// How many random bundles are compared, each also with one byte changed.
fn plans_count() -> usize {
    std::env::var("DOUDI_RANDOM_PLANS").map_or(60, |count| count.parse().expect("a number"))
}

fn python(script: &str, arguments: &[&str]) -> String {
    let script = root().join("tests").join(script);
    let output = Command::new("python3").arg(script).args(arguments).output().expect("python3");
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// The page in a browser, opened from a file.
struct Page(Browser);

impl Page {
    async fn open(folder: &Path) -> Self {
        let page = folder.join("verify.html");
        succeed(&["draw", "page", "--out", path(&page)]);
        let browser = Browser::open().await;
        browser.go(format!("file://{}", path(&page))).await;
        Self(browser)
    }

    /// Chooses a file as a person does and reads the verdict: its kind, and the place if any.
    async fn choose(&self, file: &Path) -> (String, String) {
        let script = "document.getElementById('verdict').className = ''";
        self.0.driver.execute(script, Vec::new()).await.unwrap();
        let input = self.0.driver.find(By::Id("file")).await.unwrap();
        input.send_keys(path(file)).await.unwrap();
        let verdict = self.0.driver.query(By::Css("#verdict.good, #verdict.bad")).first().await;
        let verdict = verdict.unwrap();
        let kind = verdict.class_name().await.unwrap().unwrap_or_default();
        let place = match self.0.driver.find(By::Id("place")).await {
            Ok(place) => place.text().await.unwrap(),
            Err(_) => String::new(),
        };
        (kind, place)
    }

    /// The verdict of the page's own function on these bytes.
    async fn verify(&self, bytes: &[u8]) -> String {
        let script =
            "const found = verify(Uint8Array.from(arguments[0])); return found.path || 'verified';";
        let found = self.0.driver.execute(script, vec![serde_json::json!(bytes)]).await.unwrap();
        found.convert().unwrap()
    }
}

fn demo_bundles() -> Vec<PathBuf> {
    let folder = std::fs::read_dir(demo_home().join("draws")).unwrap();
    let files = folder.map(|entry| entry.unwrap().path());
    files.filter(|file| !path(file).ends_with(".frame.json")).collect()
}

#[tokio::test]
async fn the_page_passes_a_good_bundle_and_says_where_a_changed_one_differs() {
    let folder = tempfile::tempdir().unwrap();
    let page = Page::open(folder.path()).await;
    let bundles = demo_bundles();
    assert_eq!(bundles.len(), 2);
    // Each file under a name of its own: a browser does not report the same choice twice.
    let mut names = (1..).map(|number| folder.path().join(format!("changed-{number}.json")));
    for bundle in bundles {
        assert_eq!(page.choose(&bundle).await, ("good".to_owned(), String::new()));
        let text = std::fs::read_to_string(&bundle).unwrap();
        let places = [
            ("\"seed\":\"", "seed"),
            ("\"ticket\":\"", "strata[0].sample[0].ticket"),
            ("\"hash\":\"", "log[0].hash"),
        ];
        for (before, place) in places {
            let at = text.find(before).unwrap() + before.len();
            let digit = if &text[at..=at] == "0" { "1" } else { "0" };
            let changed = names.next().unwrap();
            std::fs::write(&changed, format!("{}{digit}{}", &text[..at], &text[at + 1..])).unwrap();
            assert_eq!(page.choose(&changed).await, ("bad".to_owned(), place.to_owned()));
            let output = run(&["draw", "verify", path(&changed)]);
            assert_eq!(output.status.code(), Some(4));
            assert_eq!(output.stdout, format!("{place}\n").as_bytes());
            let said = python("verify_draw.py", &[path(&changed)]);
            assert!(said.starts_with(&format!("{place}: ")), "{said}");
        }
    }
}

#[tokio::test]
async fn a_household_is_shown_to_be_in_the_frame() {
    let home = demo_home();
    let bundle = demo_bundles().remove(0);
    let id = bundle.file_stem().unwrap().to_str().unwrap().to_owned();
    let text = std::fs::read_to_string(&bundle).unwrap();
    let bundle: serde_json::Value = serde_json::from_str(&text).unwrap();
    let entry = &bundle["frame"][7];
    let key = entry["draw_id"].as_str().unwrap();
    let proof = succeed(&["draw", "prove", &id, key, "--home", path(&home)]);
    assert!(proof.contains(bundle["commitment"].as_str().unwrap()));
    let other = bundle["frame"][8]["draw_id"].as_str().unwrap();
    assert!(!proof.contains(other), "the proof names another household");

    let folder = tempfile::tempdir().unwrap();
    let page = Page::open(folder.path()).await;
    let (good, bad) = (folder.path().join("proof.json"), folder.path().join("bad.json"));
    std::fs::write(&good, &proof).unwrap();
    std::fs::write(&bad, proof.replace(key, other)).unwrap();
    assert_eq!(succeed(&["draw", "verify", "--proof", path(&good)]), "verified\n");
    assert_eq!(page.choose(&good).await.0, "good");
    let output = run(&["draw", "verify", "--proof", path(&bad)]);
    assert_eq!((output.status.code(), &output.stdout[..]), (Some(4), &b"frame_root\n"[..]));
    assert_eq!(page.choose(&bad).await, ("bad".to_owned(), "frame_root".to_owned()));
}

#[tokio::test]
async fn three_verifiers_name_the_same_place() {
    let folder = tempfile::tempdir().unwrap();
    let page = Page::open(folder.path()).await;
    let count = plans_count();
    python("random_bundles.py", &[&count.to_string(), "11", path(folder.path())]);
    let names =
        (1..=count).flat_map(|number| [format!("{number}.json"), format!("{number}.changed.json")]);
    let files: Vec<_> = names.map(|name| folder.path().join(name)).collect();
    let files: Vec<_> = files.iter().map(|file| path(file)).collect();
    let script = python("verify_draw.py", &files);
    let program = run(&[&["draw", "verify"], &files[..]].concat());
    assert_eq!(program.status.code(), Some(4), "the changed ones are refused");
    let program = String::from_utf8(program.stdout).unwrap();
    assert_eq!((script.lines().count(), program.lines().count()), (files.len(), files.len()));
    for ((file, script), program) in files.iter().zip(script.lines()).zip(program.lines()) {
        assert_eq!(script.split(": ").next(), Some(program), "{file}");
        assert_eq!(page.verify(&std::fs::read(file).unwrap()).await, program, "{file}");
        assert_eq!(program == "verified", !file.contains("changed"), "{file}");
    }
}
