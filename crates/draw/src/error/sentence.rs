//! What could not be done, why, and what to do about it, in both languages.

use super::{
    BeaconError, EntryError, Field, PlanError, ReplayError, RosterError, StepError, TextFault,
};
use crate::beacon::PulseFault;
use crate::replay::Method;

/// A refusal in both languages.
pub(super) struct Sentence {
    pub(super) zh: String,
    pub(super) en: String,
}

fn say(zh: impl Into<String>, en: impl Into<String>) -> Sentence {
    Sentence { zh: zh.into(), en: en.into() }
}

impl Field {
    const fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::DrawId => ("抽取编号", "draw id"),
            Self::Stratum => ("分层名称", "stratum"),
            Self::Inspector => ("核查人员编号", "inspector id"),
            Self::Purpose => ("方案用途", "purpose of the plan"),
            Self::Label => ("签号用途标签", "ticket purpose"),
            Self::Hash => ("哈希值", "hash"),
            Self::Seed => ("种子", "seed"),
        }
    }
}

pub(super) fn entry(error: &EntryError) -> Sentence {
    match error {
        EntryError::Text { field, value, fault } => {
            let (field_zh, field_en) = field.names();
            let (fault_zh, fault_en) = match fault {
                TextFault::Empty => ("内容为空", "it is empty"),
                TextFault::TooLong => ("超过255字节", "it has more than 255 bytes"),
                TextFault::OuterSpace => ("首尾有空白", "it starts or ends with white space"),
                TextFault::NotAscii => ("含有非ASCII字符", "it has characters outside ASCII"),
            };
            say(
                format!(
                    "不能使用{field_zh}“{value}”：{fault_zh}；请改为1至255字节、首尾无空白的文字"
                ),
                format!(
                    "cannot use {field_en} `{value}`: {fault_en}; give 1 to 255 bytes without outer white space"
                ),
            )
        }
        EntryError::Duplicate { id } => say(
            format!("不能使用该名单：“{id}”出现不止一次；请只保留一条"),
            format!("cannot use the list: `{id}` occurs more than once; keep one of them"),
        ),
        EntryError::Unsorted { id } => say(
            format!(
                "不能使用该名单：“{id}”未按编号的字节次序排列，或出现不止一次；请使用公布的原名单"
            ),
            format!(
                "cannot use the list: `{id}` is not in the order of the bytes of the ids, or repeated; use the list as published"
            ),
        ),
        EntryError::Absent { id } => say(
            format!("不能证明“{id}”在抽样框内：抽样框中没有该编号，或位置与证明不符；请核对编号"),
            format!(
                "cannot prove that `{id}` is in the frame: it is not there, or not in that place; check the id"
            ),
        ),
        EntryError::Hex { field, value } => {
            let (field_zh, field_en) = field.names();
            say(
                format!(
                    "不能读取{field_zh}“{value}”：不是64位小写十六进制数字；请按公布的原样填写"
                ),
                format!(
                    "cannot read {field_en} `{value}`: it is not 64 lower-case hexadecimal digits; give it as published"
                ),
            )
        }
        EntryError::SizeZero { id } => say(
            format!("不能按规模抽取“{id}”：其规模为0，没有被抽中的机会；请更正规模或移出名单"),
            format!(
                "cannot draw `{id}` by size: its size is 0, which gives it no chance; correct the size or leave it out"
            ),
        ),
    }
}

pub(super) fn plan(error: &PlanError) -> Sentence {
    match error {
        PlanError::Unreadable { reason } => say(
            format!("不能读取抽取方案：内容不符合格式（{reason}）；请使用本程序写出的方案"),
            format!("cannot read the plan: {reason}; use the plan as this program wrote it"),
        ),
        PlanError::NotCanonical => say(
            "不能读取抽取方案：文字不是规范JSON（RFC 8785）；请使用公布的原文",
            "cannot read the plan: its text is not canonical JSON (RFC 8785); use the text as published",
        ),
        PlanError::Number { number } => say(
            format!("不能写成规范JSON：{number}不是绝对值小于2的53次方的整数；比例请写成“30/100”"),
            format!(
                "cannot write canonical JSON: {number} is not an integer below 2^53; write shares as `30/100`"
            ),
        ),
        PlanError::Algorithm { value } => say(
            format!("不能执行抽取方案：不认识算法“{value}”；可用的是“native-1”"),
            format!(
                "cannot carry out the plan: algorithm `{value}` is unknown; `native-1` is known"
            ),
        ),
        PlanError::Fraction { value } => say(
            format!("不能读取抽取比例“{value}”：应为不大于1的分数；请写成“30/100”"),
            format!(
                "cannot read share `{value}`: it is not a fraction of at most 1; write it as `30/100`"
            ),
        ),
        PlanError::Reserve { value } => say(
            format!("不能读取备选规则“{value}”；请写“all”或备选户数"),
            format!("cannot read reserve rule `{value}`: it is neither; write `all` or a number"),
        ),
        PlanError::Reveals { stated, planned } => say(
            format!(
                "不能生成种子：给出{stated}个秘密值，方案约定{planned}个（至多255个）；请按方案次序全部给出"
            ),
            format!(
                "cannot make the seed: {stated} reveals are given, the plan has {planned} (at most 255); give all in the order of the plan"
            ),
        ),
        PlanError::Log => say(
            "不能采用日志记录：与本次抽查的方案、承诺或随机值不符；请使用抽查时的日志",
            "cannot use the log entries: they are not those of this plan, commitment and public value; use the log of the draw",
        ),
        PlanError::Reveal { number } => say(
            format!(
                "不能生成种子：第{number}个秘密值与方案中的哈希值不符；请该方重新出示，否则本次抽取作废"
            ),
            format!(
                "cannot make the seed: reveal {number} does not have the hash in the plan; have it shown again or void the draw"
            ),
        ),
    }
}

#[expect(clippy::too_many_lines, reason = "one table of sentences")]
pub(super) fn beacon(error: &BeaconError) -> Sentence {
    match error {
        BeaconError::Spec { spec, part } => say(
            format!(
                "不能读取随机源“{spec}”：不认识“{part}”；可用 drand:quicknet:链哈希:轮次、nist:2:链:脉冲号、cwl:ssq:期号、cwl:kl8:期号、dice:个数，以“+”相连"
            ),
            format!(
                "cannot read beacon spec `{spec}`: `{part}` is unknown; use drand:quicknet:<chain hash>:<round>, nist:2:<chain>:<pulse>, cwl:ssq:<issue>, cwl:kl8:<issue>, dice:<count>, joined by `+`"
            ),
        ),
        BeaconError::Order { spec } => say(
            format!(
                "不能读取随机源“{spec}”：次序不对或有重复；请按 drand、nist、cwl:ssq、cwl:kl8、dice 的次序各写一次，期号由小到大"
            ),
            format!(
                "cannot read beacon spec `{spec}`: its parts are out of order or repeated; name drand, nist, cwl:ssq, cwl:kl8, dice in this order, issues ascending"
            ),
        ),
        BeaconError::Entropy { spec, tenths } => say(
            format!(
                "不能使用随机源“{spec}”：只有{}.{}比特，不足60比特；请用drand、快乐8、20个十面骰，或合用两个来源",
                tenths / 10,
                tenths % 10
            ),
            format!(
                "cannot use beacon spec `{spec}`: it gives {}.{} bits and 60 are needed; use drand, cwl:kl8, 20 ten-sided dice, or two sources together",
                tenths / 10,
                tenths % 10
            ),
        ),
        BeaconError::Certificate { part } => say(
            format!(
                "不能使用随机源“{part}”：方案中没有可用的证书；制定方案时请用 --certificate 给出NIST公布的证书文件（PEM）"
            ),
            format!(
                "cannot use beacon `{part}`: the plan holds no certificate that can be used; give the one that NIST publishes (PEM) with --certificate when planning"
            ),
        ),
        BeaconError::Pem => say(
            "不能读取证书文件：不是PEM格式的X.509证书，或其密钥不是2048至8192位的RSA；请使用NIST公布的原文件",
            "cannot read the certificate: it is no X.509 certificate as PEM, or its key is not RSA of 2048 to 8192 bits; use the file as NIST publishes it",
        ),
        BeaconError::Pulse { part, fault } => pulse_sentence(part, *fault),
        BeaconError::Signature { part } => say(
            format!(
                "不能采用“{part}”的值：签名不成立；请原样填写该轮公布的签名（default链另加空格和上一轮签名）"
            ),
            format!(
                "cannot use the value for `{part}`: its signature does not hold; give the signature of that round as published (in the default chain followed by a space and the one before it)"
            ),
        ),
        BeaconError::File { reason } => say(
            format!("不能读取随机源文件：{reason}；请使用其服务器公布的原文件"),
            format!("cannot read the beacon file: {reason}; use it as its servers publish it"),
        ),
        BeaconError::Parts { stated, wanted } => say(
            format!(
                "不能读取随机值：给出{stated}个，约定的来源有{wanted}个；请按来源次序以“+”相连"
            ),
            format!(
                "cannot read the beacon value: {stated} values are given for {wanted} sources; join them by `+` in the order of the spec"
            ),
        ),
        BeaconError::Value { part, value } => say(
            format!(
                "不能采用“{part}”的值“{value}”：个数或范围不符；号码以空格分开，红球与蓝球以“/”分开，骰子写成一串数字"
            ),
            format!(
                "cannot use `{value}` for `{part}`: wrong count or range; numbers apart by spaces, red and blue apart by `/`, dice as one run of digits"
            ),
        ),
        BeaconError::Date { value } => say(
            format!("不能读取日期“{value}”：不是历法中的一天；请写成 2026-10-31"),
            format!(
                "cannot read date `{value}`: it is no day of the calendar; write it as 2026-10-31"
            ),
        ),
        BeaconError::Early { part, committed_on, revealed_on } => say(
            format!(
                "不能采用“{part}”的值：其日期{revealed_on}不在承诺日期{committed_on}之后；请改用承诺公布之后产生的随机值并重新承诺"
            ),
            format!(
                "cannot use the value of `{part}`: its day {revealed_on} is not after the commitment of {committed_on}; commit again to a value that does not exist yet"
            ),
        ),
    }
}

fn pulse_sentence(part: &str, fault: PulseFault) -> Sentence {
    let (zh, en) = match fault {
        PulseFault::Unreadable => (
            "不是NIST信标2.0所签的内容；请使用该脉冲公布的原文件",
            "it is not what the NIST beacon 2.0 signs; use the file of the pulse as published",
        ),
        PulseFault::Other => (
            "是另一条链或另一个脉冲；请使用方案约定的脉冲",
            "it is a pulse of another chain or index; use the one of the plan",
        ),
        PulseFault::Certificate => (
            "所用证书不是方案写明的证书；请作废本次抽查，用新证书或其他随机源另订方案",
            "it names another certificate than the plan; void the draw and plan it with the new certificate or another source",
        ),
        PulseFault::Signature => (
            "签名不是方案写明的证书所签；请核对文件，仍不成立则作废本次抽查，改用其他随机源",
            "the key of the plan's certificate did not sign it; check the file, and if it is as published, void the draw and plan it with another source",
        ),
        PulseFault::Late => (
            "其日期在揭晓日期之后；请更正揭晓日期",
            "it is of a later day than the reveal; correct the day of the reveal",
        ),
    };
    say(format!("不能采用“{part}”的值：{zh}"), format!("cannot use the value for `{part}`: {en}"))
}

pub(super) fn roster(error: &RosterError) -> Sentence {
    match error {
        RosterError::TeamSize { team_size } => say(
            format!("不能分派：每组{team_size}人，少于2人；请设为2人以上"),
            format!("cannot assign: a team of {team_size} is below two; set it to two or more"),
        ),
        RosterError::Unknown { inspector } => say(
            format!("不能分派：名册中没有核查人员“{inspector}”；请更正回避登记或补录该人员"),
            format!(
                "cannot assign: inspector `{inspector}` is not on the roster; correct the name or add the inspector"
            ),
        ),
        RosterError::NotInTeam { inspector, unit } => say(
            format!("不能替换：“{inspector}”不在“{unit}”的核查组内；请核对后再试"),
            format!(
                "cannot replace: `{inspector}` is not in the team of `{unit}`; check both names"
            ),
        ),
        RosterError::TooFewEligible { team_size, units } => say(
            format!(
                "不能分派：下列各户可派人员不足{team_size}人：{}；请增派人员",
                units.join("、")
            ),
            format!(
                "cannot assign: fewer than {team_size} inspectors may visit {}; add inspectors",
                units.join(", ")
            ),
        ),
        RosterError::Infeasible { units, inspectors, needed, available } => say(
            format!(
                "不能分派：下列{}户共需{needed}人次（{}），可派人员（{}）只有{available}人次；请增派人员或提高上限",
                units.len(),
                units.join("、"),
                inspectors.join("、"),
            ),
            format!(
                "cannot assign: {} units ({}) need {needed} places and there are {available} (inspectors at their cap: {}); add inspectors or raise caps",
                units.len(),
                units.join(", "),
                inspectors.join(", "),
            ),
        ),
        RosterError::NotPlanned => say(
            "不能分派：名册的哈希值与方案承诺的不一致；请使用承诺时的名册",
            "cannot assign: the roster does not have the hash that the plan commits to; use the roster as committed",
        ),
        RosterError::Missing => say(
            "不能完成抽取：方案承诺了名册，却没有给出；请附上承诺时的名册",
            "cannot finish the draw: the plan commits to a roster and none is given; give the roster as committed",
        ),
    }
}

pub(super) fn step(error: &StepError) -> Sentence {
    match error {
        StepError::Log => say(
            "不能采用这一步：日志记录与内容不符，或不是抽取之后的步骤；请使用公布的原文件",
            "cannot use the step: its log entry is not of this content or of no step after a draw; use the file as published",
        ),
        StepError::Unreadable { reason } => say(
            format!("不能读取这一步：内容不符合格式（{reason}）；请使用公布的原文件"),
            format!("cannot read the step: {reason}; use the file as published"),
        ),
        StepError::NotNext => say(
            "不能采用这一步：重新计算的户或核查组与所写的不同；请向公布单位查询",
            "cannot use the step: the rules give other units or teams than it states; ask those who published it",
        ),
        StepError::Stratum { stratum } => say(
            format!("不能继续：抽样框没有“{stratum}”这一层；请核对分层名称"),
            format!("cannot go on: the frame has no stratum `{stratum}`; check its name"),
        ),
        StepError::Exhausted { stratum, wanted, left } => say(
            format!("不能继续：“{stratum}”还要{wanted}户，只剩{left}户未抽；请减少户数"),
            format!(
                "cannot go on: {wanted} more units of `{stratum}` are wanted and {left} are left; ask for fewer"
            ),
        ),
        StepError::NotByChance { unit } => say(
            format!("不能递补：“{unit}”不是随机抽中的户；请核对编号"),
            format!("cannot substitute `{unit}`: chance did not draw it; check the id"),
        ),
        StepError::Substituted { unit } => say(
            format!("不能递补：“{unit}”已有递补户"),
            format!("cannot substitute `{unit}`: somebody stands in for it already"),
        ),
        StepError::NoRoster => say(
            "不能回避替换：本次抽取没有分派核查人员；请在方案中附上名册",
            "cannot replace anybody: the draw assigned no inspectors; plan it with a roster",
        ),
    }
}

pub(super) fn replay(error: &ReplayError) -> Sentence {
    match error {
        ReplayError::Method { name } => say(
            format!(
                "不能重演抽取：不认识方法“{name}”；可用 {}",
                Method::ALL.map(Method::name).join("、")
            ),
            format!(
                "cannot replay the draw: method `{name}` is unknown; known are {}",
                Method::ALL.map(Method::name).join(", ")
            ),
        ),
        ReplayError::Count { count, available } => say(
            format!("不能抽取{count}个：名单只有{available}个；请减少数量或补全名单"),
            format!(
                "cannot draw {count}: the list has {available}; ask for fewer or complete the list"
            ),
        ),
        ReplayError::Pool { ids } => say(
            format!("不能按RFC 3797抽取：名单有{ids}个，该方法至多65535个；请改用其他方法"),
            format!(
                "cannot draw by RFC 3797: the list has {ids} and the method takes at most 65535; use another method"
            ),
        ),
        ReplayError::Source { source } => say(
            format!(
                "不能读取随机来源“{source}”：应为一个以上的非负整数；数字以空格分开，来源以“/”分开"
            ),
            format!(
                "cannot read source `{source}`: it is not one or more whole numbers; numbers apart by spaces, sources apart by `/`"
            ),
        ),
    }
}
