//! How large a delivery and its parts may be, so that a broken or hostile file costs neither
//! memory nor time.
//!
//! # Not here
//!
//! The numbers in force: they are norms of the place, and the caller hands them in.

/// The limits of one load; whatever is over one of them is refused by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Files in a delivery.
    pub files: u64,
    /// Bytes of one file.
    pub file_bytes: u64,
    /// Bytes of a ZIP, or of a workbook, when unpacked.
    pub unpacked_bytes: u64,
    /// Unpacked bytes per packed byte of one file in a ZIP or workbook.
    pub ratio: u64,
    /// Rows of one sheet.
    pub rows: u64,
    /// Columns of one sheet.
    pub columns: u64,
    /// Characters of one cell.
    pub cell_characters: u64,
}

impl Default for Limits {
    /// The national norms.
    fn default() -> Self {
        Self {
            files: 1_000,
            file_bytes: 1 << 30,
            unpacked_bytes: 2 << 30,
            ratio: 200,
            rows: 20_000_000,
            columns: 500,
            cell_characters: 32_767,
        }
    }
}

/// One limit for the page of those who deliver data: its norm, its value in the norm's unit, and
/// what it says.
pub(crate) type Described = (&'static str, u64, &'static str);

impl Limits {
    /// A file this small is let through whatever its ratio: it can do no harm.
    pub(crate) const SMALL_BYTES: u64 = 1 << 20;

    /// Every limit with the norm that sets it.
    pub(crate) const fn describe(&self) -> [Described; 7] {
        [
            ("load_files_max", self.files, "报送中的文件数 files in a delivery"),
            ("load_file_mb_max", self.file_bytes >> 20, "单个文件，MB one file, MB"),
            (
                "load_unpacked_mb_max",
                self.unpacked_bytes >> 20,
                "ZIP 或工作簿解压后，MB a ZIP or a workbook when unpacked, MB",
            ),
            (
                "load_ratio_max",
                self.ratio,
                "ZIP 或工作簿中单个文件（超过 1 MB 的）解压后与压缩后大小之比 unpacked to packed size of one file over 1 MB in a ZIP or workbook",
            ),
            ("load_rows_max", self.rows, "一张表的行数 rows of a sheet"),
            ("load_columns_max", self.columns, "一张表的列数 columns of a sheet"),
            (
                "load_cell_characters_max",
                self.cell_characters,
                "一个单元格的字符数 characters of a cell",
            ),
        ]
    }
}
