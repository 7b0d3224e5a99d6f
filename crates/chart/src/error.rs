//! Every sentence that this crate can fail with.

use model::{Blame, Fault};

/// The backend refused a stroke.
pub fn drawing(why: impl std::fmt::Display) -> Fault {
    Fault::new(
        Blame::Bug,
        format!("无法画图：{why}；请报告此问题"),
        format!("cannot draw the chart: {why}; report this"),
    )
}

/// The machine has no font for a letter of a drawing.
pub fn no_font() -> Fault {
    Fault::new(
        Blame::Limit,
        "无法生成 PNG：服务器没有能显示图中文字的字体；请安装中文字体（如 fonts-noto-cjk），或改用 SVG",
        "cannot make a PNG: the server has no font for the letters of the chart; install one for \
         Chinese (fonts-noto-cjk, for example) or take the SVG",
    )
}

/// The chart names a column whose values are no numbers.
pub fn not_a_number(query: &str, column: &str) -> Fault {
    Fault::new(
        Blame::Author,
        format!("无法为 `{query}` 画图：列 `{column}` 不是数值；请改正图表定义"),
        format!("cannot draw `{query}`: column `{column}` holds no numbers; correct its chart"),
    )
}

/// The chart has several values for one mark, in a unit that must not be added up.
pub fn ambiguous(query: &str, column: &str, category: &str) -> Fault {
    Fault::new(
        Blame::Author,
        format!(
            "无法为 `{query}` 画图：`{category}` 有多个 `{column}` 值，且不能相加；请增加 series"
        ),
        format!(
            "cannot draw `{query}`: `{category}` has several values of `{column}`, which do not \
             add up; give the chart a series"
        ),
    )
}

/// A funnel needs what is counted and what there is, unit by unit.
pub fn no_rates() -> Fault {
    Fault::new(
        Blame::Author,
        "无法画漏斗图：`y` 须为两列，先分子、后分母，且不写 `series`；请改正图表定义",
        "cannot draw a funnel: its `y` must be two columns, cases counted and cases there are, \
         without a series; correct its chart",
    )
}

/// A tile map needs the number shown and where each place lies.
pub fn not_a_place() -> Fault {
    Fault::new(
        Blame::Author,
        "无法画方格地图：`y` 须为三列，依次为数值、经度、纬度，且不写 `series`；请改正图表定义",
        "cannot draw a tile map: its `y` must be three columns, the number, the longitude and the \
         latitude, without a series; correct its chart",
    )
}

/// More cases are counted than there are.
pub fn not_a_rate(category: &str) -> Fault {
    Fault::new(
        Blame::Author,
        format!("无法画漏斗图：`{category}` 的分子大于分母；请改正问题"),
        format!(
            "cannot draw a funnel: `{category}` counts more cases than it has; correct the question"
        ),
    )
}
