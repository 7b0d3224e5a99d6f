//! Every sentence of this crate.

use std::path::Path;

use chrono::NaiveDate;
use model::{Blame, Fault, Fen, Month, beijing};

use crate::saved::Shelf;

/// Inside the crate a failure is a sentence already, or SQLite's own.
#[derive(Debug)]
pub(crate) enum LedgerError {
    /// Said.
    Fault(Fault),
    /// To be said by [`sqlite`], which knows the file.
    Sqlite(rusqlite::Error),
}

/// The result of the functions that speak to SQLite.
pub(crate) type LedgerResult<T> = Result<T, LedgerError>;

impl From<rusqlite::Error> for LedgerError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sqlite(error)
    }
}

impl From<Fault> for LedgerError {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

/// SQLite refused: disk, rights, lock or a damaged file.
pub(crate) fn sqlite(path: &Path, error: &rusqlite::Error) -> Fault {
    let path = path.display();
    Fault::new(
        Blame::Limit,
        format!("无法读写台账 {path}：{error}；请检查磁盘空间、权限以及是否被其他程序占用"),
        format!(
            "cannot use the ledger {path}: {error}; check disk space, permissions and other \
             programs holding it"
        ),
    )
}

/// The file was written by a later version.
pub(crate) fn newer_file(found: i64, known: i64) -> Fault {
    Fault::new(
        Blame::Limit,
        format!("无法打开台账：其版本为 {found}，本程序只认识到 {known}；请使用较新的程序"),
        format!(
            "cannot open the ledger: its version is {found}, this program knows {known}; use a \
             newer program"
        ),
    )
}

/// A thread died while it held the connection.
pub(crate) fn poisoned() -> Fault {
    Fault::new(
        Blame::Bug,
        "无法使用台账：先前的操作中途崩溃；请重新启动并报告此问题",
        "cannot use the ledger: an earlier operation crashed; restart and report this",
    )
}

/// No draw of this name.
pub(crate) fn unknown_draw(id: &str) -> Fault {
    Fault::new(
        Blame::Caller,
        format!("找不到抽查 `{id}`：台账中没有这个编号；请查看抽查清单"),
        format!("cannot find draw `{id}`: the ledger has no such id; see the list of draws"),
    )
}

/// Somebody else decided something about the draw.
pub(crate) fn step_meanwhile(id: &str) -> Fault {
    Fault::new(
        Blame::Caller,
        format!("无法登记：抽查 `{id}` 刚有另一步登记；请重新执行"),
        format!("cannot record it: another step of draw `{id}` was taken just now; do it again"),
    )
}

/// The text of a step is not what it was when it was written.
pub(crate) fn bad_step(seq: i64, why: &serde_json::Error) -> Fault {
    Fault::new(
        Blame::Data,
        format!("无法读取审计日志第 {seq} 条的抽取步骤：{why}；请保全文件并运行 doudi doctor"),
        format!(
            "cannot read the step of a draw of log entry {seq}: {why}; keep the file and run doudi \
             doctor"
        ),
    )
}

/// The name of a draw is taken.
pub(crate) fn draw_exists(id: &str) -> Fault {
    Fault::new(
        Blame::Caller,
        format!("无法登记抽查 `{id}`：该编号已经存在；请另取编号"),
        format!("cannot record draw `{id}`: the id exists; choose another"),
    )
}

/// A step of a draw that is not next.
pub(crate) fn wrong_status(id: &str, now: &str, next: &str, allowed: &str) -> Fault {
    Fault::new(
        Blame::Caller,
        format!("无法把抽查 `{id}` 记为 {next}：当前状态为 {now}，必须是 {allowed}"),
        format!("cannot make draw `{id}` {next}: it is {now} and must be {allowed}"),
    )
}

/// A word of a visit that is not in its list.
pub(crate) fn visit_word(zh: &str, en: &str, word: &str, known: &[&str]) -> Fault {
    let known = known.join(", ");
    Fault::new(
        Blame::Caller,
        format!("无法登记走访：不认识{zh} `{word}`；可用的有 {known}"),
        format!("cannot record the visit: {en} `{word}` is unknown; use one of {known}"),
    )
}

/// Money below zero.
pub(crate) fn visit_money() -> Fault {
    Fault::new(
        Blame::Caller,
        "无法登记走访：多发、少发金额不能为负；多发少发请分别填写",
        "cannot record the visit: money paid too much or too little is never negative; give each \
         in its own place",
    )
}

/// What was to be amended does not stand, is about another household or draw, or no reason is given.
pub(crate) fn no_amendment(visit: i64) -> Fault {
    Fault::new(
        Blame::Caller,
        format!("无法更正走访 {visit}：须写明原因，且该条存在、未被更正过、属于同一户和同一抽查"),
        format!(
            "cannot amend visit {visit}: it needs a reason, and an entry that exists, was not \
             amended before, and is about the same household and draw"
        ),
    )
}

/// An entry has no text form.
pub(crate) fn no_body(why: &serde_json::Error) -> Fault {
    Fault::new(
        Blame::Bug,
        format!("无法写成文本：{why}；请报告此问题"),
        format!("cannot write it as text: {why}; report this"),
    )
}

/// A visit dated after the day on which it is recorded.
pub(crate) fn visit_ahead(visited_on: NaiveDate, today: NaiveDate) -> Fault {
    Fault::new(
        Blame::Caller,
        format!("无法登记走访：走访日期 {visited_on} 晚于登记日期 {today}；请更正日期"),
        format!(
            "cannot record the visit: {visited_on} is later than the day of recording {today}; \
             correct the date"
        ),
    )
}

/// No lead of this number.
pub(crate) fn unknown_lead(id: i64) -> Fault {
    Fault::new(
        Blame::Caller,
        format!("找不到线索 {id}：台账中没有这个编号；请查看线索清单"),
        format!("cannot find lead {id}: the ledger has no such number; see the list of leads"),
    )
}

/// No saved file of this number, or none that still stands.
pub(crate) fn unknown_file(shelf: Shelf, id: i64) -> Fault {
    let (zh, en) = (shelf.zh(), shelf.en());
    Fault::new(
        Blame::Caller,
        format!("找不到{zh} {id}：没有这个编号，或已删除；请查看清单"),
        format!(
            "cannot find {en} {id}: there is none of this number, or it was removed; see the list"
        ),
    )
}

/// Somebody saved meanwhile.
pub(crate) fn saved_meanwhile(by: &str, revision: i64) -> Fault {
    Fault::new(
        Blame::Caller,
        format!("没有保存：{by} 已保存第 {revision} 版；请先看过新版，再在其上修改"),
        format!(
            "not saved: {by} saved revision {revision} meanwhile; look at it and change that one"
        ),
    )
}

/// The title is another file's.
pub(crate) fn title_taken(shelf: Shelf, title: &str, other: i64) -> Fault {
    let (zh, en) = (shelf.zh(), shelf.en());
    Fault::new(
        Blame::Caller,
        format!("没有保存：已有名为“{title}”的{zh}（编号 {other}）；请换一个名称，或打开它修改"),
        format!(
            "not saved: {en} {other} is called `{title}`; take another name, or open that one and change it"
        ),
    )
}

/// Only who saved it first removes a file.
pub(crate) fn saved_by_other(shelf: Shelf, owner: &str) -> Fault {
    let (zh, en) = (shelf.zh(), shelf.en());
    Fault::new(
        Blame::Caller,
        format!("没有删除：{zh}由 {owner} 建立，只能由本人删除"),
        format!("not removed: the {en} is {owner}'s, who alone may remove it"),
    )
}

/// Somebody signed meanwhile.
pub(crate) fn circular_changed(by: &str, revision: i64) -> Fault {
    Fault::new(
        Blame::Caller,
        format!("没有签发：{by} 已签发或撤回（第 {revision} 版）；请先看过现在的通报"),
        format!(
            "not signed: {by} signed or withdrew it meanwhile (revision {revision}); look at the circular as it is now"
        ),
    )
}

/// The number is another circular's.
pub(crate) fn circular_number(number: &str, name: &str, month: Month) -> Fault {
    Fault::new(
        Blame::Caller,
        format!("没有签发：文号“{number}”已用于 {month} 的通报 {name}；请换一个文号"),
        format!(
            "not signed: the number `{number}` is that of circular {name} of {month}; take another one"
        ),
    )
}

/// None stands that could be corrected or withdrawn.
pub(crate) fn circular_not_issued() -> Fault {
    Fault::new(
        Blame::Caller,
        "没有已签发的通报可以更正或撤回；请刷新页面",
        "there is no issued circular to correct or withdraw; load the page again",
    )
}

/// A second round of control visits in one month.
pub(crate) fn control_issued(month: Month, at: chrono::DateTime<chrono::Utc>) -> Fault {
    let on = beijing::day(at);
    Fault::new(
        Blame::Caller,
        format!(
            "{month} 的对照走访已于 {on} 下发：每镇每月只抽一次，否则剩下的家庭不再是随机的；请走访已抽中的家庭（doudi ledger list --order priority）"
        ),
        format!(
            "the control visits of {month} were handed out on {on}: each town is drawn from once a month, or what is left over is no chance sample; visit those drawn (doudi ledger list --order priority)"
        ),
    )
}

/// A step of a lead that is not next.
pub(crate) fn lead_step(id: i64, now: &str, allowed: &str) -> Fault {
    Fault::new(
        Blame::Caller,
        format!("线索 {id} 不能走这一步：当前状态为 {now}，必须是 {allowed}；请先完成前面的步骤"),
        format!(
            "cannot take this step with lead {id}: it is {now} and must be {allowed}; take the \
             steps before first"
        ),
    )
}

/// Somebody would verify own work.
pub(crate) fn own_work(id: i64, name: &str) -> Fault {
    Fault::new(
        Blame::Caller,
        format!("线索 {id} 不能由 {name} 销号：承办、核查、认定或整改过的人不得复核；请换一人"),
        format!(
            "cannot have {name} close lead {id}: nobody verifies what he was assigned, checked, \
             decided or put right; let somebody else do it"
        ),
    )
}

/// Nothing was found that money could come back for, or that could be handed on.
pub(crate) fn no_finding(id: i64) -> Fault {
    Fault::new(
        Blame::Caller,
        format!("线索 {id} 没有查实问题，不能登记追回或移送；请先认定"),
        format!("lead {id} has no finding, so nothing is recovered or referred; decide it first"),
    )
}

/// More came back than was paid too much, or nothing.
pub(crate) fn recovered_amount(id: i64, amount: Fen, owed: Fen) -> Fault {
    Fault::new(
        Blame::Caller,
        format!("无法登记线索 {id} 的追回金额 {amount} 元：须大于零，且不超过尚未追回的 {owed} 元"),
        format!(
            "cannot record that {amount} yuan came back for lead {id}: it is more than nothing and not \
             more than the {owed} yuan that are still out"
        ),
    )
}

/// An amount below zero.
pub(crate) fn negative_amount(id: i64) -> Fault {
    Fault::new(
        Blame::Caller,
        format!("无法认定线索 {id}：多发、少发金额不能为负；请分别填写"),
        format!(
            "cannot decide lead {id}: amounts paid over and under are not negative; give each apart"
        ),
    )
}

/// An event has no text, or a text is no event.
pub(crate) fn bad_event(why: &serde_json::Error) -> Fault {
    Fault::new(
        Blame::Bug,
        format!("线索记录无法读写：{why}；请报告此问题"),
        format!("an event of a lead cannot be read or written: {why}; report this"),
    )
}

/// No run of this number.
pub(crate) fn unknown_run(id: i64) -> Fault {
    Fault::new(
        Blame::Caller,
        format!("找不到运行 {id}：台账中没有这个编号；请查看运行记录"),
        format!("cannot find run {id}: the ledger has no such number; see the list of runs"),
    )
}

/// No run that is still open.
pub(crate) fn no_open_run(id: i64) -> Fault {
    Fault::new(
        Blame::Bug,
        format!("无法结束运行 {id}：没有这个未结束的运行；请报告此问题"),
        format!("cannot end run {id}: there is no such open run; report this"),
    )
}

/// The name of an account is taken.
pub(crate) fn account_exists(name: &str) -> Fault {
    Fault::new(
        Blame::Caller,
        format!("无法新建账户 `{name}`：该名称已有人使用；请另取名称"),
        format!("cannot add account `{name}`: the name is taken; choose another"),
    )
}

/// One person of an identity provider, two accounts.
pub(crate) fn subject_taken() -> Fault {
    Fault::new(
        Blame::Caller,
        "无法连接账户：您在身份提供方的身份已连接另一个账户；请用原账户登录，或请安全管理员重置原账户",
        "cannot connect the account: your identity at the provider has another account already; sign in to that one, or ask the security administrator to reset it",
    )
}

/// No account of this name.
pub(crate) fn no_account(name: &str) -> Fault {
    Fault::new(
        Blame::Caller,
        format!("找不到账户 `{name}`；请查看 doudi user list"),
        format!("cannot find account `{name}`; see doudi user list"),
    )
}

/// The chain breaks.
pub(crate) fn broken_log(seq: i64, zh: &str, en: &str) -> Fault {
    Fault::new(
        Blame::Data,
        format!("审计日志第 {seq} 条不可信：{zh}；请保全文件并与已公布的日志摘要核对"),
        format!(
            "entry {seq} of the audit log cannot be trusted: {en}; keep the file and compare with \
             the published head"
        ),
    )
}
