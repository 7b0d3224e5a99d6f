//! Every sentence of this crate.

use chrono::NaiveDate;
use model::{Blame, Fault, Text};

use crate::standard::Standards;

fn caller(zh: impl Into<String>, en: impl Into<String>) -> Fault {
    Fault::new(Blame::Caller, zh, en)
}

/// The text is not TOML, or a key is unknown or missing.
pub(crate) fn unreadable(why: &str) -> Fault {
    caller(
        format!("无法读取测算方案：{why}；请改正该行"),
        format!("cannot read the scenario: {why}; correct the line"),
    )
}

/// A value that cannot be.
pub(crate) fn bad_value(key: &str, wrong: &Text) -> Fault {
    caller(
        format!("无法使用测算方案的 {key}：{}", wrong.zh),
        format!("cannot use {key} of the scenario: {}", wrong.en),
    )
}

/// The rural standard is above the urban one.
pub(crate) fn rural_above_urban(standards: &Standards) -> Fault {
    let Standards { urban, rural } = standards;
    caller(
        format!(
            "无法使用测算方案：农村标准 {rural} 高于城市标准 {urban}；请改正，或写明 \
             rural_above_urban = true"
        ),
        format!(
            "cannot use the scenario: the rural standard {rural} is above the urban one {urban}; \
             correct it or say rural_above_urban = true"
        ),
    )
}

/// A scenario without a name.
pub(crate) fn no_title() -> Fault {
    caller(
        "无法使用测算方案：title 为空；请写明名称",
        "cannot use the scenario: title is empty; name it",
    )
}

/// A first day that is not a day.
pub(crate) fn bad_day() -> Fault {
    caller(
        "无法使用测算方案：effective_from 不是日期；请写作 2027-01-01",
        "cannot use the scenario: effective_from is not a day; write it as 2027-01-01",
    )
}

/// No usable standard in the norms.
pub(crate) fn no_standard(day: NaiveDate) -> Fault {
    Fault::new(
        Blame::Author,
        format!("无法测算：{day} 没有可用的城乡低保标准；请在地区文件中补上"),
        format!(
            "cannot plan: no urban and rural dibao standard is in force on {day}; add them to the \
             norms of the place"
        ),
    )
}

/// The question behind the plan does not give the column.
pub(crate) fn column(name: &str, kind: &str) -> Fault {
    Fault::new(
        Blame::Author,
        format!("无法测算：家庭数据缺少类型为 {kind} 的列 `{name}`；请改正问题"),
        format!(
            "cannot plan: the households have no column `{name}` of type {kind}; correct the question"
        ),
    )
}

/// A cell that no household can have.
pub(crate) fn cell(name: &str, row: usize) -> Fault {
    Fault::new(
        Blame::Data,
        format!("无法测算：第 {row} 户的 `{name}` 为空或不合理；请核对报送数据"),
        format!(
            "cannot plan: `{name}` of household row {row} is missing or beyond reason; check the delivery"
        ),
    )
}

/// The identity of the sums does not hold.
pub(crate) fn unequal_sums(town: &str) -> Fault {
    Fault::new(
        Blame::Bug,
        format!("测算结果不平：{town} 的分组差额与总额之差不等；请报告此问题"),
        format!(
            "the plan does not add up: the groups of {town} and its totals differ; report this"
        ),
    )
}

/// The result has no table form.
pub(crate) fn no_table(why: &arrow::error::ArrowError) -> Fault {
    Fault::new(
        Blame::Bug,
        format!("测算结果无法成表：{why}；请报告此问题"),
        format!("the plan has no table form: {why}; report this"),
    )
}
