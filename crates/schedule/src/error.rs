//! Every sentence of this crate.

use model::{Blame, Fault, Lang, Text};
use supervise::Held;

/// A cron text that cannot be carried out.
pub(crate) fn bad_cron(text: &str, why_zh: &str, why_en: &str) -> Fault {
    Fault::new(
        Blame::Author,
        format!("无法使用日程 `{text}`：{why_zh}；请写作 `分 时 日 月 周`，如 `0 8 15 * *`"),
        format!("cannot use the schedule `{text}`: {why_en}; write it like `0 8 15 * *`"),
    )
}

/// A dashboard wants a format that is not written.
pub(crate) fn no_format(job: &str, format: &str) -> Fault {
    Fault::new(
        Blame::Author,
        format!("无法导出 `{job}`：没有格式 `{format}`；可用的有 csv, xlsx"),
        format!("cannot export `{job}`: there is no format `{format}`; use csv or xlsx"),
    )
}

/// A panel that failed, by name.
pub(crate) fn panel(name: &str, fault: &Fault) -> Fault {
    let say = |lang| fault.say(lang);
    Fault {
        text: Text::new(
            format!("`{name}`：{}", say(Lang::Zh)),
            format!("`{name}`: {}", say(Lang::En)),
        ),
        ..fault.clone()
    }
}

/// Several failures as the message of one run.
pub(crate) fn failures(faults: &[Fault]) -> Text {
    let all = |lang: Lang| {
        faults.iter().map(|fault| fault.text.get(lang).to_owned()).collect::<Vec<_>>().join("\n")
    };
    Text::new(all(Lang::Zh), all(Lang::En))
}

/// What a run that went well says, and which lists it held.
pub(crate) fn done(files: usize, held: &[Held]) -> Text {
    let flags = held.iter().map(|held| held.flag.as_str()).collect::<Vec<_>>().join(", ");
    match held {
        [] => Text::new(format!("已写出 {files} 个文件"), format!("{files} files written")),
        _ => Text::new(
            format!("已写出 {files} 个文件；暂扣异常名单：{flags}，请运行 doudi ledger open 查看"),
            format!(
                "{files} files written; lists out of proportion are held: {flags}, see doudi ledger open"
            ),
        ),
    }
}

/// A failed run, for whoever started it.
pub(crate) fn failed_run(job: &str, as_of: chrono::NaiveDate, message: &Text) -> Fault {
    Fault::new(
        Blame::Data,
        format!("任务 `{job}`（{as_of}）未全部完成：\n{}", message.zh),
        format!("job `{job}` of {as_of} is not complete:\n{}", message.en),
    )
}
