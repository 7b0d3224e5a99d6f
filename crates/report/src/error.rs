//! Every sentence that this crate can fail with.

use std::fmt::Display;
use std::path::Path;

use model::{Blame, Fault};
use rust_xlsxwriter::XlsxError;

/// A workbook could not be written.
pub(crate) fn workbook(why: &XlsxError) -> Fault {
    let blame = match why {
        XlsxError::RowColumnLimitError | XlsxError::IoError(_) => Blame::Limit,
        _ => Blame::Bug,
    };
    Fault::new(
        blame,
        format!("无法生成工作簿：{why}；行数过多时请缩小范围或改用 CSV"),
        format!("cannot write the workbook: {why}; with too many rows ask for less or take CSV"),
    )
}

/// A file could not be written.
pub(crate) fn unwritten(path: &Path, why: &dyn Display) -> Fault {
    let path = path.display();
    Fault::new(
        Blame::Limit,
        format!("无法写入 {path}：{why}；请检查磁盘空间和写入权限"),
        format!("cannot write {path}: {why}; check disk space and the permission to write"),
    )
}

/// Rows that make no Parquet file.
pub(crate) fn no_parquet(why: &dyn Display) -> Fault {
    Fault::new(
        Blame::Bug,
        format!("无法生成 Parquet 文件：{why}；请报告此问题"),
        format!("cannot write the Parquet file: {why}; report this"),
    )
}

/// A manifest has no text form.
pub(crate) fn no_text(why: &serde_json::Error) -> Fault {
    Fault::new(
        Blame::Bug,
        format!("无法写成文本：{why}；请报告此问题"),
        format!("cannot write it as text: {why}; report this"),
    )
}
