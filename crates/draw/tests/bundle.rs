//! Bundles through the outside: what they promise, and that no change of one passes.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails where it stands")]

use std::process::Command;

use draw::step::{EXTEND, RECUSE, SUBSTITUTE};
use draw::{
    Bundle, BundleInput, Bytes32, Change, Class, Decision, Difference, Entry, Frame, Inspector,
    Plan, Proof, Reason, Recusal, Reserve, Roster, Step, verify, verify_proof,
};
use serde_json::Value;

const DICE: &str = "01234567890123456789";

fn entries() -> Vec<Entry> {
    let entry = |i: u64| Entry {
        draw_id: format!("低保-{:03}", i * 37 % 101),
        stratum: ["坪山", "T02", "T03"][(i % 3) as usize].to_owned(),
        class: if i.is_multiple_of(11) { Class::Certainty } else { Class::Random },
        size: 1000 + i,
    };
    (0..40).map(entry).collect()
}

fn roster() -> Roster {
    let cap = |i: u64| if i == 0 { Some(2) } else { None };
    let inspectors = (0..6).map(|i| Inspector { id: format!("I{i}"), cap: cap(i) });
    let recusals = (0..40).map(|i| Recusal {
        draw_id: format!("低保-{:03}", i * 37 % 101),
        inspectors: vec![format!("I{}", i % 6)],
    });
    Roster::new(2, inspectors.collect(), recusals.collect()).unwrap()
}

fn input() -> BundleInput {
    let secret = Bytes32::new([9; 32]);
    let plan = Plan {
        algorithm: "native-1".into(),
        beacon_spec: "cwl:kl8:2026273+dice:20".into(),
        certainty_counts: true,
        coordination: "select".into(),
        fraction: draw::Fraction::parse("30/100").unwrap(),
        minimum: 2,
        purpose: "新增低保抽查 2026-09".into(),
        references: [("snapshot".to_owned(), "2026-10".to_owned())].into(),
        reserve: Reserve::Next(3),
        reveal_hashes: vec![Bytes32::sha256(secret.as_bytes())],
        roster_hash: Some(roster().hash().unwrap()),
    };
    BundleInput {
        plan,
        frame: Frame::new(entries()).unwrap(),
        committed_on: "2026-10-08".into(),
        revealed_on: "2026-10-09".into(),
        beacon_value: format!(
            "{}+{DICE}",
            (1..=20).map(|n| n.to_string()).collect::<Vec<_>>().join(" ")
        ),
        reveals: vec![secret],
        roster: Some(roster()),
        log: Vec::new(),
    }
}

fn plain_input() -> BundleInput {
    let mut input = input();
    input.plan.beacon_spec = "dice:20".into();
    input.plan.reserve = Reserve::All;
    input.plan.reveal_hashes.clear();
    input.plan.roster_hash = None;
    BundleInput { beacon_value: DICE.into(), reveals: vec![], roster: None, ..input }
}

fn json(input: BundleInput) -> String {
    serde_json::to_string(&Bundle::draw(input).unwrap()).unwrap()
}

/// Every pointer to a value that has no parts, and to every list.
fn pointers(value: &Value, at: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            members
                .iter()
                .for_each(|(key, member)| pointers(member, &format!("{at}/{key}"), found));
        }
        Value::Array(items) => {
            found.push(at.to_owned());
            let parts = items.iter().enumerate();
            parts.for_each(|(index, item)| pointers(item, &format!("{at}/{index}"), found));
        }
        _ => found.push(at.to_owned()),
    }
}

/// Other values in the place of `value`, each of the kind that a forger would write.
fn forgeries(value: &Value) -> Vec<Value> {
    match value {
        Value::String(text) => {
            let replaced = |old: char, new: char| {
                text.contains(old).then(|| Value::from(text.replacen(old, &new.to_string(), 1)))
            };
            let swaps = [('0', '1'), ('1', '2'), ('2', '3'), ('a', 'b'), ('R', 'C'), ('I', 'J')];
            let mut forged: Vec<_> =
                swaps.into_iter().filter_map(|(old, new)| replaced(old, new)).collect();
            forged.extend([Value::from(format!("{text}0")), Value::from(""), Value::Null]);
            forged
        }
        Value::Number(number) => {
            let number = number.as_u64().unwrap();
            vec![Value::from(number + 1), Value::from(number as f64), Value::Null]
        }
        Value::Null => vec![Value::from(7)],
        Value::Bool(flag) => vec![Value::from(!flag)],
        Value::Array(items) if !items.is_empty() => {
            let shorter = Value::from(items[1..].to_vec());
            let doubled = Value::from([&items[..1], items].concat());
            let mut reversed = items.clone();
            reversed.reverse();
            vec![shorter, doubled, Value::from(reversed)]
        }
        _ => vec![Value::from(vec![0])],
    }
}

#[test]
fn a_bundle_that_was_drawn_is_verified() {
    for input in [input(), plain_input()] {
        let bundle = Bundle::draw(input).unwrap();
        let verified = verify(&serde_json::to_vec(&bundle).unwrap()).unwrap();
        assert_eq!(verified.commitment, bundle.commitment);
        assert_eq!(verified.units_count, 40);
        let pretty = serde_json::to_string_pretty(&bundle).unwrap();
        assert!(verify(pretty.as_bytes()).is_ok(), "white space means nothing");
    }
}

#[test]
fn no_forged_field_passes() {
    let bundle: Value = serde_json::from_str(&json(input())).unwrap();
    let mut found = Vec::new();
    pointers(&bundle, "", &mut found);
    assert!(found.len() > 300);
    for pointer in found {
        let original = bundle.pointer(&pointer).unwrap();
        for forged in forgeries(original).into_iter().filter(|forged| forged != original) {
            let mut copy = bundle.clone();
            *copy.pointer_mut(&pointer).unwrap() = forged.clone();
            assert!(verify(copy.to_string().as_bytes()).is_err(), "{pointer} became {forged}");
        }
    }
}

#[test]
fn fields_that_nobody_checks_are_refused() {
    let bundle = json(input());
    let cases = [
        ("at the top", "\"format\":", "\"note\":1,\"format\":", "file"),
        ("twice", "\"format\":", "\"format\":\"\",\"format\":", "file"),
        ("in an entry", "\"draw_id\":", "\"name\":\"\",\"draw_id\":", "frame[0]"),
        ("in the beacon", "\"spec\":", "\"source\":\"\",\"spec\":", "beacon"),
        ("in the roster", "\"recusals\":", "\"note\":\"\",\"recusals\":", "assignment.roster"),
        ("after the end", "", "{}", "file"),
    ];
    for (name, old, new, place) in cases {
        let changed =
            if old.is_empty() { bundle.clone() + new } else { bundle.replacen(old, new, 1) };
        assert_ne!(changed, bundle, "{name}");
        let refused = verify(changed.as_bytes()).unwrap_err();
        assert!(matches!(refused.reason, Reason::Unreadable { .. }), "{name}");
        assert_eq!(refused.path, place, "{name}");
    }
}

#[test]
fn the_first_difference_is_named() {
    let bundle = Bundle::draw(plain_input()).unwrap();
    let ticket = bundle.strata[1].sample[0].ticket;
    let mut forged = bundle.clone();
    forged.strata[1].sample[0].ticket = bundle.seed;
    forged.record_hash = bundle.seed;
    let Err(Difference { path, reason: Reason::Value { stated, recomputed } }) =
        verify(&serde_json::to_vec(&forged).unwrap())
    else {
        panic!("the forged ticket passed");
    };
    assert_eq!(path, "strata[1].sample[0].ticket");
    assert_eq!(stated, format!("\"{}\"", bundle.seed));
    assert_eq!(recomputed, format!("\"{ticket}\""));
}

#[test]
fn permuting_the_frame_changes_nothing() {
    let expected = json(plain_input());
    for turn in 1..40 {
        let mut entries = entries();
        entries.rotate_left(turn);
        let frame = Frame::new(entries).unwrap();
        assert_eq!(json(BundleInput { frame, ..plain_input() }), expected);
    }
}

#[test]
fn another_stratum_changes_no_other() {
    let plan = plain_input().plan;
    let seed = Bytes32::new([5; 32]);
    let before = draw::select::draw(&Frame::new(entries()).unwrap(), &plan, &seed);
    let mut more = entries();
    more.extend((0..9).map(|i| Entry {
        draw_id: format!("新-{i}"),
        stratum: "T025".into(),
        class: Class::Random,
        size: 1,
    }));
    let mut after = draw::select::draw(&Frame::new(more).unwrap(), &plan, &seed);
    assert_eq!(after.iter().filter(|stratum| stratum.stratum == "T025").count(), 1);
    after.retain(|stratum| stratum.stratum != "T025");
    assert_eq!(after, before);
}

#[test]
fn a_larger_share_only_adds_units() {
    let seed = Bytes32::new([5; 32]);
    let frame = Frame::new(entries()).unwrap();
    let mut plan = plain_input().plan;
    let before = draw::select::draw(&frame, &plan, &seed);
    plan.fraction = draw::Fraction::parse("60/100").unwrap();
    let after = draw::select::draw(&frame, &plan, &seed);
    for (small, large) in before.iter().zip(&after) {
        assert!(small.sample.len() < large.sample.len());
        assert!(large.sample.starts_with(&small.sample));
    }
}

#[test]
fn inputs_that_do_not_keep_the_plan_are_refused() {
    type Change = fn(&mut BundleInput);
    let cases: [(&str, Change); 6] = [
        ("value before the commitment", |input| input.committed_on = "2026-10-09".into()),
        ("value of another source", |input| input.beacon_value = DICE.into()),
        ("secret withheld", |input| input.reveals.clear()),
        ("another secret", |input| input.reveals[0] = Bytes32::new([8; 32])),
        ("roster withheld", |input| input.roster = None),
        ("roster changed", |input| input.roster.as_mut().unwrap().recusals.truncate(3)),
    ];
    for (name, change) in cases {
        let mut input = input();
        change(&mut input);
        assert!(Bundle::draw(input).is_err(), "{name}");
    }
}

#[test]
fn certainty_units_count_as_the_plan_says() {
    let frame = Frame::new(entries()).unwrap();
    let mut plan = plain_input().plan;
    plan.minimum = 0;
    let seed = Bytes32::new([5; 32]);
    for counts in [true, false] {
        plan.certainty_counts = counts;
        for stratum in draw::select::draw(&frame, &plan, &seed) {
            let share = stratum.share(&plan);
            let certainty = stratum.certainty.len() as u64;
            assert_eq!(share.units_count, stratum.population_count + certainty);
            let base = stratum.population_count + if counts { 0 } else { certainty };
            assert_eq!(stratum.sample_count, (3 * base).div_ceil(10));
            let done = if counts { share.drawn_with_certainty_count } else { share.drawn_count };
            assert!(done >= share.required_count, "{}", stratum.stratum);
        }
    }
}

#[test]
fn a_unit_is_proved_to_be_in_the_frame() {
    let BundleInput { plan, frame, .. } = plain_input();
    let commitment = draw::bundle::commit(&plan, &frame).unwrap();
    let proof = Proof::new(&plan, &frame, "低保-037").unwrap();
    assert_eq!(proof.commitment, commitment);
    let text = serde_json::to_string(&proof).unwrap();
    assert_eq!(verify_proof(text.as_bytes()).unwrap(), proof);
    assert!(!text.contains("低保-074"), "shows another unit");
    let cases = [
        ("another unit", text.replace("低保-037", "低保-038"), "frame_root"),
        ("another place", text.replace("\"index\":15", "\"index\":16"), "frame_root"),
        ("beyond the frame", text.replace("\"index\":15", "\"index\":40"), "path"),
        ("a frame of other size", text.replace("_count\":40", "_count\":41"), "commitment"),
        ("another plan", text.replace("新增", "新加"), "commitment"),
    ];
    for (name, changed, place) in cases {
        assert_ne!(changed, text, "{name}");
        assert_eq!(verify_proof(changed.as_bytes()).unwrap_err().path, place, "{name}");
    }
    assert!(Proof::new(&plan, &frame, "低保-999").is_err());
}

#[test]
fn log_entries_must_be_those_of_the_draw() {
    let bundle = Bundle::draw(plain_input()).unwrap();
    let plan = bundle.plan.clone();
    let bodies = [plan, bundle.commitment.to_string(), bundle.beacon.value.clone()];
    let entries = draw::log::ACTIONS.iter().zip(bodies).zip(1..).map(|((action, body), seq)| {
        let mut entry = draw::LogEntry {
            seq,
            at: "2026-10-08T01:02:03Z".into(),
            actor: "稽查".into(),
            action: (*action).to_owned(),
            subject: "new_cases-2026-10-1".into(),
            purpose: "抽查".into(),
            body: Bytes32::sha256(body.as_bytes()),
            prev: bundle.seed,
            hash: bundle.seed,
        };
        entry.hash = entry.computed_hash();
        entry
    });
    let log: Vec<_> = entries.collect();
    let logged = Bundle::draw(BundleInput { log: log.clone(), ..plain_input() }).unwrap();
    assert!(verify(&serde_json::to_vec(&logged).unwrap()).is_ok());
    type Change = fn(&mut Vec<draw::LogEntry>);
    let cases: [(&str, Change); 4] = [
        ("log", |log| log.truncate(2)),
        ("log[1].hash", |log| log[1].actor = "别人".into()),
        ("log[2].body", |log| log[2].body = log[1].body),
        ("log[2].seq", |log| log[2].seq = 1),
    ];
    for (place, change) in cases {
        let mut forged = logged.clone();
        change(&mut forged.log);
        let refused = verify(&serde_json::to_vec(&forged).unwrap()).unwrap_err();
        assert_eq!(refused.path, place);
    }
}

/// How many random bundles the verifiers are compared on.
fn plans_count() -> usize {
    std::env::var("DOUDI_RANDOM_PLANS").map_or(100, |count| count.parse().unwrap())
}

#[test]
fn the_independent_verifier_names_the_same_places() {
    let scripts = "../../tests";
    let folder = concat!(env!("CARGO_TARGET_TMPDIR"), "/random-bundles");
    let _ = std::fs::remove_dir_all(folder);
    std::fs::create_dir_all(folder).unwrap();
    let count = plans_count();
    let python = |script: &str, arguments: Vec<String>| {
        let script = format!("{scripts}/{script}");
        let output = Command::new("python3").arg(script).args(arguments).output().unwrap();
        assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    python("random_bundles.py", vec![count.to_string(), "5".into(), folder.into()]);
    let numbers = 1..=count;
    let names =
        numbers.flat_map(|number| [format!("{number}.json"), format!("{number}.changed.json")]);
    let files: Vec<_> = names.map(|name| format!("{folder}/{name}")).collect();
    let said = python("verify_draw.py", files.clone());
    assert_eq!(said.lines().count(), files.len());
    for (file, line) in files.iter().zip(said.lines()) {
        let place = match verify(&std::fs::read(file).unwrap()) {
            Ok(_) => "verified".to_owned(),
            Err(difference) => difference.path,
        };
        assert_eq!(line.split(": ").next(), Some(place.as_str()), "{file}: {line}");
        assert_eq!(place == "verified", !file.contains("changed"), "{file}");
    }
}

/// A bundle with one step more, logged as the next entry.
fn step(
    mut bundle: Bundle,
    action: &str,
    reason: &str,
    decision: Decision<'_>,
    settled: &[&str],
) -> Bundle {
    let settled = settled.iter().map(|id| (*id).to_owned()).collect();
    let body = bundle.decide(decision, &settled).unwrap().to_text().unwrap();
    let entry = log_entry(bundle.steps.len() as u64 + 1, action, reason, &body);
    bundle.steps.push(Step { entry, body });
    bundle
}

fn log_entry(seq: u64, action: &str, reason: &str, body: &str) -> draw::LogEntry {
    let none = Bytes32::new([0; 32]);
    let mut entry = draw::LogEntry {
        seq,
        at: "2026-10-20T01:02:03Z".into(),
        actor: "稽查".into(),
        action: action.into(),
        subject: "new_cases-2026-10-1".into(),
        purpose: reason.into(),
        body: Bytes32::sha256(body.as_bytes()),
        prev: none,
        hash: none,
    };
    entry.hash = entry.computed_hash();
    entry
}

fn place(bundle: &Bundle) -> String {
    match verify(&serde_json::to_vec(bundle).unwrap()) {
        Ok(_) => "verified".to_owned(),
        Err(difference) => difference.path,
    }
}

#[test]
fn what_is_decided_after_a_draw_follows_from_it() {
    let bundle = Bundle::draw(input()).unwrap();
    let drawn = &bundle.strata[0];
    let (name, failed) = (drawn.stratum.clone(), drawn.sample[0].draw_id.clone());
    let reserves: Vec<_> = drawn.reserve.iter().map(|unit| unit.draw_id.clone()).collect();
    let extend = Decision::Extend { stratum: &name, count: 2 };
    let bundle = step(bundle, EXTEND, "差错率偏高", extend, &[]);
    let substitute = Decision::Substitute { unit: &failed, evidence: &[Bytes32::new([7; 32])] };
    let bundle = step(bundle, SUBSTITUTE, "moved", substitute, &[]);
    let last = |bundle: &Bundle| {
        serde_json::from_str::<Change>(&bundle.steps.last().unwrap().body).unwrap()
    };
    // Two reserves have joined, so the third stands in, with a team like everybody.
    assert_eq!(last(&bundle).added, reserves[2..3]);
    assert_eq!(last(&bundle).teams.iter().filter(|team| team.draw_id == reserves[2]).count(), 1);
    let teams = last(&bundle).teams;
    let team = teams.iter().find(|team| team.draw_id == reserves[2]).unwrap();
    let leaver = team.inspectors[0].clone();
    let recuse = Decision::Recuse { unit: &reserves[2], inspector: &leaver };
    let bundle = step(bundle, RECUSE, "kin", recuse, &[]);
    assert!(
        last(&bundle)
            .teams
            .iter()
            .all(|team| { team.draw_id != reserves[2] || !team.inspectors.contains(&leaver) })
    );
    assert_eq!(place(&bundle), "verified");
    let nobody = std::collections::BTreeSet::new();
    let refused = [
        (substitute, "somebody stands in"),
        (recuse, "is not in the team"),
        (Decision::Extend { stratum: "nowhere", count: 1 }, "no stratum"),
        (Decision::Extend { stratum: &name, count: 1000 }, "are left"),
        (Decision::Substitute { unit: "nobody", evidence: &[] }, "chance did not draw it"),
        (
            Decision::Substitute { unit: &bundle.strata[0].certainty[0], evidence: &[] },
            "chance did not",
        ),
    ];
    for (decision, why) in refused {
        let error = bundle.decide(decision, &nobody).unwrap_err();
        assert!(error.en().contains(why), "{decision:?}: {error}");
    }
    let plain = Bundle::draw(plain_input()).unwrap();
    let error = plain.decide(recuse, &nobody).unwrap_err();
    assert!(error.en().contains("no inspectors"), "{error}");
}

#[test]
fn a_forged_step_is_named() {
    let bundle = Bundle::draw(input()).unwrap();
    let name = bundle.strata[0].stratum.clone();
    let other = bundle.strata[0].sample[0].draw_id.clone();
    let extend = Decision::Extend { stratum: &name, count: 1 };
    let good = step(bundle, EXTEND, "补抽", extend, &[]);
    let again = step(good.clone(), EXTEND, "补抽", extend, &[]);
    let logged = |mut step: Step, body: String| {
        step.entry = log_entry(step.entry.seq, &step.entry.action, &step.entry.purpose, &body);
        Step { body, ..step }
    };
    type Forge = fn(&mut Step);
    let cases: [(&str, Forge); 6] = [
        ("steps[0].entry.hash", |step| step.entry.actor = "别人".into()),
        ("steps[0].entry.action", |step| step.entry.action = "draw.void".into()),
        ("steps[0].entry.purpose", |step| step.entry.purpose = String::new()),
        ("steps[0].entry.seq", |step| step.entry.seq = 0),
        ("steps[0].entry.body", |step| step.body.push(' ')),
        ("steps[0].entry.purpose", |step| step.entry.action = RECUSE.into()),
    ];
    for (expected, forge) in cases {
        let mut forged = good.clone();
        forge(&mut forged.steps[0]);
        assert_eq!(place(&forged), expected);
    }
    let body = good.steps[0].body.clone();
    let added = serde_json::from_str::<Change>(&body).unwrap().added[0].clone();
    let bodies = [
        ("another unit", body.replace(&added, &other)),
        ("a space", body.replace(",\"evidence\"", ", \"evidence\"")),
        ("passed units that nobody met", body.replace("\"passed\":[]", "\"passed\":[\"nobody\"]")),
        ("no change", "{}".to_owned()),
        ("no text", "[".to_owned()),
    ];
    for (name, forged_body) in bodies {
        assert_ne!(forged_body, body, "{name}");
        let mut forged = good.clone();
        forged.steps[0] = logged(forged.steps[0].clone(), forged_body);
        assert_eq!(place(&forged), "steps[0].body", "{name}");
    }
    let mut left_out = again.clone();
    left_out.steps.remove(0);
    assert_eq!(place(&again), "verified");
    assert_eq!(place(&left_out), "steps[0].body", "a step that was left out shows in the next");
}
