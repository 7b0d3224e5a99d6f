//! Why a cell, and with it its row, cannot be used.

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
