//! The standing public list as files to post: one page per town, one CSV, and a manifest that names
//! each by its hash.
//!
//! # Invariants
//!
//! - A page stands alone: no script, no style sheet, nothing to fetch.
//! - Whatever stands in a name or a village is text, never markup.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use chart::Words;
use model::hash::sha256_hex;
use model::{Lang, Result, ResultTable};

use crate::csv::csv;
use crate::markup::escaped;
use crate::{Glossary, error};

/// The columns of a page.
const COLUMNS: [&str; 4] = ["name", "programme", "covered_persons", "amount_yuan"];

const STYLE: &str = "body{font-family:\"Microsoft YaHei\",\"PingFang SC\",\"Noto Sans CJK SC\",\
                     sans-serif;margin:2rem;max-width:60rem}table{border-collapse:collapse}\
                     th,td{border:1px solid #555;padding:.25rem .75rem;text-align:left}\
                     td.n{text-align:right}@page{size:A4}thead{display:table-header-group}";

/// Name and bytes of every file, and the manifest that names them, as text.
///
/// # Errors
/// A bug when the list lacks a column.
pub fn public_list(
    words: &Glossary<'_>,
    list: &ResultTable,
) -> Result<(Vec<(String, Vec<u8>)>, String)> {
    let mut files = vec![("public-list.csv".to_owned(), csv(list))];
    let towns = list.texts("town_code")?;
    let mut rows: BTreeMap<String, Vec<Vec<Option<String>>>> = BTreeMap::new();
    for (town, row) in towns.into_iter().zip(list.text_rows()) {
        rows.entry(town.unwrap_or_default()).or_default().push(row);
    }
    for (town, rows) in rows {
        files.push((format!("{town}.html"), page(words, list, &rows)?.into_bytes()));
    }
    let named: BTreeMap<&str, String> =
        files.iter().map(|(name, bytes)| (name.as_str(), sha256_hex(bytes))).collect();
    let manifest = serde_json::json!({ "provenance": list.provenance, "files": named });
    let text = serde_json::to_string_pretty(&manifest).map_err(|why| error::no_text(&why))?;
    Ok((files, text))
}

/// The page of one town: a table for each village.
fn page(words: &Glossary<'_>, list: &ResultTable, rows: &[Vec<Option<String>>]) -> Result<String> {
    let at = |name: &str| list.column(name);
    let (town, village) = (at("town_name")?, at("village_name")?);
    let columns = COLUMNS.iter().map(|name| Ok((*name, at(name)?))).collect::<Result<Vec<_>>>()?;
    let cell = |row: &[Option<String>], at: usize| row.get(at).cloned().flatten();
    let town = rows.first().and_then(|row| cell(row, town)).unwrap_or_default();
    let from = &list.provenance;
    let (lang, title, about, others) = match words.lang() {
        Lang::Zh => (
            "zh-CN",
            format!("{town}社会救助对象长期公示"),
            format!(
                "数据截至 {}；核验码 {}。如有异议，请向镇政府或县级民政部门反映。",
                from.as_of,
                from.receipt()
            ),
            "其他村（居）",
        ),
        Lang::En => (
            "en",
            format!("Recipients of social assistance in {town}"),
            format!(
                "As of {}; receipt {}. Objections go to the town or the civil affairs bureau.",
                from.as_of,
                from.receipt()
            ),
            "other villages",
        ),
    };
    let mut text = format!(
        "<!DOCTYPE html>\n<html lang=\"{lang}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>{0}</title>\n\
         <style>{STYLE}</style>\n</head>\n<body>\n<h1>{0}</h1>\n<p>{1}</p>\n",
        escaped(&title),
        escaped(&about)
    );
    let mut villages: BTreeMap<(bool, String), Vec<&Vec<Option<String>>>> = BTreeMap::new();
    for row in rows {
        let name = cell(row, village);
        villages.entry((name.is_none(), name.unwrap_or_default())).or_default().push(row);
    }
    for ((is_other, name), rows) in villages {
        let name = if is_other { others.to_owned() } else { name };
        // Writing to a string does not fail.
        let _ = writeln!(text, "<h2>{}</h2>\n<table>\n<thead><tr>", escaped(&name));
        for (column, _) in &columns {
            let _ = write!(text, "<th scope=\"col\">{}</th>", escaped(&words.column(column)));
        }
        text.push_str("</tr></thead>\n<tbody>\n");
        for row in rows {
            text.push_str("<tr>");
            for (column, at) in &columns {
                let value = cell(row, *at).unwrap_or_default();
                let class = if matches!(*column, "covered_persons" | "amount_yuan") {
                    " class=\"n\""
                } else {
                    ""
                };
                let _ = write!(text, "<td{class}>{}</td>", escaped(&words.value(column, &value)));
            }
            text.push_str("</tr>\n");
        }
        text.push_str("</tbody>\n</table>\n");
    }
    text.push_str("</body>\n</html>\n");
    Ok(text)
}
