//! The sentences about which snapshots there are.

use model::{Blame, Fault, Month};

pub(crate) fn no_snapshot(as_of: &str, loaded: &[String]) -> Fault {
    let (zh, en) = if loaded.is_empty() {
        ("尚未加载任何月份".to_owned(), "no month is loaded yet".to_owned())
    } else {
        let list = loaded.join(", ");
        (format!("已加载 {list}"), format!("loaded are {list}"))
    };
    Fault::new(
        Blame::Data,
        format!("没有 {as_of} 及以前月份的快照：{zh}；请先加载该月数据或改用较晚的日期"),
        format!(
            "there is no snapshot on or before {as_of}: {en}; load that month or ask of a later day"
        ),
    )
}

pub(crate) fn nothing_loaded() -> Fault {
    Fault::new(
        Blame::Data,
        "无法作答：尚未装载任何月份；请先运行 doudi load",
        "cannot answer: no month is loaded; run doudi load first",
    )
}

/// A text that names neither a day nor loads.
pub(crate) fn bad_as_of(text: &str) -> Fault {
    Fault::new(
        Blame::Caller,
        format!(
            "无法识别 `{text}`：请写日期 2026-10-31、版本 2026-10.r1、视图 2026-10.r1@12 或时刻 2026-11-03T10:00"
        ),
        format!(
            "cannot read `{text}`: write a day 2026-10-31, a revision 2026-10.r1, a view 2026-10.r1@12 or a moment 2026-11-03T10:00"
        ),
    )
}

/// A revision or view that was never published.
pub(crate) fn no_revision(asked: &str, loaded: &[String]) -> Fault {
    let list = loaded.join(", ");
    Fault::new(
        Blame::Caller,
        format!("没有 {asked}：已加载 {list}；请改用已有的版本（doudi snapshots）"),
        format!("there is no {asked}: loaded are {list}; ask for one of them (doudi snapshots)"),
    )
}

/// A snapshot whose rows a vacuum removed.
pub(crate) fn removed(snapshot_id: &str) -> Fault {
    Fault::new(
        Blame::Limit,
        format!(
            "无法读取 {snapshot_id}：它已被新版本取代，其数据按保留规定清理；请改问较新的版本，或从备份恢复到另一目录"
        ),
        format!(
            "cannot read {snapshot_id}: it was superseded and its rows were removed by the retention policy; ask for a later revision, or restore a backup into another folder"
        ),
    )
}

pub(crate) fn no_quarantine(month: Month) -> Fault {
    Fault::new(
        Blame::Data,
        format!("没有 {month} 的隔离清单：该月还没有加载过；请先加载"),
        format!("there is no quarantine of {month}: that month was never loaded; load it first"),
    )
}

pub(crate) fn bad_manifest(path: &str, why: &str) -> Fault {
    Fault::new(
        Blame::Limit,
        format!("无法读取快照清单 `{path}`：{why}；请从备份恢复该文件；其他月份和版本仍可查询"),
        format!(
            "cannot read the manifest `{path}`: {why}; restore the file from a backup; other months and revisions can still be asked"
        ),
    )
}
