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

/// A rounding word that nobody defined.
pub(crate) fn unknown_rounding(word: &str) -> Fault {
    Fault::new(
        Blame::Author,
        format!(
            "无法生成模拟数据：`benefit_rounding` 为 `{word}`；可用 fen_half_up、jiao_up、yuan_up"
        ),
        format!(
            "cannot invent a city: `benefit_rounding` is `{word}`; use fen_half_up, jiao_up or yuan_up"
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
