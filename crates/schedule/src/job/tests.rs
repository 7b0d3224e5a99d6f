//! Jobs of a small home, from due to done.

use std::fs;

use model::identity::check_digit;
use snapshot::{LoadOptions, Silent};
use supervise::{Operator, Place};
use tempfile::TempDir;

use super::*;

const MONTHLY: &str = "\
title = { zh = \"月报\", en = \"Monthly\" }
about = { zh = \"试验\", en = \"A test\" }
audience = \"leadership\"
schedule = \"0 8 15 * *\"
export = [\"csv\", \"xlsx\"]
circulars = [\"monthly_circular\"]
panels = [{ question = \"caseload_by_town\" }, { question = \"broken\" }, { question = \"feeds\" }]
";

/// A question that no engine can answer.
const BROKEN: &str = "\
--- title = { zh = \"坏的\", en = \"Broken\" }
--- about = { zh = \"试验\", en = \"A test\" }
--- clauses = [\"DC-2\"]
--- grain = \"household\"
SELECT h.no_such_column FROM households AS h ORDER BY h.household_key
";

/// A home with one household in 2026-10, whose only job is `monthly`.
fn home(broken: bool) -> (TempDir, Home) {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("home");
    let operator =
        || Operator { name: "tester".into(), now: clock::now, bucket: Default::default() };
    drop(Home::init(&root, &Place::Named("qionghai".into()), operator()).unwrap());
    for dashboard in registry::shipped().iter().filter(|f| f.path.starts_with("dashboards/")) {
        let lines = dashboard.text.lines().filter(|line| !line.starts_with("schedule"));
        put(&root, &dashboard.path, &lines.collect::<Vec<_>>().join("\n"));
    }
    put(&root, "queries/own/broken.sql", BROKEN);
    let monthly = if broken {
        MONTHLY.to_owned()
    } else {
        MONTHLY.replace(" { question = \"broken\" },", "")
    };
    put(&root, "dashboards/monthly.toml", &monthly);
    let home = Home::open(&root, operator()).unwrap();
    load(&home, &folder.path().join("delivery"));
    (folder, home)
}

fn put(root: &Path, file: &str, text: &str) {
    let path = root.join(file);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

fn load(home: &Home, delivery: &Path) {
    let body = "46900219600101001";
    let id = format!("{body}{}", check_digit(body).unwrap());
    put(
        delivery,
        "households.csv",
        &format!(
            "户主姓名,户主身份证号,救助类型,家庭人口数,保障人口数,户月保障金额(元),合计(元),所属街道,所属社区\n甲,{id},农村低保,1,1,400,400,嘉积镇,新民村\n"
        ),
    );
    put(
        delivery,
        "persons.csv",
        &format!("姓名,身份证号,户主身份证号,与户主关系\n甲,{id},{id},本人\n"),
    );
    put(
        delivery,
        "payments.csv",
        &format!(
            "户主姓名,身份证号码,救助类型,保障金(元),发放合计(元),状态\n甲,{id},农村低保,400,400,成功\n"
        ),
    );
    let options = LoadOptions {
        month: "2026-10".parse().unwrap(),
        quarantine_limit: 200,
        limits: snapshot::Limits::default(),
        loaded_at: clock::now(),
        town_aliases: Default::default(),
        definitions: Default::default(),
    };
    home.store().load(delivery, &options, &Silent).unwrap();
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn wait<T>(answer: impl Future<Output = Result<T>>) -> Result<T> {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(answer)
}

fn days(home: &Home, as_of: &str) -> Vec<String> {
    due(home, day(as_of))
        .unwrap()
        .into_iter()
        .map(|due| format!("{} {}", due.job, due.as_of))
        .collect()
}

#[test]
fn a_job_is_run_once_and_its_files_are_those_in_the_ledger() {
    let (_folder, home) = home(false);
    assert_eq!(days(&home, "2026-11-20"), ["monthly 2026-11-15"]);
    let runs = wait(run_due(&home, day("2026-11-20"))).unwrap();
    let [run] = runs.as_slice() else { panic!("{runs:?}") };
    assert_eq!((run.outcome, run.as_of), (Some(Outcome::Done), day("2026-11-15")));
    let paths: Vec<_> = run.outputs.iter().map(|output| output.path.as_str()).collect();
    let below = "reports/monthly/2026-11-15";
    let expected =
        ["01-caseload_by_town.csv", "02-feeds.csv", "monthly.xlsx", "monthly_circular.docx"];
    assert_eq!(paths, expected.map(|name| format!("{below}/{name}")));
    for output in &run.outputs {
        let bytes = fs::read(home.root().join(&output.path)).unwrap();
        assert_eq!(sha256_hex(&bytes), output.sha256, "{}", output.path);
    }
    assert!(days(&home, "2026-11-20").is_empty());
    assert!(first_failure(&runs).is_none());

    let again = wait(run_job(&home, "monthly", day("2026-11-15"))).unwrap();
    assert_eq!(again.outputs, run.outputs);
    assert_eq!(days(&home, "2027-01-31"), ["monthly 2026-12-15", "monthly 2027-01-15"]);
}

#[test]
fn a_failing_panel_fails_the_run_and_the_others_are_written() {
    let (_folder, home) = home(true);
    let runs = wait(run_due(&home, day("2026-11-20"))).unwrap();
    assert_eq!(runs[0].outcome, Some(Outcome::Failed));
    assert!(runs[0].message.en.starts_with("`broken`"), "{}", runs[0].message.en);
    assert_eq!(runs[0].outputs.len(), 4);
    let fault = first_failure(&runs).unwrap();
    assert!(fault.text.en.contains("monthly") && fault.text.en.contains("broken"), "{fault}");
    assert!(days(&home, "2026-11-20").is_empty());
}

#[test]
fn an_interrupted_run_is_due_again() {
    let (_folder, home) = home(false);
    home.ledger().start_run("monthly", day("2026-11-15"), clock::now()).unwrap();
    assert_eq!(days(&home, "2026-11-20"), ["monthly 2026-11-15"]);
    wait(run_due(&home, day("2026-11-20"))).unwrap();
    assert!(days(&home, "2026-11-20").is_empty());
}

#[test]
fn a_day_before_all_data_fails_and_says_so() {
    let (_folder, home) = home(false);
    let run = wait(run_job(&home, "monthly", day("2025-11-15"))).unwrap();
    assert_eq!(run.outcome, Some(Outcome::Failed));
    assert!(run.outputs.is_empty());
    assert!(wait(run_job(&home, "no_such_job", day("2026-11-15"))).is_err());
}

#[test]
fn the_calendar_tells_the_days_around_today() {
    let (_folder, home) = home(false);
    let before = calendar(&home, day("2026-11-15")).unwrap();
    let [job] = before.as_slice() else { panic!("{before:?}") };
    assert_eq!((job.last_run_on, job.next_run_on), (None, Some(day("2026-12-15"))));
    wait(run_due(&home, day("2026-11-15"))).unwrap();
    assert_eq!(calendar(&home, day("2026-11-15")).unwrap()[0].last_run_on, Some(day("2026-11-15")));
}
