//! The sentences about what is not as it was published.

use model::{Blame, Fault, Text};

/// What is in a home differs from what was published: it cannot be trusted.
fn altered(zh: String, en: String) -> Fault {
    Fault::new(
        Blame::Data,
        format!("{zh}；请保全现场，从备份恢复该文件，或重新报送该月"),
        format!(
            "{en}; keep what is there, restore the file from a backup, or deliver the month again"
        ),
    )
}

/// Something that was published is gone: the operator puts it back.
fn gone(zh: String, en: String) -> Fault {
    Fault::new(
        Blame::Limit,
        format!("{zh}；请从备份恢复该文件"),
        format!("{en}; restore the file from a backup"),
    )
}

pub(crate) fn chain_broken(id: &str, place: u64) -> Fault {
    altered(
        format!("快照链在 {id} 处断开：第 {place} 环缺失或错位"),
        format!("the chain of snapshots breaks at {id}: link {place} is missing or out of place"),
    )
}

pub(crate) fn link_changed(id: &str) -> Fault {
    altered(
        format!("快照清单 {id} 被改动：与后一环或审计日志所记的摘要不符"),
        format!(
            "the manifest {id} was changed: its hash is not the one that the next link or the audit log has"
        ),
    )
}

pub(crate) fn link_missing(id: &str) -> Fault {
    gone(
        format!("快照清单 {id} 不见了：后一环或审计日志记有它"),
        format!("the manifest {id} is missing: the next link or the audit log has it"),
    )
}

pub(crate) fn file_changed(path: &str) -> Fault {
    altered(
        format!("文件 {path} 与快照清单不符：内容被改动"),
        format!("{path} is not what its manifest says: it was changed"),
    )
}

pub(crate) fn file_missing(path: &str) -> Fault {
    gone(
        format!("文件 {path} 不见了：快照清单记有它"),
        format!("{path} is missing: a manifest names it"),
    )
}

pub(crate) fn delta_gap(table: &str, version: usize) -> Fault {
    gone(
        format!("表 {table} 的 Delta 日志缺少第 {version} 次提交"),
        format!("the Delta log of table {table} lacks commit {version}"),
    )
}

pub(crate) fn bad_delta(path: &str, why: &str) -> Fault {
    gone(
        format!("Delta 日志 {path} 无法读取：{why}"),
        format!("cannot read the Delta log {path}: {why}"),
    )
}

pub(crate) fn delta_differs(table: &str, snapshot_id: &str) -> Fault {
    altered(
        format!("表 {table} 的 Delta 日志与快照 {snapshot_id} 的清单不符"),
        format!("the Delta log of table {table} does not agree with the manifest of {snapshot_id}"),
    )
}

/// A load was interrupted between its Delta commits and its manifest.
pub(crate) fn delta_ahead(table: &str) -> Text {
    Text::new(
        format!("表 {table} 的 Delta 日志留有一次中断的装载；下一次装载或清理会更正，查询不受影响"),
        format!(
            "the Delta log of table {table} holds an interrupted load; the next load or vacuum puts it right, answers are not affected"
        ),
    )
}
