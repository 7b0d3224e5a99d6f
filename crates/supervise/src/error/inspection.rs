//! What may be wrong with visits and substitutes.

use chrono::NaiveDate;
use model::{Blame, Fault, Lang, Text};

use super::caller;

/// A code that no glossary has.
pub(crate) fn finding_code(code: &str) -> Fault {
    caller(
        format!("无法登记问题：不认识代码 `{code}`；请查 queries/columns.toml 中的 finding_code"),
        format!(
            "cannot enter the finding: code `{code}` is unknown; see finding_code in \
             queries/columns.toml"
        ),
    )
}

/// Findings at a household that nobody saw.
pub(crate) fn found_unseen(key: &str, outcome: &str) -> Fault {
    caller(
        format!("无法登记走访：家庭 {key} 的结果为 {outcome}，未见到人，不能有问题代码或金额"),
        format!(
            "cannot record the visit: household {key} was not seen ({outcome}), so there are no \
             findings or amounts; record them with the visit at which it was"
        ),
    )
}

/// What was found where, before others have looked again.
pub(crate) fn second_look_waits(id: &str) -> Fault {
    caller(
        format!(
            "不能分开给出抽查 {id} 的结果：盲复查尚未完成，复查人员不得知道首查在何处发现了什么；请在复查登记之后再看"
        ),
        format!(
            "cannot part the result of draw {id}: its second look is not over, and whoever looks again may \
             not know where the first look found what; ask when those visits are recorded"
        ),
    )
}

/// Two draws without a stratum that has results in both.
pub(crate) fn nothing_to_compare(earlier: &str, later: &str) -> Fault {
    caller(
        format!(
            "无法比较：抽查 {earlier} 和 {later} 没有一层都有两户以上结果；请比较同一用途、走访已登记的两次抽查"
        ),
        format!(
            "cannot compare: in no stratum have draws {earlier} and {later} both two results or more; \
             compare two draws of one purpose whose visits are recorded"
        ),
    )
}

/// A household that the draw does not send anybody to.
pub(crate) fn not_drawn(id: &str, key: &str) -> Fault {
    caller(
        format!("无法继续：抽查 {id} 没有要走访的家庭 {key}；请核对走访清单，备选户须先递补"),
        format!(
            "cannot go on: draw {id} sends nobody to household {key}; see the work list; a reserve \
             is visited once it stands in for somebody"
        ),
    )
}

/// A visit before the draw.
pub(crate) fn visited_before_draw(key: &str, visited_on: NaiveDate, drawn_on: NaiveDate) -> Fault {
    caller(
        format!("无法登记走访：家庭 {key} 的走访日期 {visited_on} 早于抽取日期 {drawn_on}"),
        format!(
            "cannot record the visit: household {key} was visited on {visited_on}, before it was \
             drawn on {drawn_on}; record it without the draw"
        ),
    )
}

/// Fewer visitors than the rule asks for.
pub(crate) fn too_few_visitors(key: &str, least: i128) -> Fault {
    caller(
        format!("无法登记走访：家庭 {key} 的走访须至少 {least} 人；请写明全部核查人"),
        format!(
            "cannot record the visit: at least {least} go to household {key}; name all of them"
        ),
    )
}

/// A visit without somebody whom the draw sends.
pub(crate) fn not_the_team(key: &str, absent: &str) -> Fault {
    caller(
        format!(
            "无法登记走访：家庭 {key} 应由抽定的核查组走访，缺“{absent}”；如须回避或不能参加，请先用 doudi draw recuse 替换"
        ),
        format!(
            "cannot record the visit: the drawn team goes to household {key} and `{absent}` is not \
             named; replace an inspector with doudi draw recuse first"
        ),
    )
}

/// A second look by somebody who looked before.
pub(crate) fn looked_before(key: &str, visitor: &str) -> Fault {
    caller(
        format!("无法登记复查：“{visitor}”参加过家庭 {key} 的首次走访；盲复查须由其他人进行"),
        format!(
            "cannot record the second look: `{visitor}` was at the first visit to household {key}; \
             others must look again"
        ),
    )
}

/// A second look at a second look.
pub(crate) fn third_look(id: &str) -> Fault {
    caller(
        format!("无法制定复查方案：{id} 本身就是复查；请复查首次抽查"),
        format!("cannot plan a second look: {id} is one itself; look again at the first draw"),
    )
}

/// A second look that does not say at what, or another draw that does.
pub(crate) fn second_look_of_what() -> Fault {
    caller(
        "无法制定方案：复查须指明所复查的抽查；请用 doudi draw second-look 抽查编号",
        "cannot plan the draw: a second look is of a draw; use doudi draw second-look ID",
    )
}

/// An extension that adds nobody.
pub(crate) fn nothing_to_extend(id: &str) -> Fault {
    caller(
        format!("无法增抽：按所给户数或比例，{id} 没有可增加的户；请给出更大的比例或户数"),
        format!(
            "cannot extend draw {id}: that count or share adds nobody; give a larger share or count"
        ),
    )
}

/// A reason for which nobody is replaced.
pub(crate) fn unknown_recusal(reason: &str, known: &[&str]) -> Fault {
    let known = known.join(", ");
    caller(
        format!("无法回避替换：不认识原因 `{reason}`；可用的有 {known}"),
        format!("cannot replace the inspector: reason `{reason}` is unknown; use one of {known}"),
    )
}

/// A recusal after the visit.
pub(crate) fn recused_too_late(key: &str) -> Fault {
    caller(
        format!(
            "无法回避替换：家庭 {key} 已经走访；请由他人复查（doudi draw second-look）或更正走访记录"
        ),
        format!(
            "cannot replace the inspector: household {key} was visited already; have others look \
             again (doudi draw second-look) or amend the visit"
        ),
    )
}

/// An acceptance asked of another kind of draw.
pub(crate) fn no_acceptance(id: &str) -> Fault {
    caller(
        format!("无法验收：{id} 不是清查验收抽查；请用 doudi draw plan campaign_acceptance 抽取"),
        format!(
            "cannot accept: {id} is no acceptance sample; draw one with doudi draw plan \
             campaign_acceptance"
        ),
    )
}

/// A household that has its result.
pub(crate) fn result_locked(key: &str, there: Option<i64>) -> Fault {
    match there {
        Some(visit) => caller(
            format!(
                "无法登记走访：家庭 {key} 已有结果（走访 {visit}）；更正请用 doudi visit amend {visit}"
            ),
            format!(
                "cannot record the visit: household {key} has its result (visit {visit}); correct \
                 it with doudi visit amend {visit}"
            ),
        ),
        None => caller(
            format!("无法登记走访：家庭 {key} 在同一批中有两个结果；请只留一个"),
            format!("cannot record the visits: household {key} has two results; keep one"),
        ),
    }
}

/// A certainty case has to be visited itself.
pub(crate) fn no_substitute_for_certain(key: &str) -> Fault {
    caller(
        format!("无法递补：家庭 {key} 属于必访对象，不得以他户代替；请继续走访并如实登记"),
        format!(
            "cannot substitute household {key}: it must be visited itself; go on and record what \
             happens"
        ),
    )
}

/// A household has its substitute.
pub(crate) fn substituted_already(key: &str) -> Fault {
    caller(
        format!("无法递补：家庭 {key} 已有递补户"),
        format!("cannot substitute household {key}: somebody stands in for it already"),
    )
}

/// Nobody was there yet.
pub(crate) fn no_attempt(key: &str) -> Fault {
    caller(
        format!("无法递补：家庭 {key} 没有走访记录；请先登记走访"),
        format!(
            "cannot substitute household {key}: no visit is recorded; record the attempts first"
        ),
    )
}

/// The last attempt does not say that the household could not be found.
pub(crate) fn no_absence(key: &str, outcome: &str, settled: bool) -> Fault {
    match settled {
        true => caller(
            format!("无法递补：家庭 {key} 已有结果（{outcome}）"),
            format!("cannot substitute household {key}: it has its result ({outcome})"),
        ),
        false => caller(
            format!(
                "无法递补：家庭 {key} 最近一次为 {outcome}，不是找不到人；拒绝核查本身应作为问题处理"
            ),
            format!(
                "cannot substitute household {key}: the last visit ended as {outcome}, which is no \
                 absence; a refusal is a finding in itself"
            ),
        ),
    }
}

/// Too few attempts to say that nobody can be met.
pub(crate) fn too_few_attempts(key: &str, days: usize, least: i128) -> Fault {
    caller(
        format!(
            "无法递补：家庭 {key} 未见到人的走访只有 {days} 天；须在至少 {least} 天走访，其中一次在工作时间以外，一次由村（居）人员陪同"
        ),
        format!(
            "cannot substitute household {key}: nobody was met on {days} days; it takes {least}, \
             one of them outside working hours and one with somebody from the village"
        ),
    )
}

/// No reserve is left.
pub(crate) fn no_reserve(stratum: &str) -> Fault {
    caller(
        format!("无法递补：{stratum} 的备选户已用完；请另行增补抽取"),
        format!("cannot substitute: stratum {stratum} has no reserve left; draw an increment"),
    )
}

/// A file without the headings of the form.
pub(crate) fn no_form(file: &str) -> Fault {
    Fault::new(
        Blame::Data,
        format!("无法导入 {file}：没有走访表的表头；请用 doudi draw work-list 生成的表"),
        format!(
            "cannot import {file}: it has no headings of the visit form; use the one that doudi \
             draw work-list writes"
        ),
    )
}

/// A cell of a form that is not understood.
pub(crate) fn form_cell(cell: &str, why: &Text) -> Fault {
    Fault::new(
        Blame::Data,
        format!("无法读取 `{cell}`：{}", why.zh),
        format!("cannot read `{cell}`: {}", why.en),
    )
}

/// All mistakes of a form.
pub(crate) fn form(faults: &[Fault]) -> Fault {
    let all = |lang| faults.iter().map(|fault| fault.say(lang)).collect::<Vec<_>>().join("\n");
    let count = faults.len();
    Fault::new(
        Blame::Data,
        format!("没有导入任何走访，共 {count} 处须改正：\n{}", all(Lang::Zh)),
        format!("no visit was imported; {count} places to correct:\n{}", all(Lang::En)),
    )
}
