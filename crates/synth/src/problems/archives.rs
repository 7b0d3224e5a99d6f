//! Gaps and alterations in files.
//!
//! `archive_incomplete`: a document of a benefit case is missing. `archive_altered`: one has
//! been altered. Look-alike: a copy instead of the original.

use super::Planter;
use crate::cell::row;
use crate::household::Household;
use crate::tables::Table;

pub(super) fn plant(planter: &mut Planter<'_>) {
    planter.each(|p| document(p, Some("archive_incomplete"), "缺失"));
    planter.each(|p| document(p, Some("archive_altered"), "涂改"));
    planter.each(|p| document(p, None, "复印件"));
}

/// Enters the change form of a household with a status.
fn document(p: &mut Planter<'_>, flag: Option<&'static str>, status: &'static str) -> Option<()> {
    let nth = p.pick(Household::has_benefit)?;
    let start = p.start();
    let row = row![p.head(nth), "动态管理审批表", status];
    p.world.book.enter(Table::Archives, start, row);
    match flag {
        Some(flag) => p.hit(flag, (nth, None), p.from(start), "change form"),
        None => {
            for flag in ["archive_incomplete", "archive_altered"] {
                p.lookalike(flag, (nth, None), p.all(), "a copy of the change form");
            }
        }
    }
    Some(())
}
