//! Every sentence that this crate can fail with.

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
