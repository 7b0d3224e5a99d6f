//! Every sentence of the command line itself.

use std::collections::BTreeMap;
use std::path::Path;

use model::{Blame, Fault, Month};

/// A bundle that does not verify: its first difference.
pub(crate) fn not_verified(difference: &draw::Difference) -> Fault {
    Fault::new(
        Blame::Data,
        format!("抽查包核验不通过：{}；请向发布单位索取原始抽查包", difference.zh()),
        format!(
            "the bundle does not verify: {}; ask the publisher for the original bundle",
            difference.en()
        ),
    )
}

/// A sentence of the draw that the caller can mend.
pub(crate) fn drawing(error: &draw::Error) -> Fault {
    Fault::new(Blame::Caller, error.zh(), error.en())
}

/// A sentence of the statistics that the caller can mend.
pub(crate) fn statistics(error: &stats::Error) -> Fault {
    Fault::new(Blame::Caller, error.zh(), error.en())
}

/// A file of outcomes that is none.
pub(crate) fn bad_outcomes(path: &Path) -> Fault {
    let path = path.display();
    Fault::new(
        Blame::Caller,
        format!(
            "无法使用 {path}：应为 JSON 列表，差错率每层写 population、drawn、completed、errors、substitutes、substitute_errors，金额每层写 population 和 units（每户 [发放, 多发, 少发]，单位分）；请更正"
        ),
        format!(
            "cannot use {path}: it must be a JSON list, for rates with population, drawn, completed, errors, substitutes, substitute_errors of each stratum, for payments with population and units ([paid, over, under] in fen); correct it"
        ),
    )
}

/// A file of the caller that cannot be read.
pub(crate) fn unreadable(path: &Path, why: &std::io::Error) -> Fault {
    let path = path.display();
    Fault::new(
        Blame::Caller,
        format!("无法读取 {path}：{why}；请检查路径和读取权限"),
        format!("cannot read {path}: {why}; check the path and the permission to read"),
    )
}

/// A revision that a saved file does not have.
pub(crate) fn no_revision(id: i64, revision: i64) -> Fault {
    Fault::new(
        Blame::Caller,
        format!("找不到编号 {id} 的第 {revision} 版；请查看清单"),
        format!("cannot find revision {revision} of number {id}; see the list"),
    )
}

/// No visit of this number.
pub(crate) fn no_visit(visit: i64) -> Fault {
    Fault::new(
        Blame::Caller,
        format!("找不到走访 {visit}；请查看 doudi visit list"),
        format!("cannot find visit {visit}; see doudi visit list"),
    )
}

/// Money that is no number of yuan with at most two places.
pub(crate) fn bad_money(text: &str) -> Fault {
    Fault::new(
        Blame::Caller,
        format!("无法识别金额 `{text}`；请写元，最多两位小数"),
        format!("cannot read the amount `{text}`; write yuan with at most two places"),
    )
}

/// Standard input that is not UTF-8 text or ends badly.
pub(crate) fn bad_input(why: &std::io::Error) -> Fault {
    Fault::new(
        Blame::Caller,
        format!("无法读取标准输入：{why}；请每行给出一个 UTF-8 文本"),
        format!("cannot read standard input: {why}; give one UTF-8 text a line"),
    )
}

/// A month that is not loaded.
pub(crate) fn month_not_loaded(month: Month, latest: Option<Month>) -> Fault {
    let (zh, en) = latest.map_or_else(
        || ("尚无快照".to_owned(), "nothing is loaded".to_owned()),
        |latest| (format!("最新月份为 {latest}"), format!("the latest month is {latest}")),
    );
    Fault::new(
        Blame::Caller,
        format!("没有 {month} 的快照：{zh}；请先用 `doudi load` 装载，或改用已装载的月份"),
        format!(
            "there is no snapshot of {month}: {en}; load it with `doudi load` or ask for a loaded month"
        ),
    )
}

/// A town that the latest snapshot does not have.
pub(crate) fn no_town(code: &str, towns: &BTreeMap<String, String>) -> Fault {
    let known: Vec<String> = towns.iter().map(|(code, name)| format!("{code} {name}")).collect();
    let known = known.join(", ");
    Fault::new(
        Blame::Caller,
        format!("没有镇 `{code}`；最新快照中有 {known}"),
        format!("there is no town `{code}`; the latest snapshot has {known}"),
    )
}

/// A file that cannot be written where the caller wants it.
pub(crate) fn unwritable(path: &Path, why: &std::io::Error) -> Fault {
    let path = path.display();
    Fault::new(
        Blame::Limit,
        format!("无法写入 {path}：{why}；请检查磁盘空间和写入权限"),
        format!("cannot write {path}: {why}; check disk space and the permission to write"),
    )
}

/// A folder that should be new.
pub(crate) fn not_empty(path: &Path) -> Fault {
    let path = path.display();
    Fault::new(
        Blame::Caller,
        format!("无法导出到 {path}：那里已有内容；请换一个新的或空的文件夹"),
        format!("cannot export to {path}: there is something already; give a new or empty folder"),
    )
}

/// An export in a format that it does not have.
pub(crate) fn no_such_export() -> Fault {
    Fault::new(
        Blame::Caller,
        "导出没有这种格式；可用 parquet、csv 或 ipc",
        "an export has no such format; use parquet, csv or ipc",
    )
}

/// A workbook asked for without a file to write it to.
pub(crate) fn workbook_needs_out() -> Fault {
    Fault::new(
        Blame::Caller,
        "无法写出工作簿：没有给出文件；请加上 --out 文件.xlsx",
        "cannot write the workbook: no file is named; add --out FILE.xlsx",
    )
}

/// A report in a format that it does not have.
pub(crate) fn no_such_format(name: &str) -> Fault {
    Fault::new(
        Blame::Caller,
        format!(
            "报表 `{name}` 没有这种格式；问题可用 xlsx、csv、json、parquet，通报可用 docx、pdf"
        ),
        format!(
            "report `{name}` has no such format; questions have xlsx, csv, json and parquet, circulars docx and pdf"
        ),
    )
}

/// Something is amiss in definitions or stored data; each line was printed already. Data that
/// cannot be trusted come before what the operator puts right.
pub(crate) fn found(faults: &[Fault]) -> Fault {
    let is_data = faults.iter().any(|fault| fault.blame == Blame::Data);
    let others = faults.iter().map(|fault| fault.blame).max();
    let blame = if is_data { Blame::Data } else { others.unwrap_or(Blame::Bug) };
    let count = faults.len();
    Fault::new(
        blame,
        format!("检查发现 {count} 个问题；请按上面各行处理"),
        format!("the check found {count} problems; act on the lines above"),
    )
}

/// Options that say twice of when.
pub(crate) fn two_days() -> Fault {
    Fault::new(
        Blame::Caller,
        "无法确定截至时间：--month 与 --as-of 只能用一个，--known-at 须是时刻或版本且只能与日期或月份同用",
        "cannot tell as of when: use --month or --as-of, and --known-at with a moment or a revision beside a day or a month only",
    )
}
