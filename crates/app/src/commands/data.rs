//! Getting data in and seeing what is there.

use std::collections::BTreeMap;
use std::path::Path;

use model::{Month, Norms, Result, Text};
use supervise::{Home, Place};

use crate::cli::{City, Common, Format, Synth};
use crate::output::{self, complain, print_rows};
use crate::progress::Bar;
use crate::{commands, error};

/// `doudi init`.
pub(crate) fn init(common: &Common, jurisdiction: &str, store: Option<String>) -> Result<()> {
    let place = Place::named_or_file(jurisdiction);
    let home = Home::init_with(&common.home, &place, store, commands::operator())?;
    let name = home.registry().jurisdiction().name.clone();
    let said = Text::new(
        format!("已建立 {}：{}", common.home.display(), name.zh),
        format!("made {}: {}", common.home.display(), name.en),
    );
    complain(said.get(common.lang));
    Ok(())
}

/// `doudi synth`.
pub(crate) fn synth(common: &Common, options: &Synth) -> Result<()> {
    let Synth { city, plain, out } = options;
    let norms = supervise::norms_of(&Place::named_or_file(&city.jurisdiction))?;
    let labels = synthesise(common, city, out, *plain, norms)?.labels_count;
    let (months, out) = (city.months, out.display());
    let said = Text::new(
        format!("已写出 {months} 个月，标签 {labels} 条：{out}"),
        format!("wrote {months} months and {labels} labels: {out}"),
    );
    complain(said.get(common.lang));
    Ok(())
}

/// Writes the deliveries of a city with a progress bar.
pub(crate) fn synthesise(
    common: &Common,
    city: &City,
    out: &Path,
    is_plain: bool,
    norms: Norms,
) -> Result<synth::Summary> {
    let bar = Bar::new(common.lang);
    bar.label(&Text::new("合成报送", "synthesising"));
    let wanted = synth::Options {
        households: city.households,
        months: city.months,
        first_month: city.month.plus(1 - city.months as i32),
        seed: city.seed,
        is_plain,
        rules: synth::Rules { norms },
    };
    let summary = synth::write(out, &wanted, &|done, of| bar.set(done, of));
    bar.clear();
    summary
}

/// `doudi load`.
pub(crate) fn load(common: &Common, delivery: &Path, month: Month, dry: bool) -> Result<()> {
    let home = commands::home(common)?;
    if dry {
        return check(common, &home, delivery, month);
    }
    let bar = Bar::new(common.lang);
    let report = load_month(&home, delivery, month, &bar);
    bar.clear();
    let report = report?;
    if common.format == Some(Format::Json) {
        let text = serde_json::to_string(&report).map_err(|_| {
            commands::bug("装载报告无法写成 JSON", "the load report has no JSON form")
        })?;
        return output::write(format!("{text}\n").as_bytes());
    }
    print_tables(common, &report.tables, &report.warnings)?;
    let said = if report.unchanged {
        Text::new(
            format!("与已发布的 {} 相同，未作改动", report.snapshot_id),
            format!("the same as {}, nothing changed", report.snapshot_id),
        )
    } else {
        Text::new(
            format!("已发布 {}", report.snapshot_id),
            format!("published {}", report.snapshot_id),
        )
    };
    complain(said.get(common.lang));
    Ok(())
}

/// `doudi load --dry-run`: what a load would say; every row that cannot be used is told.
fn check(common: &Common, home: &Home, delivery: &Path, month: Month) -> Result<()> {
    let checked = home.store().check(delivery, &home.load_options(month)?)?;
    print_tables(common, &checked.tables, &checked.warnings)?;
    for row in &checked.quarantined {
        complain(&row.say(common.lang));
    }
    let problems = [checked.problems, checked.incomplete].concat();
    for problem in &problems {
        complain(&problem.say(common.lang));
    }
    if problems.is_empty() {
        let said = Text::new("可以装载，未作改动", "can be loaded; nothing was changed");
        complain(said.get(common.lang));
        return Ok(());
    }
    Err(error::found(&problems))
}

/// Prints the rows of each table, and below them what a person should know.
fn print_tables(
    common: &Common,
    tables: &BTreeMap<String, snapshot::TableCount>,
    warnings: &[Text],
) -> Result<()> {
    let columns = ["table", "rows", "quarantined"].map(str::to_owned);
    let row = |(name, count): (&String, &snapshot::TableCount)| {
        let cells = [name.clone(), count.rows.to_string(), count.quarantined.to_string()];
        cells.map(Some).to_vec()
    };
    print_rows(&columns, &tables.iter().map(row).collect::<Vec<_>>(), common.format)?;
    for warning in warnings {
        complain(warning.get(common.lang));
    }
    Ok(())
}

/// Loads one month under the limits of the home's norms.
pub(crate) fn load_month(
    home: &Home,
    delivery: &Path,
    month: Month,
    bar: &Bar,
) -> Result<snapshot::LoadReport> {
    bar.label(&Text::new(format!("装载 {month}"), format!("loading {month}")));
    home.load(delivery, &home.load_options(month)?, bar)
}

/// `doudi doctor`.
pub(crate) fn doctor(common: &Common, records: bool) -> Result<()> {
    let home = commands::home(common)?;
    let found = if records { home.examine_records()? } else { commands::wait(home.examine())? };
    for notice in &found.notices {
        complain(notice.get(common.lang));
    }
    let found = found.faults;
    for fault in &found {
        complain(&fault.say(common.lang));
    }
    if found.is_empty() {
        let said =
            Text::new("定义、快照与日志均无问题", "definitions, snapshots and log are in order");
        complain(said.get(common.lang));
        return Ok(());
    }
    Err(error::found(&found))
}
