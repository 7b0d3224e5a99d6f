//! How many households a second the rules compute on one core: the top-up over columns, and the
//! whole test of a household with all its lines.

#![expect(clippy::expect_used, clippy::unwrap_used, reason = "what cannot be measured says why")]

use std::hint::black_box;

use chrono::NaiveDate;
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use model::{Area, Fen, Programme};
use policy::{
    Basis, Benefit, Given, Household, Income, IncomeKind, Member, Method, Terms, means_test,
};
use registry::Registry;

const HOUSEHOLDS: i64 = 1_000_000;

fn day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 10, 1).expect("a day")
}

/// Covered persons and yearly incomes as different as in a real caseload.
fn columns() -> (Vec<i64>, Vec<Fen>) {
    let covered = (0..HOUSEHOLDS).map(|at| 1 + at % 5).collect();
    let incomes = (0..HOUSEHOLDS).map(|at| Fen(at * 7_919 % 4_000_000)).collect();
    (covered, incomes)
}

fn over_columns(criterion: &mut Criterion) {
    let registry = Registry::read(&registry::shipped(), "keshan").expect("definitions");
    let (covered, incomes) = columns();
    let mut group = criterion.benchmark_group("benefit");
    group.throughput(Throughput::Elements(HOUSEHOLDS as u64)).sample_size(20);
    for (name, programme) in [("urban", Programme::DibaoUrban), ("rural", Programme::DibaoRural)] {
        let area = programme.area().expect("an area");
        let terms = Terms { programme, area, method: Some(Method::TopUp), single_person: false };
        let benefit = Benefit::of(registry.norms(), day(), &terms).expect("a standard");
        group.bench_function(name, |bencher| {
            bencher.iter(|| {
                let amounts = covered.iter().zip(&incomes);
                let amounts = amounts.filter_map(|(covered, income)| {
                    benefit.amount(black_box(*covered), Some(black_box(*income)))
                });
                amounts.map(|fen| fen.0).sum::<i64>()
            });
        });
    }
    group.finish();
}

fn line_by_line(criterion: &mut Criterion) {
    let registry = Registry::read(&registry::shipped(), "keshan").expect("definitions");
    let wage = Income { kind: IncomeKind::Wage, given: Given::Year(Fen(1_000_000)), net: false };
    let member = Member { covered: true, incomes: vec![wage], ..Member::default() };
    let household = Household {
        programme: Programme::DibaoUrban,
        area: Area::Urban,
        method: Some(Method::TopUp),
        single_person: false,
        size: 3,
        covered: 3,
        members: vec![member],
        basis: Basis::Items,
        supporters: Vec::new(),
        assets: policy::Assets::default(),
        grace: None,
        minimum_wage: None,
        hardship: None,
        approved: None,
    };
    criterion.bench_function("means_test", |bencher| {
        bencher.iter(|| means_test(registry.norms(), day(), black_box(&household)));
    });
}

criterion_group!(benches, over_columns, line_by_line);
criterion_main!(benches);
