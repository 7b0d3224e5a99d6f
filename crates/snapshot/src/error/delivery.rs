//! The sentences about a delivery as a whole, its files and their headings.

use std::path::Path;

use model::{Blame, Fault, Month, Place, Text};

use super::data;

pub(crate) fn not_found(delivery: &Path) -> Fault {
    let path = delivery.display();
    Fault::new(
        Blame::Caller,
        format!("无法读取报送文件夹：找不到 `{path}`；请给出报送文件夹的路径"),
        format!(
            "cannot read the delivery: there is no folder `{path}`; give the delivery's folder"
        ),
    )
}

pub(crate) fn empty_folder(delivery: &Path) -> Fault {
    let path = delivery.display();
    Fault::new(
        Blame::Data,
        format!("无法加载：报送文件夹 `{path}` 是空的；请放入本月导出的文件"),
        format!("cannot load: the delivery `{path}` is empty; put this month's exports into it"),
    )
}

pub(crate) fn unsupported(file: &str, kind: &str) -> Fault {
    data(
        file,
        format!("无法读取 {kind} 文件；请另存为 XLSX 或 CSV 后重新报送"),
        format!("cannot read a {kind} file; save it as XLSX or CSV and deliver it again"),
    )
}

pub(crate) fn link(file: &str) -> Fault {
    data(
        file,
        "无法读取：这是链接而不是文件；请放入文件本身".into(),
        "cannot read it: it is a link, not a file; put the file itself there".into(),
    )
}

pub(crate) fn too_large(file: &str, limit: u64) -> Fault {
    let limit = limit >> 20;
    data(
        file,
        format!("无法读取：文件超过 {limit} MB；请分成几个文件报送"),
        format!("cannot read it: the file is over {limit} MB; deliver it in several files"),
    )
}

pub(crate) fn bad_workbook(file: &str, why: &str) -> Fault {
    data(
        file,
        format!("无法读取工作簿：{why}；请在表格软件中打开并另存后重新报送"),
        format!("cannot read the workbook: {why}; open it, save it again and deliver it again"),
    )
}

pub(crate) fn unknown_encoding(file: &str) -> Fault {
    data(
        file,
        "无法读取：编码既不是 UTF-8 也不是 GB18030；请另存为 UTF-8 的 CSV".into(),
        "cannot read it: it is neither UTF-8 nor GB18030; save it as CSV in UTF-8".into(),
    )
}

pub(crate) fn mixed_encodings(file: &str, utf8_line: u64, other_line: u64) -> Fault {
    data(
        file,
        format!(
            "无法读取：同一文件混有两种编码（第 {utf8_line} 行是 UTF-8，第 {other_line} 行不是）；请统一为 UTF-8"
        ),
        format!(
            "cannot read it: two encodings in one file (line {utf8_line} is UTF-8, line {other_line} is not); save it all as UTF-8"
        ),
    )
}

pub(crate) fn changed(file: &str) -> Fault {
    data(
        file,
        "无法加载：读取期间文件被改动；请等文件写完后重新加载".into(),
        "cannot load it: the file changed while it was being read; load it again when it is whole"
            .into(),
    )
}

pub(crate) fn endless_record(file: &str, limit: usize) -> Fault {
    let limit = limit >> 20;
    data(
        file,
        format!("无法读取：有一行超过 {limit} MB，可能有引号没有成对；请检查并重新导出"),
        format!(
            "cannot read it: a row is over {limit} MB, perhaps a quote is not closed; check it and export again"
        ),
    )
}

pub(crate) fn missing_headings(
    file: &str,
    table: &Text,
    missing: &[&str],
    seen: &[String],
) -> Fault {
    let (names, seen) = (missing.join("、"), seen.join("、"));
    data(
        file,
        format!("无法作为「{}」读取：缺少列 {names}；文件中有 {seen}", table.zh),
        format!("cannot read it as {}: no column {names}; it has {seen}", table.en),
    )
}

pub(crate) fn repeated_heading(file: &str, first: &str, second: &str, column: &str) -> Fault {
    data(
        file,
        format!("无法读取：列「{first}」和「{second}」都是 `{column}`；请只保留一列"),
        format!(
            "cannot read it: columns `{first}` and `{second}` both mean `{column}`; keep one of them"
        ),
    )
}

pub(crate) fn no_programme(file: &str) -> Fault {
    data(
        file,
        "无法读取：没有「救助类型」列，标题和文件名也没有说明是哪一类救助；请加上「救助类型」列".into(),
        "cannot read it: no column 救助类型, and neither title nor file name says which programme it is; add the column".into(),
    )
}

pub(crate) fn same_file(file: &str, other: &str) -> Fault {
    data(
        file,
        format!("无法加载：与 `{other}` 是同一个文件；请去掉一个"),
        format!("cannot load it: it is the same file as `{other}`; remove one of them"),
    )
}

pub(crate) fn missing_table(table: &Text) -> Fault {
    Fault::new(
        Blame::Data,
        format!("无法加载：缺少必报的表「{}」；请补上该文件", table.zh),
        format!("cannot load: the required table {} is missing; add its file", table.en),
    )
}

pub(crate) fn empty_table(table: &Text) -> Fault {
    Fault::new(
        Blame::Data,
        format!("无法加载：必报的表「{}」没有任何数据行；请检查导出", table.zh),
        format!("cannot load: the required table {} has no rows; check the export", table.en),
    )
}

pub(crate) fn totals_differ(place: Place, stated: &str, summed: &str) -> Fault {
    Fault::new(
        Blame::Data,
        format!("合计行不符：写的是 {stated}，上面各行之和是 {summed}；请核对后重新导出"),
        format!("the totals row does not add up: it says {stated}, the rows above make {summed}; check and export again"),
    )
    .at(place)
}

pub(crate) fn too_many_bad_rows(bad: u64, rows: u64, limit: i128) -> Fault {
    let percent =
        |ten_thousandths: i128| format!("{}.{:02}%", ten_thousandths / 100, ten_thousandths % 100);
    let share = percent(i128::from(bad) * 10_000 / i128::from(rows.max(1)));
    let limit = percent(limit);
    Fault::new(
        Blame::Data,
        format!(
            "无法加载：{rows} 行中有 {bad} 行不能使用（{share}），达到上限 {limit}；请按隔离清单改正"
        ),
        format!(
            "cannot load: {bad} of {rows} rows cannot be used ({share}), which reaches the limit of {limit}; correct them by the quarantine"
        ),
    )
}

/// The first problems of a refused delivery in one fault, with where the rest stands.
pub(crate) fn refused(
    shown: &[Fault],
    count: usize,
    quarantine: Option<Month>,
    page: &Path,
) -> Fault {
    let page = page.display();
    let join = |lang| shown.iter().map(|p| p.say(lang)).collect::<Vec<_>>().join("\n");
    let (mut zh, mut en) = (join(model::Lang::Zh), join(model::Lang::En));
    if let Some(more) = count.checked_sub(shown.len()).filter(|more| *more > 0) {
        zh.push_str(&format!("\n另有 {more} 个问题"));
        en.push_str(&format!("\nand {more} more problems"));
    }
    if let Some(month) = quarantine {
        let command = format!("doudi quarantine --month {month} --format xlsx --out FILE.xlsx");
        zh.push_str(&format!("\n不能使用的行见隔离清单：{command}"));
        en.push_str(&format!("\nthe rows that cannot be used are in the quarantine: {command}"));
    }
    zh.push_str(&format!("\n没有发布任何数据；说明见 {page}"));
    en.push_str(&format!("\nnothing was published; the whole report is {page}"));
    Fault::new(Blame::Data, zh, en)
}

pub(crate) fn month_to_come(month: Month, today: chrono::NaiveDate) -> Fault {
    Fault::new(
        Blame::Data,
        format!("无法加载 {month}：今天是 {today}，该月还没有开始；请检查 --month"),
        format!(
            "cannot load {month}: today is {today} and that month has not begun; check --month"
        ),
    )
}
