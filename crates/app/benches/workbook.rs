//! Reading a workbook as a load does, beside `calamine` alone on the same file.
//!
//! `cargo bench --profile dev -p doudi --bench workbook`

#![expect(clippy::expect_used, reason = "a benchmark may panic")]

use std::path::Path;

use calamine::{Reader, Xlsx, open_workbook};
use criterion::{BenchmarkId, Criterion, SamplingMode, criterion_group, criterion_main};
use rust_xlsxwriter::Workbook;
use snapshot::{Limits, peek};
use tempfile::TempDir;

const ROWS: u32 = 50_000;

/// A household list: words, identity numbers as text, money and counts as numbers.
fn write(path: &Path) {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for row in 0..ROWS {
        for column in 0..24 {
            let done = match column % 4 {
                0 => sheet.write_string(row, column, format!("户主{row}")),
                1 => sheet.write_string(
                    row,
                    column,
                    format!("46902419{:010}", row + u32::from(column)),
                ),
                2 => sheet.write_number(row, column, f64::from(row) / 4.0),
                _ => sheet.write_string(row, column, "农村低保"),
            };
            done.expect("a cell");
        }
    }
    book.save(path).expect("a workbook");
}

fn with_calamine(path: &Path) -> usize {
    let mut book: Xlsx<_> = open_workbook(path).expect("a workbook");
    let names = book.sheet_names();
    names.iter().map(|name| book.worksheet_range(name).expect("a sheet").height()).sum()
}

fn workbooks(criterion: &mut Criterion) {
    let folder = TempDir::new().expect("a folder");
    let path = folder.path().join("households.xlsx");
    write(&path);
    let mut group = criterion.benchmark_group("workbook");
    group.sample_size(10).sampling_mode(SamplingMode::Flat);
    group.bench_with_input(BenchmarkId::new("calamine", ROWS), &path, |bench, path| {
        bench.iter(|| assert_eq!(with_calamine(path), ROWS as usize));
    });
    group.bench_with_input(BenchmarkId::new("doudi", ROWS), &path, |bench, path| {
        let read = || peek::rows_of(path, &Limits::default()).expect("rows");
        bench.iter(|| assert_eq!(read(), Some(u64::from(ROWS))));
    });
    group.finish();
}

criterion_group!(benches, workbooks);
criterion_main!(benches);
