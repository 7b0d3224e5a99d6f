//! The sentences about a file as a file: its kind, its damage, its size.

use std::fmt::Display;
use std::path::Path;

use model::{Blame, Fault, Place};

use super::data;

fn at(place: Place, zh: String, en: String) -> Fault {
    Fault::new(Blame::Data, zh, en).at(place)
}

pub(crate) fn not_a_folder(path: &Path) -> Fault {
    let path = path.display();
    Fault::new(
        Blame::Caller,
        format!("无法读取报送：`{path}` 既不是文件夹也不是文件夹的 ZIP；请给出其中之一"),
        format!(
            "cannot read the delivery: `{path}` is neither a folder nor a ZIP of one; give either"
        ),
    )
}

pub(crate) fn too_many_files(delivery: &Path, files: u64, limit: u64) -> Fault {
    let path = delivery.display();
    Fault::new(
        Blame::Data,
        format!(
            "无法加载：`{path}` 有 {files} 个文件，超过上限 {limit} 个；请只放入本月导出的文件"
        ),
        format!(
            "cannot load: `{path}` holds {files} files, over the limit of {limit}; put only this month's exports there"
        ),
    )
}

pub(crate) fn damaged_archive(file: &str, why: &str) -> Fault {
    data(
        file,
        format!("无法解压：ZIP 损坏或不完整（{why}）；请重新压缩后报送"),
        format!(
            "cannot unpack it: the ZIP is damaged or incomplete ({why}); pack it again and deliver it again"
        ),
    )
}

pub(crate) fn unpacks_too_large(file: &str, limit: u64) -> Fault {
    let limit = limit >> 20;
    data(
        file,
        format!("无法解压：解压后超过 {limit} MB；请分成几次报送，或检查文件来源"),
        format!(
            "cannot unpack it: it holds more than {limit} MB; deliver it in parts, or check where it comes from"
        ),
    )
}

pub(crate) fn unpacks_too_much(file: &str, ratio: u64) -> Fault {
    data(
        file,
        format!("无法解压：解压后超过压缩大小的 {ratio} 倍，像是压缩炸弹；请检查文件来源"),
        format!(
            "cannot unpack it: it unpacks to over {ratio} times its size, as a ZIP bomb does; check where it comes from"
        ),
    )
}

pub(crate) fn encrypted(file: &str) -> Fault {
    data(
        file,
        "无法读取：文件有密码；请去掉密码后重新报送".into(),
        "cannot read it: it has a password; take it off and deliver it again".into(),
    )
}

pub(crate) fn nested(file: &str) -> Fault {
    data(
        file,
        "无法读取：报送中的 ZIP 不再解压；请把其中的文件直接放入报送文件夹".into(),
        "cannot read it: a ZIP inside a delivery is not unpacked; put its files there themselves"
            .into(),
    )
}

pub(crate) fn bad_name(file: &str) -> Fault {
    data(
        file,
        "无法解压：文件名指向报送文件夹之外，或无法辨认；请重新压缩后报送".into(),
        "cannot unpack it: its name leads out of the delivery or cannot be read; pack it again"
            .into(),
    )
}

pub(crate) fn damaged(file: &str) -> Fault {
    data(
        file,
        "无法读取：文件已损坏；请重新导出后报送".into(),
        "cannot read it: the file is damaged; export it again and deliver it again".into(),
    )
}

pub(crate) fn damaged_parquet(file: &str, why: &dyn Display) -> Fault {
    data(
        file,
        format!("无法读取 Parquet：{why}；请重新导出后报送"),
        format!("cannot read the Parquet file: {why}; export it again and deliver it again"),
    )
}

pub(crate) fn too_many_rows(place: Place, limit: u64) -> Fault {
    at(
        place,
        format!("无法读取：超过 {limit} 行；请分成几个文件报送"),
        format!("cannot read it: more than {limit} rows; deliver it in several files"),
    )
}

pub(crate) fn too_many_columns(place: Place, limit: u64) -> Fault {
    at(
        place,
        format!("无法读取：超过 {limit} 列；请删去多余的列或远处的单元格"),
        format!("cannot read it: more than {limit} columns; remove stray columns and far cells"),
    )
}

pub(crate) fn cells_far_apart(file: &str) -> Fault {
    data(
        file,
        "无法读取工作簿：单元格相距太远；请删去远处的单元格后另存".into(),
        "cannot read the workbook: its cells stand too far apart; remove far cells and save it again".into(),
    )
}

pub(crate) fn cell_too_long(place: Place, limit: u64) -> Fault {
    at(
        place,
        format!("无法读取：有单元格超过 {limit} 个字符；请检查导出"),
        format!("cannot read it: a cell has more than {limit} characters; check the export"),
    )
}

pub(crate) fn rows_out_of_order(place: Place) -> Fault {
    at(
        place,
        "无法读取工作簿：行的次序错乱；请在表格软件中打开并另存后重新报送".into(),
        "cannot read the workbook: its rows are out of order; open it, save it again and deliver it again".into(),
    )
}

pub(crate) fn nul_byte(place: Place) -> Fault {
    at(
        place,
        "无法读取：文件中有空字节（NUL），可能已损坏；请重新导出后报送".into(),
        "cannot read it: there is a NUL byte in it, so it may be damaged; export it again".into(),
    )
}

pub(crate) fn open_quote(place: Place) -> Fault {
    at(
        place,
        "无法读取：这一行的引号没有成对，后面的行会被当作同一个单元格；请改正引号".into(),
        "cannot read it: a quotation mark of this line is not closed, and would swallow the rows behind it; correct it".into(),
    )
}
