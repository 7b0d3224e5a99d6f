//! What a person should know of a load that succeeded.

use model::Text;

pub(crate) fn unrecognised(file: &str, headings: &[String]) -> Text {
    let list = if headings.is_empty() { "–".to_owned() } else { headings.join("、") };
    Text::new(
        format!("`{file}` 未被识别，没有读取；其中认得的列只有：{list}"),
        format!("`{file}` was not recognised and not read; the only headings known in it: {list}"),
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
