//! Everything the registry can find wrong, in sentences; nearly all of it is the author's to repair.

use std::fmt::Display;

use model::{Blame, Fault};

use crate::analysis::Choices;

fn author(zh: String, en: String) -> Fault {
    Fault::new(Blame::Author, zh, en)
}

fn list<T: AsRef<str>>(names: impl IntoIterator<Item = T>) -> String {
    let names: Vec<String> = names.into_iter().map(|name| format!("`{}`", name.as_ref())).collect();
    if names.is_empty() { "–".to_owned() } else { names.join(", ") }
}

pub(crate) fn unreadable(why: &str) -> Fault {
    author(
        format!("无法读取定义：{why}；请按文件格式修改"),
        format!("cannot read the definition: {why}; write it in the file's format"),
    )
}

pub(crate) fn misplaced(path: &str) -> Fault {
    author(
        format!("无法识别定义文件 `{path}`；问题应放在 queries/<主题>/<名称>.sql"),
        format!("cannot place `{path}`: questions stand in queries/<theme>/<name>.sql; move it"),
    )
}

pub(crate) fn bad_name(name: &str) -> Fault {
    author(
        format!("名称 `{name}` 不符合规则：只用小写字母、数字和下划线；请改文件名"),
        format!(
            "cannot use the name `{name}`: lower case, digits and underscores only; rename the file"
        ),
    )
}

pub(crate) fn duplicate(name: &str, other: &str) -> Fault {
    author(
        format!("名称 `{name}` 重复：已在 {other} 中使用；请改文件名"),
        format!("cannot use the name `{name}` twice: it is taken by {other}; rename one file"),
    )
}

pub(crate) fn missing_key(key: &str) -> Fault {
    author(
        format!("缺少 `{key}`；请在文件头补上"),
        format!("cannot go without `{key}`; add it to the header"),
    )
}

pub(crate) fn missing_side(key: &str, lang: &str) -> Fault {
    author(
        format!("`{key}` 缺少 `{lang}` 一侧；中英文都要写"),
        format!("cannot use `{key}` without its `{lang}` side; write both languages"),
    )
}

pub(crate) fn foreign_key(key: &str, folder: &str) -> Fault {
    author(
        format!("`{key}` 只能用在 {folder}；请删除或移动文件"),
        format!("cannot use `{key}` outside {folder}; remove it or move the file"),
    )
}

pub(crate) fn unknown_clause(id: &str) -> Fault {
    author(
        format!("条款 `{id}` 不在 queries/clauses.toml 中；请改编号或登记该条款"),
        format!("cannot find clause `{id}` in queries/clauses.toml; correct the id or register it"),
    )
}

pub(crate) fn unknown_cause(name: &str, known: &[&str]) -> Fault {
    author(
        format!(
            "线索成因 `{name}` 不在 queries/causes.toml 中；可用：{}；请改正或登记",
            list(known)
        ),
        format!(
            "cannot find cause `{name}` in queries/causes.toml: there are {}; correct it or register it",
            list(known)
        ),
    )
}

pub(crate) fn unused_moving(name: &str) -> Fault {
    author(
        format!("`moving` 中的 `{name}` 不在证据里；请改正或删除"),
        format!(
            "cannot find `{name}=` in the evidence, although `moving` names it; correct it or remove it"
        ),
    )
}

pub(crate) fn unknown_hole(key: &str, name: &str) -> Fault {
    author(
        format!("`{key}` 中的 `{{{name}}}` 不在证据里；请改正或删除"),
        format!(
            "cannot find `{name}=` in the evidence, although `{key}` has `{{{name}}}`; correct it or remove it"
        ),
    )
}

pub(crate) fn undeclared_param(name: &str, declared: &[&str]) -> Fault {
    author(
        format!("参数 `${name}` 没有声明；已声明：{}；请写入 params", list(declared)),
        format!(
            "cannot use parameter `${name}`: it is not declared; declared are {}; add it to params",
            list(declared)
        ),
    )
}

pub(crate) fn unused_param(name: &str) -> Fault {
    author(
        format!("参数 `{name}` 已声明但没有使用；请使用 `${name}` 或删除声明"),
        format!("cannot declare parameter `{name}` without using it; write `${name}` or remove it"),
    )
}

pub(crate) fn bad_default(name: &str, value: &str, kind: &str) -> Fault {
    author(
        format!("参数 `{name}` 的值 `{value}` 不是 {kind} 类型；请改正"),
        format!(
            "cannot use `{value}` for parameter `{name}`: it is not of type {kind}; correct it"
        ),
    )
}

pub(crate) fn bad_choice(name: &str, value: &str, choices: &Choices) -> Fault {
    let Choices { of, least, most } = choices;
    author(
        format!(
            "`{name}` 不能是 `{value}`：请从 {} 中选 {least} 至 {most} 个，各一次，用逗号隔开",
            list(of)
        ),
        format!(
            "cannot use `{value}` for `{name}`: choose {least} to {most} of {}, each once and apart by commas",
            list(of)
        ),
    )
}

pub(crate) fn analysis_kind() -> Fault {
    author(
        "`[analysis]` 只能用于一般问题；请移到其他主题文件夹".to_owned(),
        "cannot use `[analysis]` here: only questions have choices; move the file to another theme"
            .to_owned(),
    )
}

pub(crate) fn analysis_beside(key: &str) -> Fault {
    author(
        format!("`[analysis]` 已决定 `{key}`；请删除"),
        format!(
            "cannot declare `{key}` beside `[analysis]`: it follows from what is chosen; remove it"
        ),
    )
}

pub(crate) fn analysis_name(name: &str) -> Fault {
    author(
        format!(
            "`[analysis]` 不能使用名称 `{name}`：只用小写字母、数字和下划线，不重复，disclose 只写指标；请改名"
        ),
        format!(
            "cannot use `{name}` in `[analysis]`: names are lower case and given once, and `disclose` names measures; correct it"
        ),
    )
}

pub(crate) fn analysis_parts(measure: &str) -> Fault {
    author(
        format!("指标 `{measure}` 没有说明由哪些计数构成；请在 disclose 的 of 或 means 中写明"),
        format!(
            "cannot tell what measure `{measure}` is made of; name its counts in `disclose`, under `of` or `means`"
        ),
    )
}

pub(crate) fn unknown_norm(name: &str) -> Fault {
    author(
        format!("规范 `{name}` 没有定义；请改名，或登记到 jurisdictions/norms.toml"),
        format!(
            "cannot find norm `{name}`: it is not in jurisdictions/norms.toml; correct the name or register it"
        ),
    )
}

/// A norm to be changed that the place does not have.
pub(crate) fn no_norm(name: &str) -> Fault {
    Fault::new(
        Blame::Caller,
        format!("没有名为 `{name}` 的规范可改；名称见 jurisdictions/norms.toml"),
        format!("cannot change norm `{name}`: this place has none; see jurisdictions/norms.toml"),
    )
}

/// A value that a norm cannot have.
pub(crate) fn bad_trial(name: &str, text: &str, (zh, en): (&str, &str)) -> Fault {
    Fault::new(
        Blame::Caller,
        format!("规范 `{name}` 不能改为 `{text}`：{zh}"),
        format!("cannot change norm `{name}` to `{text}`: {en}"),
    )
}

pub(crate) fn forbidden_function(name: &str) -> Fault {
    author(
        format!("不能使用 `{name}`：结果必须可以重算；日期请用 as_of()"),
        format!(
            "cannot use `{name}`: an answer must come out the same again; take the day from as_of()"
        ),
    )
}

pub(crate) fn too_long(lines: usize, most: usize) -> Fault {
    author(
        format!("文件有 {lines} 行，最多 {most} 行；请把公共部分移到 queries/views"),
        format!("cannot take {lines} lines, at most {most}; move what is shared to queries/views"),
    )
}

pub(crate) fn not_select() -> Fault {
    author(
        "只能是一条 SELECT 或 WITH 查询；请删除其他语句".to_owned(),
        "cannot take this statement: only SELECT or WITH is read; remove the rest".to_owned(),
    )
}

pub(crate) fn second_statement() -> Fault {
    author(
        "一个文件只能有一条语句；请删除分号以后的内容".to_owned(),
        "cannot take a second statement in one file; remove what follows the semicolon".to_owned(),
    )
}

pub(crate) fn unordered() -> Fault {
    author(
        "最外层缺少 ORDER BY，行的顺序不固定；请补上能定全序的列".to_owned(),
        "cannot keep the rows in order without an outermost ORDER BY; add one that orders totally"
            .to_owned(),
    )
}

pub(crate) fn unclosed(what: &str) -> Fault {
    author(format!("{what} 没有结束；请补上"), format!("cannot find the end of {what}; close it"))
}

pub(crate) fn view_cycle(name: &str) -> Fault {
    author(
        format!("视图 `{name}` 直接或间接引用了自己；请断开循环"),
        format!("cannot resolve view `{name}`: it reads itself, directly or not; break the circle"),
    )
}

pub(crate) fn chart_without_y() -> Fault {
    author(
        "图表没有 `y` 列；请至少写一列".to_owned(),
        "cannot draw a chart without a `y` column; name at least one".to_owned(),
    )
}

pub(crate) fn chart_interval() -> Fault {
    author(
        "`low` 和 `high` 用于且必须用于 `interval` 图；请一起写或一起删".to_owned(),
        "cannot draw this chart: `low` and `high` belong to kind `interval`, both of them; add or remove them".to_owned(),
    )
}

pub(crate) fn chart_funnel() -> Fault {
    author(
        "`funnel` 图的 `y` 须为两列，先分子、后分母，且不写 `series`；请改正".to_owned(),
        "cannot draw this chart: the `y` of kind `funnel` are two columns, cases counted and cases there are, without `series`; correct it".to_owned(),
    )
}

pub(crate) fn chart_tiles() -> Fault {
    author(
        "`tiles` 图的 `y` 须为三列，依次为数值、经度、纬度，且不写 `series`；请改正".to_owned(),
        "cannot draw this chart: the `y` of kind `tiles` are three columns, the number, the longitude and the latitude, without `series`; correct it".to_owned(),
    )
}

pub(crate) fn chart_column_twice(name: &str) -> Fault {
    author(
        format!("图表列 `{name}` 出现两次；请删除一个"),
        format!("cannot draw column `{name}` twice; remove one"),
    )
}

pub(crate) fn bad_goalposts() -> Fault {
    author(
        "`goalposts` 必须是两个小数文本，前小后大；请改正".to_owned(),
        "cannot use `goalposts`: two decimal texts, low before high; correct them".to_owned(),
    )
}

pub(crate) fn zero_weight() -> Fault {
    author(
        "`weight` 必须大于 0；不用的指标请删除文件".to_owned(),
        "cannot use a `weight` of zero; remove the indicator instead".to_owned(),
    )
}

pub(crate) fn unknown_question(name: &str) -> Fault {
    author(
        format!("看板引用的问题 `{name}` 不存在；请改名"),
        format!("cannot show question `{name}`: there is none; correct the name"),
    )
}

pub(crate) fn view_in_dashboard(name: &str) -> Fault {
    author(
        format!("`{name}` 是视图，不能放进看板；请改用问题"),
        format!("cannot show `{name}`: it is a view; use a question"),
    )
}

pub(crate) fn panel_without_chart(name: &str) -> Fault {
    author(
        format!("问题 `{name}` 没有 `chart`；请改为表格，或在查询中声明图表"),
        format!("cannot draw `{name}`: it declares no `chart`; show the table or declare one"),
    )
}

pub(crate) fn panel_param(question: &str, name: &str) -> Fault {
    author(
        format!("问题 `{question}` 没有参数 `{name}`；请改名"),
        format!(
            "cannot pass `{name}` to `{question}`: it takes no such parameter; correct the name"
        ),
    )
}

pub(crate) fn unknown_circular(name: &str) -> Fault {
    author(
        format!("看板引用的通报 `{name}` 不存在；请改名"),
        format!("cannot draft circular `{name}`: there is none; correct the name"),
    )
}

pub(crate) fn hole_without_question(name: &str) -> Fault {
    author(
        format!("没有问题可以填写 `{{{name}}}`；请给出 `question` 或删去"),
        format!("cannot fill `{{{name}}}` without a question; give `question` or leave it out"),
    )
}

pub(crate) fn persons_in_circular(name: &str) -> Fault {
    author(
        format!("通报不能使用问题 `{name}`：它的每行是一户或一人；请改用汇总的问题"),
        format!(
            "cannot use `{name}` in a circular: its rows are households or persons; use one that counts them"
        ),
    )
}

pub(crate) fn panel_param_missing(question: &str, name: &str) -> Fault {
    author(
        format!("问题 `{question}` 需要参数 `{name}`；请在面板中给出"),
        format!("cannot ask `{question}` without `{name}`; give it in the panel"),
    )
}

pub(crate) fn unknown_jurisdiction(name: &str, known: &[&str]) -> Fault {
    Fault::new(
        Blame::Caller,
        format!("没有名为 `{name}` 的地区；请从中选择：{}", list(known)),
        format!("cannot find jurisdiction `{name}`: there is none; choose one of {}", list(known)),
    )
}

pub(crate) fn unknown_parent(name: &str, known: &[&str]) -> Fault {
    author(
        format!("上级 `{name}` 没有定义；可用：{}；请改正 parent", list(known)),
        format!("cannot inherit from `{name}`: there are {}; correct parent", list(known)),
    )
}

pub(crate) fn parent_cycle(name: &str) -> Fault {
    author(
        format!("地区 `{name}` 的上级关系成环；请改正 parent"),
        format!("cannot inherit for `{name}`: its parents form a circle; correct parent"),
    )
}

pub(crate) fn bad_norm(name: &str, why: impl Display, why_en: impl Display) -> Fault {
    author(
        format!("规范 `{name}` 无法使用：{why}；请改正"),
        format!("cannot use norm `{name}`: {why_en}; correct it"),
    )
}

pub(crate) fn no_question(name: &str) -> Fault {
    Fault::new(
        Blame::Caller,
        format!("没有名为 `{name}` 的问题；请查看问题目录"),
        format!(
            "cannot find question `{name}`: there is none; look it up in the list of questions"
        ),
    )
}

pub(crate) fn no_dashboard(name: &str) -> Fault {
    Fault::new(
        Blame::Caller,
        format!("没有名为 `{name}` 的看板；请查看看板目录"),
        format!(
            "cannot find dashboard `{name}`: there is none; look it up in the list of dashboards"
        ),
    )
}

pub(crate) fn no_circular(name: &str) -> Fault {
    Fault::new(
        Blame::Caller,
        format!("没有名为 `{name}` 的通报；请查看通报目录"),
        format!(
            "cannot find circular `{name}`: there is none; look it up in the list of circulars"
        ),
    )
}
