//! A year of a municipality as its inspection team lives it, from the first plan to the last
//! close-out, and its public record checked by those who know nothing else of it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;
use tests::{deliveries, fail, new_home, path, root, run, succeed};

const DICE: [&str; 4] = [
    "61352904187730254916",
    "40028817365519273640",
    "95147302268840517923",
    "27735160948203316457",
];

type Row = BTreeMap<String, String>;

/// The municipality: its home, and what was delivered.
struct Town {
    home: TempDir,
    delivered: TempDir,
}

impl Town {
    fn new() -> Self {
        let home = new_home("qionghai");
        // So that the same households are drawn in every run.
        tests::put_key(home.path(), "pseudonym.key", [7; 32]);
        Self { home, delivered: deliveries(300, 6, 2026) }
    }

    fn run(&self, arguments: &[&str]) -> String {
        succeed(&[arguments, &["--home", path(self.home.path())]].concat())
    }

    /// Runs a command that must be refused as the caller's mistake, and gives its sentence.
    fn refused(&self, arguments: &[&str]) -> String {
        fail(2, &[arguments, &["--lang", "en", "--home", path(self.home.path())]].concat())
    }

    fn rows(&self, arguments: &[&str]) -> Vec<Row> {
        let text = self.run(&[arguments, &["--format", "csv"]].concat());
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        reader.deserialize().map(|row| row.expect("a row")).collect()
    }

    fn load(&self, months: &[&str]) {
        for month in months {
            self.run(&["load", path(&self.delivered.path().join(month)), "--month", month]);
        }
    }

    fn file(&self, name: &str, text: &str) -> PathBuf {
        let file = self.home.path().join(name);
        std::fs::write(&file, text).expect("a file");
        file
    }

    /// Publishes the commitment of a planned draw, throws the dice, and gives the draw's id.
    fn draw(&self, plan: &[&str], [committed_on, revealed_on]: [&str; 2], dice: &str) -> String {
        let id = self.run(plan).trim().to_owned();
        let reveal = ["draw", "reveal", &id, "--value", dice, "--on"];
        let early = self.refused(&[&reveal[..], &[revealed_on]].concat());
        assert!(early.contains("commit"), "nothing is revealed before it is committed to: {early}");
        self.run(&["draw", "commit", &id, "--on", committed_on]);
        let early = self.refused(&[&reveal[..], &["2026-01-01"]].concat());
        assert!(early.contains("not after the commitment"), "{early}");
        self.run(&[&reveal[..], &[revealed_on]].concat());
        id
    }

    fn work_list(&self, id: &str) -> Vec<Row> {
        self.rows(&["draw", "work-list", id])
    }

    /// Brings a filled form home: household, outcome and code, by the team of each. Where something was
    /// found, more was looked into.
    fn import(&self, id: &str, on: &str, found: &[(&Row, &str, &str)]) {
        let mut form = String::from(
            "家庭代号,入户日期,走访结果,已查事项,问题代码,多发（元/月）,核查人（一）,核查人（二）\n",
        );
        for (row, outcome, code) in found {
            let (key, team) = (&row["household_key"], team(row));
            let (items, over) = match (*outcome, code.is_empty()) {
                ("已核查", true) => ("居住", ""),
                ("已核查", false) => ("居住、收入、财产、车辆、住房", "35.50"),
                _ => ("", ""),
            };
            form += &format!("{key},{on},{outcome},{items},{code},{over},{}\n", team.join(","));
        }
        let file = self.file("form.csv", &form);
        self.run(&["visit", "import", path(&file), "--draw", id]);
    }

    /// The bundle of a draw with all that was decided since, as it is put on the notice board.
    fn publish(&self, id: &str, folder: &Path) -> PathBuf {
        let file = folder.join(format!("{id}.json"));
        self.run(&["draw", "bundle", id, "--out", path(&file)]);
        file
    }
}

fn team(row: &Row) -> Vec<&str> {
    let team: Vec<_> = row["inspectors"].split('、').filter(|name| !name.is_empty()).collect();
    if team.is_empty() { vec!["陈核", "林查"] } else { team }
}

fn roster(names: &[&str]) -> String {
    let inspectors: Vec<_> =
        names.iter().map(|id| serde_json::json!({"id": id, "cap": null})).collect();
    serde_json::json!({"inspectors": inspectors, "recusals": [], "team_size": 2}).to_string()
}

fn json(file: &Path) -> Value {
    serde_json::from_str(&std::fs::read_to_string(file).expect("a file")).expect("JSON")
}

fn ids(bundle: &Value) -> BTreeSet<&str> {
    let entries = bundle["frame"].as_array().expect("a frame").iter();
    entries.map(|entry| entry["draw_id"].as_str().expect("an id")).collect()
}

fn plan(bundle: &Value) -> Value {
    serde_json::from_str(bundle["plan"].as_str().expect("a plan")).expect("JSON")
}

/// What the program and the script in plain Python say of files, which must be the same.
fn verdicts(files: &[&PathBuf]) -> Vec<String> {
    let files: Vec<_> = files.iter().map(|file| path(file)).collect();
    let program = run(&[&["draw", "verify"], &files[..]].concat()).stdout;
    let script = root().join("tests/verify_draw.py");
    let python = Command::new("python3").arg(script).args(&files).output().expect("python3");
    let lines = |bytes: Vec<u8>| -> Vec<String> {
        let text = String::from_utf8(bytes).expect("UTF-8");
        text.lines().map(|line| line.split(": ").next().unwrap_or_default().to_owned()).collect()
    };
    let (program, python) = (lines(program), lines(python.stdout));
    assert_eq!(program, python);
    program
}

#[test]
fn a_year_from_plan_to_close_out() {
    let town = Town::new();
    town.load(&["2026-05", "2026-06", "2026-07"]);
    let staff = town.file("roster.json", &roster(&["安核", "白核", "陈核", "邓核", "方核"]));
    let planned = ["draw", "plan", "annual_visits", "--roster", path(&staff)];
    let annual = town.draw(&planned, ["2026-08-10", "2026-08-11"], DICE[0]);
    let list = town.work_list(&annual);
    let drawn: Vec<_> = list.iter().filter(|row| row["chosen"] == "sample").collect();
    assert!(drawn.len() > 20 && list.iter().all(|row| team(row).len() == 2), "{}", drawn.len());

    let relative = late_recusal(&town, &annual, drawn[0]);
    // Where many are drawn reserves are left.
    let largest = largest_stratum(&drawn);
    let mut of_largest = drawn.iter().skip(1).filter(|row| row["stratum"] == largest);
    let absent = [(); 3].map(|()| *of_largest.next().expect("three in the largest stratum"));
    attempts_and_substitutes(&town, &annual, absent);
    let keys = absent.map(|row| row["household_key"].as_str());
    visits(&town, &annual, &keys);
    let late = ["draw", "recuse", &annual, &relative, team(drawn[0])[1], "--reason", "village"];
    assert!(town.refused(&late).contains("was visited already"));
    extension(&town, &annual, largest);
    let second = second_look(&town, &annual);

    // The frame has grown: newcomers are drawn from apart, with chance of their own.
    town.load(&["2026-08", "2026-09", "2026-10"]);
    let planned = ["draw", "extend", &annual, "--newcomers", "--roster", path(&staff)];
    let newcomers = town.draw(&planned, ["2026-11-02", "2026-11-03"], DICE[2]);
    let list = town.work_list(&newcomers);
    let found: Vec<_> = list.iter().map(|row| (row, "已核查", "")).collect();
    assert!(!found.is_empty());
    town.import(&newcomers, "2026-11-10", &found);

    findings(&town);
    statutory_proof(&town);
    public_record(&town, [&annual, &second, &newcomers]);
}

fn largest_stratum<'a>(drawn: &[&'a Row]) -> &'a str {
    let mut sizes: BTreeMap<&str, usize> = BTreeMap::new();
    drawn.iter().for_each(|row| *sizes.entry(&row["stratum"]).or_default() += 1);
    sizes.into_iter().max_by_key(|(_, size)| *size).expect("a stratum").0
}

/// The leader of a team learns that a household is kin, and another goes; gives the household.
fn late_recusal(town: &Town, annual: &str, drawn: &Row) -> String {
    let (relative, kin) = (drawn["household_key"].as_str(), team(drawn)[0]);
    let recuse = ["draw", "recuse", annual, relative, kin, "--reason", "kin"];
    town.run(&recuse);
    assert!(town.refused(&recuse).contains("not in the team"));
    let list = town.work_list(annual);
    let row = list.iter().find(|row| row["household_key"] == relative).expect("a row");
    assert!(!team(row).contains(&kin) && team(row)[0] == team(drawn)[1], "who stays leads");
    relative.to_owned()
}

/// One household refuses, one has moved, one is never at home: the last two get a substitute.
fn attempts_and_substitutes(town: &Town, annual: &str, [refuses, moved, absent]: [&Row; 3]) {
    town.import(annual, "2026-08-20", &[(refuses, "拒绝", ""), (moved, "已搬走", "")]);
    let stand_in = |row: &Row| {
        town.run(&["draw", "substitute", annual, &row["household_key"]]).trim().to_owned()
    };
    let refused = |row: &Row| town.refused(&["draw", "substitute", annual, &row["household_key"]]);
    let said = refused(refuses);
    assert!(said.contains("a refusal is a finding"), "{said}");
    let mut reserves = BTreeSet::from([stand_in(moved)]);
    let days = [
        ("2026-08-18", "--after-hours", "no visit is recorded"),
        ("2026-08-19", "--with-village", "it takes 3"),
        ("2026-08-21", "", "it takes 3"),
    ];
    for (day, more, why) in days {
        let said = refused(absent);
        assert!(said.contains(why), "{said}");
        let key = absent["household_key"].as_str();
        let mut visit = vec!["visit", "record", "--household", key, "--draw", annual];
        visit.extend(["--on", day, "--outcome", "not_contacted"]);
        team(absent).iter().for_each(|name| visit.extend(["--visitor", name]));
        visit.extend(Some(more).filter(|more| !more.is_empty()));
        town.run(&visit);
    }
    reserves.insert(stand_in(absent));
    let list = town.work_list(annual);
    let substitutes = list.iter().filter(|row| row["chosen"] == "substitute");
    let substitutes: BTreeSet<_> = substitutes.map(|row| row["household_key"].clone()).collect();
    assert_eq!(substitutes, reserves);
}

/// Everybody else is met; every ninth is paid too much.
fn visits(town: &Town, annual: &str, missing: &[&str]) {
    let list = town.work_list(annual);
    let met = list.iter().filter(|row| !missing.contains(&row["household_key"].as_str()));
    let code = |number: usize| if number.is_multiple_of(9) { "F08" } else { "" };
    let found: Vec<_> =
        met.enumerate().map(|(number, row)| (row, "已核查", code(number))).collect();
    town.import(annual, "2026-08-25", &found);
}

/// The rate calls for more of the largest stratum: the next of its order, with teams of their own.
fn extension(town: &Town, annual: &str, stratum: &str) {
    let extend = ["draw", "extend", annual, "--stratum", stratum, "--count", "2"];
    let added = town.run(&[&extend[..], &["--reason", "差错率偏高，补充抽查"]].concat());
    let list = town.work_list(annual);
    let more: Vec<_> = list
        .iter()
        .filter(|row| added.contains(&row["household_key"]))
        .map(|row| (row, "已核查", ""))
        .collect();
    assert_eq!(more.len(), 2);
    assert!(more.iter().all(|(row, ..)| row["chosen"] == "sample" && team(row).len() == 2));
    town.import(annual, "2026-09-02", &more);
}

/// Others look again, blind, and the result of the first draw says what it missed.
fn second_look(town: &Town, annual: &str) -> String {
    let others = town.file("others.json", &roster(&["安核", "高核", "何核", "江核"]));
    let planned = ["draw", "second-look", annual, "--roster", path(&others)];
    let second = town.draw(&planned, ["2026-09-03", "2026-09-04"], DICE[1]);
    let (list, again) = (town.work_list(annual), town.work_list(&second));
    assert!(again.len() >= 3, "{}", again.len());
    for row in &again {
        let key = &row["household_key"];
        let firsts = team(list.iter().find(|first| first["household_key"] == *key).expect("seen"));
        assert!(team(row).iter().all(|name| !firsts.contains(name)), "{row:?}");
    }
    looks_again_unprejudiced(town, annual, &again);
    let found = |number: usize| if number == 0 { "F01" } else { "" };
    let found: Vec<_> =
        again.iter().enumerate().map(|(number, row)| (row, "已核查", found(number))).collect();
    town.import(&second, "2026-09-10", &found);
    let result = town.rows(&["draw", "result", annual]);
    for name in ["respondents", "with_substitutes", "worst", "best", "second_look"] {
        let rate = result.iter().find(|row| row["stage"] == "final" && row["rate"] == name);
        let rate = rate.expect(name);
        let [lower, share, upper] = ["lower", "share", "upper"].map(|column| {
            rate[column].parse::<f64>().unwrap_or_else(|_| panic!("{name}: {rate:?}"))
        });
        assert!(0.0 <= lower && lower <= share && share <= upper && upper <= 1.0, "{rate:?}");
    }
    second
}

/// The first visits were not of equal depth, and those who look again are not shown what they found.
fn looks_again_unprejudiced(town: &Town, annual: &str, again: &[Row]) {
    let depth = town.rows(&["draw", "depth", annual]);
    let items = depth.iter().find(|row| row["measure"] == "items").expect("a row");
    assert_eq!((&*items["found_mean"], &*items["clear_mean"]), ("5.0000", "1.0000"));
    assert_eq!(items["unequal"], "true", "{items:?}");
    let awaiting: BTreeSet<_> = again.iter().map(|row| &row["household_key"]).collect();
    let (mut blind, mut open) = (0, 0);
    for visit in town.rows(&["visit", "list", "--draw", annual]) {
        let is_told = !visit["checked"].is_empty() || !visit["codes"].is_empty();
        if awaiting.contains(&visit["household_key"]) {
            blind += 1;
            assert!(!is_told && visit["note"].is_empty(), "{visit:?}");
        } else {
            open += usize::from(is_told);
        }
    }
    assert!(blind >= again.len() && open > 10, "{blind} {open}");
}

/// A finding becomes a lead, is put right, taken up again, and closed by somebody else.
fn findings(town: &Town) {
    let ledger = |by: &str, words: &[&str]| town.rows(&[&["ledger", "--by", by], words].concat());
    ledger("值班员", &["open", "--month", "2026-10"]);
    let leads = ledger("值班员", &["list"]);
    let lead = leads.iter().find(|row| row["source"] == "visit").expect("a lead from a visit");
    let id = lead["lead_id"].as_str();
    let scan = town.file("scan.pdf", "scan");
    let decide = ["decide", id, "--outcome", "confirmed", "--code", "F08"];
    let decide = [&decide[..], &["--over", "35.50", "--reason", "核对"]].concat();
    let rectify = ["rectify", id, "--action", "下月起按新标准", "--evidence", path(&scan)];
    ledger("科长", &["assign", id, "--to", "方核"]);
    ledger("方核", &["start", id]);
    ledger("方核", &decide);
    ledger("何干", &rectify);
    assert_eq!(ledger("赵监", &["close", id])[0]["state"], "closed");
    ledger("赵监", &["reopen", id, "--reason", "停发未执行"]);
    ledger("方核", &["start", id]);
    ledger("方核", &decide);
    ledger("何干", &rectify);
    let own = town.refused(&["ledger", "close", id, "--by", "何干"]);
    assert!(own.contains("nobody verifies"), "{own}");
    assert_eq!(ledger("钱监", &["close", id])[0]["state"], "closed");
    let leads = ledger("钱监", &["list"]);
    let closed = leads.iter().find(|row| row["lead_id"] == id).expect("the lead");
    assert_eq!((&*closed["state"], &*closed["reopened_count"]), ("closed", "1"));
}

/// What the rules ask for, to the household and the day.
fn statutory_proof(town: &Town) {
    let proof = town.rows(&["query", "statutory_proof", "--as-of", "2026-11-20"]);
    let number = |row: &Row, name: &str| row[name].parse::<i64>().expect("a number");
    let done = |row: &&Row| row["duty"] == "annual_visit" && number(row, "done_count") > 0;
    assert!(proof.iter().any(|row| done(&row)));
    for row in &proof {
        let short = number(row, "required_count") - number(row, "done_count");
        assert_eq!(number(row, "shortfall_count"), short.max(0), "{row:?}");
        let is_told = !row["last_day_on"].is_empty() || number(row, "lost_count") > 0;
        assert!(short <= 0 || is_told || row["duty"] == "certainty_visit", "{row:?}");
    }
}

/// The public record alone: every bundle verifies in two programs that share no code, the draws rest
/// on each other's commitments, and whoever changes one byte of it is told where.
fn public_record(town: &Town, [annual, second, newcomers]: [&str; 3]) {
    let board = tempfile::tempdir().expect("a folder");
    let files = [annual, second, newcomers].map(|id| town.publish(id, board.path()));
    assert_eq!(verdicts(&files.iter().collect::<Vec<_>>()), ["verified"; 3]);
    let bundles = files.each_ref().map(|file| json(file));
    let [first, again, grown] = &bundles;

    let steps = first["steps"].as_array().expect("steps");
    let actions: Vec<_> =
        steps.iter().map(|step| step["entry"]["action"].as_str().expect("one")).collect();
    assert_eq!(actions, ["draw.recuse", "draw.substitute", "draw.substitute", "draw.extend"]);
    let reasons: Vec<_> =
        steps.iter().map(|step| step["entry"]["purpose"].as_str().expect("one")).collect();
    assert_eq!(reasons[..3], ["kin", "moved", "not_contacted"]);
    assert_eq!(plan(again)["references"]["second_look_of_commitment"], first["commitment"]);
    assert_eq!(plan(grown)["references"]["increment_of_commitment"], first["commitment"]);
    assert!(ids(grown).is_disjoint(&ids(first)), "who was in the first frame is in no other");
    assert!(ids(again).is_subset(&ids(first)));
    assert_ne!(first["seed"], grown["seed"]);
    let heads: Vec<_> = first["log"]
        .as_array()
        .expect("a log")
        .iter()
        .chain(steps.iter().map(|step| &step["entry"]))
        .collect();
    let log = town.rows(&["audit", "list", "--limit", "100000"]);
    for head in heads {
        let entry = log.iter().find(|row| row["hash"] == head["hash"].as_str().expect("a hash"));
        assert!(entry.is_some(), "the head is an entry of the log");
    }

    let text = std::fs::read_to_string(&files[0]).expect("a file");
    let changed = board.path().join("changed.json");
    for (from, to, place) in [
        ("\\\"inspector\\\":\\\"", "\\\"inspector\\\":\\\"x", "steps[0].entry.body"),
        ("\"purpose\":\"kin\"", "\"purpose\":\"interest\"", "steps[0].entry.hash"),
        ("\"purpose\":\"kin\"", "\"purpose\":\"\"", "steps[0].entry.purpose"),
    ] {
        assert!(text.contains(from), "{from}");
        std::fs::write(&changed, text.replacen(from, to, 1)).expect("a file");
        assert_eq!(verdicts(&[&changed]), [place]);
    }
    town.run(&["doctor", "--records"]);
    town.run(&["audit", "verify"]);
}
