//! Tests of the names, worth and values of public sources of chance.

use super::*;

const CHAIN: &str = "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971";
const KL8: &str = "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 80";

#[test]
fn a_printed_spec_is_the_spec_that_was_read() {
    let drand = format!("drand:quicknet:{CHAIN}:123+drand:default:{CHAIN}:9");
    for spec in
        [&drand, "nist:2:1:220394", "cwl:ssq:2026101+cwl:ssq:2026102+dice:9", "cwl:kl8:2026273"]
    {
        assert_eq!(BeaconSpec::parse(spec).unwrap().to_string(), spec);
    }
}

#[test]
fn a_second_spelling_is_refused() {
    let cases = [
        "",
        "dice",
        "dice:",
        "dice:0",
        "dice:020",
        "dice:+20",
        "dice:20+",
        "dice:20+dice:20",
        "dice:20+cwl:kl8:2026273",
        "cwl:3d:2026273",
        "cwl:kl8:2026/273",
        "DICE:20",
        " dice:20",
        "nist:1:1:5",
        "drand:fastnet:00:1",
        "drand:quicknet:52DB:1",
    ];
    for spec in cases {
        assert!(BeaconSpec::parse(spec).is_err(), "{spec}");
    }
}

#[test]
fn sources_below_sixty_bits_and_signed_ones_are_refused() {
    let drand = format!("drand:quicknet:{CHAIN}:123");
    let cases = [
        ("dice:18", 59.79, false),
        ("dice:19", 63.12, true),
        ("dice:20", 66.44, true),
        ("cwl:ssq:2026101", 24.08, false),
        ("cwl:ssq:2026101+cwl:ssq:2026102", 48.16, false),
        ("cwl:kl8:2026273", 61.62, true),
        ("cwl:ssq:2026101+cwl:kl8:2026273", 85.70, true),
        ("nist:2:1:5", 512.0, false),
        (&drand, 256.0, false),
    ];
    for (text, bits, accepted) in cases {
        let spec = BeaconSpec::parse(text).unwrap();
        assert!((spec.entropy_bits() - bits).abs() < 0.01, "{text}: {}", spec.entropy_bits());
        assert_eq!(spec.check().is_ok(), accepted, "{text}");
    }
}

#[test]
fn values_become_the_bytes_that_are_hashed() {
    let cases = [
        ("dice:4", "0042", "0042"),
        ("cwl:ssq:2026101", "33 01 8 15 22 27/12", "1.8.15.22.27.33./12./"),
        ("cwl:ssq:2026101+dice:2", "33 1 8 15 22 27/12+07", "1.8.15.22.27.33./12./07"),
        ("cwl:kl8:2026273", KL8, "1.2.3.4.5.6.7.8.9.10.11.12.13.14.15.16.17.18.19.80./"),
    ];
    for (spec, value, expected) in cases {
        let bytes = BeaconSpec::parse(spec).unwrap().value_bytes(value).unwrap();
        assert_eq!(String::from_utf8(bytes).unwrap(), expected, "{spec}");
    }
}

#[test]
fn values_that_were_never_drawn_are_refused() {
    let drand = format!("drand:quicknet:{CHAIN}:123");
    let cases = [
        ("dice:4", "004"),
        ("dice:4", "00a2"),
        ("dice:2", "٠١"),
        ("dice:4", "0042+1"),
        ("cwl:ssq:2026101", "1 8 15 22 27 34/12"),
        ("cwl:ssq:2026101", "1 8 15 22 27 33/17"),
        ("cwl:ssq:2026101", "1 1 8 15 22 27/12"),
        ("cwl:ssq:2026101", "1 8 15 22 27 33"),
        ("cwl:kl8:2026273", "1 2 3"),
        (&drand, "fb8f7bc29bf24db51871ec8c79f3a1e4bd0557bc0dfcee9ed1d924e69d1c60dc"),
    ];
    for (spec, value) in cases {
        assert!(BeaconSpec::parse(spec).unwrap().value_bytes(value).is_err(), "{spec} {value}");
    }
}

#[test]
fn a_value_from_before_the_commitment_is_refused() {
    let cases = [
        ("dice:20", "2026-10-08", "2026-10-08", true),
        ("dice:20", "2026-10-08", "2026-10-07", false),
        ("cwl:kl8:2026273", "2026-10-08", "2026-10-08", false),
        ("cwl:kl8:2026273", "2026-10-08", "2026-10-09", true),
        ("cwl:kl8:2026273+dice:2", "2026-10-08", "2026-10-08", false),
        ("dice:20", "2026-02-28", "2026-02-29", false),
        ("dice:20", "2024-02-28", "2024-02-29", true),
        ("dice:20", "2026-10-08", "2026-13-01", false),
        ("dice:20", "2026-10-08", "08.11.2026", false),
    ];
    for (spec, committed_on, revealed_on, accepted) in cases {
        let spec = BeaconSpec::parse(spec).unwrap();
        let checked = spec.check_dates(committed_on, revealed_on);
        assert_eq!(checked.is_ok(), accepted, "{spec} {committed_on} {revealed_on}");
    }
}
