//! Getting data in and seeing what is there.

use std::collections::BTreeMap;
use std::path::Path;

use model::{Month, Norms, Result, Text};
use snapshot::LoadOptions;
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
pub(crate) fn load(common: &Common, delivery: &Path, month: Month) -> Result<()> {
    let home = commands::home(common)?;
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
    let columns = ["table", "rows", "quarantined"].map(str::to_owned);
    let rows: Vec<_> = report
        .tables
        .iter()
        .map(|(name, count)| {
            vec![
                Some(name.clone()),
                Some(count.rows.to_string()),
                Some(count.quarantined.to_string()),
            ]
        })
        .collect();
    print_rows(&columns, &rows, common.format)?;
    for warning in &report.warnings {
        complain(warning.get(common.lang));
    }
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

/// Loads one month under the limits of the home's norms.
pub(crate) fn load_month(
    home: &Home,
    delivery: &Path,
    month: Month,
    bar: &Bar,
) -> Result<snapshot::LoadReport> {
    bar.label(&Text::new(format!("装载 {month}"), format!("loading {month}")));
    let options = LoadOptions {
        quarantine_limit: home.quarantine_limit(month.last_day())?,
        limits: home.load_limits(month.last_day())?,
        month,
        loaded_at: schedule::clock::now(),
        town_aliases: BTreeMap::new(),
        definitions: home.definitions(),
    };
    home.load(delivery, &options, bar)
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
