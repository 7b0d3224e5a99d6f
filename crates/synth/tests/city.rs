//! What a reader of the deliveries can see: the same bytes twice, a city of the right shape,
//! amounts by the rule, and labels that make sense.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use model::{Blame, Fen, IdNumber, Month, Norm, Norms, Value};
use synth::{Options, Rules, Summary};

/// Every flag of which something is planted.
const FLAGS: [&str; 53] = [
    "deceased_paid",
    "deceased_counted",
    "income_over_standard",
    "assets_over_limit",
    "vehicle_owned",
    "vehicle_bought",
    "second_home",
    "home_bought",
    "commercial_property",
    "company_owned",
    "public_payroll",
    "employee_insurance",
    "pension_undeclared",
    "taxed_income",
    "housing_fund_active",
    "land_of_others",
    "support_hidden",
    "prisoner_counted",
    "benefit_miscalculated",
    "amount_changed_unchecked",
    "covered_fewer_than_members",
    "split_household",
    "long_absent",
    "duplicate_person",
    "two_programmes",
    "duplicate_elsewhere",
    "near_relative_unregistered",
    "near_relative_unvisited",
    "relative_handled_case",
    "staff_enrolled",
    "account_shared",
    "account_of_staff",
    "account_of_stranger",
    "approved_without_check",
    "notice_too_short",
    "approval_late",
    "accepted_by_village",
    "recheck_overdue",
    "grace_overrun",
    "blacklisted_approved",
    "archive_incomplete",
    "archive_altered",
    "payment_mismatch",
    "travel",
    "student_graduated",
    "disability_mismatch",
    "illness_unsupported",
    "selfcare_mismatch",
    "identity_invalid",
    "quota_pattern",
    "approver_concentration",
    "missed_household",
    "consumption_outlier",
];

fn norms(rounding: &str) -> Norms {
    let norm = |value: Value, from: &str| Norm {
        value,
        unit: String::new(),
        from: from.parse().unwrap(),
        to: None,
        source: "test".to_owned(),
    };
    let mut entries: BTreeMap<String, Vec<Norm>> = BTreeMap::new();
    let numbers = [
        ("standard_dibao_urban", 7_440_000, "2015-01-01"),
        ("standard_dibao_urban", 7_900_000, "2026-01-01"),
        ("standard_dibao_rural", 5_600_000, "2015-01-01"),
        ("standard_dibao_rural", 6_000_000, "2026-01-01"),
        ("tekun_multiple", 13_000, "2015-01-01"),
        ("edge_multiple", 15_000, "2015-01-01"),
        ("supplement_share", 2_000, "2015-01-01"),
        ("financial_assets_multiple", 20_000, "2015-01-01"),
        ("recheck_months_year", 120_000, "2015-01-01"),
        ("recheck_months_half_year", 60_000, "2015-01-01"),
        ("recheck_months_quarter", 30_000, "2015-01-01"),
        ("notice_days", 70_000, "2015-01-01"),
        ("approval_workdays", 200_000, "2015-01-01"),
        ("death_recheck_months", 30_000, "2015-01-01"),
        ("recheck_months_registered", 60_000, "2015-01-01"),
        ("approval_extended_workdays", 450_000, "2015-01-01"),
        ("quota_households_min", 200_000, "2015-01-01"),
        ("quota_share_min", 6_000, "2015-01-01"),
        ("approver_cases_min", 100_000, "2015-01-01"),
        ("approver_share_min", 6_000, "2015-01-01"),
    ];
    for (name, number, from) in numbers {
        entries.entry(name.to_owned()).or_default().push(norm(Value::Number(number), from));
    }
    let word = norm(Value::Word(rounding.to_owned()), "2015-01-01");
    entries.insert("benefit_rounding".to_owned(), vec![word]);
    Norms::new(entries, "test".to_owned())
}

fn options(households: u32, months: u32, seed: u64) -> Options {
    Options {
        households,
        months,
        first_month: "2025-11".parse().unwrap(),
        seed,
        is_plain: false,
        rules: Rules { norms: norms("fen_half_up") },
    }
}

/// A folder of this test's own, empty.
fn folder(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&path);
    path
}

fn city(name: &str, options: &Options) -> (PathBuf, Summary) {
    let out = folder(name);
    let summary = synth::write(&out, options, &|_, _| {}).unwrap();
    (out, summary)
}

/// Every file below a folder with its bytes.
fn bytes(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(bytes(&path));
        } else {
            files.insert(path.clone(), fs::read(&path).unwrap());
        }
    }
    files
}

/// The rows of a CSV file by heading.
fn rows(path: &Path) -> Vec<BTreeMap<String, String>> {
    let raw = fs::read(path).unwrap();
    let text = match String::from_utf8(raw) {
        Ok(text) => text,
        Err(other) => encoding_rs::GB18030.decode(other.as_bytes()).0.into_owned(),
    };
    let mut csv = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    csv.deserialize().map(|row| row.unwrap()).collect()
}

fn month(text: &str) -> Month {
    text.parse().unwrap()
}

#[test]
fn the_same_options_give_the_same_bytes_and_another_seed_others() {
    let (one, _) = city("same_one", &options(300, 3, 7));
    let (two, _) = city("same_two", &options(300, 3, 7));
    let (other, _) = city("same_other", &options(300, 3, 8));
    let relative = |root: &Path| -> BTreeMap<PathBuf, Vec<u8>> {
        let strip = |path: &Path| path.strip_prefix(root).unwrap().to_owned();
        bytes(root).into_iter().map(|(path, raw)| (strip(&path), raw)).collect()
    };
    let (one, two, other) = (relative(&one), relative(&two), relative(&other));
    assert!(one.len() > 120);
    for (path, raw) in &one {
        assert_eq!(two.get(path), Some(raw), "{}", path.display());
    }
    assert_eq!(one.len(), two.len());
    assert_ne!(one, other);
}

#[test]
fn the_city_has_the_shape_of_the_profile() {
    let (out, summary) = city("shape", &options(4000, 4, 3));
    assert_eq!(summary.deliveries.len(), 4);
    let count = |name: &str| summary.deliveries[0].rows[name];
    let on_roll = count("发放花名册");
    assert!((3300..3600).contains(&on_roll), "{on_roll} on the roll");
    let dibao = count("城市低保家庭查询") + count("农村低保家庭查询");
    let urban_share = count("城市低保家庭查询") * 1000 / dibao;
    assert!((180..220).contains(&urban_share), "{urban_share} ‰ of dibao are urban");
    let persons = count("城市低保人员查询") + count("农村低保人员查询");
    assert!((150..185).contains(&(persons * 100 / dibao)), "{persons} persons in {dibao} cases");

    let people = rows(&out.join("2025-11/农村低保人员查询.csv"));
    let share = |holds: &dyn Fn(&BTreeMap<String, String>) -> bool| {
        people.iter().filter(|row| holds(row)).count() * 1000 / people.len()
    };
    let disabled = share(&|row| row["是否残疾人"] == "是");
    let old = share(&|row| row["出生日期"].as_str() < "19651101");
    let young = share(&|row| row["出生日期"].as_str() > "20071101");
    assert!((330..460).contains(&disabled), "{disabled} ‰ disabled");
    assert!((250..420).contains(&old), "{old} ‰ elderly");
    assert!((120..260).contains(&young), "{young} ‰ minors");
    for delivery in &summary.deliveries[1..] {
        let exits = delivery.rows["退出台账"] * 1000 / on_roll;
        assert!((3..20).contains(&exits), "{exits} ‰ leave in {}", delivery.month);
    }
}

#[test]
fn benefits_are_what_income_lacks_to_the_standard() {
    for (rounding, up) in [("fen_half_up", 1), ("yuan_up", 100)] {
        let mut options = options(1000, 3, 5);
        options.rules.norms = norms(rounding);
        let (out, _) = city(&format!("rule_{rounding}"), &options);
        let wrong: BTreeSet<String> = rows(&out.join("labels.csv"))
            .into_iter()
            .filter(|label| {
                matches!(label["flag"].as_str(), "benefit_miscalculated" | "grace_overrun")
            })
            .map(|label| label["household_id_no"].clone())
            .collect();
        for (at, standard) in [("2025-11", 56_000), ("2026-01", 60_000)] {
            let households = rows(&out.join(at).join("农村低保家庭查询.csv"));
            assert!(households.len() > 400);
            for row in households.iter().filter(|row| !wrong.contains(&row["户主身份证号"])) {
                let money = |heading: &str| Fen::parse_yuan(&row[heading]).unwrap().0;
                let covered: i64 = row["保障人口数"].parse().unwrap();
                let twelfths = standard * covered * 12 - money("家庭年总收入(元)");
                let expected = match up {
                    1 => (twelfths * 2 + 12) / 24,
                    _ => (twelfths + 1199) / 1200 * 100,
                };
                assert_eq!(money("户月保障金额(元)"), expected, "{rounding} {row:?}");
                assert_eq!(
                    money("合计(元)"),
                    money("户月保障金额(元)") + money("人员分类施保总额(元)")
                );
            }
        }
    }
}

#[test]
fn identity_numbers_are_valid_unless_labelled() {
    let (out, _) = city("identity", &options(1000, 1, 9));
    let planted: BTreeSet<String> = rows(&out.join("labels.csv"))
        .into_iter()
        .filter(|label| label["flag"] == "identity_invalid")
        .map(|label| label["person_id_no"].clone())
        .collect();
    for file in ["城市低保人员查询", "农村低保人员查询", "特困人员人员查询"]
    {
        for row in rows(&out.join("2025-11").join(format!("{file}.csv"))) {
            let text = row["身份证号"].replace(' ', "");
            let id = IdNumber::parse(&text).unwrap();
            assert!(id.problem().is_none() || planted.contains(id.as_str()), "{text}");
        }
    }
    assert!(planted.len() >= 5);
}

#[test]
fn every_flag_is_planted_beside_look_alikes() {
    let (out, summary) = city("planted", &options(3000, 12, 7));
    let labels = rows(&out.join("labels.csv"));
    assert_eq!(labels.len() as u64, summary.labels_count);
    for flag in FLAGS {
        for kind in ["hit", "lookalike"] {
            let found = labels.iter().any(|row| row["flag"] == flag && row["kind"] == kind);
            assert!(found, "{flag} has no {kind}");
        }
    }
    let (first, last) = (month("2025-11"), month("2026-10"));
    for row in &labels {
        let (from, to) = (month(&row["month_from"]), month(&row["month_to"]));
        assert!(first <= from && from <= to && to <= last, "{row:?}");
        assert!(FLAGS.contains(&row["flag"].as_str()), "{row:?}");
        assert_eq!(row["town_code"].len(), 12, "{row:?}");
    }
}

#[test]
fn nothing_is_a_hit_and_a_look_alike_in_one_month() {
    let (out, _) = city("one_verdict", &options(2000, 8, 21));
    let mut verdicts: BTreeMap<(String, String, String, Month), String> = BTreeMap::new();
    for row in rows(&out.join("labels.csv")) {
        let mut at = month(&row["month_from"]);
        while at <= month(&row["month_to"]) {
            let place = format!("{}{}", row["town_code"], row["note"]);
            let household = row["household_id_no"].clone();
            let who = if household.is_empty() { place } else { household };
            let key = (row["flag"].clone(), who, row["person_id_no"].clone(), at);
            let before = verdicts.insert(key, row["kind"].clone());
            assert!(before.is_none_or(|kind| kind == row["kind"]), "{row:?} in {at}");
            at = at.plus(1);
        }
    }
    assert!(verdicts.len() > 1000);
}

#[test]
fn planted_households_stand_in_the_files_of_their_months() {
    let (out, _) = city("stand", &options(1000, 4, 13));
    let mut present: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for at in ["2025-11", "2025-12", "2026-01", "2026-02"] {
        for file in ["城市低保人员查询", "农村低保人员查询"] {
            for row in rows(&out.join(at).join(format!("{file}.csv"))) {
                let id = IdNumber::parse(&row["身份证号"].replace(' ', "")).unwrap();
                present.entry(at.to_owned()).or_default().insert(id.as_str().to_owned());
            }
        }
    }
    let labels = rows(&out.join("labels.csv"));
    let persons = ["pension_undeclared", "prisoner_counted", "taxed_income", "duplicate_person"];
    let mut checked = 0;
    for label in labels.iter().filter(|label| persons.contains(&label["flag"].as_str())) {
        for (at, ids) in &present {
            if (&label["month_from"]..=&label["month_to"]).contains(&at) {
                assert!(ids.contains(&label["person_id_no"]), "{label:?} in {at}");
                checked += 1;
            }
        }
    }
    assert!(checked > 20, "{checked}");
}

#[test]
fn a_missing_norm_and_a_wrong_size_are_told() {
    let mut poor = options(200, 1, 1);
    let mut entries = poor.rules.norms.entries().clone();
    entries.remove("notice_days");
    poor.rules.norms = Norms::new(entries, String::new());
    let fault = synth::write(&folder("poor"), &poor, &|_, _| {}).unwrap_err();
    assert_eq!(fault.blame, Blame::Author);
    assert!(fault.text.en.contains("`notice_days`"), "{fault}");
    for (households, months) in [(99, 1), (2_000_001, 1), (100, 0), (100, 121)] {
        let wrong = options(households, months, 1);
        let fault = synth::write(&folder("size"), &wrong, &|_, _| {}).unwrap_err();
        assert_eq!(fault.blame, Blame::Caller, "{households} × {months}");
    }
    let mut odd = options(200, 1, 1);
    odd.rules.norms = norms("half_even");
    let fault = synth::write(&folder("odd"), &odd, &|_, _| {}).unwrap_err();
    assert!(fault.text.en.contains("`half_even`"), "{fault}");
}
