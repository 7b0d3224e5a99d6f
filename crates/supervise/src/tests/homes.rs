//! Making, opening and examining a home.

use super::*;

#[test]
fn a_home_is_made_once_and_opened_again() {
    let (folder, place) = folder();
    let root = folder.path().join("home");
    assert!(Home::open(&root, operator()).is_err_and(|fault| fault.text.en.contains("doudi init")));
    drop(Home::init(&root, &place, operator()).unwrap());
    assert!(Home::init(&root, &place, operator()).is_err());
    let home = Home::open(&root, operator()).unwrap();
    assert_eq!(home.registry().jurisdiction().name.en, "Test city");
    drop(home);
    assert!(Home::init_or_open(&root, &place, operator()).is_ok());
    let other = Place::Named("qionghai".into());
    assert!(Home::init_or_open(&root, &other, operator()).is_err());
}

#[test]
fn a_place_that_cannot_be_used_leaves_no_home() {
    let (folder, _) = folder();
    let root = folder.path().join("home");
    let unknown = Place::named_or_file("atlantis");
    assert_eq!(unknown, Place::Named("atlantis".into()));
    assert!(Home::init(&root, &unknown, operator()).is_err());
    let wrong = folder.path().join("wrong.toml");
    fs::write(&wrong, NORMS.replace("standard_dibao_urban ", "standard_dibao_town ")).unwrap();
    let place = Place::named_or_file(wrong.to_str().unwrap());
    let fault = Home::init(&root, &place, operator()).err().unwrap();
    assert_eq!(fault.place.unwrap().file, wrong.display().to_string());
    assert!(!root.exists());
    assert!(crate::norms_of(&place).is_err());
}

#[test]
fn without_data_the_answer_says_so() {
    let desk = Desk::empty();
    let fault = wait(desk.home.score(AsOf::default())).err().unwrap();
    assert_eq!(fault.blame, model::Blame::Data);
    assert!(wait(desk.home.examine()).unwrap().faults.is_empty());
}

#[test]
fn identities_need_a_purpose_and_leave_a_trace() {
    let desk = Desk::with(&[case(1, "农村低保", 0, "400"), case(2, "城市低保", 0, "600")]);
    let question = "draw_frame_annual_visits";
    let facts = engine::Facts::empty();
    let day: chrono::NaiveDate = "2026-10-31".parse().unwrap();
    let frame = wait(desk.home.answer(&facts, question, &day.into(), &engine::Scope::City));
    let keys: Vec<_> =
        frame.unwrap().texts("household_key").unwrap().into_iter().flatten().collect();
    assert!(desk.home.identify(&keys, " ").is_err());
    assert!(desk.logged().is_empty());
    let asked = [&keys[..], &["0".repeat(32)], &keys[..1]].concat();
    let mut found = desk.home.identify(&asked, "入户走访").unwrap();
    assert!(found.iter().map(|found| &found.key).eq(&keys));
    found.sort_by(|a, b| a.id_no.cmp(&b.id_no));
    let names: Vec<_> =
        found.iter().map(|found| (found.id_no.clone(), found.name.as_str())).collect();
    assert_eq!(names, [(id(1), "户主1"), (id(2), "户主2")]);
    assert_eq!(desk.logged(), ["identify 3 keys"]);
    let looks = desk.home.looks(Some(&keys[0])).unwrap();
    assert_eq!((looks.len(), looks[0].purpose.as_str()), (1, "入户走访"));
    assert_eq!(desk.home.ledger().verify_log().unwrap(), 1);
    fs::remove_file(desk.root().join("keys/identity.key")).unwrap();
    assert!(desk.home.identify(&keys, "入户走访").is_err());
    assert_eq!(desk.logged(), ["identify 3 keys", "identify.refused 2 keys"]);
}

#[test]
fn examining_finds_what_was_changed() {
    let desk = Desk::with(&[case(1, "农村低保", 0, "400"), case(2, "城市低保", 0, "600")]);
    assert_eq!(desk.home.examine_records().unwrap().faults, []);
    let manifest = desk.home.store().manifests().unwrap().remove(0);
    let file = &manifest.tables["households"].files[0].path;
    fs::write(desk.root().join(file), "other").unwrap();
    let found = desk.home.examine_records().unwrap().faults;
    assert!(found.iter().any(|fault| fault.text.en.contains(file)), "{found:?}");
}

#[test]
fn a_home_can_be_shared_between_readers() {
    fn shared<T: Send + Sync>() {}
    fn sent<T: Send>(_: T) {}
    shared::<Home>();
    let desk = Desk::empty();
    sent(desk.home.flags(AsOf::default(), None, engine::Scope::City));
    sent(desk.home.work_list("x"));
}
