//! Rows that could not be used: printed, or as a workbook to correct and send back.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::Path;

use model::{Blame, Fault, Month, Result, Text};

use crate::cli::{Common, Format};
use crate::output::{self, print_rows};
use crate::{commands, error};

/// `doudi quarantine`.
pub(crate) fn quarantine(common: &Common, month: Month, out: Option<&Path>) -> Result<()> {
    let found = commands::home(common)?.store().quarantine(month)?;
    let columns = ["file", "sheet", "row", "column", "text", "reason"].map(str::to_owned);
    let row = |cell: &snapshot::Quarantined| {
        let reason = cell.reason.get(common.lang).to_owned();
        let (file, column, text) = (cell.file.clone(), cell.column.clone(), cell.text.clone());
        [
            Some(file),
            cell.sheet.clone(),
            Some(cell.row.to_string()),
            Some(column),
            Some(text),
            Some(reason),
        ]
        .to_vec()
    };
    let rows = || found.iter().map(row).collect::<Vec<_>>();
    match (common.format, out) {
        (Some(Format::Xlsx), None) => Err(error::workbook_needs_out()),
        (Some(Format::Xlsx), Some(out)) => {
            write_private(common, out, &report::quarantine(&found, &month.last_day().to_string())?)
        }
        (Some(Format::Csv) | None, Some(out)) => {
            write_private(common, out, &report::csv_plain(&columns, &rows()))
        }
        (Some(_), Some(_)) => Err(error::no_such_format("quarantine")),
        (format, None) => print_rows(&columns, &rows(), format),
    }
}

/// Writes a file that its owner alone may read: it holds personal data.
fn write_private(common: &Common, path: &Path, bytes: &[u8]) -> Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let attempt = || -> std::io::Result<()> {
        let mut file = options.open(path)?;
        // A file that was there before keeps its mode when it is opened.
        #[cfg(unix)]
        file.set_permissions(std::os::unix::fs::PermissionsExt::from_mode(0o600))?;
        file.write_all(bytes)
    };
    attempt().map_err(|why| {
        let fault = Fault::io(Text::new("写入文件", "write the file"), path, &why);
        Fault { blame: Blame::Caller, ..fault }
    })?;
    let path = path.display();
    let said = Text::new(
        format!("已写出 {path}（含个人信息，仅本人可读）"),
        format!("wrote {path} (personal data, readable by its owner alone)"),
    );
    output::complain(said.get(common.lang));
    Ok(())
}
