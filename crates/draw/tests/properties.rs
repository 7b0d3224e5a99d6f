//! What holds for every frame, plan and roster, tried on random ones.

#![expect(clippy::unwrap_used, reason = "a plan that cannot be made fails its test")]

use std::collections::{BTreeMap, BTreeSet};

use draw::assign::{assign, replace};
use draw::select::draw;
use draw::{Assignment, Bytes32, Class, Entry, Frame, Inspector, Plan, Recusal, Reserve, Roster};
use proptest::collection::{btree_map, btree_set, vec};
use proptest::prelude::*;

fn plan(share: u64, minimum: u64, certainty_counts: bool) -> Plan {
    Plan {
        algorithm: "native-1".into(),
        beacon_spec: "dice:20".into(),
        certainty_counts,
        coordination: "select".into(),
        fraction: draw::Fraction::parse(&format!("{share}/100")).unwrap(),
        minimum,
        purpose: "抽查".into(),
        references: BTreeMap::new(),
        reserve: Reserve::All,
        reveal_hashes: Vec::new(),
        roster_hash: None,
    }
}

prop_compose! {
    fn entries(prefix: &'static str)(
        units in btree_map("[a-c低保\u{0}\u{1}]{1,6}", (0_usize..4, prop::bool::weighted(0.1), 1_u64..9), 0..60)
    ) -> Vec<Entry> {
        units.into_iter().map(|(id, (stratum, certain, size))| Entry {
            draw_id: format!("{prefix}{id}"),
            stratum: ["坪山", "T1", "T10", "龙岗"][stratum].into(),
            class: if certain { Class::Certainty } else { Class::Random },
            size,
        }).collect()
    }
}

fn ids(drawn: &[draw::Drawn]) -> Vec<&str> {
    drawn.iter().map(|unit| unit.draw_id.as_str()).collect()
}

proptest! {
    #[test]
    fn the_order_of_the_frame_means_nothing(
        (listed, shuffled) in entries("u").prop_flat_map(|list| (Just(list.clone()), Just(list).prop_shuffle())),
        seed: [u8; 32],
        share in 0_u64..=100,
    ) {
        let (a, b) = (Frame::new(listed).unwrap(), Frame::new(shuffled).unwrap());
        prop_assert_eq!(a.root(), b.root());
        let (plan, seed) = (plan(share, 1, true), Bytes32::new(seed));
        prop_assert_eq!(draw(&a, &plan, &seed), draw(&b, &plan, &seed));
    }

    #[test]
    fn extension_keeps_the_prefix_and_reserves_follow(
        listed in entries("u"), seed: [u8; 32], shares in (0_u64..=100, 0_u64..=100), counts: bool,
    ) {
        let frame = Frame::new(listed).unwrap();
        let seed = Bytes32::new(seed);
        let (low, high) = (shares.0.min(shares.1), shares.0.max(shares.1));
        let small = draw(&frame, &plan(low, 0, counts), &seed);
        let large = draw(&frame, &plan(high, 0, counts), &seed);
        for (small, large) in small.iter().zip(&large) {
            prop_assert!(large.sample.starts_with(&small.sample));
            // What the larger sample adds are the first reserves of the smaller, in their order.
            let added = large.sample.len() - small.sample.len();
            prop_assert_eq!(ids(&large.sample[small.sample.len()..]), ids(&small.reserve[..added]));
            let in_order = [&small.sample[..], &small.reserve[..]].concat();
            prop_assert!(in_order.is_sorted_by(|a, b| (a.ticket, &a.draw_id) < (b.ticket, &b.draw_id)));
            prop_assert_eq!(in_order.len() as u64, small.population_count);
        }
    }

    #[test]
    fn another_stratum_moves_no_other(
        listed in entries("u"), more in entries("v"), seed: [u8; 32], share in 0_u64..=100,
    ) {
        let (plan, seed) = (plan(share, 0, false), Bytes32::new(seed));
        let before = draw(&Frame::new(listed.clone()).unwrap(), &plan, &seed);
        let newcomers = more.into_iter().map(|entry| Entry { stratum: "新".into(), ..entry });
        let both: Vec<_> = listed.into_iter().chain(newcomers).collect();
        let mut after = draw(&Frame::new(both).unwrap(), &plan, &seed);
        after.retain(|stratum| stratum.stratum != "新");
        prop_assert_eq!(before, after);
    }

    #[test]
    fn every_stratum_reaches_its_share(
        listed in entries("u"), seed: [u8; 32], share in 0_u64..=100, minimum in 0_u64..5, counts: bool,
    ) {
        let plan = plan(share, minimum, counts);
        for stratum in draw(&Frame::new(listed).unwrap(), &plan, &Bytes32::new(seed)) {
            let share = stratum.share(&plan);
            let done = if counts { share.drawn_with_certainty_count } else { share.drawn_count };
            // Chance cannot draw more units than are left to it.
            let possible = if counts { u64::MAX } else { stratum.population_count };
            prop_assert!(done >= share.required_count.min(possible));
            prop_assert!(stratum.sample_count >= minimum.min(stratum.population_count));
        }
    }

    #[test]
    fn teams_break_no_recusal_and_loads_are_as_even_as_can_be(
        units in btree_set("[a-z]{1,5}", 0..40),
        inspectors in vec(prop::option::weighted(0.3, 1_u64..20), 2..9),
        recusals in vec((any::<prop::sample::Index>(), any::<prop::sample::Index>()), 0..30),
        seed: [u8; 32],
    ) {
        let units: Vec<_> = units.iter().map(String::as_str).collect();
        let caps = inspectors.clone();
        let name = |index: usize| format!("I{index}");
        let mut recused = BTreeMap::<String, BTreeSet<String>>::new();
        if !units.is_empty() {
            for (unit, inspector) in recusals {
                let unit = unit.get(&units).to_string();
                recused.entry(unit).or_default().insert(name(inspector.index(caps.len())));
            }
        }
        let roster = Roster::new(
            2,
            inspectors.into_iter().enumerate().map(|(i, cap)| Inspector { id: name(i), cap }).collect(),
            recused.iter().map(|(unit, ids)| Recusal {
                draw_id: unit.clone(), inspectors: ids.iter().cloned().collect(),
            }).collect(),
        ).unwrap();
        let seed = Bytes32::new(seed);
        let Ok(result) = assign(&seed, &units, &roster) else { return Ok(()) };
        for team in &result.teams {
            let members: BTreeSet<_> = team.inspectors.iter().cloned().collect();
            prop_assert_eq!(members.len(), 2);
            let barred = recused.get(&team.draw_id).cloned().unwrap_or_default();
            prop_assert!(members.is_disjoint(&barred));
        }
        let highest = result.loads.iter().map(|load| load.units_count).max().unwrap_or(0);
        prop_assert!(highest <= result.load_limit);
        for (load, cap) in result.loads.iter().zip(&caps) {
            prop_assert!(cap.is_none_or(|cap| load.units_count <= cap));
        }
        // The limit is the smallest possible: one less, as caps of everybody, allows nothing.
        if result.load_limit > 0 {
            let tighter = roster.inspectors.iter().map(|inspector| Inspector {
                id: inspector.id.clone(),
                cap: Some(inspector.cap.unwrap_or(u64::MAX).min(result.load_limit - 1)),
            });
            let tighter = Roster::new(2, tighter.collect(), roster.recusals.clone()).unwrap();
            prop_assert!(assign(&seed, &units, &tighter).is_err());
        }
        // Without caps and recusals nobody's load is below that limit by more than one round allows.
        if recused.values().all(BTreeSet::is_empty) && caps.iter().all(Option::is_none) {
            let total: u64 = result.loads.iter().map(|load| load.units_count).sum();
            prop_assert_eq!(total, 2 * units.len() as u64);
            prop_assert_eq!(result.load_limit, total.div_ceil(caps.len() as u64));
        }
    }

    #[test]
    fn late_recusals_keep_caps_and_the_teams_that_were_there(
        units in btree_set("[a-z]{1,3}", 1..15),
        caps in vec(prop::option::weighted(0.5, 1_u64..9), 3..7),
        settled in vec(any::<prop::sample::Index>(), 0..8),
        leavers in vec((any::<prop::sample::Index>(), 0_usize..2), 1..6),
        seed: [u8; 32],
    ) {
        let seed = Bytes32::new(seed);
        let units: Vec<_> = units.iter().map(String::as_str).collect();
        let settled: BTreeSet<String> =
            settled.into_iter().map(|unit| unit.get(&units).to_string()).collect();
        let inspector = |(i, cap): (usize, &Option<u64>)| Inspector { id: format!("I{i}"), cap: *cap };
        let inspectors: Vec<_> = caps.iter().enumerate().map(inspector).collect();
        let mut recused = BTreeMap::<String, BTreeSet<String>>::new();
        let roster = |recused: &BTreeMap<String, BTreeSet<String>>| {
            let recusals = recused.iter().map(|(unit, ids)| Recusal {
                draw_id: unit.clone(), inspectors: ids.iter().cloned().collect(),
            });
            Roster::new(2, inspectors.clone(), recusals.collect()).unwrap()
        };
        let Ok(mut now) = assign(&seed, &units, &roster(&recused)) else { return Ok(()) };
        let team_of = |now: &Assignment, unit: &str| {
            now.teams.iter().find(|team| team.draw_id == unit).unwrap().inspectors.clone()
        };
        let first = now.clone();
        for (round, (unit, place)) in (1..).zip(leavers) {
            let unit = *unit.get(&units);
            if settled.contains(unit) {
                continue;
            }
            let leaver = team_of(&now, unit)[place].clone();
            let mut late = recused.clone();
            late.entry(unit.to_owned()).or_default().insert(leaver.clone());
            let change = |settled: &BTreeSet<String>| {
                replace(&seed, &now, &roster(&late), unit, &leaver, round, settled)
            };
            let Ok(changed) = change(&settled) else { continue };
            prop_assert!(changed.passed.is_subset(&settled));
            prop_assert_eq!(&change(&changed.passed).unwrap(), &changed, "those that were met are enough");
            (now, recused) = (changed.assignment, late);
        }
        for team in &now.teams {
            let members: BTreeSet<_> = team.inspectors.iter().cloned().collect();
            prop_assert_eq!(members.len(), 2);
            prop_assert!(recused.get(&team.draw_id).is_none_or(|barred| members.is_disjoint(barred)));
        }
        for (load, cap) in now.loads.iter().zip(&caps) {
            prop_assert!(cap.is_none_or(|cap| load.units_count <= cap));
            prop_assert!(load.units_count <= now.load_limit);
        }
        for unit in &settled {
            prop_assert_eq!(team_of(&now, unit), team_of(&first, unit));
        }
    }
}
