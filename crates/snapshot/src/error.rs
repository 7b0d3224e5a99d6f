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

/// Another writer is at work; `owner` is what its lock says of it.
pub(crate) fn busy(home: &Path, owner: &str) -> Fault {
    let path = home.display();
    Fault::new(
        Blame::Limit,
        format!("无法写入 `{path}`：另一个程序正在写入：{owner}；请等它结束后再试"),
        format!(
            "cannot write to `{path}`: another program is writing to it: {owner}; try again when it has ended"
        ),
    )
}

/// Files are being removed.
pub(crate) fn being_vacuumed(home: &Path) -> Fault {
    let path = home.display();
    Fault::new(
        Blame::Limit,
        format!("无法进行：`{path}` 正在清理旧文件；请稍后再试"),
        format!("cannot go on: old files of `{path}` are being removed; try again in a moment"),
    )
}

/// Files may not be removed now.
pub(crate) fn held(home: &Path) -> Fault {
    let path = home.display();
    Fault::new(
        Blame::Limit,
        format!("无法清理 `{path}`：正在备份、抽查或出报表；请等它结束后再试"),
        format!(
            "cannot remove files of `{path}`: a backup, a draw or a report is under way; try again when it has ended"
        ),
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

pub(crate) fn bad_manifest(path: &Path, why: &str) -> Fault {
    let path = path.display();
    Fault::new(
        Blame::Limit,
        format!("无法读取快照清单 `{path}`：{why}；请从备份恢复该文件；其他月份和版本仍可查询"),
        format!(
            "cannot read the manifest `{path}`: {why}; restore the file from a backup; other months and revisions can still be asked"
        ),
    )
}

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

pub(crate) fn delta_gap(folder: &Path, version: usize) -> Fault {
    let path = folder.display();
    gone(
        format!("表 {path} 的 Delta 日志缺少第 {version} 次提交"),
        format!("the Delta log of {path} lacks commit {version}"),
    )
}

pub(crate) fn bad_delta(path: &Path, why: &str) -> Fault {
    let path = path.display();
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

pub(crate) fn bad_key(path: &Path) -> Fault {
    let path = path.display();
    Fault::new(
        Blame::Limit,
        format!("无法使用密钥 `{path}`：应为 32 字节；请从备份恢复该文件"),
        format!("cannot use the key `{path}`: it must be 32 bytes; restore the file from a backup"),
    )
}

/// A key that is not there; whoever does not have it lacks the right that it gives.
pub(crate) fn no_key(path: &Path) -> Fault {
    let path = path.display();
    Fault::new(
        Blame::Limit,
        format!("无法使用密钥：`{path}` 处没有密钥；请在保管密钥的机器上操作，或从备份恢复该文件"),
        format!(
            "cannot use the key: there is no key at `{path}`; work where the key is kept, or restore the file from a backup"
        ),
    )
}

/// A key that this user may not read.
pub(crate) fn closed_key(path: &Path, why: &std::io::Error) -> Fault {
    let path = path.display();
    Fault::new(
        Blame::Caller,
        format!("无权使用密钥 `{path}`：{why}；请由有权读取该文件的用户操作"),
        format!(
            "no right to use the key `{path}`: {why}; let a user do this who may read the file"
        ),
    )
}

/// A key that others than its owner may read or write.
pub(crate) fn open_key(path: &Path, mode: u32) -> Fault {
    let path = path.display();
    Fault::new(
        Blame::Limit,
        format!(
            "不使用密钥 `{path}`：其他用户也能读写它（权限 {mode:o}）；请先运行 `chmod 600 {path}`，并查明是否已有人读过"
        ),
        format!(
            "will not use the key `{path}`: others may read or write it (mode {mode:o}); run `chmod 600 {path}` first, and find out whether anybody has read it"
        ),
    )
}

/// A sealed identity that does not open.
pub(crate) fn bad_seal(key: &str) -> Fault {
    Fault::new(
        Blame::Limit,
        format!(
            "无法打开代号 {key} 的身份：密钥不符或记录被改动；请从备份恢复 keys/identity.key 或身份表"
        ),
        format!(
            "cannot open the identity of {key}: the key is another one or the record was changed; restore keys/identity.key or the table of identities from a backup"
        ),
    )
}

/// A table of identities that an earlier version wrote without sealing them.
pub(crate) fn unsealed(path: &Path) -> Fault {
    let path = path.display();
    Fault::new(
        Blame::Limit,
        format!(
            "无法使用 `{path}`：该数据目录由较早的程序建立，身份未加密；请新建数据目录并重新装载各月报送，再销毁旧目录"
        ),
        format!(
            "cannot use `{path}`: an earlier program made this home and kept identities unsealed; make a new home, load every month again, and destroy the old one"
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
        let list = if headings.is_empty() { "–".to_owned() } else { headings.join("、") };
        Text::new(
            format!("`{file}` 未被识别，没有读取；其中认得的列只有：{list}"),
            format!(
                "`{file}` was not recognised and not read; the only headings known in it: {list}"
            ),
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

    /// What the note says is not told: it often names who made the list.
    pub(crate) fn footnote(file: &str, row: u64) -> Text {
        Text::new(
            format!("`{file}` 第 {row} 行在合计行之后，按备注略过"),
            format!("`{file}` row {row} stands after the totals and was left out as a note"),
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

    pub(crate) fn corrected(table: &str, count: u64) -> Text {
        Text::new(
            format!("`{table}` 有 {count} 行由改正后的行取代"),
            format!("`{table}`: {count} rows gave way to their corrections"),
        )
    }

    pub(crate) fn no_household(count: u64) -> Text {
        Text::new(
            format!("有 {count} 名人员找不到所属家庭，已隔离（不计入比例）"),
            format!("{count} persons have no household and were quarantined, outside the limit"),
        )
    }
}
