//! 《城乡低保、特困供养资金和临时救助发放统计表》 as the office form that is stamped and sent: merged
//! headings, one row per unit, the total, and the line for signatures (QH-15).

use chart::Unit;
use model::{Lang, Month, Result, ResultTable};
use rust_xlsxwriter::{Format, FormatAlign, Workbook, Worksheet, XlsxError};

use crate::Glossary;
use crate::book::{Formats, finish, sheet_name, write_cell};
use crate::error::workbook as fault;
use crate::workbook::{page, title};

/// The question whose result is this form.
pub const STATISTICS_QUESTION: &str = "funds_statistics";

/// A heading in both languages.
struct Head {
    zh: &'static str,
    en: &'static str,
}

impl Head {
    const fn get(&self, lang: Lang) -> &'static str {
        match lang {
            Lang::Zh => self.zh,
            Lang::En => self.en,
        }
    }
}

/// A column of the form: its name in the result and its lowest heading.
struct Leaf {
    column: &'static str,
    head: Head,
}

/// Columns under one middle heading; without one the group's heading reaches down to them.
struct Part {
    head: Option<Head>,
    leaves: &'static [Leaf],
}

/// Columns under one upper heading.
struct Group {
    head: Head,
    parts: &'static [Part],
}

const fn head(zh: &'static str, en: &'static str) -> Head {
    Head { zh, en }
}

const fn leaf(column: &'static str, zh: &'static str, en: &'static str) -> Leaf {
    Leaf { column, head: head(zh, en) }
}

const GROUPS: &[Group] = &[
    Group {
        head: head("城市低保", "Urban dibao"),
        parts: &[Part {
            head: None,
            leaves: &[
                leaf("urban_dibao_households_count", "户数", "households"),
                leaf("urban_dibao_persons_count", "人数", "persons"),
                leaf("urban_dibao_yuan", "金额", "amount"),
            ],
        }],
    },
    Group {
        head: head("农村低保", "Rural dibao"),
        parts: &[Part {
            head: None,
            leaves: &[
                leaf("rural_dibao_households_count", "户数", "households"),
                leaf("rural_dibao_persons_count", "人数", "persons"),
                leaf("rural_dibao_yuan", "金额", "amount"),
            ],
        }],
    },
    Group {
        head: head("特困人员救助供养", "Tekun support"),
        parts: &[
            Part {
                head: Some(head("集中供养", "institutional")),
                leaves: &[
                    leaf("tekun_institutional_persons_count", "人数", "persons"),
                    leaf("tekun_institutional_yuan", "金额", "amount"),
                ],
            },
            Part {
                head: Some(head("分散供养", "dispersed")),
                leaves: &[
                    leaf("tekun_dispersed_persons_count", "人数", "persons"),
                    leaf("tekun_dispersed_yuan", "金额", "amount"),
                ],
            },
            Part {
                head: Some(head("照料护理", "care")),
                leaves: &[leaf("care_allowance_yuan", "金额", "amount")],
            },
        ],
    },
    Group {
        head: head("临时救助", "Temporary relief"),
        parts: &[Part {
            head: None,
            leaves: &[
                leaf("temporary_relief_times_count", "人次", "times"),
                leaf("temporary_relief_yuan", "金额", "amount"),
            ],
        }],
    },
    Group {
        head: head("价格临时补贴", "Price subsidy"),
        parts: &[Part {
            head: None,
            leaves: &[
                leaf("price_subsidy_persons_count", "人数", "persons"),
                leaf("price_subsidy_yuan", "金额", "amount"),
            ],
        }],
    },
    Group {
        head: head("资金合计", "All funds"),
        parts: &[Part {
            head: None,
            leaves: &[
                leaf("month_total_yuan", "当月", "this month"),
                leaf("cumulative_yuan", "本年累计", "this year"),
            ],
        }],
    },
    Group {
        head: head("本月新增", "New this month"),
        parts: &[Part {
            head: None,
            leaves: &[
                leaf("new_households_count", "户数", "households"),
                leaf("new_persons_count", "人数", "persons"),
            ],
        }],
    },
    Group {
        head: head("本月退出", "Left this month"),
        parts: &[Part {
            head: None,
            leaves: &[
                leaf("exited_households_count", "户数", "households"),
                leaf("exited_persons_count", "人数", "persons"),
            ],
        }],
    },
];

/// Rows of the form before the first unit: title, sub-title, three rows of headings.
const HEAD_ROWS: u32 = 5;

/// The form for the result of [`STATISTICS_QUESTION`].
///
/// # Errors
/// A bug when the result has not the columns of the form.
pub fn statistics_table(words: &Glossary<'_>, table: &ResultTable) -> Result<Vec<u8>> {
    let mut book = Workbook::new();
    let formats = Formats::new();
    let title = title(words, table);
    let sheet = book.add_worksheet();
    let columns = GROUPS.iter().flat_map(|group| group.parts).map(|part| part.leaves.len());
    let last = columns.sum::<usize>() as u16;
    let drawn = sheet
        .set_name(sheet_name(&title))
        .map(|_| ())
        .and_then(|()| top(sheet, words, table, &title, last, &formats))
        .and_then(|()| headings(sheet, words.lang, &formats));
    drawn.map_err(|why| fault(&why))?;
    let end = units(sheet, table, &formats)?;
    foot(sheet, words, table, (end, last), &formats).map_err(|why| fault(&why))?;
    page(sheet, &table.provenance.receipt());
    finish(book, &title, &table.provenance.as_of)
}

/// Title, then who reports, the month and the unit of amounts.
fn top(
    sheet: &mut Worksheet,
    words: &Glossary<'_>,
    table: &ResultTable,
    title: &str,
    last: u16,
    formats: &Formats,
) -> Result<(), XlsxError> {
    let place = words.registry.jurisdiction().name.get(words.lang);
    let month = month_words(&table.provenance.as_of, words.lang);
    let (unit, reporter) = match words.lang {
        Lang::Zh => ("单位：户、人、人次、元", format!("填报单位（盖章）：{place}")),
        Lang::En => ("households, persons, times, yuan", format!("Reporting unit (seal): {place}")),
    };
    let centre = formats.plain.clone().set_align(FormatAlign::Center);
    sheet.merge_range(0, 0, 0, last, title, &formats.title)?;
    sheet.set_row_height(0, 34)?;
    sheet.merge_range(1, 0, 1, 6, &reporter, &formats.plain)?;
    sheet.merge_range(1, 7, 1, last - 5, &month, &centre)?;
    sheet.merge_range(1, last - 4, 1, last, unit, &formats.right)?;
    Ok(())
}

fn month_words(as_of: &str, lang: Lang) -> String {
    let text = as_of.get(..7).unwrap_or(as_of);
    text.parse().map_or_else(|_| text.to_owned(), |month: Month| lang.month(month))
}

/// Three rows of merged headings, frozen and repeated on every page.
fn headings(sheet: &mut Worksheet, lang: Lang, formats: &Formats) -> Result<(), XlsxError> {
    let town = Head { zh: "乡镇（区）", en: "Town" };
    sheet.merge_range(2, 0, 4, 0, town.get(lang), &formats.head)?;
    sheet.set_column_width(0, 12)?;
    let mut column = 1;
    for group in GROUPS {
        let width: usize = group.parts.iter().map(|part| part.leaves.len()).sum();
        let split = group.parts.iter().any(|part| part.head.is_some());
        let lower = if split { 2 } else { 3 };
        span(sheet, (2, lower), (column, width), group.head.get(lang), &formats.head)?;
        for part in group.parts {
            if let Some(head) = &part.head {
                span(sheet, (3, 3), (column, part.leaves.len()), head.get(lang), &formats.head)?;
            }
            for leaf in part.leaves {
                let wide = if leaf.column.ends_with("_yuan") { 13.5 } else { 7.5 };
                sheet.set_column_width(column, wide)?;
                sheet.write_string_with_format(4, column, leaf.head.get(lang), &formats.head)?;
                column += 1;
            }
        }
    }
    sheet.set_freeze_panes(HEAD_ROWS, 1)?;
    sheet.set_repeat_rows(0, HEAD_ROWS - 1)?;
    Ok(())
}

/// A heading over `width` columns from `first`; a single cell is not a merge.
fn span(
    sheet: &mut Worksheet,
    (upper, lower): (u32, u32),
    (first, width): (u16, usize),
    text: &str,
    format: &Format,
) -> Result<(), XlsxError> {
    let last = first + (width as u16).saturating_sub(1);
    if upper == lower && first == last {
        sheet.write_string_with_format(upper, first, text, format)?;
    } else {
        sheet.merge_range(upper, first, lower, last, text, format)?;
    }
    Ok(())
}

/// One row per unit, the total in bold; returns the row below the last.
fn units(sheet: &mut Worksheet, table: &ResultTable, formats: &Formats) -> Result<u32> {
    let codes = table.texts("town_code")?;
    let names = table.texts("town_name")?;
    let is_total = |row: usize| codes.get(row).is_some_and(|code| code.as_deref() == Some("total"));
    for (row, name) in names.iter().enumerate() {
        let format = formats.of(Unit::Text, is_total(row));
        let at = (HEAD_ROWS + row as u32, 0);
        write_cell(sheet, at, Unit::Text, name.as_deref(), &format)?;
    }
    let leaves = GROUPS.iter().flat_map(|group| group.parts).flat_map(|part| part.leaves);
    for (column, leaf) in leaves.enumerate() {
        let at = table.column(leaf.column)?;
        let unit = Unit::of(leaf.column, table.schema.field(at).data_type());
        for (row, cell) in table.texts(leaf.column)?.iter().enumerate() {
            let place = (HEAD_ROWS + row as u32, column as u16 + 1);
            let format = formats.of(unit, is_total(row));
            write_cell(sheet, place, unit, cell.as_deref(), &format)?;
        }
    }
    Ok(HEAD_ROWS + names.len() as u32)
}

/// The line for signatures, and the receipt.
fn foot(
    sheet: &mut Worksheet,
    words: &Glossary<'_>,
    table: &ResultTable,
    (row, last): (u32, u16),
    formats: &Formats,
) -> Result<(), XlsxError> {
    let signatures = match words.lang {
        Lang::Zh => {
            ["单位负责人：", "审核人：", "填报人：", "（电子印章）", "填报日期：    年  月  日"]
        }
        Lang::En => ["Head of unit:", "Reviewed by:", "Prepared by:", "(e-seal)", "Date:"],
    };
    let source = match words.lang {
        Lang::Zh => format!("数据快照 {}　核验码 ", table.provenance.snapshot),
        Lang::En => format!("Snapshot {}, receipt ", table.provenance.snapshot),
    };
    sheet.set_row_height(row, 28)?;
    for (at, text) in signatures.iter().enumerate() {
        let first = at as u16 * 4;
        let end = if at + 1 == signatures.len() { last } else { first + 3 };
        sheet.merge_range(row, first, row, end, text, &formats.plain)?;
    }
    let source = format!("{source}{}", table.provenance.receipt());
    sheet.merge_range(row + 1, 0, row + 1, last, &source, &formats.plain)?;
    Ok(())
}
