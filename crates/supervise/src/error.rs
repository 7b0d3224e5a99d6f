//! Every sentence of this crate.

mod inspection;

use std::path::Path;

use chrono::NaiveDate;
use model::{Blame, Fault, Lang, Month, Text};

pub(crate) use inspection::*;

fn caller(zh: impl Into<String>, en: impl Into<String>) -> Fault {
    Fault::new(Blame::Caller, zh, en)
}

/// All mistakes of the definitions as one fault; a single one keeps its place.
pub(crate) fn definitions(mut faults: Vec<Fault>) -> Fault {
    if faults.len() == 1
        && let Some(fault) = faults.pop()
    {
        return fault;
    }
    let blame = faults.iter().map(|fault| fault.blame).max().unwrap_or(Blame::Bug);
    let all = |lang| faults.iter().map(|fault| fault.say(lang)).collect::<Vec<_>>().join("\n");
    let count = faults.len();
    Fault::new(
        blame,
        format!("无法使用定义文件，共 {count} 处错误：\n{}", all(Lang::Zh)),
        format!("cannot use the definitions, {count} mistakes:\n{}", all(Lang::En)),
    )
}

/// The folder is a home.
/// A store that has the snapshots of another home, or of one that is gone.
pub(crate) fn store_in_use(root: &Path) -> Fault {
    let path = root.display();
    Fault::new(
        Blame::Caller,
        format!(
            "无法在 `{path}` 建立数据目录：该存储位置已有快照；请换一个前缀，或使用原来的数据目录"
        ),
        format!(
            "cannot make a home in `{path}`: there are snapshots in its store already; use another prefix, or the home that they belong to"
        ),
    )
}

pub(crate) fn home_exists(root: &Path) -> Fault {
    let root = root.display();
    caller(
        format!("无法建立数据目录：{root} 已经是数据目录；请换一个目录"),
        format!("cannot make a home: {root} is one already; choose another folder"),
    )
}

/// A circular tells of all towns, and whoever asks sees one.
pub(crate) fn circular_of_town() -> Fault {
    caller(
        "看不到通报草稿：草稿涉及全市，只有市级账户可以查看；签发后的通报各镇均可查看",
        "cannot show the draft: it tells of the whole city and is for accounts of the city; issued circulars are for all",
    )
}

/// The number of a circular is too long or no line of text.
pub(crate) fn circular_number(max: usize) -> Fault {
    caller(
        format!("没有签发：文号最多 {max} 个字，且须在一行内；请修改"),
        format!("not signed: a number has at most {max} letters on one line; change it"),
    )
}

/// A correction or withdrawal without a reason.
pub(crate) fn circular_without_reason() -> Fault {
    caller(
        "没有保存：更正或撤回通报须写明原因；请填写",
        "not done: to correct or withdraw a circular needs a reason; give it",
    )
}

/// No scenario of this number was saved, or it was removed.
pub(crate) fn no_scenario(id: i64) -> Fault {
    caller(
        format!("找不到测算方案 {id}：没有这个编号，或已删除；请查看方案清单"),
        format!(
            "cannot find scenario {id}: there is none of this number, or it was removed; see the list"
        ),
    )
}

/// No draft of this name was saved, or it was removed.
pub(crate) fn no_draft(name: &str) -> Fault {
    caller(
        format!("找不到看板草稿 `{name}`：没有这个名称，或已删除；请查看草稿清单"),
        format!(
            "cannot find draft `{name}`: there is none of this name, or it was removed; see the list"
        ),
    )
}

/// What is wrong with a scenario that is to be saved.
pub(crate) fn scenario_mistakes(mistakes: &[plan::Mistake]) -> Fault {
    let all = |lang| mistakes.iter().map(|(_, text)| text.get(lang)).collect::<Vec<_>>().join("; ");
    caller(
        format!("没有保存测算方案：{}", all(Lang::Zh)),
        format!("the scenario is not saved: {}", all(Lang::En)),
    )
}

/// The folder is no home.
pub(crate) fn no_home(root: &Path) -> Fault {
    let root = root.display();
    caller(
        format!("无法打开数据目录：{root} 不是数据目录；请先运行 doudi init"),
        format!("cannot open the home: {root} is none; run doudi init first"),
    )
}

/// A file that a town cannot deliver.
pub(crate) fn no_upload(name: &str) -> Fault {
    caller(
        format!(
            "无法收取文件“{name}”：只收 CSV、TXT、TSV、XLSX、XLS 文件，文件名不超过四十个汉字；请另存后再传"
        ),
        format!(
            "cannot take the file “{name}”: CSV, TXT, TSV, XLSX and XLS are taken, with names up to 120 bytes; save it as one of these"
        ),
    )
}

/// A draft with mistakes in it, or nothing.
pub(crate) fn not_submitted(month: Month) -> Fault {
    Fault::new(
        Blame::Data,
        format!("没有提交 {month} 的报送：文件还有问题，或没有可用的行；请按检查结果改正后再提交"),
        format!(
            "did not submit the files of {month}: something in them is wrong, or no row can be used; correct what the check says and submit again"
        ),
    )
}

/// `home.toml` cannot be read.
pub(crate) fn bad_home_file(file: &Path, why: &str) -> Fault {
    let file = file.display();
    Fault::new(
        Blame::Limit,
        format!("无法打开数据目录：{file} 内容有误（{why}）；请从备份恢复"),
        format!("cannot open the home: {file} is damaged ({why}); restore it"),
    )
}

/// The home follows another place than the one asked for.
pub(crate) fn other_place(root: &Path, has: &str, wanted: &str) -> Fault {
    let root = root.display();
    caller(
        format!("无法使用数据目录 {root}：其地区为 {has}，而不是 {wanted}；请换一个目录"),
        format!(
            "cannot use the home {root}: its place is {has}, not {wanted}; choose another folder"
        ),
    )
}

/// A norm that work depends on is not in force.
pub(crate) fn no_norm(name: &str, day: NaiveDate) -> Fault {
    Fault::new(
        Blame::Author,
        format!("无法执行：{day} 没有可用的规定 `{name}`；请在地区文件中补上"),
        format!(
            "cannot go on: norm `{name}` has no number on {day}; add it to the norms of the place"
        ),
    )
}

/// A value has no text form.
pub(crate) fn no_text(why: &str) -> Fault {
    Fault::new(
        Blame::Bug,
        format!("无法写成文本：{why}；请报告此问题"),
        format!("cannot write it as text: {why}; report this"),
    )
}

/// Columns do not make a table.
pub(crate) fn no_table(why: &arrow::error::ArrowError) -> Fault {
    Fault::new(
        Blame::Bug,
        format!("结果无法成表：{why}；请报告此问题"),
        format!("the result has no table form: {why}; report this"),
    )
}

/// A table of several answers without an answer.
pub(crate) fn nothing_to_compose(query: &str) -> Fault {
    Fault::new(
        Blame::Author,
        format!("无法得出 {query}：没有登记任何相应的问题；请检查 queries 目录"),
        format!("cannot make {query}: no such question is registered; look into queries/"),
    )
}

/// A month was published while answers were being collected.
pub(crate) fn snapshot_changed(first: &str, then: &str) -> Fault {
    Fault::new(
        Blame::Data,
        format!("无法得出结果：计算期间快照由 {first} 变为 {then}；请再运行一次"),
        format!(
            "cannot finish: the snapshot changed from {first} to {then} meanwhile; run it again"
        ),
    )
}

/// Leads are opened in the order of months.
pub(crate) fn leads_backwards(month: Month, last: Month) -> Fault {
    caller(
        format!("无法按 {month} 生成线索：已按 {last} 生成过；线索只能逐月向后生成"),
        format!(
            "cannot open leads of {month}: those of {last} are open already; months go forward"
        ),
    )
}

/// Leads of flags are opened by runs.
pub(crate) fn flags_open_leads() -> Fault {
    caller(
        "无法登记来源为 flag 的线索：这类线索由 doudi ledger open 生成；请用 visit 或 complaint",
        "cannot enter a lead of source flag: doudi ledger open makes those; use visit or complaint",
    )
}

/// A cause that is not in the list.
pub(crate) fn unknown_cause<'a>(name: &str, known: impl Iterator<Item = &'a String>) -> Fault {
    let known = list(known);
    caller(
        format!("无法登记线索：不认识成因 `{name}`；可用的有 {known}"),
        format!("cannot enter the lead: cause `{name}` is unknown; use one of {known}"),
    )
}

/// A finding without its code, or a code without a finding.
pub(crate) fn decided_without_code(verdict: &str) -> Fault {
    caller(
        format!(
            "无法认定为 {verdict}：confirmed 和 partly 必须有问题代码（如 F01），其他结果不得有代码和金额"
        ),
        format!(
            "cannot decide {verdict}: confirmed and partly need a finding code such as F01, other outcomes have neither code nor amounts"
        ),
    )
}

/// A later lead about the same household and cause.
pub(crate) fn later_lead(id: i64, later: i64) -> Fault {
    caller(
        format!("无法重开线索 {id}：同一家庭、同一成因已有后续线索 {later}；请处理该线索"),
        format!("cannot reopen lead {id}: lead {later} about the same goes on; take that one up"),
    )
}

/// A work list without anybody to visit for chance.
pub(crate) fn no_control(town: Option<&str>) -> Fault {
    let (zh, en) = town.map_or((String::new(), String::new()), |town| {
        (format!("镇（区）{town} 的"), format!(" of {town}"))
    });
    caller(
        format!(
            "无法下发{zh}走访清单：没有可随机走访的家庭；请加大可走访户数，或核对镇（区）编码和规定 `lead_control_share`"
        ),
        format!(
            "cannot hand out a work list{en}: nobody is left to visit for chance; allow more visits, or check the town and the norm `lead_control_share`"
        ),
    )
}

/// No month to try other norms on.
pub(crate) fn nothing_to_calibrate(from: Option<Month>, to: Option<Month>) -> Fault {
    let shown = |month: Option<Month>| month.map(|month| month.to_string()).unwrap_or_default();
    let (from, to) = (shown(from), shown(to));
    caller(
        format!("无法校准：{from} 至 {to} 之间没有已发布的月份；请核对月份（doudi snapshots）"),
        format!(
            "cannot calibrate: no month from {from} to {to} is loaded; check the months (doudi snapshots)"
        ),
    )
}

/// A household of which nothing is known.
pub(crate) fn no_subject(key: &str) -> Fault {
    caller(
        format!("无法登记线索：最新快照中没有家庭 `{key}`；请核对家庭代号，或写明镇（区）编码"),
        format!(
            "cannot enter the lead: the latest snapshot has no household `{key}`; check the key, or give its town"
        ),
    )
}

fn list<'a>(words: impl Iterator<Item = &'a String>) -> String {
    words.map(String::as_str).collect::<Vec<_>>().join(", ")
}

/// Something that is not a flag.
pub(crate) fn not_a_flag(name: &str) -> Fault {
    caller(
        format!("找不到疑点 `{name}`：它是问题而不是疑点；请查看 queries/flags"),
        format!("cannot find flag `{name}`: it is a question, not a flag; look into queries/flags"),
    )
}

/// An indicator whose answer cannot be scored.
pub(crate) fn bad_indicator(name: &str, column: &str) -> Fault {
    Fault::new(
        Blame::Author,
        format!("无法评分：指标 `{name}` 的 {column} 缺失、重复或不是数；请改正该指标"),
        format!(
            "cannot score: {column} of indicator `{name}` is missing, repeated or no number; correct it"
        ),
    )
}

/// What `stats` refused.
pub(crate) fn statistics(why: &stats::Error) -> Fault {
    Fault::new(Blame::Author, why.zh(), why.en())
}

/// What `draw` refused.
pub(crate) fn draw(why: &draw::Error) -> Fault {
    caller(why.zh(), why.en())
}

/// A roster that is none.
pub(crate) fn bad_roster(why: &serde_json::Error) -> Fault {
    Fault::new(
        Blame::Caller,
        format!(
            "不能读取核查人员名册：{why}；请按 {{\"inspectors\":[{{\"id\":…,\"cap\":…}}],\"recusals\":[{{\"draw_id\":…,\"inspectors\":[…]}}],\"team_size\":2}} 填写"
        ),
        format!(
            "cannot read the roster: {why}; write it as {{\"inspectors\":[{{\"id\":…,\"cap\":…}}],\"recusals\":[{{\"draw_id\":…,\"inspectors\":[…]}}],\"team_size\":2}}"
        ),
    )
}

/// A purpose that no draw has.
pub(crate) fn unknown_purpose(code: &str, known: &[&str]) -> Fault {
    let known = known.join(", ");
    caller(
        format!("无法抽查：不认识用途 `{code}`；可用的有 {known}"),
        format!("cannot draw: purpose `{code}` is unknown; use one of {known}"),
    )
}

/// Nobody to draw from.
pub(crate) fn empty_frame(purpose: &str, day: NaiveDate) -> Fault {
    caller(
        format!("无法抽查：截至 {day} 没有可供 {purpose} 抽取的家庭；请检查日期和已装载的月份"),
        format!(
            "cannot draw: no household is open to {purpose} as of {day}; check the day and the loaded months"
        ),
    )
}

/// A frame question whose answer is no frame.
pub(crate) fn bad_frame(question: &str, column: &str) -> Fault {
    Fault::new(
        Blame::Author,
        format!("无法抽查：问题 `{question}` 的列 {column} 有空值或不合规；请改正该问题"),
        format!(
            "cannot draw: column {column} of question `{question}` is empty or unusable; correct it"
        ),
    )
}

/// A file of ours that was damaged.
pub(crate) fn bad_file(path: &Path, why: &serde_json::Error) -> Fault {
    let path = path.display();
    Fault::new(
        Blame::Limit,
        format!("无法读取 {path}：{why}；请从备份恢复"),
        format!("cannot read {path}: {why}; restore it"),
    )
}

/// The frame is not the one that was planned or committed to.
pub(crate) fn frame_changed(id: &str) -> Fault {
    Fault::new(
        Blame::Data,
        format!("无法继续抽查 `{id}`：抽样框与方案或承诺不符；请作废后重新制定方案"),
        format!(
            "cannot go on with draw `{id}`: its frame is not the one planned; void it and plan again"
        ),
    )
}

/// A reveal before the commitment.
pub(crate) fn not_committed(id: &str) -> Fault {
    caller(
        format!("无法揭晓抽查 `{id}`：尚未公布承诺；请先运行 doudi draw commit"),
        format!("cannot reveal draw `{id}`: it is not committed; run doudi draw commit first"),
    )
}

/// A work list before the reveal.
pub(crate) fn not_revealed(id: &str) -> Fault {
    caller(
        format!("无法列出抽查 `{id}` 的名单：尚未揭晓；请先运行 doudi draw reveal"),
        format!("cannot list draw `{id}`: it is not revealed; run doudi draw reveal first"),
    )
}

/// A household that the snapshot does not have.
pub(crate) fn no_household(key: &str, day: NaiveDate) -> Fault {
    caller(
        format!("无法核算家庭 `{key}`：{day} 的快照中没有该户；请核对家庭代号和日期"),
        format!(
            "cannot explain household `{key}`: the snapshot of {day} has none; check key and day"
        ),
    )
}

/// The lines of a household, asked by somebody who may not see all that they tell of.
pub(crate) fn not_explained() -> Fault {
    caller(
        "无法逐项核算：您的角色不能看到个案的金额和文字；请由有权的人查看",
        "cannot explain the household: your role does not see the money and words of a case; ask somebody whose role does",
    )
}

/// `home.toml` names a policy that there is not.
pub(crate) fn no_policy(name: &str) -> Fault {
    let known: Vec<&str> = access::policies().iter().map(|policy| policy.name.as_str()).collect();
    let known = known.join(", ");
    caller(
        format!("无法使用账户：home.toml 中的 policy `{name}` 不存在；可用的有 {known}"),
        format!("cannot use accounts: home.toml names policy `{name}`; use one of {known}"),
    )
}

/// A name that no account can have.
pub(crate) fn bad_account_name(name: &str) -> Fault {
    caller(
        format!("无法新建账户 `{name}`：名称为 2 至 64 个字母、数字、汉字、点、下划线或连字符"),
        format!(
            "cannot add account `{name}`: a name is 2 to 64 letters, digits, dots, underscores or hyphens"
        ),
    )
}

/// No account of this name.
pub(crate) fn no_account(name: &str) -> Fault {
    caller(
        format!("找不到账户 `{name}`；请从账户清单中选择"),
        format!("cannot find account `{name}`; choose one of the list"),
    )
}

/// Roles that do not make an account.
pub(crate) fn combination(why: &access::Combination) -> Fault {
    caller(format!("无法授予角色：{}", why.zh()), format!("cannot give roles: {}", why.en()))
}

/// A set-up link that is spent, over or none.
pub(crate) fn no_link() -> Fault {
    caller(
        "设置链接无效：已经用过、超过 72 小时或不完整；请向安全管理员要新的链接",
        "the set-up link does not hold: it was used, is over 72 hours old or not whole; ask the security administrator for another",
    )
}

/// A secret that is no text.
pub(crate) fn no_secret_text(file: &Path) -> Fault {
    let file = file.display();
    caller(
        format!("无法使用身份提供方：{file} 不是文本；请只写入提供方给出的客户端密钥"),
        format!(
            "cannot use the identity provider: {file} is no text; write the client's secret into it and nothing else"
        ),
    )
}

/// The policy wants a second factor, and the provider is not asked for one.
pub(crate) fn provider_without_factor() -> Fault {
    caller(
        "无法使用身份提供方：账户规定要求两步验证，而 home.toml 没有写明提供方以哪些 acr 值表示已做两步验证；请在 [identity_provider] 写明 second_factor，或改用不要求两步验证的 policy",
        "cannot use the identity provider: the policy asks for a second factor, and home.toml does not say by which values of acr the provider tells of one; set second_factor in [identity_provider], or a policy without",
    )
}

/// A one-time code that is not the present one.
pub(crate) fn wrong_code() -> Fault {
    caller(
        "验证码不对；请核对手机和电脑的时间，用新的验证码再试",
        "the code is wrong; compare the clocks of phone and computer and try with a new code",
    )
}

/// The present password is another.
pub(crate) fn wrong_password() -> Fault {
    caller("现在的密码不对；请重新输入", "the present password is wrong; type it again")
}

/// A password that will not do.
pub(crate) fn weak(why: access::Weakness) -> Fault {
    caller(format!("{}；请另选一个", why.zh()), format!("{}; choose another", why.en()))
}

/// Not even the memory for one password.
pub(crate) fn no_memory() -> Fault {
    Fault::new(
        Blame::Limit,
        "无法保存密码：内存不足；请稍后再试",
        "cannot keep the password: memory is short; try again later",
    )
}

/// The operating system gives no random bytes.
pub(crate) fn no_chance(why: &str) -> Fault {
    Fault::new(
        Blame::Limit,
        format!("无法取得随机数：{why}；请检查操作系统"),
        format!("cannot get random bytes: {why}; look into the operating system"),
    )
}

/// A look or a decision without a reason.
pub(crate) fn no_purpose() -> Fault {
    caller("无法执行：没有写明事由；请写明事由", "cannot go on: no purpose is given; state it")
}

/// A bundle that does not verify.
pub(crate) fn bundle(id: &str, why: &draw::Difference) -> Fault {
    Fault::new(
        Blame::Data,
        format!("抽查 `{id}` 的抽查包不可信：{}", why.zh()),
        format!("the bundle of draw `{id}` cannot be trusted: {}", why.en()),
    )
}

/// The last link of the chain is not in the audit log yet.
pub(crate) fn not_noted(id: &str) -> Text {
    Text::new(
        format!("快照 {id} 尚未记入审计日志（发布后程序中断）；下一次装载或清理会补记"),
        format!(
            "snapshot {id} is not in the audit log yet (the program ended after publishing it); the next load or vacuum notes it"
        ),
    )
}

/// Files that no manifest names.
pub(crate) fn orphans(count: usize) -> Text {
    Text::new(
        format!(
            "有 {count} 个文件不属于任何快照（中断的装载留下的）；可用 doudi snapshots vacuum 清理"
        ),
        format!(
            "{count} files belong to no snapshot (a load was interrupted); doudi snapshots vacuum removes them"
        ),
    )
}

/// Something is where a backup or a home is to be made.
pub(crate) fn exists(path: &Path) -> Fault {
    let path = path.display();
    caller(
        format!("无法写入 {path}：该处已有文件；请换一个名称"),
        format!("cannot write {path}: something is there already; choose another name"),
    )
}

/// Not a backup, or not a whole one.
pub(crate) fn no_backup(path: &Path, why: &std::io::Error) -> Fault {
    let path = path.display();
    caller(
        format!("无法恢复：{path} 不是完整的备份（{why}）；请换一份备份"),
        format!("cannot restore: {path} is no whole backup ({why}); use another one"),
    )
}

/// A file of a backup is not what its inventory says.
pub(crate) fn bad_backup(backup: &Path, file: &str) -> Fault {
    let backup = backup.display();
    Fault::new(
        Blame::Data,
        format!("无法恢复：备份 {backup} 中的 {file} 与清单不符；请换一份备份"),
        format!(
            "cannot restore: {file} in the backup {backup} is not what its inventory says; use another one"
        ),
    )
}

/// No lead of this number, or one of another town, which is the same to the reader.
pub(crate) fn no_lead(id: i64) -> Fault {
    caller(
        format!("找不到线索 {id}：台账中没有这个编号；请查看线索清单"),
        format!("cannot find lead {id}: the ledger has no such number; see the list of leads"),
    )
}

/// A code under which nothing is noted here, or nothing for whoever asks.
pub(crate) fn unknown_receipt(code: &str) -> Fault {
    caller(
        format!(
            "找不到核验码 `{code}`：本数据目录没有给出过它；请核对十六位代码，并在给出该数字的单位核验"
        ),
        format!(
            "cannot find receipt `{code}`: it was not given out here; check its sixteen characters, and verify it where the figure was made"
        ),
    )
}

/// A note that is not what its name says.
pub(crate) fn changed_receipt(code: &str) -> Fault {
    Fault::new(
        Blame::Data,
        format!(
            "无法核验 `{code}`：所留的记录与核验码不符，已被改动；请从备份恢复 receipts 文件夹"
        ),
        format!(
            "cannot verify `{code}`: what was noted under it was changed and no longer has this code; restore the folder receipts from a backup"
        ),
    )
}

/// A figure that cannot be computed anew.
pub(crate) fn not_verified(code: &str, why: &Fault) -> Fault {
    Fault {
        text: Text::new(
            format!("无法重新计算核验码 `{code}` 的结果：{}", why.text.zh),
            format!("cannot compute the figure of receipt `{code}` anew: {}", why.text.en),
        ),
        ..why.clone()
    }
}
