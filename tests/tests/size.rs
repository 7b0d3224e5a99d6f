//! Every flag and every question at the size of a county: what fits a small caseload may not fit
//! the memory of a question at a large one.

use tests::site::Site;
use tests::{deliveries, new_home, path, succeed};

const HOUSEHOLDS: u32 = 20_000;

#[test]
fn flags_and_questions_answer_at_the_size_of_a_county() {
    let home = new_home("qionghai");
    let home = home.path();
    let delivered = deliveries(HOUSEHOLDS, 1, 20);
    let delivery = delivered.path().join("2026-10");
    succeed(&["load", path(&delivery), "--month", "2026-10", "--home", path(home)]);
    let flags = succeed(&["flags", "--format", "csv", "--home", path(home)]);
    assert!(flags.lines().count() > 500, "{} lines", flags.lines().count());
    let site = Site::serve(home);
    let questions = succeed(&["questions", "--format", "csv", "--home", path(home)]);
    let names: Vec<&str> =
        questions.lines().skip(1).filter_map(|line| line.split(',').next()).collect();
    assert!(names.len() > 70, "{names:?}");
    let failed: Vec<_> = names
        .into_iter()
        .map(|name| (name, site.get(&format!("/questions/{name}.json")).status))
        .filter(|(_, status)| *status >= 500)
        .collect();
    assert!(failed.is_empty(), "{failed:?}");
}
