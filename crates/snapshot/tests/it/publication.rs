//! Publishing: the same again, something else, months and views.

use std::fs;
use std::path::Path;

use crate::delivery::{Desk, household, id, month, payment, person};
use crate::delivery::{HOUSEHOLD_HEADINGS, csv, read};

#[test]
fn a_good_delivery_is_published_as_columns() {
    let desk = Desk::new();
    let report = desk.load("2026-10").unwrap();
    assert_eq!((report.snapshot_id.as_str(), report.unchanged), ("2026-10.r1", false));
    assert_eq!(report.warnings, []);
    let rows = |name: &str| report.tables[name].rows;
    assert_eq!(
        (rows("units"), rows("households"), rows("persons"), rows("payments")),
        (5, 4, 4, 4)
    );

    let mut households = desk.rows(
        "households",
        "2026-10-31",
        &["total_amount", "programme", "area", "town_code", "village_code", "covered_persons"],
    );
    households.sort();
    assert_eq!(
        households,
        [
            ["637.50", "dibao_rural", "rural", "469002101", "469002101201", "1"],
            ["637.50", "dibao_urban", "urban", "469002100", "469002100201", "1"],
            ["637.50", "tekun_dispersed", "urban", "469002100", "469002100201", "1"],
            ["637.50", "tekun_institutional", "rural", "469002101", "469002101201", "1"],
        ]
    );
    let keys = desk.rows("persons", "2026-10-31", &["household_key", "person_key"]);
    assert!(keys.is_sorted() && keys.iter().all(|key| key[0] == key[1] && key[0].len() == 32));
}

#[test]
fn no_identity_stands_in_an_analytic_table() {
    let desk = Desk::new();
    desk.load("2026-10").unwrap();
    let manifest = desk.store.manifests().unwrap().pop().unwrap();
    let needles = [id(1), "户主1".to_owned(), "621700000001".to_owned(), "一号".to_owned()];
    for file in manifest.tables.values().flat_map(|table| &table.files) {
        let bytes = fs::read(desk.home().join(&file.path)).unwrap();
        for needle in &needles {
            let found = bytes.windows(needle.len()).any(|window| window == needle.as_bytes());
            assert!(!found, "{needle} in {}", file.path);
        }
    }
    let key = desk.rows("households", "2026-10-31", &["household_key", "account_key"]).remove(0);
    let known = desk.store.identify(&key).unwrap();
    assert_eq!(known[0].kind, "person");
    assert!((1..=4).any(|n| known[0].id_no == id(n) && known[0].name == format!("户主{n}")));
    assert_eq!((known[1].kind.as_str(), known[1].id_no.len()), ("account", 12));
}

#[test]
fn the_same_delivery_again_changes_nothing() {
    let desk = Desk::new();
    let first = desk.load("2026-10").unwrap();
    let again = desk.load("2026-10").unwrap();
    assert!(again.unchanged);
    assert_eq!((again.snapshot_id, again.tables), (first.snapshot_id, first.tables));
    assert_eq!(desk.store.manifests().unwrap().len(), 1);
}

#[test]
fn a_different_delivery_is_a_new_revision_and_the_old_one_stays() {
    let desk = Desk::new();
    desk.load("2026-10").unwrap();
    let old = desk.store.view("2026-10-31".parse().unwrap()).unwrap();
    let mut rows = Desk::households();
    rows[0] = rows[0].replace("637.50", "700.00").replace("600.00", "662.50");
    desk.put("households.csv", csv(HOUSEHOLD_HEADINGS, &rows));
    let report = desk.load("2026-10").unwrap();
    assert_eq!((report.snapshot_id.as_str(), report.revision), ("2026-10.r2", 2));

    let total = |rows: Vec<Vec<String>>| rows.iter().filter(|row| row[0] == "700.00").count();
    assert_eq!(total(desk.rows("households", "2026-10-31", &["total_amount"])), 1);
    assert_eq!(total(read(Path::new(&old.files("households")[0].shown()), &["total_amount"])), 0);
    let manifests = desk.store.manifests().unwrap();
    assert_eq!(manifests[1].previous.as_ref().unwrap().snapshot_id, "2026-10.r1");
    // Tables that are the same share their file.
    assert_eq!(manifests[0].tables["persons"].files, manifests[1].tables["persons"].files);
}

#[test]
fn a_view_is_the_latest_revision_of_every_month_up_to_a_day() {
    let desk = Desk::new();
    desk.load("2026-09").unwrap();
    desk.load("2026-10").unwrap();
    let mut rows = Desk::households();
    rows.push(household(5, "农村低保", "万泉镇"));
    desk.put("households.csv", csv(HOUSEHOLD_HEADINGS, &rows));
    desk.load("2026-09").unwrap();
    let view = |day: &str| desk.store.view(day.parse().unwrap());
    let ids = |day: &str| {
        let view = view(day).unwrap();
        let ids: Vec<_> = view.manifests.iter().map(|m| m.snapshot_id.clone()).collect();
        (view.id, ids.join(" "))
    };
    assert_eq!(ids("2026-10-31"), ("2026-10.r1@3".into(), "2026-09.r2 2026-10.r1".into()));
    assert_eq!(ids("2026-10-30"), ("2026-09.r2@3".into(), "2026-09.r2".into()));
    let fault = view("2026-09-29").unwrap_err();
    assert_eq!(fault.blame, model::Blame::Data);
    assert!(fault.text.en.contains("2026-09.r1"), "{fault}");
    let rows: Vec<_> = view("2027-01-01").unwrap().files("households");
    assert_eq!(
        rows.iter().map(|f| (f.month, f.rows)).collect::<Vec<_>>(),
        [(month("2026-09"), 5), (month("2026-10"), 4)]
    );
}

#[test]
fn new_names_reach_the_identities_and_old_ones_stay() {
    let desk = Desk::new();
    desk.load("2026-10").unwrap();
    let text = csv(
        crate::delivery::PERSON_HEADINGS,
        &[person(1).replace("户主1", "新名"), person(2), person(3), person(4)],
    );
    desk.put("persons.csv", text);
    desk.load("2026-11").unwrap();
    let keys = desk.rows("persons", "2026-11-30", &["person_key"]).concat();
    let mut names: Vec<_> =
        desk.store.identify(&keys).unwrap().into_iter().map(|identity| identity.name).collect();
    names.sort();
    assert_eq!(names, ["户主2", "户主3", "户主4", "新名"]);
}

#[test]
fn a_table_that_a_revision_no_longer_has_leaves_the_month() {
    let desk = Desk::new();
    desk.put(
        "deaths.csv",
        format!("身份证号,死亡日期,数据时间\n{},2026-09-02,2026-10-28\n", id(1)),
    );
    let first = desk.load("2026-10").unwrap();
    assert_eq!(first.tables["deaths"].rows, 1);
    let manifest = &desk.store.manifests().unwrap()[0];
    assert_eq!(manifest.tables["deaths"].extracted_on.unwrap().to_string(), "2026-10-28");
    desk.remove("deaths.csv");
    desk.load("2026-10").unwrap();
    let view = desk.store.view("2026-10-31".parse().unwrap()).unwrap();
    assert!(view.files("deaths").is_empty());
}

#[test]
fn an_empty_feed_is_a_feed() {
    let desk = Desk::new();
    desk.put("deaths.csv", "身份证号,死亡日期,数据时间\n");
    let report = desk.load("2026-10").unwrap();
    assert_eq!((report.tables["deaths"].rows, report.warnings.len()), (0, 0));
    desk.put("payments.csv", csv(crate::delivery::PAYMENT_HEADINGS, &[payment(1)]));
    assert_eq!(desk.load("2026-10").unwrap().revision, 2);
}

/// A store that has read the chain before, as a dashboard has, and one that has not agree.
#[test]
fn a_link_that_changes_after_it_was_read_is_read_again() {
    let desk = Desk::new();
    desk.load("2026-09").unwrap();
    let path = desk.home().join("snapshots/2026-09.r1.json");
    let (first, sound) = (desk.store.manifests().unwrap(), fs::read(&path).unwrap());
    desk.load("2026-10").unwrap();
    assert_eq!(desk.store.manifests().unwrap().len(), 2);

    fs::write(&path, &sound[..sound.len() - 2]).unwrap();
    let published = desk.store.published().unwrap();
    assert_eq!((published.manifests.len(), published.damaged[0].id.as_str()), (1, "2026-09.r1"));
    fs::write(&path, &sound).unwrap();
    assert_eq!(desk.store.manifests().unwrap()[0], first[0]);

    fs::remove_file(&path).unwrap();
    assert_eq!(desk.store.manifests().unwrap().len(), 1);
}
