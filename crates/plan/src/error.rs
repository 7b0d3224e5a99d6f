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

/// The same of a draft.
pub(crate) fn rural_above(standards: &Standards) -> Text {
    let Standards { urban, rural } = standards;
    Text::new(
        format!("农村标准 {rural} 高于城市标准 {urban}（元/人月）；请改正，或勾选允许农村高于城市"),
        format!(
            "the rural standard {rural} is above the urban one {urban} (yuan per person and \
             month); correct it, or tick that it may be"
        ),
    )
}

/// A draft without a name.
pub(crate) fn title_missing() -> Text {
    Text::new("请给方案起一个名称", "give the scenario a name")
}

/// A name that is too long, or more than one line.
pub(crate) fn title_long(most: usize) -> Text {
    Text::new(
        format!("名称须为一行，不超过 {most} 个字"),
        format!("a name is one line of at most {most} characters"),
    )
}

/// Text that is no day.
pub(crate) fn not_a_day(given: &str) -> Text {
    match given {
        "" => Text::new("请填写日期，如 2027-01-01", "enter a day such as 2027-01-01"),
        _ => Text::new(
            format!("“{given}”不是日期；请写成 2027-01-01"),
            format!("`{given}` is not a day; write it as 2027-01-01"),
        ),
    }
}

/// Text that is no amount.
pub(crate) fn not_yuan(given: &str) -> Text {
    match given {
        "" => Text::new("请填写标准，如 680", "enter the standard, such as 680"),
        _ => Text::new(
            format!("“{given}”不是金额；请写成 680 或 680.50"),
            format!("`{given}` is not an amount; write it as 680 or 680.50"),
        ),
    }
}

/// A standard that cannot be.
pub(crate) fn beyond_reason() -> Text {
    Text::new(
        "标准必须大于 0，且低于每月一百万元",
        "a standard is above 0 and below a million yuan a month",
    )
}

/// Text that is no share.
pub(crate) fn no_share(given: &str) -> Text {
    match given.trim() {
        "" => Text::new(
            "请填写申请比例，1 表示全部申请",
            "enter the take-up; 1 means that all of them apply",
        ),
        given => Text::new(
            format!("“{given}”不是 0 到 1 之间的比例；请写成 0.8，最多四位小数"),
            format!(
                "`{given}` is not a share from 0 to 1; write it as 0.8, with at most four decimals"
            ),
        ),
    }
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
