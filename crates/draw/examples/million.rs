//! Times a draw (in seconds of one processor) over ids given as lines: frame, commitment, tickets, share, ordered sample; then
//! the bundle and its verification. Prints seconds and the greatest memory as JSON.
//!
//!     cargo run --example million -- IDS.txt [STRATA]

#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a program for measuring"
)]

use std::time::Duration;

use draw::{Bundle, BundleInput, Class, Entry, Frame, Plan, verify};

const PLAN: &str = concat!(
    r#"{"algorithm":"native-1","beacon_spec":"dice:20","certainty_counts":true,"#,
    r#""coordination":"select","fraction":"30/100","minimum":0,"purpose":"speed","references":{},"#,
    r#""reserve":"10","reveal_hashes":[],"roster_hash":null}"#
);

fn main() {
    let mut arguments = std::env::args().skip(1);
    let text = std::fs::read_to_string(arguments.next().unwrap()).unwrap();
    let strata: usize = arguments.next().map_or(60, |number| number.parse().unwrap());
    let names: Vec<_> = (0..strata).map(|number| format!("T{number:02}")).collect();

    let start = cpu_time();
    let lines = text.lines().enumerate();
    let frame = Frame::new(lines.map(|(index, draw_id)| Entry {
        draw_id,
        stratum: names[index % strata].as_str(),
        class: Class::Random,
        size: 1,
    }));
    let frame = frame.unwrap();
    let framed = cpu_time() - start;
    let plan = Plan::parse(PLAN).unwrap();
    let commitment = draw::bundle::commit(&plan, &frame).unwrap();
    let committed = cpu_time() - start;
    let seed = draw::seed::seed(&commitment, b"01234567890123456789", &[]).unwrap();
    let drawn = draw::select::draw(&frame, &plan, &seed);
    let total = cpu_time() - start;
    let sample: usize = drawn.iter().map(|stratum| stratum.sample.len()).sum();
    let memory = peak_mib();

    let start = cpu_time();
    let bundle = Bundle::draw(BundleInput {
        plan,
        frame,
        committed_on: "2026-10-08".into(),
        revealed_on: "2026-10-09".into(),
        beacon_value: "01234567890123456789".into(),
        reveals: Vec::new(),
        roster: None,
        log: Vec::new(),
    });
    let file = serde_json::to_vec(&bundle.unwrap()).unwrap();
    let bundled = cpu_time() - start;
    let start = cpu_time();
    verify(&file).unwrap();
    let verified = cpu_time() - start;
    let seconds = |time: Duration| format!("{:.3}", time.as_secs_f64());
    println!(
        r#"{{"sample":{sample},"frame":{},"commitment":{},"draw":{},"total":{},"peak_mib":{memory},"draw_and_write":{},"read_and_verify":{}}}"#,
        seconds(framed),
        seconds(committed - framed),
        seconds(total - committed),
        seconds(total),
        seconds(bundled),
        seconds(verified),
    );
}

/// The time that a processor has spent on this process, which other work does not lengthen.
fn cpu_time() -> Duration {
    let times = std::fs::read_to_string("/proc/self/schedstat").unwrap();
    Duration::from_nanos(times.split(' ').next().unwrap().parse().unwrap())
}

/// The greatest memory of this process so far, where the system tells.
fn peak_mib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib = line.and_then(|line| line.trim().trim_end_matches("kB").trim().parse::<u64>().ok());
    kib.unwrap_or_default() / 1024
}
