//! Published and generated vectors: every value below was computed by other programs.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails where it stands")]

use draw::beacon::drand_spec_at;
use draw::merkle::{leaf_hash, root};
use draw::ticket::Tickets;
use draw::{
    BeaconSpec, Bytes32, Class, Entry, Field, Frame, Inspector, Method, Recusal, Roster, replay,
};
use md5::Digest;
use serde_json::Value;

fn vectors() -> Value {
    serde_json::from_str(include_str!("../testdata/sampling.json")).unwrap()
}

fn items(value: &Value) -> &[Value] {
    value.as_array().unwrap()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

fn number(value: &Value) -> u64 {
    value.as_u64().unwrap()
}

fn texts(value: &Value) -> Vec<String> {
    items(value).iter().map(|item| text(item).to_owned()).collect()
}

fn hash(value: &Value) -> Bytes32 {
    Bytes32::parse(Field::Hash, text(value)).unwrap()
}

fn bytes(hex: &str) -> Vec<u8> {
    let byte = |at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap();
    (0..hex.len()).step_by(2).map(byte).collect()
}

fn numbered(count: usize) -> Vec<String> {
    (1..=count).map(|number| number.to_string()).collect()
}

#[test]
fn rfc_3797_section_6_is_redone() {
    let vector = &vectors()["rfc3797_section6"];
    let expected: Vec<_> = items(&vector["rows"]).iter().map(|row| row[4].to_string()).collect();
    let seed = "9319/2 5 12 8 10/9 18 26 34 41 45";
    assert_eq!(replay(Method::Rfc3797, seed, &numbered(25), 16, "").unwrap(), expected);
    let spaced = " 0009319 /12 2 5 8 10/45 9 18 26 34 41/";
    assert_eq!(replay(Method::Rfc3797, spaced, &numbered(25), 16, "").unwrap(), expected);
}

#[test]
fn rivest_2011_numbers_are_redone() {
    for case in items(&vectors()["rivest2011_sampler"]["cases"]) {
        let expected: Vec<_> = items(&case["expected"]).iter().map(Value::to_string).collect();
        let ids = numbered(number(&case["total"]) as usize);
        let count = number(&case["count"]) as usize;
        let drawn = replay(Method::Rivest2011, text(&case["seed"]), &ids, count, "").unwrap();
        assert_eq!(drawn, expected, "{}", case["seed"]);
    }
}

#[test]
fn consistent_sampler_examples_are_redone() {
    let examples = &vectors()["consistent_sampler"]["published_doc_examples"];
    for name in ["without_replacement", "subset"] {
        let case = &examples[name];
        let expected: Vec<_> = items(&case["out"]).iter().map(|row| text(&row[1])).collect();
        let ids = texts(&case["ids"]);
        let drawn = replay(Method::RivestConsistent1, text(&case["seed"]), &ids, ids.len(), "");
        assert_eq!(drawn.unwrap(), expected, "{name}");
    }
}

#[test]
fn large_draws_are_those_of_consistent_sampler() {
    let generated = &vectors()["consistent_sampler"]["generated"];
    let cases = [
        (1_000, 300, "draw300_of_1000", "first10"),
        (1_000_000, 300_000, "draw300000_of_1000000", "first5"),
    ];
    for (population, count, name, first) in cases {
        let ids: Vec<_> = (0..population).map(|i| format!("DB-4403{:02}-{i:08}", i % 60)).collect();
        let seed = text(&generated["seed"]);
        let drawn = replay(Method::RivestConsistent1, seed, &ids, count, "").unwrap();
        assert!(drawn.starts_with(&texts(&generated[name][first])), "{name}");
        let joined = Bytes32::sha256(drawn.join("\n").as_bytes()).to_string();
        assert_eq!(joined, text(&generated[name]["sha256_newline_joined"]), "{name}");
    }
}

#[test]
fn rfc_6962_roots_are_redone() {
    let vector = &vectors()["rfc6962_roots"];
    let leaves = texts(&vector["leaves_hex"]);
    let leaves: Vec<_> = leaves.iter().map(|leaf| leaf_hash(&bytes(leaf))).collect();
    for (count, expected) in vector["roots"].as_object().unwrap() {
        let count: usize = count.parse().unwrap();
        assert_eq!(root(leaves[..count].iter().copied()), hash(expected), "{count} leaves");
    }
}

#[test]
fn shares_are_rounded_up() {
    for row in items(&vectors()["ceil_allocation"]) {
        let share = draw::Fraction::parse(&format!("{}/{}", row[0], row[1])).unwrap();
        let size = draw::allocate::sample_size(share, 0, number(&row[2]));
        assert_eq!(size, number(&row[3]), "{row}");
    }
}

fn native() -> Value {
    vectors()["native_v1"][0].clone()
}

fn native_frame(vector: &Value) -> Frame {
    let entry = |row: &Value| Entry {
        draw_id: text(&row[0]).to_owned(),
        stratum: text(&row[1]).to_owned(),
        class: serde_json::from_value(row[2].clone()).unwrap(),
        size: number(&row[3]),
    };
    Frame::new(items(&vector["units"]).iter().map(entry)).unwrap()
}

#[test]
fn native_commitment_and_seed_are_redone() {
    let vector = native();
    let frame = native_frame(&vector);
    assert_eq!(frame.iter().next().unwrap().encode(), bytes(text(&vector["first_entry_hex"])));
    assert_eq!(frame.root(), hash(&vector["frame_root"]));
    let plan_hash = draw::plan::plan_hash(text(&vector["plan_utf8"]).as_bytes());
    let spec = text(&vector["beacon_spec"]);
    let commitment = draw::commit::commitment(&plan_hash, &frame.root(), 20, spec);
    assert_eq!(commitment, hash(&vector["commitment"]));
    let value = bytes(text(&vector["beacon_value_hex"]));
    assert_eq!(draw::seed::seed(&commitment, &value, &[]).unwrap(), hash(&vector["seed"]));
}

#[test]
fn native_draw_is_redone_in_every_stratum() {
    let vector = native();
    let seed = hash(&vector["seed"]);
    let tickets = Tickets::new(&seed, "select");
    for (id, ticket) in vector["tickets"].as_object().unwrap() {
        assert_eq!(tickets.ticket(id), hash(ticket), "{id}");
    }
    let plan = draw::Plan::parse(concat!(
        r#"{"algorithm":"native-1","beacon_spec":"dice:20","certainty_counts":true,"#,
        r#""coordination":"select","fraction":"30/100","minimum":0,"purpose":"vector","#,
        r#""references":{},"reserve":"all","reveal_hashes":[],"roster_hash":null}"#
    ));
    let strata = draw::select::draw(&native_frame(&vector), &plan.unwrap(), &seed);
    assert_eq!(strata.len(), vector["draw"].as_object().unwrap().len());
    for stratum in strata {
        let expected = &vector["draw"][&stratum.stratum];
        let ids = |drawn: &[draw::Drawn]| -> Vec<_> {
            drawn.iter().map(|unit| unit.draw_id.clone()).collect()
        };
        assert_eq!(stratum.population_count, number(&expected["N"]));
        assert_eq!(stratum.sample_count, number(&expected["n"]));
        assert_eq!(stratum.certainty, texts(&expected["certainty"]));
        assert_eq!(ids(&stratum.sample), texts(&expected["sample"]));
        assert_eq!(ids(&stratum.reserve), texts(&expected["reserve"]));
        let random: Vec<_> = [texts(&expected["reserve"]), texts(&expected["sample"])].concat();
        let seed = seed.to_string();
        let replayed = replay(Method::Native1, &seed, &random, stratum.sample.len(), "select");
        assert_eq!(replayed.unwrap(), texts(&expected["sample"]));
    }
}

#[test]
fn native_sequential_poisson_order_is_redone() {
    let vector = native();
    let frame = native_frame(&vector);
    let random = frame.iter().filter(|entry| entry.class == Class::Random);
    let units: Vec<_> = random.map(|entry| (entry.draw_id, entry.size)).collect();
    let drawn = draw::pps::sequential_poisson(&hash(&vector["seed"]), &units, 4).unwrap();
    assert!(drawn.certainty.is_empty());
    assert_eq!(drawn.sample, texts(&vector["seq_poisson_n4"]));
}

#[test]
fn native_assignment_is_redone() {
    let vector = native();
    let inspector = |id: String| Inspector { id, cap: None };
    let recusal =
        |(unit, ids): (&String, &Value)| Recusal { draw_id: unit.clone(), inspectors: texts(ids) };
    let roster = Roster::new(
        2,
        texts(&vector["inspectors"]).into_iter().map(inspector).collect(),
        vector["recuse"].as_object().unwrap().iter().map(recusal).collect(),
    );
    let expected = vector["assignment"].as_object().unwrap();
    let units: Vec<_> = expected.keys().map(String::as_str).collect();
    let result = draw::assign::assign(&hash(&vector["seed"]), &units, &roster.unwrap()).unwrap();
    assert_eq!(result.load_limit, number(&vector["bottleneck_load"]));
    for team in &result.teams {
        assert_eq!(team.inspectors, texts(&expected[&team.draw_id]), "{}", team.draw_id);
    }
    for load in &result.loads {
        assert_eq!(
            load.units_count,
            number(&vector["load"][&load.inspector]),
            "{}",
            load.inspector
        );
    }
}

#[test]
fn rfc_3797_digests_are_those_of_its_example() {
    let vector = &vectors()["rfc3797_section6"];
    let key = text(&vector["key"]);
    for row in items(&vector["rows"]) {
        let turn = (number(&row[0]) as u16 - 1).to_be_bytes();
        let digest = md5::Md5::new_with_prefix(turn).chain_update(key).chain_update(turn);
        let digest = u128::from_be_bytes(digest.finalize().into());
        assert_eq!(format!("{digest:032X}"), text(&row[1]));
        assert_eq!((digest % u128::from(number(&row[2]))) as u64, number(&row[3]));
    }
}

#[test]
fn the_bits_that_a_choice_of_ten_needs_are_those_published() {
    let vector = &vectors()["rfc3797_section6"];
    for (pool, exact) in vector["entropy_bits_select10"].as_object().unwrap() {
        let size: u64 = pool.parse().unwrap();
        let bits = draw::beacon::choice_bits(size, 10);
        assert!((bits - exact.as_f64().unwrap()).abs() <= 0.05 + 1e-9, "{pool}: {bits}");
        assert_eq!(bits.ceil() as u64, number(&vector["published_entropy_table"][pool]), "{pool}");
    }
}

#[test]
fn cryptorandom_samples_are_redone() {
    let case = &vectors()["cryptorandom"]["case"];
    let ids: Vec<_> = (0..20).map(|place| place.to_string()).collect();
    let samples = [
        (Method::CryptorandomPikk, "sample_PIKK_n20_k6"),
        (Method::CryptorandomFisherYates, "sample_Fisher-Yates_n20_k6"),
        (Method::CryptorandomWatermanR, "sample_Waterman_R_n20_k6"),
        (Method::CryptorandomByIndex, "sample_sample_by_index_n20_k6"),
    ];
    for (method, name) in samples {
        let drawn = replay(method, text(&case["seed"]), &ids, 6, "").unwrap();
        let expected: Vec<_> = items(&case[name]).iter().map(Value::to_string).collect();
        assert_eq!(drawn, expected, "{name}");
    }
}

#[test]
fn drand_rounds_are_verified() {
    let vector = &vectors()["drand"];
    for beacon in items(&vector["beacons"]) {
        let net = text(&beacon["net"]);
        let round = number(&beacon["round"]);
        let hash = text(&vector["chain_hash"][net]);
        let spec = |round| BeaconSpec::parse(&format!("drand:{net}:{hash}:{round}")).unwrap();
        let [signature, previous] =
            ["signature", "previous_signature"].map(|name| text(&beacon[name]));
        let value = format!("{signature} {previous}").trim_end().to_owned();
        let expected = bytes(text(&beacon["randomness"]));
        assert_eq!(spec(round).value_bytes(&value, None).unwrap(), expected, "{net} {round}");
        assert!(spec(round + 1).value_bytes(&value, None).is_err(), "{net} next round");
        for at in [0, 1, 2, 50, signature.len() - 1] {
            let digit = if &value[at..=at] == "9" { "8" } else { "9" };
            let changed = format!("{}{digit}{}", &value[..at], &value[at + 1..]);
            assert!(spec(round).value_bytes(&changed, None).is_err(), "{net} digit {at}");
        }
    }
    let start = 1_776_643_200; // 2026-04-20T00:00:00Z
    let expected = number(&vector["round_at"]["quicknet_2026_04_20T00_00_00Z"]);
    let spec = drand_spec_at("quicknet", start).unwrap().to_string();
    assert!(spec.ends_with(&format!(":{expected}")), "{spec}");
}
