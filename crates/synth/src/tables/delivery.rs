//! Writes the folder of one month.

use std::collections::BTreeMap;
use std::fs;
use std::panic::resume_unwind;
use std::path::Path;
use std::thread;

use model::{Month, Result};

use super::caseload::{self, Export};
use super::form::Folder;
use super::{Presence, Spec, Table};
use crate::cell::Row;
use crate::error;
use crate::household::Household;
use crate::world::World;

/// Rows by file name.
type Rows = BTreeMap<String, u64>;

/// Writes all files of `month` below `out` and tells the rows of each; households beside all others, for
/// either takes half of the time.
///
/// # Errors
/// The operator's fault if a file cannot be written.
pub(crate) fn write_month(out: &Path, world: &World, month: Month, is_plain: bool) -> Result<Rows> {
    let folder = Folder { path: out.join(month.to_string()), is_plain };
    fs::create_dir_all(&folder.path).map_err(|why| error::write(&folder.path, &why))?;
    let here: Vec<&Household> =
        world.households.iter().filter(|household| household.present(month)).collect();
    let (households, others) = thread::scope(|scope| {
        let others = scope.spawn(|| write_others(&folder, world, &here, month));
        let households = write_households(&folder, world, &here, month);
        (households, others.join().unwrap_or_else(|panic| resume_unwind(panic)))
    });
    let mut rows = households?;
    rows.extend(others?);
    Ok(rows)
}

fn write_households(
    folder: &Folder,
    world: &World,
    here: &[&Household],
    month: Month,
) -> Result<Rows> {
    let write = |export: &Export| {
        let rows = of_export(export, here)
            .map(|household| caseload::household_row(world, export, household, month));
        folder.write(&export.spec, &caseload::household_headings(export), rows)
    };
    caseload::HOUSEHOLDS.iter().map(|export| Ok((named(&export.spec), write(export)?))).collect()
}

/// Writes persons, payments, ledgers and feeds.
fn write_others(folder: &Folder, world: &World, here: &[&Household], month: Month) -> Result<Rows> {
    let mut rows = Rows::new();
    for export in &caseload::PERSONS {
        rows.insert(named(&export.spec), write_persons(folder, export, here)?);
    }
    rows.insert(named(&caseload::PAYMENTS), write_payments(folder, world, month)?);
    for table in Table::ALL {
        let spec = table.spec();
        let book = book_rows(world, table, &spec, month);
        if spec.presence == Presence::WithRows && book.is_empty() {
            continue;
        }
        let mut headings = spec.headings.to_vec();
        headings.extend(spec.feed.then_some("数据时间"));
        rows.insert(named(&spec), folder.write(&spec, &headings, book.into_iter())?);
    }
    Ok(rows)
}

fn write_persons(folder: &Folder, export: &Export, here: &[&Household]) -> Result<u64> {
    let rows = of_export(export, here).flat_map(|household| {
        household.members.iter().map(|person| caseload::person_row(export, household, person))
    });
    folder.write(&export.spec, &caseload::person_headings(export), rows)
}

fn write_payments(folder: &Folder, world: &World, month: Month) -> Result<u64> {
    let rows =
        (0..world.households.len()).filter_map(|nth| caseload::payment_row(world, nth, month));
    folder.write(&caseload::PAYMENTS, &caseload::PAYMENT_HEADINGS, rows)
}

fn of_export<'a>(export: &Export, here: &[&'a Household]) -> impl Iterator<Item = &'a Household> {
    here.iter().copied().filter(|household| export.programmes.contains(&household.programme))
}

fn named(spec: &Spec) -> String {
    spec.file.to_owned()
}

/// A table's rows of `month`; a feed's rows say when they were extracted.
fn book_rows(world: &World, table: Table, spec: &Spec, month: Month) -> Vec<Row> {
    let present = |nth: usize| world.household(nth).is_some_and(|h| h.present(month));
    let mut rows = world.book.rows(table, month, present);
    if spec.feed {
        // Departments extract between the 25th and the end of the month.
        let extracted = month.last_day() - chrono::Days::new(table as u64 % 4);
        for row in &mut rows {
            row.push(extracted.into());
        }
    }
    debug_assert!(
        rows.iter().all(|row| row.len() == spec.headings.len() + usize::from(spec.feed)),
        "{} has rows that do not fit its headings",
        spec.file
    );
    rows
}
