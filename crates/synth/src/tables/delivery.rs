//! Writes the folder of one month.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use model::{Month, Result};

use super::caseload::{self, Export};
use super::form::Folder;
use super::{Presence, Spec, Table};
use crate::cell::Row;
use crate::error;
use crate::household::Household;
use crate::world::World;

/// Writes all files of `month` below `out` and tells the rows of each.
///
/// # Errors
/// The operator's fault if a file cannot be written.
pub(crate) fn write_month(
    out: &Path,
    world: &World,
    month: Month,
    is_plain: bool,
) -> Result<BTreeMap<String, u64>> {
    let folder = Folder { path: out.join(month.to_string()), is_plain };
    fs::create_dir_all(&folder.path).map_err(|why| error::write(&folder.path, &why))?;
    let mut rows = BTreeMap::new();
    let mut note = |spec: &Spec, count: u64| rows.insert(spec.file.to_owned(), count);
    let here: Vec<&Household> =
        world.households.iter().filter(|household| household.present(month)).collect();
    for export in &caseload::HOUSEHOLDS {
        note(&export.spec, write_households(&folder, world, export, &here, month)?);
    }
    for export in &caseload::PERSONS {
        note(&export.spec, write_persons(&folder, export, &here)?);
    }
    note(&caseload::PAYMENTS, write_payments(&folder, world, month)?);
    for table in Table::ALL {
        let spec = table.spec();
        let book = book_rows(world, table, &spec, month);
        if spec.presence == Presence::WithRows && book.is_empty() {
            continue;
        }
        let mut headings = spec.headings.to_vec();
        headings.extend(spec.feed.then_some("数据时间"));
        note(&spec, folder.write(&spec, &headings, book.into_iter())?);
    }
    Ok(rows)
}

fn write_households(
    folder: &Folder,
    world: &World,
    export: &Export,
    here: &[&Household],
    month: Month,
) -> Result<u64> {
    let rows = here
        .iter()
        .filter(|household| export.programmes.contains(&household.programme))
        .map(|household| caseload::household_row(world, export, household, month));
    folder.write(&export.spec, &caseload::household_headings(export), rows)
}

fn write_persons(folder: &Folder, export: &Export, here: &[&Household]) -> Result<u64> {
    let rows = here
        .iter()
        .filter(|household| export.programmes.contains(&household.programme))
        .flat_map(|household| {
            household.members.iter().map(|person| caseload::person_row(export, household, person))
        });
    folder.write(&export.spec, &caseload::person_headings(export), rows)
}

fn write_payments(folder: &Folder, world: &World, month: Month) -> Result<u64> {
    let rows =
        (0..world.households.len()).filter_map(|nth| caseload::payment_row(world, nth, month));
    folder.write(&caseload::PAYMENTS, &caseload::PAYMENT_HEADINGS, rows)
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
