//! Every sentence of this crate: what could not be done, why, what to do.

mod file;

use std::path::Path;

pub(crate) use self::file::*;
use model::{Blame, Fault, Month, Place, Text};

/// A problem of the delivery at a file.
fn data(file: &str, zh: String, en: String) -> Fault {
    Fault::new(Blame::Data, zh, en).at(Place::file(file))
}

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

pub(crate) fn busy(home: &Path) -> Fault {
    let path = home.display();
    Fault::new(
        Blame::Limit,
        format!("无法加载：另一个加载正在写入 `{path}`；请等它结束后再试"),
        format!("cannot load: another load is writing to `{path}`; try again when it has ended"),
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

pub(crate) fn mixed_encodings(file: &str, utf8_line: usize, other_line: usize) -> Fault {
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
    quarantine: Option<&Path>,
    page: &Path,
) -> Fault {
    let join = |lang| shown.iter().map(|p| p.say(lang)).collect::<Vec<_>>().join("\n");
    let (mut zh, mut en) = (join(model::Lang::Zh), join(model::Lang::En));
    if let Some(more) = count.checked_sub(shown.len()).filter(|more| *more > 0) {
        zh.push_str(&format!("\n另有 {more} 个问题"));
        en.push_str(&format!("\nand {more} more problems"));
    }
    if let Some(path) = quarantine {
        let path = path.display();
        zh.push_str(&format!("\n不能使用的行见隔离清单：{path}"));
        en.push_str(&format!("\nthe rows that cannot be used are in the quarantine: {path}"));
    }
    let page = page.display();
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

pub(crate) fn no_quarantine(month: Month) -> Fault {
    Fault::new(
        Blame::Data,
        format!("没有 {month} 的隔离清单：该月还没有加载过；请先加载"),
        format!("there is no quarantine of {month}: that month was never loaded; load it first"),
    )
}

pub(crate) fn bad_manifest(path: &Path, why: &str) -> Fault {
    let path = path.display();
    Fault::new(
        Blame::Limit,
        format!("无法读取快照清单 `{path}`：{why}；请从备份恢复该文件"),
        format!("cannot read the manifest `{path}`: {why}; restore the file from a backup"),
    )
}

pub(crate) fn bad_key(path: &Path) -> Fault {
    let path = path.display();
    Fault::new(
        Blame::Limit,
        format!("无法使用假名密钥 `{path}`：应为 32 字节；请从备份恢复该文件"),
        format!(
            "cannot use the pseudonym key `{path}`: it must be 32 bytes; restore the file from a backup"
        ),
    )
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

/// Why a cell, and with it its row, cannot be used.
pub(crate) mod reason {
    use model::Text;

    macro_rules! reasons {
        ($($name:ident: $zh:literal, $en:literal;)*) => {
            $(pub(crate) fn $name() -> Text { Text::new($zh, $en) })*
        };
    }

    reasons! {
        day: "不是日期，应为 2026-10-05 这样的形式", "not a date; write it like 2026-10-05";
        month: "不是月份，应为 2026-10 这样的形式", "not a month; write it like 2026-10";
        day_or_month: "不是日期或月份", "neither a date nor a month";
        year: "不是年份", "not a year";
        yes_or_no: "不是“是”或“否”", "neither yes nor no";
        number: "不是数", "not a number";
        negative: "不能是负数", "must not be negative";
        decimals: "金额最多两位小数", "money has at most two decimals";
        whole: "应为整数", "must be a whole number";
        blank: "必填项为空", "a required cell is empty";
        broken: "单元格是错误值，或公式没有保存结果", "an error value, or a formula without a stored value";
        lost_digits: "表格软件把号码存成数字，已丢失末几位；请改为文本格式重新填写", "a spreadsheet stored the number and lost its last digits; format the cell as text and type it again";
        identity: "不是 18 位或 15 位身份证号", "not an identity number of 18 or 15 characters";
        programme: "不是已知的救助类型", "not a known programme";
        support_mode: "特困须写明集中供养或分散供养", "for tekun say whether support is institutional or dispersed";
        unknown_town: "行政区划中没有这个街道（乡镇）", "no such town among the units";
        too_many_cells: "单元格多于列数，可能有多余的分隔符", "more cells than headings, perhaps a stray separator";
        no_household: "家庭表中没有这个户主", "no household of this head";
    }

    pub(crate) fn second_of_key(row: u64, file: &str) -> Text {
        Text::new(
            format!("与 `{file}` 第 {row} 行重复"),
            format!("the same key stands in row {row} of `{file}`"),
        )
    }
}

/// What a person should know of a load that succeeded.
pub(crate) mod warning {
    use model::Text;

    pub(crate) fn unrecognised(file: &str, headings: &[String]) -> Text {
        let list = headings.join("、");
        Text::new(
            format!("`{file}` 未被识别，没有读取；它的列有：{list}"),
            format!("`{file}` was not recognised and not read; its headings are: {list}"),
        )
    }

    pub(crate) fn not_a_table(file: &str) -> Text {
        Text::new(
            format!("`{file}` 不是表格文件，没有读取"),
            format!("`{file}` is not a table and was not read"),
        )
    }

    pub(crate) fn unknown_headings(file: &str, headings: &[String]) -> Text {
        let (count, list) = (headings.len(), headings.join("、"));
        Text::new(
            format!("`{file}` 中有 {count} 个未知的列没有读取：{list}"),
            format!("`{file}`: {count} unknown columns were kept out: {list}"),
        )
    }

    pub(crate) fn footnote(file: &str, row: u64, text: &str) -> Text {
        Text::new(
            format!("`{file}` 第 {row} 行在合计行之后，按备注略过：{text}"),
            format!(
                "`{file}` row {row} stands after the totals and was left out as a note: {text}"
            ),
        )
    }

    pub(crate) fn unknown_codes(table: &str, column: &str, count: u64, examples: &str) -> Text {
        Text::new(
            format!("`{table}` 的「{column}」有 {count} 个未知代码，照原样保留：{examples}"),
            format!("`{table}`, `{column}`: {count} unknown codes were kept as given: {examples}"),
        )
    }

    pub(crate) fn repaired(table: &str, count: u64) -> Text {
        Text::new(
            format!("`{table}` 有 {count} 个身份证号去掉了空格或改成了大写 X"),
            format!("`{table}`: {count} identity numbers had spaces removed or x made upper-case"),
        )
    }

    pub(crate) fn flawed(table: &str, problem: &str, count: u64) -> Text {
        let zh = match problem {
            "check_digit" => "校验码不对",
            "fifteen_digits" => "是 15 位旧号",
            _ => "出生日期不成立",
        };
        Text::new(
            format!("`{table}` 有 {count} 个身份证号{zh}，已加载并标记"),
            format!("`{table}`: {count} identity numbers loaded and marked `{problem}`"),
        )
    }

    pub(crate) fn unknown_villages(table: &str, count: u64) -> Text {
        Text::new(
            format!("`{table}` 有 {count} 行的村（社区）在行政区划中找不到，照原样保留"),
            format!(
                "`{table}`: {count} rows name a village that is not among the units; kept as given"
            ),
        )
    }

    pub(crate) fn no_household(count: u64) -> Text {
        Text::new(
            format!("有 {count} 名人员找不到所属家庭，已隔离（不计入比例）"),
            format!("{count} persons have no household and were quarantined, outside the limit"),
        )
    }
}
