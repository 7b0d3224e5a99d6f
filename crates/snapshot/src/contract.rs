//! The data contract: the schema as a page for those who deliver data.

use std::fmt::Write;

use crate::limits::Limits;
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
    write_limits(&mut page);
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

每月报送一个文件夹，或该文件夹的 ZIP：CSV（UTF-8 或 GB18030；逗号、制表符或分号分隔）、XLSX、XLS 或 Parquet。文件按列名识别，与文件名无关；列的顺序不限；列名里的空格、全角半角和末尾的单位不影响识别。
A delivery is a folder, or a ZIP of one, of CSV (UTF-8 or GB18030; comma, tab or semicolon), XLSX, XLS or Parquet files. A file is recognised by its headings, not by its name; the order of columns is free; spaces, width and a unit at the end of a heading do not matter.

「必需」一栏：**列**，必须有这一列；**格**，每一格都要填；**发**，发放待遇的类别每一格都要填。
Needed: **列** the heading must be there; **格** and every cell filled; **发** and every cell filled where the programme pays.
「存为」一栏是分析表的列名；身份证号、姓名、账号、住址、电话只存假名。
Stored as: the column of the analytic table; identity numbers, names, accounts, addresses and phone numbers are stored as pseudonyms only.
";

const LIMITS: &str = "
## 工作簿、ZIP 和 Parquet Workbooks, ZIPs and Parquet

- 工作簿可以有标题行、说明、两行表头（上一行是分组）、合并单元格、多个工作表、小计和合计行；合计与上面各行核对后不计入数据。 A workbook may have title rows, notes, headings of two rows (the upper one groups), merged cells, several sheets, subtotals and totals; totals are compared with the rows above and left out.
- 公式按保存的结果读取；没有保存结果的公式是错误单元格；外部链接不读取。 A formula counts by its stored value; one without is a wrong cell; outside links are not followed.
- ZIP 只能是整个报送文件夹；ZIP 中的 ZIP、有密码的、损坏的、路径指向外面的、链接，都按文件名拒绝。 A ZIP is a whole delivery; a ZIP inside, a password, damage, a path that leads out, a link are refused by name.
- Parquet 的列名是第 1 行，第一条记录是第 2 行；带时区的时间按北京时间取日期。 In Parquet the column names are row 1 and the first record is row 2; an instant is a day of Beijing time.

## 改正后再报 Corrections

`doudi quarantine --month 2026-10 --format xlsx --out 隔离清单.xlsx` 写出不能使用的整行，每张表一个工作表。改正标黄的单元格，把该文件放入报送文件夹与其他文件一起重新加载：改正后的行取代它的来源行（来源行没有变动时）；不要改动以「隔离」开头的列，不用报的行可以删去。没有改好的行仍在隔离清单中。
`doudi quarantine … --format xlsx --out FILE` writes the whole rows that cannot be used, one sheet a table. Correct the yellow cells, put the file into the delivery beside the others and load again: a corrected row takes the place of the row it came from, as long as that row has not changed; leave the columns beginning with 隔离 as they are; rows may be removed. What is still wrong stays in the quarantine.

## 上限 Limits

超过上限的按文件名拒绝；数值由地区规范设定，下面是全国默认值。 What is over a limit is refused by name; the place's norms set the numbers, these are the national defaults.

| 规范 Norm | 默认 Default | 含义 Meaning |
|---|---|---|
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

fn write_limits(page: &mut String) {
    page.push_str(LIMITS);
    for (norm, value, what) in Limits::default().describe() {
        let _ = writeln!(page, "| `{norm}` | {value} | {what} |");
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
