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

/// A circular names a figure that its question does not give.
pub(crate) fn no_figure(name: &str) -> Fault {
    Fault::new(
        Blame::Author,
        format!("通报中的 `{name}` 无处取数；请核对该部分的问题和列名"),
        format!(
            "cannot fill `{name}` of the circular: its question gives no such column; check both"
        ),
    )
}

/// A circular was kept by another version of the program.
pub(crate) fn no_paper(why: &serde_json::Error) -> Fault {
    Fault::new(
        Blame::Data,
        format!("无法读取已签发的通报：{why}；请用签发时的程序版本查看"),
        format!(
            "cannot read the issued circular: {why}; look at it with the version that issued it"
        ),
    )
}

/// The machine has no font for a letter.
pub(crate) fn no_font(letter: char, folder: &Path) -> Fault {
    let folder = folder.display();
    Fault::new(
        Blame::Limit,
        format!(
            "没有字体可以显示“{letter}”；请安装中文字体（如 fonts-noto-cjk），或把字体文件放入 {folder}"
        ),
        format!(
            "no font has the letter `{letter}`; install Chinese fonts (such as fonts-noto-cjk) or put a font file into {folder}"
        ),
    )
}

/// The layout of a circular failed.
pub(crate) fn no_pdf(why: &str) -> Fault {
    Fault::new(
        Blame::Bug,
        format!("无法生成 PDF：{why}；请报告此问题，可先下载 DOCX"),
        format!("cannot write the PDF: {why}; report this, and take the DOCX meanwhile"),
    )
}

/// The package of a document could not be written.
pub(crate) fn no_docx(why: &dyn Display) -> Fault {
    Fault::new(
        Blame::Bug,
        format!("无法生成 DOCX：{why}；请报告此问题"),
        format!("cannot write the DOCX: {why}; report this"),
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
