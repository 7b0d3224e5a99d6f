//! Tests of the assignment: recusal, caps, even load, proofs of impossibility, late recusal.

use std::collections::BTreeSet;

use super::*;

const SEED: Bytes32 = Bytes32::new([3; 32]);

fn roster(caps: &[(&str, Option<u64>)], recusals: &[(&str, &[&str])]) -> Roster {
    let inspectors = caps.iter().map(|(id, cap)| Inspector { id: (*id).into(), cap: *cap });
    let recusals = recusals.iter().map(|(unit, ids)| Recusal {
        draw_id: (*unit).into(),
        inspectors: ids.iter().map(|id| (*id).into()).collect(),
    });
    Roster::new(2, inspectors.collect(), recusals.collect()).unwrap()
}

fn team<'a>(assignment: &'a Assignment, unit: &str) -> &'a [String] {
    &assignment.teams.iter().find(|team| team.draw_id == unit).unwrap().inspectors
}

#[test]
fn six_hundred_units_are_spread_evenly_and_no_recusal_is_broken() {
    let units: Vec<_> = (0..600).map(|i| format!("u{i:03}")).collect();
    let inspectors: Vec<_> = (0..13).map(|i| format!("I{i:02}")).collect();
    let recusals = units.iter().enumerate().map(|(i, unit)| Recusal {
        draw_id: unit.clone(),
        inspectors: vec![inspectors[i % 13].clone(), inspectors[(i + 5) % 13].clone()],
    });
    let recusals: Vec<_> = recusals.collect();
    let inspectors = inspectors.iter().map(|id| Inspector { id: id.clone(), cap: None });
    let roster = Roster::new(2, inspectors.collect(), recusals).unwrap();
    let names: Vec<_> = units.iter().map(String::as_str).collect();
    let assignment = assign(&SEED, &names, &roster).unwrap();
    assert_eq!(assignment.load_limit, 93);
    assert!(assignment.loads.iter().all(|load| load.units_count <= 93));
    for team in &assignment.teams {
        let members: BTreeSet<_> = team.inspectors.iter().collect();
        assert_eq!(members.len(), 2);
        let recused = roster.recused(&team.draw_id);
        assert_eq!(recused.len(), 2);
        assert!(recused.iter().all(|id| !members.contains(id)), "{}", team.draw_id);
    }
    let mut shuffled = names.clone();
    shuffled.rotate_left(217);
    assert_eq!(assign(&SEED, &shuffled, &roster).unwrap(), assignment);
}

#[test]
fn earlier_units_give_way_when_a_later_one_has_no_other_choice() {
    // Every cap is used up, and u3 can only have a and b: wherever its turn comes, there is one way.
    let caps = [("a", Some(1)), ("b", Some(1)), ("c", Some(2)), ("d", Some(2))];
    let assignment = assign(&SEED, &["u1", "u2", "u3"], &roster(&caps, &[("u3", &["c", "d"])]));
    let assignment = assignment.unwrap();
    let members: BTreeSet<_> = team(&assignment, "u3").iter().map(String::as_str).collect();
    assert_eq!(members, BTreeSet::from(["a", "b"]));
}

#[test]
fn impossible_rosters_are_refused_with_the_reason() {
    let many = Some(9);
    let cases = [
        ("one eligible", roster(&[("a", many), ("b", many)], &[("u1", &["a"])]), "fewer than 2"),
        ("nobody", roster(&[], &[]), "fewer than 2"),
        (
            "caps",
            roster(&[("a", Some(2)), ("b", Some(2))], &[]),
            "3 units (u1, u2, u3) need 6 places and there are 4",
        ),
        (
            "caps of the few who may",
            roster(&[("a", Some(1)), ("b", many), ("c", many)], &[("u1", &["c"]), ("u2", &["c"])]),
            "2 units (u1, u2) need 4 places and there are 3",
        ),
    ];
    for (name, roster, expected) in cases {
        let error = assign(&SEED, &["u1", "u2", "u3"], &roster).unwrap_err();
        assert!(error.en().contains(expected), "{name}: {error}");
    }
}

#[test]
fn nobody_to_visit_is_an_empty_assignment() {
    let assignment = assign(&SEED, &[], &roster(&[("a", None), ("b", None)], &[])).unwrap();
    assert!(assignment.teams.is_empty());
}

#[test]
fn a_roster_with_a_slip_is_refused() {
    let inspector = |id: &str| Inspector { id: id.into(), cap: None };
    let recusal = |id: &str| Recusal { draw_id: "u1".into(), inspectors: vec![id.into()] };
    let cases = [
        ("team of one", Roster::new(1, vec![inspector("a")], vec![])),
        ("inspector twice", Roster::new(2, vec![inspector("a"), inspector("a")], vec![])),
        ("recusal of nobody", Roster::new(2, vec![inspector("a")], vec![recusal("b")])),
        ("unit twice", Roster::new(2, vec![inspector("a")], vec![recusal("a"), recusal("a")])),
    ];
    for (name, roster) in cases {
        assert!(roster.is_err(), "{name}");
    }
}

#[test]
fn a_late_recusal_changes_one_place() {
    let caps = [("a", None), ("b", None), ("c", None), ("d", None)];
    let units = ["u1", "u2", "u3", "u4"];
    let before = assign(&SEED, &units, &roster(&caps, &[])).unwrap();
    let leaver = team(&before, "u2")[0].as_str();
    let recused = roster(&caps, &[("u2", &[leaver])]);
    let nobody = BTreeSet::new();
    let after = replace(&SEED, &before, &recused, "u2", leaver, 1, &nobody).unwrap().assignment;
    assert!(!team(&after, "u2").iter().any(|id| id == leaver));
    assert_eq!(team(&after, "u2")[0], team(&before, "u2")[1]);
    assert_eq!(team(&after, "u2").len(), 2);
    let again = replace(&SEED, &after, &recused, "u2", leaver, 2, &nobody);
    assert!(again.unwrap_err().en().contains("is not in the team"));
}

#[test]
fn a_team_that_made_its_visit_is_not_torn_apart() {
    let one = Some(1);
    let caps = [("a", one), ("b", one), ("c", one), ("d", one)];
    let team_of = |unit: &str, ids: [&str; 2]| Team {
        draw_id: unit.into(),
        inspectors: ids.map(str::to_owned).into(),
    };
    let before = Assignment {
        load_limit: 1,
        loads: Vec::new(),
        teams: vec![team_of("u1", ["a", "b"]), team_of("u2", ["c", "d"])],
    };
    // Of u1 only c is left, who visits u2; a can go there instead, as long as nobody has been there.
    let roster = roster(&caps, &[("u1", &["d"])]).with_recusal("u1", "a").unwrap();
    let change = |settled: &[&str]| {
        let settled = settled.iter().map(|id| (*id).to_owned()).collect();
        replace(&SEED, &before, &roster, "u1", "a", 1, &settled)
    };
    let changed = change(&[]).unwrap();
    assert_eq!(team(&changed.assignment, "u1"), ["b", "c"]);
    assert_eq!(team(&changed.assignment, "u2"), ["d", "a"]);
    assert!(changed.passed.is_empty());
    let refused = change(&["u2"]).unwrap_err().en();
    assert!(refused.contains("1 units (u1) need 2 places and there are 1"), "{refused}");
}

#[test]
fn settled_units_that_a_search_met_are_told() {
    let caps = [("a", Some(1)), ("b", Some(1)), ("c", Some(1)), ("d", None)];
    let team_of = |unit: &str, ids: [&str; 2]| Team {
        draw_id: unit.into(),
        inspectors: ids.map(str::to_owned).into(),
    };
    let teams = [team_of("u1", ["a", "b"]), team_of("u2", ["c", "d"])];
    let before = Assignment { load_limit: 1, loads: Vec::new(), teams: teams.into() };
    let roster = roster(&caps, &[]).with_recusal("u1", "a").unwrap();
    let settled = BTreeSet::from(["u2".to_owned(), "elsewhere".to_owned()]);
    let changed = replace(&SEED, &before, &roster, "u1", "a", 1, &settled).unwrap();
    // Under the limit of one nobody is free; then d takes a second unit.
    assert_eq!(team(&changed.assignment, "u1"), ["b", "d"]);
    assert_eq!(changed.passed, BTreeSet::from(["u2".to_owned()]));
    assert_eq!(changed.assignment.load_limit, 2);
    let again = replace(&SEED, &before, &roster, "u1", "a", 1, &changed.passed).unwrap();
    assert_eq!(again, changed);
}

#[test]
fn a_unit_that_joins_gets_a_team_and_changes_no_other_where_there_is_room() {
    let caps = [("a", None), ("b", None), ("c", None), ("d", None)];
    let roster = roster(&caps, &[("u5", &["a", "b"])]);
    let before = assign(&SEED, &["u1", "u2", "u3", "u4"], &roster).unwrap();
    let after = enroll(&SEED, &before, &roster, "u5", &BTreeSet::new()).unwrap().assignment;
    let members: BTreeSet<_> = team(&after, "u5").iter().map(String::as_str).collect();
    assert_eq!(members, BTreeSet::from(["c", "d"]));
    let mut others = after.teams.clone();
    others.retain(|team| team.draw_id != "u5");
    assert_eq!((others, after.load_limit), (before.teams, 3));
}
