//! Snapshots as a history: lists, proof, removal, backup and back.

use std::path::Path;
use std::sync::Arc;

use model::{Result, Text};
use snapshot::{Difference, Manifest, Published, Removable, TableDifference};
use supervise::{Home, Inventory};

use crate::cli::{Common, Snapshots};
use crate::output::{self, Printer, complain, print_rows};
use crate::{commands, error};

/// `doudi snapshots` without a verb.
pub(crate) fn list(common: &Common) -> Result<()> {
    let published = commands::home(common)?.store().published()?;
    let columns = [
        "snapshot_id",
        "month",
        "revision",
        "loaded_at",
        "households",
        "rows",
        "quarantined",
        "state",
    ];
    let row = |manifest: &Arc<Manifest>| {
        let rows: u64 = manifest.tables.values().map(|table| table.rows).sum();
        let quarantined: u64 = manifest.tables.values().map(|table| table.quarantined).sum();
        let households = manifest.tables.get("households").map_or(0, |table| table.rows);
        vec![
            Some(manifest.snapshot_id.clone()),
            Some(manifest.month.to_string()),
            Some(manifest.revision.to_string()),
            Some(manifest.loaded_at.to_string()),
            Some(households.to_string()),
            Some(rows.to_string()),
            Some(quarantined.to_string()),
            Some(state(&published, manifest).to_owned()),
        ]
    };
    let rows: Vec<_> = published.manifests.iter().map(row).collect();
    print_rows(&columns.map(str::to_owned), &rows, common.format)?;
    published.sound().map(drop)
}

/// Whether a snapshot is the latest of its month, was superseded, or lost its rows to a vacuum.
fn state(published: &Published, manifest: &Manifest) -> &'static str {
    let later = |m: &Arc<Manifest>| m.month == manifest.month && m.revision > manifest.revision;
    match published.removal(&manifest.snapshot_id) {
        Some(_) => "removed",
        None if published.manifests.iter().any(later) => "superseded",
        None => "current",
    }
}

/// `doudi snapshots …`.
pub(crate) fn snapshots(common: &Common, verb: &Snapshots) -> Result<()> {
    let home = commands::home(common)?;
    match verb {
        Snapshots::Verify => verify(common, &home),
        Snapshots::Diff { old, new } => diff(common, &home, old, new),
        Snapshots::Vacuum { keep, apply } => vacuum(common, &home, *keep, *apply),
    }
}

fn verify(common: &Common, home: &Home) -> Result<()> {
    let found = home.verify_snapshots()?;
    for notice in &found.notices {
        complain(notice.get(common.lang));
    }
    for fault in &found.damage {
        complain(&fault.say(common.lang));
    }
    if !found.damage.is_empty() {
        return Err(error::found(&found.damage));
    }
    let said = Text::new(
        format!(
            "核验通过：{} 个清单、{} 个文件未被改动；请公布下面的链首",
            found.links, found.files
        ),
        format!(
            "verified: {} manifests and {} files are as they were published; publish the head of the chain below",
            found.links, found.files
        ),
    );
    complain(said.get(common.lang));
    let head = found.head.map_or_else(String::new, |head| format!(" {} {}", head.id, head.sha256));
    output::write(format!("verified{head}\n").as_bytes())
}

/// Rows one by one, which may be many; how many there are of each table on standard error.
fn diff(common: &Common, home: &Home, old: &str, new: &str) -> Result<()> {
    let columns = ["table", "kind", "key", "column", "old", "new"];
    let mut rows = Printer::new(&columns, common.format);
    let mut tell = |found: Difference| {
        let Difference { table, kind, key, column, old, new } = found;
        rows.push(vec![
            Some(table),
            Some(kind.code().to_owned()),
            Some(key),
            Some(column),
            old,
            new,
        ])
    };
    let tables = home.diff(old, new, &mut tell)?;
    rows.finish()?;
    for table in tables {
        let TableDifference { table, rows_before, rows_after, corrected, new, vanished } = table;
        if corrected + new + vanished > 0 {
            let said = Text::new(
                format!(
                    "{table}：{rows_before} → {rows_after} 行；更正 {corrected}，新增 {new}，消失 {vanished}"
                ),
                format!(
                    "{table}: {rows_before} → {rows_after} rows; {corrected} corrected, {new} new, {vanished} vanished"
                ),
            );
            complain(said.get(common.lang));
        }
    }
    Ok(())
}

fn vacuum(common: &Common, home: &Home, keep: Option<u32>, apply: bool) -> Result<()> {
    let found = if apply { home.vacuum(keep)? } else { home.removable(keep)? };
    let columns = ["path", "bytes", "snapshot_id"].map(str::to_owned);
    let rows: Vec<_> = found
        .files
        .iter()
        .map(|file| {
            let bytes = file.bytes.to_string();
            vec![Some(file.path.clone()), Some(bytes), file.snapshot_id.clone()]
        })
        .collect();
    print_rows(&columns, &rows, common.format)?;
    complain(removal(&found, apply).get(common.lang));
    Ok(())
}

fn removal(found: &Removable, applied: bool) -> Text {
    let bytes: u64 = found.files.iter().map(|file| file.bytes).sum();
    let (files, snapshots, cited) =
        (found.files.len(), found.snapshots.len(), found.cited.join(", "));
    let (zh, en) = match applied {
        true => ("已清理", "removed"),
        false => ("可清理（加 --apply 执行）", "to be removed (with --apply)"),
    };
    let (mut zh, mut en) = (
        format!("{zh}：旧版本 {snapshots} 个，文件 {files} 个，{bytes} 字节"),
        format!("{en}: {snapshots} superseded snapshots, {files} files, {bytes} bytes"),
    );
    if !cited.is_empty() {
        zh.push_str(&format!("；因被抽查或报表引用而保留：{cited}"));
        en.push_str(&format!("; kept because a draw or a report cites them: {cited}"));
    }
    Text::new(zh, en)
}

/// `doudi backup`.
pub(crate) fn backup(common: &Common, to: &Path, with_keys: bool) -> Result<()> {
    let made = commands::home(common)?.backup(to, with_keys)?;
    let path = to.display();
    let said = Text::new(format!("已备份到 {path}"), format!("backed up to {path}"));
    tell(common, &said, &made)
}

/// `doudi restore`: the home is proved before anybody is told that it is there.
pub(crate) fn restore(common: &Common, from: &Path) -> Result<()> {
    let made = supervise::restore(from, &common.home)?;
    let path = common.home.display();
    let said = Text::new(format!("已恢复到 {path}"), format!("restored to {path}"));
    tell(common, &said, &made)?;
    verify(common, &commands::home(common)?)
}

fn tell(common: &Common, said: &Text, made: &Inventory) -> Result<()> {
    let bytes: u64 = made.files.values().map(|file| file.bytes).sum();
    let files = made.files.len();
    let keys = match made.with_keys {
        true => Text::new("含密钥", "with the keys"),
        false => Text::new(
            "不含密钥，请另行保管 keys 文件夹",
            "without the keys: keep the folder keys apart",
        ),
    };
    let said = Text::new(
        format!("{}：{files} 个文件，{bytes} 字节，{}", said.zh, keys.zh),
        format!("{}: {files} files, {bytes} bytes, {}", said.en, keys.en),
    );
    complain(said.get(common.lang));
    let snapshot = made.snapshot.as_deref().unwrap_or_default();
    output::write(format!("{snapshot}\n").as_bytes())
}
