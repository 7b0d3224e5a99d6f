//! Every sentence that the generator of invented cities can fail with.

use std::path::Path;

use chrono::NaiveDate;
use model::{Blame, Fault, Text};

/// A norm that the rules of the city need and do not have.
pub(crate) fn missing_norm(name: &str, day: NaiveDate) -> Fault {
    Fault::new(
        Blame::Author,
        format!("无法生成模拟数据：{day} 没有生效的规范 `{name}`；请在地区文件中补充"),
        format!("cannot invent a city: no norm `{name}` on {day}; add it to the jurisdiction"),
    )
}

/// A rounding word that means nothing.
pub(crate) fn unknown_rounding(name: &str, word: &str) -> Fault {
    Fault::new(
        Blame::Author,
        format!(
            "无法生成模拟数据：`{name}` 为 `{word}`；应为 fen、jiao 或 yuan 加 _half_up、_up 或 _down"
        ),
        format!(
            "cannot invent a city: `{name}` is `{word}`; use fen, jiao or yuan with _half_up, _up \
             or _down"
        ),
    )
}

/// Options outside of what makes a city.
pub(crate) fn bad_size(households: u32, months: u32) -> Fault {
    Fault::new(
        Blame::Caller,
        format!(
            "无法生成 {households} 户 {months} 个月的模拟数据：户数须为 100 至 2000000，月数须为 1 至 120"
        ),
        format!(
            "cannot invent {households} households over {months} months: households must be 100 \
             to 2000000, months 1 to 120"
        ),
    )
}

/// A file or folder that could not be written.
pub(crate) fn write(path: &Path, why: &std::io::Error) -> Fault {
    Fault::io(Text::new("写入模拟数据", "write invented data"), path, why)
}

/// A row or workbook that its own library refused.
pub(crate) fn refused(path: &Path, why: &dyn std::fmt::Display) -> Fault {
    let path = path.display();
    Fault::new(
        Blame::Bug,
        format!("无法写入模拟数据：{path}：{why}；请报告此问题"),
        format!("cannot write invented data: {path}: {why}; report this"),
    )
}
