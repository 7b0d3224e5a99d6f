//! Every sentence of this crate: what could not be done, why, what to do.

mod bucket;
mod damage;
mod delivery;
mod file;
mod key;
mod lock;
pub(crate) mod reason;
mod snapshots;
pub(crate) mod warning;

use model::{Blame, Fault, Place};

pub(crate) use self::bucket::*;
pub(crate) use self::damage::*;
pub(crate) use self::delivery::*;
pub(crate) use self::file::*;
pub(crate) use self::key::*;
pub(crate) use self::lock::*;
pub(crate) use self::snapshots::*;

/// A problem of the delivery at a file.
fn data(file: &str, zh: String, en: String) -> Fault {
    Fault::new(Blame::Data, zh, en).at(Place::file(file))
}

/// A table of ours that the column format refused.
pub(crate) fn store(table: &str, why: &dyn std::fmt::Display) -> Fault {
    Fault::new(
        Blame::Limit,
        format!("无法写入或读取表 `{table}`：{why}；请检查磁盘空间，必要时从备份恢复"),
        format!(
            "cannot write or read table `{table}`: {why}; check disk space, restore from a backup if need be"
        ),
    )
}

pub(crate) fn bug(what: &str) -> Fault {
    Fault::new(
        Blame::Bug,
        format!("内部错误：{what}；请报告此问题"),
        format!("internal error: {what}; report this"),
    )
}
