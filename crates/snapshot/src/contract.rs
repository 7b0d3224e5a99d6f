//! The data contract: the schema as a page for those who deliver data.

use std::fmt::Write;

use crate::schema::{self, CodeList, ColumnSpec, ColumnType, Group, Nature, Need, TableSpec};

/// `docs/data-contract.md`, written from the schema; Chinese first, English beside it.
pub fn markdown() -> String {
    let mut page = String::from(INTRODUCTION);
    for (group, title) in GROUPS {
        let _ = write!(page, "\n## {title}\n");
        for table in schema::all().tables.iter().filter(|table| table.group == group) {
            write_table(&mut page, table);
        }
    }
    page.push_str("\n## 代码 Code lists\n\n");
    page.push_str("单元格写标签或代码号；表中存英文词。 A cell holds a label or a code number; tables hold the word.\n");
    for list in &schema::all().codes {
        write_codes(&mut page, list);
    }
    page
}

const GROUPS: [(Group, &str); 3] = [
    (Group::Caseload, "在保数据 Caseload"),
    (Group::Ledger, "台账 Ledgers"),
    (Group::Feed, "部门数据 Feeds"),
];

const INTRODUCTION: &str = "\
# 数据约定 Data contract

本页由 `crates/snapshot/schema.toml` 生成，请勿手工修改。 This page is written from `crates/snapshot/schema.toml`; do not edit it by hand.

每月报送一个文件夹：CSV（UTF-8 或 GB18030；逗号、制表符或分号分隔）或 XLSX。文件按列名识别，与文件名无关；列的顺序不限；列名里的空格、全角半角和末尾的单位不影响识别。
A delivery is a folder of CSV (UTF-8 or GB18030; comma, tab or semicolon) or XLSX files. A file is recognised by its headings, not by its name; the order of columns is free; spaces, width and a unit at the end of a heading do not matter.

「必需」一栏：**列**，必须有这一列；**格**，每一格都要填；**发**，发放待遇的类别每一格都要填。
Needed: **列** the heading must be there; **格** and every cell filled; **发** and every cell filled where the programme pays.
「存为」一栏是分析表的列名；身份证号、姓名、账号、住址、电话只存假名。
Stored as: the column of the analytic table; identity numbers, names, accounts, addresses and phone numbers are stored as pseudonyms only.
";

fn write_table(page: &mut String, table: &TableSpec) {
    let required = if table.required { "；每月必报 required every month" } else { "" };
    let nature = match table.nature {
        Nature::Caseload => "当月全量 the whole month",
        Nature::State => "以最近一次报送的全量为准 the latest delivery counts whole",
        Nature::Record => "累计或增量均可 cumulative or the month's increment",
    };
    let key = if table.key.is_empty() {
        String::from("整行 the whole row")
    } else {
        table.key.iter().map(|key| format!("`{key}`")).collect::<Vec<_>>().join(", ")
    };
    let _ = write!(
        page,
        "\n### `{}` {} {}\n\n来源 {} {}；{nature}；主键 key {key}{required}\n\n",
        table.name, table.zh, table.en, table.owner.zh, table.owner.en,
    );
    page.push_str(
        "| 列名 Heading | 英文 English | 其他列名 Aliases | 类型 Type | 必需 | 存为 Stored as |\n",
    );
    page.push_str("|---|---|---|---|---|---|\n");
    for column in &table.columns {
        let _ = writeln!(
            page,
            "| {} | {} | {} | {} | {} | {} |",
            column.heading.as_deref().unwrap_or("（推算 derived）"),
            if column.heading.is_some() { &column.name } else { "" },
            column.aliases.join("、"),
            type_name(column),
            need_name(column.need),
            column.column(),
        );
    }
}

fn write_codes(page: &mut String, list: &CodeList) {
    let _ = write!(
        page,
        "\n### `{}`\n\n| 标签 Labels | 代码号 Numbers | 词 Word |\n|---|---|---|\n",
        list.name
    );
    for code in &list.words {
        let _ = writeln!(
            page,
            "| {} | {} | {} |",
            code.zh.join("、"),
            code.numbers.join("、"),
            code.word
        );
    }
}

fn type_name(column: &ColumnSpec) -> String {
    let name = match column.kind {
        ColumnType::Text => "文本 text",
        ColumnType::Id => "身份证号 identity number",
        ColumnType::Secret => "个人文本 personal text",
        ColumnType::Programme | ColumnType::Code => {
            return format!("代码 code `{}`", column.code_list().unwrap_or_default());
        }
        ColumnType::Town => "街道（乡镇）名称或代码 town",
        ColumnType::Village => "社区（村）名称或代码 village",
        ColumnType::Money => "金额（元） yuan",
        ColumnType::Number => "数 number",
        ColumnType::Signed => "数，可为负 number, may be negative",
        ColumnType::Count => "整数 whole number",
        ColumnType::Year => "年 year",
        ColumnType::Date => "日期 date",
        ColumnType::Month => "月份 month",
        ColumnType::DayOrMonth => "日期或月份 date or month",
        ColumnType::Yesno => "是/否 yes or no",
    };
    name.to_owned()
}

const fn need_name(need: Need) -> &'static str {
    match need {
        Need::Nothing => "",
        Need::Heading => "列",
        Need::Paid => "发",
        Need::Cell => "格",
    }
}
