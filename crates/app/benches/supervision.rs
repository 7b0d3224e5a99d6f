//! Benchmarks of the main job: load, the question catalogue, all flags, a draw, at 20,000 and
//! 200,000 households.
//!
//! `cargo bench --profile dev` measures what users run; docs/build.md says why there is one profile.
//! `DOUDI_BENCH_HOUSEHOLDS=20000` limits the sizes.

#![expect(clippy::expect_used, reason = "a benchmark may panic")]
#![expect(missing_docs, reason = "criterion writes its own main")]

use std::path::Path;
use std::time::Duration;

use chrono::{DateTime, NaiveDate, Utc};
use criterion::measurement::WallTime;
use criterion::{
    BatchSize, BenchmarkGroup, Criterion, SamplingMode, criterion_group, criterion_main,
};
use engine::Scope;
use model::{Month, Text};
use snapshot::{BucketSettings, LoadOptions};
use supervise::{Home, Operator, Place, norms_of};
use tempfile::TempDir;

/// Months in each home: enough for a change register and a trend, short to make.
const MONTHS: u32 = 2;

struct Quiet;

impl snapshot::Progress for Quiet {
    fn step(&self, _: &Text, _: u64, _: u64) {}
}

fn sizes() -> Vec<u32> {
    #[expect(clippy::disallowed_methods, reason = "a benchmark is told its size by the person")]
    let wanted = std::env::var("DOUDI_BENCH_HOUSEHOLDS").ok().and_then(|text| text.parse().ok());
    wanted.map_or_else(|| vec![20_000, 200_000], |size| vec![size])
}

fn month(at: u32) -> Month {
    Month::new(2026, 9 + at).expect("a month")
}

fn instant() -> DateTime<Utc> {
    DateTime::from_timestamp(1_893_456_000, 0).expect("2030-01-01")
}

/// Deliveries of `households`, in a folder of their own.
fn deliveries(households: u32) -> TempDir {
    let folder = TempDir::new().expect("a folder");
    let norms = norms_of(&Place::Named("qionghai".to_owned())).expect("norms");
    let options = synth::Options {
        households,
        months: MONTHS,
        first_month: month(0),
        seed: 7,
        is_plain: false,
        rules: synth::Rules { norms },
    };
    synth::write(folder.path(), &options, &|_, _| {}).expect("deliveries");
    folder
}

fn new_home() -> (TempDir, Home) {
    let folder = TempDir::new().expect("a folder");
    let operator =
        Operator { name: "bench".to_owned(), now: instant, bucket: BucketSettings::default() };
    let place = Place::Named("qionghai".to_owned());
    let home = Home::init(&folder.path().join("home"), &place, operator).expect("a home");
    (folder, home)
}

fn load(home: &Home, deliveries: &Path, at: u32) {
    let month = month(at);
    let options = LoadOptions {
        quarantine_limit: home.quarantine_limit(month.last_day()).expect("a limit"),
        limits: home.load_limits(month.last_day()).expect("limits"),
        month,
        loaded_at: instant(),
        town_aliases: std::collections::BTreeMap::new(),
        definitions: Default::default(),
    };
    home.store().load(&deliveries.join(month.to_string()), &options, &Quiet).expect("a load");
}

/// What was asked before is computed again.
fn forget_results(home: &Home) {
    let folder = home.root().join("results");
    if folder.exists() {
        std::fs::remove_dir_all(folder).expect("forgotten");
    }
}

fn group<'a>(criterion: &'a mut Criterion, name: &str) -> BenchmarkGroup<'a, WallTime> {
    let mut group = criterion.benchmark_group(name);
    group.sampling_mode(SamplingMode::Flat).sample_size(10);
    group.warm_up_time(Duration::from_millis(100)).measurement_time(Duration::from_secs(5));
    group
}

fn loading(criterion: &mut Criterion) {
    let mut group = group(criterion, "load one month");
    for households in sizes() {
        let folder = deliveries(households);
        group.bench_function(households.to_string(), |bench| {
            bench.iter_batched(
                new_home,
                |(folder_of_home, home)| {
                    load(&home, folder.path(), 0);
                    (folder_of_home, home)
                },
                BatchSize::PerIteration,
            );
        });
    }
}

fn working(criterion: &mut Criterion) {
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    let mut group = group(criterion, "work");
    for households in sizes() {
        let folder = deliveries(households);
        let (_folder_of_home, home) = new_home();
        (0..MONTHS).for_each(|at| load(&home, folder.path(), at));
        let day: NaiveDate = month(MONTHS - 1).last_day();
        let catalogue: Vec<String> = home
            .registry()
            .questions()
            .filter(|question| question.params.values().all(|param| param.default.is_some()))
            .map(|question| question.name.clone())
            .collect();
        group.bench_function(format!("{} questions, {households}", catalogue.len()), |bench| {
            let ask_all = |()| {
                for name in &catalogue {
                    let asked =
                        home.ask(name, Some(day), std::collections::BTreeMap::new(), Scope::City);
                    runtime.block_on(asked).expect(name);
                }
            };
            bench.iter_batched(|| forget_results(&home), ask_all, BatchSize::PerIteration);
        });
        group.bench_function(format!("all flags, {households}"), |bench| {
            let flags =
                |()| runtime.block_on(home.flags(Some(day), None, Scope::City)).expect("flags");
            bench.iter_batched(|| forget_results(&home), flags, BatchSize::PerIteration);
        });
        group.bench_function(
            format!("a draw from frame to verified bundle, {households}"),
            |bench| {
                bench.iter(|| {
                    let planned = home.draw_plan("annual_visits", Some(day), "dice:20");
                    let id = runtime.block_on(planned).expect("a plan").id;
                    home.draw_commit(&id, day).expect("a commitment");
                    let next = day.succ_opt().expect("a day");
                    let bundle =
                        home.draw_reveal(&id, "61352904187730254916", next).expect("a draw");
                    draw::verify(&std::fs::read(bundle).expect("a bundle")).expect("verified")
                });
            },
        );
    }
}

criterion_group!(benches, loading, working);
criterion_main!(benches);
