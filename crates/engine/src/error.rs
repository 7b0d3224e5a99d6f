//! Everything that can stop an answer, in sentences, and the translation of the planner's errors.

use std::error::Error;
use std::sync::Arc;

use arrow::error::ArrowError;
use chrono::NaiveDate;
use datafusion::error::DataFusionError;
use model::{Blame, Fault, Place};
use registry::Question;
use tokio::task::JoinError;

/// A fault of the question's author, at its file.
fn author(question: &Question, zh: String, en: String) -> Fault {
    Fault::new(Blame::Author, zh, en).at(Place::file(&question.path))
}

pub(crate) fn is_view(name: &str) -> Fault {
    Fault::new(
        Blame::Caller,
        format!("无法提问 `{name}`：它是供其他问题使用的视图；请改用问题"),
        format!("cannot ask `{name}`: it is a view for other questions; ask a question"),
    )
}

/// Rows of households or persons, asked by somebody who may see none.
pub(crate) fn names_persons(question: &Question) -> Fault {
    let title = &question.title;
    Fault::new(
        Blame::Caller,
        format!("无法回答“{}”：它逐户逐人列出，而您的角色不看个案；请查看按镇汇总的问题", title.zh),
        format!(
            "cannot answer “{}”: its rows are households or persons, which your role does not see; ask a question by town",
            title.en
        ),
    )
}

/// A whole table, asked by somebody who may not see all of its columns.
pub(crate) fn masked_table(table: &str) -> Fault {
    Fault::new(
        Blame::Caller,
        format!("无法导出表 `{table}`：您的角色不能看到其中的全部列；请由有权的人导出"),
        format!(
            "cannot export table `{table}`: your role does not see all of its columns; ask somebody whose role does"
        ),
    )
}

pub(crate) fn unknown_param(question: &Question, name: &str) -> Fault {
    let known: Vec<String> = question.params.keys().map(|key| format!("`{key}`")).collect();
    let known = if known.is_empty() { "–".to_owned() } else { known.join(", ") };
    let asked = &question.name;
    Fault::new(
        Blame::Caller,
        format!("问题 `{asked}` 没有参数 `{name}`；可用参数：{known}"),
        format!("cannot pass `{name}` to `{asked}`: it takes {known}; correct the name"),
    )
}

pub(crate) fn missing_param(question: &Question, name: &str) -> Fault {
    let asked = &question.name;
    Fault::new(
        Blame::Caller,
        format!("问题 `{asked}` 缺少参数 `{name}`；请给出"),
        format!("cannot ask `{asked}` without `{name}`; give it"),
    )
}

pub(crate) fn bad_param(name: &str, value: &str, kind: &str) -> Fault {
    Fault::new(
        Blame::Caller,
        format!("参数 `{name}` 的值 `{value}` 不是 {kind} 类型；请改正"),
        format!("cannot use `{value}` for `{name}`: it is not of type {kind}; correct it"),
    )
}

pub(crate) fn missing_column(question: &Question, column: &str, why: (&str, &str)) -> Fault {
    author(
        question,
        format!("`{}` 的结果没有列 `{column}`：{}；请补上", question.name, why.0),
        format!(
            "cannot use the result of `{}`: {} needs column `{column}`; add it",
            question.name, why.1
        ),
    )
}

pub(crate) fn no_dimension(question: &Question, column: &str) -> Fault {
    author(
        question,
        format!("`{}` 不能按列 `{column}` 分组：它不是文本；请转换为文本", question.name),
        format!("cannot group `{}` by `{column}`: it is no text; cast it to one", question.name),
    )
}

pub(crate) fn odd_type(question: &Question, column: &str, kind: &str) -> Fault {
    author(
        question,
        format!("`{}` 的列 `{column}` 是 {kind} 类型，不能显示；请转换", question.name),
        format!(
            "cannot show column `{column}` of `{}`: it is of type {kind}; cast it",
            question.name
        ),
    )
}

pub(crate) fn no_cast(question: &Question, column: &str, why: &ArrowError) -> Fault {
    author(
        question,
        format!("`{}` 的列 `{column}` 超出可表示的范围：{why}；请检查计算", question.name),
        format!(
            "cannot hold column `{column}` of `{}`: {why}; check the computation",
            question.name
        ),
    )
}

/// Rows that were put together and do not fit.
pub(crate) fn no_rows(table: &str, why: &ArrowError) -> Fault {
    Fault::new(
        Blame::Bug,
        format!("无法处理 `{table}` 的各行：{why}；请报告此问题"),
        format!("cannot work on the rows of `{table}`: {why}; report this"),
    )
}

/// A norm without which nothing may be shown.
pub(crate) fn no_norm(name: &str, day: NaiveDate) -> Fault {
    Fault::new(
        Blame::Author,
        format!("无法显示汇总数：{day} 没有规范 `{name}`；请在地区文件中补上"),
        format!(
            "cannot show figures: norm `{name}` has no number on {day}; add it to the place's file"
        ),
    )
}

pub(crate) fn too_slow(question: &Question, seconds: u64) -> Fault {
    Fault::new(
        Blame::Limit,
        format!("`{}` 超过 {seconds} 秒，已停止；请缩小范围或提高时限", question.name),
        format!(
            "cannot finish `{}` within {seconds} seconds; narrow it or raise the limit",
            question.name
        ),
    )
}

pub(crate) fn too_many_rows(question: &Question, rows: usize) -> Fault {
    Fault::new(
        Blame::Limit,
        format!("`{}` 的结果超过 {rows} 行，已停止；请缩小范围或提高上限", question.name),
        format!(
            "cannot return more than {rows} rows of `{}`; narrow it or raise the limit",
            question.name
        ),
    )
}

pub(crate) fn missing_file(path: &str) -> Fault {
    Fault::new(
        Blame::Data,
        format!("无法读取数据文件 {path}：文件不存在或大小不符；请从备份恢复，或重新载入该月"),
        format!(
            "cannot read {path}: it is gone or of another size; restore it or load the month again"
        ),
    )
}

pub(crate) fn broken_file(path: &str) -> Fault {
    Fault::new(
        Blame::Data,
        format!("无法读取数据文件 {path}：内容与快照清单不符；请从备份恢复，或重新载入该月"),
        format!(
            "cannot read {path}: its content is not what the manifest says; restore it or load the month again"
        ),
    )
}

pub(crate) fn facts_shape(table: &str, why: &dyn std::fmt::Display) -> Fault {
    Fault::new(
        Blame::Bug,
        format!("台账表 `{table}` 的列不符：{why}；请报告此问题"),
        format!("cannot use ledger table `{table}`: {why}; report this"),
    )
}

pub(crate) fn no_start(why: &dyn std::fmt::Display) -> Fault {
    Fault::new(
        Blame::Limit,
        format!("无法启动查询引擎：{why}；请检查内存和临时目录"),
        format!("cannot start the engine: {why}; check memory and the spill folder"),
    )
}

pub(crate) fn interrupted(question: &Question) -> Fault {
    Fault::new(
        Blame::Bug,
        format!("`{}` 在执行中意外中断；请报告此问题", question.name),
        format!("cannot finish `{}`: it was interrupted; report this", question.name),
    )
}

pub(crate) fn no_table(name: &str) -> Fault {
    Fault::new(
        Blame::Caller,
        format!("没有名为 `{name}` 的表；可用的表见数据约定"),
        format!("cannot find table `{name}`: there is none; the data contract lists the tables"),
    )
}

pub(crate) fn scan_too_slow(table: &str, seconds: u64) -> Fault {
    Fault::new(
        Blame::Limit,
        format!("表 `{table}` 超过 {seconds} 秒仍未读完，已停止；请改在空闲时进行或提高时限"),
        format!(
            "cannot read table `{table}` within {seconds} seconds; try at a quiet time or raise the limit"
        ),
    )
}

pub(crate) fn scan_interrupted(table: &str) -> Fault {
    Fault::new(
        Blame::Bug,
        format!("读取表 `{table}` 时意外中断；请报告此问题"),
        format!("cannot finish reading table `{table}`: it was interrupted; report this"),
    )
}

/// What keeps a table from being read, by who must act.
pub(crate) fn scan(table: &str, why: &DataFusionError) -> Fault {
    let told = why.find_root().strip_backtrace();
    let told = told.lines().next().unwrap_or_default().trim();
    let (blame, zh, en) = match blame(why) {
        Blame::Limit => (Blame::Limit, "请提高内存上限", "raise the limit of memory"),
        Blame::Data => {
            (Blame::Data, "请检查或恢复数据文件", "check the data files or restore them")
        }
        _ => (Blame::Bug, "请报告此问题", "report this"),
    };
    Fault::new(
        blame,
        format!("无法读取表 `{table}`：{told}；{zh}"),
        format!("cannot read table `{table}`: {told}; {en}"),
    )
}

/// What the planner or the run says, by who must act.
pub(crate) fn engine(question: &Question, why: &DataFusionError) -> Fault {
    let name = &question.name;
    let told = why.find_root().strip_backtrace();
    let told = told.lines().next().unwrap_or_default().trim();
    match blame(why) {
        Blame::Limit => Fault::new(
            Blame::Limit,
            format!("`{name}` 的内存或临时空间不够：{told}；请缩小范围或提高上限"),
            format!(
                "cannot finish `{name}` in the memory given: {told}; narrow it or raise the limit"
            ),
        ),
        Blame::Data => Fault::new(
            Blame::Data,
            format!("`{name}` 读取数据失败：{told}；请检查数据文件"),
            format!("cannot read the data of `{name}`: {told}; check the data files"),
        ),
        Blame::Author => author(
            question,
            format!("无法执行 `{name}`：{told}；请修改查询"),
            format!("cannot run `{name}`: {told}; correct the query"),
        ),
        Blame::Caller | Blame::Bug => Fault::new(
            Blame::Bug,
            format!("`{name}` 执行出错：{told}；请报告此问题"),
            format!("cannot run `{name}`: {told}; report this"),
        ),
    }
}

/// Whether data files could not be read.
pub(crate) fn is_data(why: &DataFusionError) -> bool {
    blame(why) == Blame::Data
}

/// Whether a part of the run broke down, wherever the engine wrapped that.
pub(crate) fn broke_down(why: &DataFusionError) -> bool {
    let mut causes = std::iter::successors(Some(why as &dyn Error), |&cause| cause.source());
    causes.any(|cause| {
        // Operators that several others wait for share it.
        let shared = cause.downcast_ref::<Arc<JoinError>>().map(AsRef::as_ref);
        shared.or_else(|| cause.downcast_ref()).is_some_and(JoinError::is_panic)
    })
}

/// Who must act.
pub(crate) fn blame(why: &DataFusionError) -> Blame {
    match why.find_root() {
        DataFusionError::ResourcesExhausted(_) => Blame::Limit,
        // Nothing is written to the disk but for lack of memory, and joins that have not even room
        // for their first rows find their own state impossible.
        DataFusionError::Internal(told) if told.contains("spill") => Blame::Limit,
        DataFusionError::ParquetError(_)
        | DataFusionError::ObjectStore(_)
        | DataFusionError::IoError(_) => Blame::Data,
        DataFusionError::ArrowError(inner, _) => match **inner {
            ArrowError::ParquetError(_) | ArrowError::IoError(_, _) => Blame::Data,
            _ => Blame::Author,
        },
        DataFusionError::SQL(_, _)
        | DataFusionError::Plan(_)
        | DataFusionError::SchemaError(_, _)
        | DataFusionError::NotImplemented(_)
        | DataFusionError::Diagnostic(_, _)
        | DataFusionError::Collection(_)
        | DataFusionError::Execution(_) => Blame::Author,
        _ => Blame::Bug,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_cannot_even_spill_lacks_memory() {
        let internal = |text: &str| DataFusionError::Internal(text.to_owned());
        assert_eq!(blame(&internal("Left side produced no data to spill.")), Blame::Limit);
        assert_eq!(blame(&internal("no such state")), Blame::Bug);
    }

    #[tokio::test]
    async fn a_breakdown_is_noticed_however_it_is_wrapped() {
        let panicked = || async { tokio::spawn(async { panic!("broken") }).await.unwrap_err() };
        let outside = |why: Box<dyn Error + Send + Sync>| {
            let why = Box::new(DataFusionError::External(why));
            DataFusionError::Context("Join Error".to_owned(), why)
        };
        assert!(broke_down(&outside(Box::new(Arc::new(panicked().await)))));
        assert!(broke_down(&outside(Box::new(panicked().await))));
        assert!(broke_down(&DataFusionError::ExecutionJoin(Box::new(panicked().await))));
        assert!(!broke_down(&outside("a file is gone".into())));
        let ended = tokio::spawn(std::future::pending::<()>());
        ended.abort();
        assert!(!broke_down(&outside(Box::new(ended.await.unwrap_err()))));
    }
}
