//! Tests of the names, worth and values of public sources of chance.

use super::*;

/// A published pulse and the certificate that it names.
const PULSE: &str = include_str!("../../testdata/nist/chain-2-pulse-1884240.json");
const CERTIFICATE: &str = include_str!("../../testdata/nist/certificate-528943a5.pem");
/// The same of years ago, in another spelling.
const OLD_PULSE: &str = include_str!("../../testdata/nist/chain-1-pulse-54610.json");
const OLD_CERTIFICATE: &str = include_str!("../../testdata/nist/certificate-5501e3d7.pem");

const CHAIN: &str = "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971";
const OLDER: &str = "8990e7a9aaed2ffed73dbd7092123d6f289930540d7651336225dc172e51b2ce";
const KL8: &str = "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 80";

#[test]
fn a_printed_spec_is_the_spec_that_was_read() {
    let drand = format!("drand:quicknet:{CHAIN}:123+drand:default:{OLDER}:9");
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
        "drand:quicknet:8990e7a9aaed2ffed73dbd7092123d6f289930540d7651336225dc172e51b2ce:1",
        "drand:quicknet:52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971:99999999999999",
    ];
    for spec in cases {
        assert!(BeaconSpec::parse(spec).is_err(), "{spec}");
    }
}

#[test]
fn sources_below_sixty_bits_and_pulses_without_certificate_are_refused() {
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
        (&drand, 256.0, true),
    ];
    for (text, bits, accepted) in cases {
        let spec = BeaconSpec::parse(text).unwrap();
        assert!((spec.entropy_bits() - bits).abs() < 0.01, "{text}: {}", spec.entropy_bits());
        assert_eq!(spec.check(None).is_ok(), accepted, "{text}");
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
        let bytes = BeaconSpec::parse(spec).unwrap().value_bytes(value, None).unwrap();
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
        assert!(
            BeaconSpec::parse(spec).unwrap().value_bytes(value, None).is_err(),
            "{spec} {value}"
        );
    }
}

#[test]
fn a_value_from_before_the_commitment_is_refused() {
    let drand = format!("drand:quicknet:{CHAIN}:123");
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
        // Round 123 is of 2023-08-23T15:15:33Z, 23:15:33 in Beijing.
        (&drand, "2023-08-22", "2023-08-23", true),
        (&drand, "2023-08-22", "2023-08-24", true),
        (&drand, "2023-08-22", "2023-08-22", false),
        (&drand, "2023-08-23", "2023-08-24", false),
        // Half a minute and one and a half after midnight in Beijing.
        (&after_midnight(30), "2026-10-08", "2026-10-09", false),
        (&after_midnight(90), "2026-10-08", "2026-10-09", true),
    ];
    for (spec, committed_on, revealed_on, accepted) in cases {
        let spec = BeaconSpec::parse(spec).unwrap();
        let checked = spec.check_dates(committed_on, revealed_on);
        assert_eq!(checked.is_ok(), accepted, "{spec} {committed_on} {revealed_on}");
    }
}

/// The round that is signed so many seconds into 2026-10-09 in Beijing.
fn after_midnight(seconds: u64) -> String {
    drand_spec_at("quicknet", 1_791_475_200 + seconds).unwrap().to_string()
}

#[test]
fn days_are_those_of_beijing() {
    let cases = [
        (0, "1970-01-01"),
        (57_599, "1970-01-01"),
        (57_600, "1970-01-02"),
        (951_753_600, "2000-02-29"),
        (951_840_000, "2000-03-01"),
        (1_709_136_000, "2024-02-29"),
        (1_791_475_199, "2026-10-08"),
        (1_791_475_200, "2026-10-09"),
        (4_107_513_599, "2100-02-28"),
        (4_107_513_600, "2100-03-01"),
    ];
    for (time, day) in cases {
        assert_eq!(day_of(time), day, "{time}");
    }
}

#[test]
fn a_drand_file_is_read_and_must_agree_with_itself() {
    let signature = "b75c69d0b72a5d906e854e808ba7e2accb1542ac355ae486d591aa9d43765482e26cd02df835d3546d23c4b13e0dfc92";
    let randomness = "fb8f7bc29bf24db51871ec8c79f3a1e4bd0557bc0dfcee9ed1d924e69d1c60dc";
    let file = |randomness: &str| {
        format!(r#"{{"round":123,"randomness":"{randomness}","signature":"{signature}"}}"#)
    };
    let value = carried_value(&file(randomness)).unwrap();
    assert_eq!(value, signature);
    let spec = BeaconSpec::parse(&format!("drand:quicknet:{CHAIN}:123+dice:2")).unwrap();
    let bytes = spec.value_bytes(&format!("{value}+42"), None).unwrap();
    assert_eq!(bytes.len(), 34);
    assert!(carried_value(&file(&randomness.replace("fb8f", "fb8e"))).is_err(), "injected");
    assert!(carried_value("{}").is_err());
}

fn certificate(pem: &str) -> String {
    NistCertificate::from_pem(pem).unwrap().der
}

fn pulse(spec: &str, file: &str, pem: &str) -> Result<String> {
    let value = carried_value(file)?;
    let bytes = BeaconSpec::parse(spec)?.value_bytes(&value, Some(&certificate(pem)))?;
    Ok(crate::bytes::to_hex(&bytes).to_uppercase())
}

/// What the beacon itself states as its output.
fn stated(file: &str) -> String {
    let file: serde_json::Value = serde_json::from_str(file).unwrap();
    file["pulse"]["outputValue"].as_str().unwrap().to_owned()
}

#[test]
fn published_pulses_are_verified_under_the_certificate_of_the_plan_alone() {
    let spec = "nist:2:2:1884240";
    assert_eq!(pulse(spec, PULSE, CERTIFICATE).unwrap(), stated(PULSE));
    assert_eq!(pulse("nist:2:1:54610", OLD_PULSE, OLD_CERTIFICATE).unwrap(), stated(OLD_PULSE));
    assert!(BeaconSpec::parse(spec).unwrap().check(Some(&certificate(CERTIFICATE))).is_ok());
    let id = NistCertificate::from_pem(CERTIFICATE).unwrap().id;
    assert!(PULSE.contains(&id), "{id}");
    let cases = [
        ("another certificate", spec, PULSE, OLD_CERTIFICATE),
        ("another pulse", "nist:2:2:1884241", PULSE, CERTIFICATE),
        ("another chain", "nist:2:1:1884240", PULSE, CERTIFICATE),
        ("another file", spec, OLD_PULSE, CERTIFICATE),
        ("no pulse", spec, r#"{"pulse":{}}"#, CERTIFICATE),
    ];
    for (name, spec, file, pem) in cases {
        assert!(pulse(spec, file, pem).is_err(), "{name}");
    }
    for field in ["localRandomValue", "signatureValue", "outputValue", "precommitmentValue"] {
        let before = format!("\"{field}\": \"");
        let (head, tail) = PULSE.split_once(&before).unwrap();
        assert!(carried_value(&format!("{head}{before}AA{}", &tail[2..])).is_err(), "{field}");
    }
}

#[test]
fn a_changed_digit_of_a_pulse_or_of_its_certificate_is_refused() {
    let spec = BeaconSpec::parse("nist:2:2:1884240").unwrap();
    let (value, der) = (carried_value(PULSE).unwrap(), certificate(CERTIFICATE));
    let changed = |text: &str, at: usize| {
        let digit = if &text[at..=at] == "0" { "1" } else { "0" };
        format!("{}{digit}{}", &text[..at], &text[at + 1..])
    };
    for at in (0..value.len()).step_by(97) {
        assert!(spec.value_bytes(&changed(&value, at), Some(&der)).is_err(), "value {at}");
    }
    for at in (0..der.len()).step_by(97) {
        assert!(spec.value_bytes(&value, Some(&changed(&der, at))).is_err(), "certificate {at}");
    }
    for wrong in [value.to_uppercase(), format!("{value}00"), format!("{value} 00"), String::new()]
    {
        assert!(spec.value_bytes(&wrong, Some(&der)).is_err());
    }
    for wrong in [format!("{der}00"), der[2..].to_owned(), String::new(), der.to_uppercase()] {
        assert!(spec.check(Some(&wrong)).is_err(), "{wrong}");
    }
}

#[test]
fn a_pulse_is_of_a_day_between_commitment_and_reveal() {
    // 23:20 in Greenwich is the next day in Beijing.
    let cases = [
        ("2026-07-31", "2026-08-01", true),
        ("2026-07-30", "2026-08-05", true),
        ("2026-08-01", "2026-08-02", false),
        ("2026-07-30", "2026-07-31", false),
    ];
    let spec = BeaconSpec::parse("nist:2:2:1884240+dice:2").unwrap();
    let value = format!("{}+42", carried_value(PULSE).unwrap());
    for (committed_on, revealed_on, accepted) in cases {
        let checked = spec.check_times(&value, committed_on, revealed_on);
        assert_eq!(checked.is_ok(), accepted, "{committed_on} {revealed_on}");
    }
}

#[test]
fn moments_have_one_spelling() {
    assert_eq!(seconds_of("2026-07-31T23:20:00.000Z"), Some(1_785_540_000));
    assert_eq!(seconds_of("2018-08-30T17:44:00.000Z"), Some(1_535_651_040));
    assert_eq!(seconds_of("2024-02-29T00:00:59.000Z"), Some(1_709_164_859));
    for wrong in [
        "2026-07-31T23:20:00Z",
        "2026-07-31T24:00:00.000Z",
        "2026-07-31T23:60:00.000Z",
        "2026-02-29T00:00:00.000Z",
        "2026-07-31 23:20:00.000Z",
        "2026-7-31T23:20:00.000Z",
        "2026-07-31T+3:20:00.000Z",
        "1999-12-31T23:59:00.000Z",
        "",
    ] {
        assert_eq!(seconds_of(wrong), None, "{wrong}");
    }
}
