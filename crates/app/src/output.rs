//! Prints rows as an aligned table, as CSV or as JSON.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use model::{Blame, Fault, ResultTable, Text};
use serde_json::{Map, Value};

use crate::cli::Format;
use crate::error;

/// Prints a result; a table for people unless a format is asked for.
pub(crate) fn print(table: &ResultTable, format: Option<Format>) -> model::Result<()> {
    let columns: Vec<String> = table.columns().into_iter().map(str::to_owned).collect();
    let rows: Vec<Vec<Option<String>>> = table.text_rows().collect();
    print_rows(&columns, &rows, format)
}

/// Prints texts under headings.
pub(crate) fn print_rows(
    columns: &[String],
    rows: &[Vec<Option<String>>],
    format: Option<Format>,
) -> model::Result<()> {
    let bytes = match format.unwrap_or(Format::Table) {
        Format::Csv => report::csv_plain(columns, rows),
        Format::Json => json(columns, rows).into_bytes(),
        // The others are files, which are written elsewhere.
        _ => aligned(columns, rows).into_bytes(),
    };
    write(&bytes)
}

/// Writes the file that the caller named.
pub(crate) fn write_file(path: &Path, bytes: &[u8]) -> model::Result<()> {
    fs::write(path, bytes).map_err(|why| {
        let fault = Fault::io(Text::new("写入文件", "write the file"), path, &why);
        Fault { blame: Blame::Caller, ..fault }
    })
}

/// Writes a folder that appears whole or not at all; nothing may be there yet.
pub(crate) fn write_folder(
    out: &Path,
    write: impl FnOnce(&Path) -> model::Result<()>,
) -> model::Result<()> {
    let part = part_of(out)?;
    let done = write(&part)
        .and_then(|()| fs::rename(&part, out).map_err(|why| error::unwritable(out, &why)));
    if done.is_err() {
        // What is left of it is nobody's; that it cannot be removed is not the news.
        let _ = fs::remove_dir_all(&part);
    }
    done
}

/// The folder in which it grows, beside the one it will be; that one must not hold anything.
fn part_of(out: &Path) -> model::Result<PathBuf> {
    let failed = |why: io::Error| error::unwritable(out, &why);
    if out.exists() {
        fs::remove_dir(out).map_err(|_| error::not_empty(out))?;
    }
    let mut name = out.file_name().unwrap_or_default().to_owned();
    name.push(".part");
    let part = out.with_file_name(name);
    if part.exists() {
        fs::remove_dir_all(&part).map_err(failed)?;
    }
    fs::create_dir_all(&part).map_err(failed)?;
    Ok(part)
}

/// Prints rows as they come: CSV in pieces, everything else at the end.
pub(crate) struct Printer {
    columns: Vec<String>,
    rows: Vec<Vec<Option<String>>>,
    format: Option<Format>,
    begun: bool,
}

impl Printer {
    /// Rows kept before a piece of CSV is written.
    const PIECE: usize = 4096;

    pub(crate) fn new(columns: &[&str], format: Option<Format>) -> Self {
        let columns = columns.iter().map(|name| (*name).to_owned()).collect();
        Self { columns, rows: Vec::new(), format, begun: false }
    }

    pub(crate) fn push(&mut self, row: Vec<Option<String>>) -> model::Result<()> {
        self.rows.push(row);
        match self.format == Some(Format::Csv) && self.rows.len() >= Self::PIECE {
            true => self.piece(),
            false => Ok(()),
        }
    }

    pub(crate) fn finish(mut self) -> model::Result<()> {
        match self.format {
            Some(Format::Csv) => self.piece(),
            format => print_rows(&self.columns, &self.rows, format),
        }
    }

    /// Only the first piece has headings.
    fn piece(&mut self) -> model::Result<()> {
        let bytes = report::csv_plain(&self.columns, &std::mem::take(&mut self.rows));
        let headings = bytes.iter().position(|byte| *byte == b'\n').map_or(0, |end| end + 1);
        let from = if std::mem::replace(&mut self.begun, true) { headings } else { 0 };
        write(bytes.get(from..).unwrap_or_default())
    }
}

/// Writes bytes to standard output; a closed pipe is not a failure.
pub(crate) fn write(bytes: &[u8]) -> model::Result<()> {
    let mut out = io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Err(why) if why.kind() != io::ErrorKind::BrokenPipe => {
            let doing = Text::new("写出结果", "write the result");
            Err(Fault::io(doing, Path::new("stdout"), &why))
        }
        _ => Ok(()),
    }
}

/// Says a sentence on standard error; where even that is closed there is nobody to tell.
pub(crate) fn complain(sentence: &str) {
    let _ = writeln!(io::stderr().lock(), "{sentence}");
}

fn json(columns: &[String], rows: &[Vec<Option<String>>]) -> String {
    let objects = rows.iter().map(|row| {
        let cells = columns
            .iter()
            .zip(row)
            .map(|(name, cell)| (name.clone(), cell.clone().map_or(Value::Null, Value::String)));
        Value::Object(cells.collect::<Map<_, _>>())
    });
    let mut text = Value::Array(objects.collect()).to_string();
    text.push('\n');
    text
}

fn aligned(columns: &[String], rows: &[Vec<Option<String>>]) -> String {
    let widths: Vec<usize> = columns
        .iter()
        .enumerate()
        .map(|(at, name)| {
            let cells = rows.iter().filter_map(|row| row.get(at)?.as_deref());
            cells.map(width).chain([width(name)]).max().unwrap_or(0)
        })
        .collect();
    let mut text = String::new();
    let mut push = |cells: &mut dyn Iterator<Item = &str>| {
        for (cell, wide) in cells.zip(&widths) {
            text.push_str(cell);
            text.push_str(&" ".repeat(wide.saturating_sub(width(cell)) + 2));
        }
        text.truncate(text.trim_end().len());
        text.push('\n');
    };
    push(&mut columns.iter().map(String::as_str));
    for row in rows {
        push(&mut row.iter().map(|cell| cell.as_deref().unwrap_or("—")));
    }
    text
}

/// Columns on a terminal: Han characters take two.
fn width(text: &str) -> usize {
    text.chars().map(|c| if ('\u{2e80}'..'\u{ffe7}').contains(&c) { 2 } else { 1 }).sum()
}

#[cfg(test)]
mod tests {
    use super::{aligned, json};

    #[test]
    fn han_characters_take_two_columns() {
        let columns = ["镇".to_owned(), "n".to_owned()];
        let rows = [vec![Some("嘉积镇".to_owned()), Some("1".to_owned())], vec![None, None]];
        assert_eq!(aligned(&columns, &rows), "镇      n\n嘉积镇  1\n—       —\n");
        assert_eq!(json(&columns, &rows[1..]), "[{\"镇\":null,\"n\":null}]\n");
    }
}
