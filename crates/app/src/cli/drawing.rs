//! The verbs of draws and estimates.

use std::path::PathBuf;

use chrono::{DateTime, FixedOffset, NaiveDate};
use clap::{Args, Subcommand, ValueEnum};

use super::When;

/// Ways to part the result of an inspection.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum By {
    /// 镇 / by town
    Town,
    /// 项目或批次 / by programme or month of approval
    Group,
    /// 问题代码 / by code of what was found
    Code,
}

/// `doudi draw …`.
#[derive(Debug, Subcommand)]
pub(crate) enum Draw {
    /// 制定方案并固定抽样框 / plan a draw and fix its frame
    Plan(PlanDraw),
    /// 公布承诺 / publish the commitment
    Commit {
        /// 抽查编号 / draw id
        id: String,
        /// 公布日期 / day of publication
        #[arg(long)]
        on: Option<NaiveDate>,
    },
    /// 揭晓并抽出 / reveal the beacon and draw
    Reveal {
        /// 抽查编号 / draw id
        id: String,
        /// 信标值，如骰子点数；drand 和 NIST 用 @文件；多个以 + 相连 / beacon value, such as the digits of the dice; for drand and NIST @FILE; several joined by +
        #[arg(long)]
        value: String,
        /// 揭晓日期 / day of the reveal
        #[arg(long)]
        on: Option<NaiveDate>,
    },
    /// 核验抽查包或单户证明 / verify bundles, or proofs of households, from nothing else
    Verify {
        /// 抽查包，可多个 / bundles
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// 文件是单户证明 / the files are proofs of households
        #[arg(long)]
        proof: bool,
    },
    /// 证明某户在抽样框内 / prove that a household is in the frame
    Prove {
        /// 抽查编号 / draw id
        id: String,
        /// 户的假名键 / pseudonym of the household
        key: String,
    },
    /// 写出离线核验网页 / write the page that verifies offline
    Page {
        /// 输出文件 / output file
        #[arg(long)]
        out: PathBuf,
    },
    /// 某一时刻之后的第一轮 drand / the first round of drand from a moment on
    Round {
        /// quicknet 或 default / quicknet or default
        chain: String,
        /// 时刻，如 2026-11-25T10:00:00+08:00 / moment
        at: DateTime<FixedOffset>,
    },
    /// 已有的抽查 / draws so far
    List,
    /// 走访清单 / the work list
    WorkList {
        /// 抽查编号 / draw id
        id: String,
        /// 写成每镇一页、可打印签名的 XLSX / an XLSX to print, one sheet per town
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// 以同层下一个备选户代替找不到的家庭 / put the next reserve of the stratum in the place of a household that cannot be found
    Substitute {
        /// 抽查编号 / draw id
        id: String,
        /// 找不到的家庭 / the household that cannot be found
        key: String,
    },
    /// 同一抽样框增抽：按抽取次序取其后的户 / draw more households of the same frame, next in the order of the draw
    Extend(ExtendDraw),
    /// 替换应当回避或不能参加的核查人员 / replace an inspector who must not or cannot visit a household
    Recuse {
        /// 抽查编号 / draw id
        id: String,
        /// 家庭代号 / household key
        key: String,
        /// 应当回避的人员 / the inspector
        inspector: String,
        /// 原因：kin 亲属, village 同村, handled 经办过, interest 利益关系, prevented 不能参加 / why
        #[arg(long)]
        reason: String,
    },
    /// 由其他人对部分首查结果盲复查：制定方案 / plan a blind second look by others at a part of what a draw found
    SecondLook {
        /// 首次抽查编号 / id of the first draw
        id: String,
        /// The source of chance.
        #[command(flatten)]
        beacon: Beacon,
        /// 核查人员名册（JSON）；首查人员自动回避 / roster as JSON; those who looked first are recused
        #[arg(long, value_name = "FILE")]
        roster: Option<PathBuf>,
    },
    /// 抽取之后的各步一并写入的抽查包 / the bundle with all that was decided since
    Bundle {
        /// 抽查编号 / draw id
        id: String,
        /// 输出文件 / output file
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
    /// 清查验收：各镇是否通过 / acceptance of a clean-up, town by town
    Accept {
        /// 验收抽查编号 / id of the acceptance sample
        id: String,
        /// As of when progress is told.
        #[command(flatten)]
        when: When,
        /// 写成通报：验收、进度、日报、整改 / write the circular: acceptance, progress, days, rectification
        #[arg(long, value_name = "FILE")]
        circular: Option<PathBuf>,
    },
    /// 两次抽查之间差错率的变化 / how the error rate changed from one draw to a later one
    Change {
        /// 前一次抽查编号 / the earlier draw
        earlier: String,
        /// 后一次抽查编号 / the later draw
        later: String,
    },
    /// 有问题与无问题的走访是否查得一样深 / whether visits with and without a finding were looked into as deep
    Depth {
        /// 抽查编号 / draw id
        id: String,
    },
    /// 走访结果推断的差错率和金额，初报与终报 / error rates and money that the visits imply, first submitted and final
    Result {
        /// 抽查编号 / draw id
        id: String,
        /// 分开给出终报：town 各镇，group 各项目或批次，code 各类问题 / the final rates of each town, group or code
        #[arg(long, value_enum)]
        by: Option<By>,
    },
    /// 重放公开算法 / replay a published method, ids on standard input
    Replay {
        /// rfc3797, rivest-2011, rivest-consistent-1[-replaced], cryptorandom-…, native-1
        #[arg(long)]
        method: String,
        /// 种子 / seed
        #[arg(long)]
        seed: String,
        /// 个数 / how many
        #[arg(long)]
        count: usize,
        /// 用途标签（native-1）/ purpose label
        #[arg(long, default_value = "select")]
        purpose: String,
    },
}

/// Which public chance a plan names.
#[derive(Debug, Args)]
pub(crate) struct Beacon {
    /// 信标，如 dice:20 / beacon, such as dice:20
    #[arg(long, default_value = "dice:20")]
    pub(crate) beacon: String,
    /// NIST 信标所用的证书（PEM），写入方案 / certificate of the NIST beacon (PEM), which the plan names
    #[arg(long, value_name = "FILE")]
    pub(crate) certificate: Option<PathBuf>,
}

/// `doudi draw extend`.
#[derive(Debug, Args)]
pub(crate) struct ExtendDraw {
    /// 抽查编号 / draw id
    pub(crate) id: String,
    /// 各层增至这一比例，如 40/100 / bring every stratum to this share, such as 40/100
    #[arg(long, required_unless_present_any = ["stratum", "newcomers"], conflicts_with = "stratum")]
    pub(crate) share: Option<String>,
    /// 只增抽这一层 / extend this stratum only
    #[arg(long, requires = "count")]
    pub(crate) stratum: Option<String>,
    /// 增抽户数 / how many households
    #[arg(long, requires = "stratum")]
    pub(crate) count: Option<usize>,
    /// 原因，会公布 / why; it is published
    #[arg(long, required_unless_present = "newcomers")]
    pub(crate) reason: Option<String>,
    /// 抽样框已增长：为新增的户另订方案，另行承诺和揭晓 / the frame has grown: plan a draw of the newcomers, with a commitment and chance of its own
    #[arg(long, conflicts_with_all = ["share", "stratum", "reason"])]
    pub(crate) newcomers: bool,
    /// Of what the newcomers are asked.
    #[command(flatten)]
    pub(crate) when: When,
    /// The source of chance for the newcomers.
    #[command(flatten)]
    pub(crate) beacon: Beacon,
    /// 新增户方案的名册 / roster for the newcomers
    #[arg(long, value_name = "FILE", requires = "newcomers")]
    pub(crate) roster: Option<PathBuf>,
}

/// `doudi draw plan`.
#[derive(Debug, Args)]
pub(crate) struct PlanDraw {
    /// 用途：new_cases、annual_visits 或 campaign_acceptance / purpose
    pub(crate) purpose: String,
    /// Of what the frame is asked.
    #[command(flatten)]
    pub(crate) when: When,
    /// The source of chance.
    #[command(flatten)]
    pub(crate) beacon: Beacon,
    /// 核查人员名册（JSON）：人员、上限、回避 / roster as JSON: inspectors, caps, recusals
    #[arg(long, value_name = "FILE")]
    pub(crate) roster: Option<PathBuf>,
    /// 只抽某次抽查之后新增的户 / draw only from households that came after this draw
    #[arg(long, value_name = "ID")]
    pub(crate) increment_of: Option<String>,
}

/// `doudi estimate …`.
#[derive(Debug, Subcommand)]
pub(crate) enum Estimate {
    /// 错误数的精确区间 / exact hypergeometric interval of the number of errors
    Interval {
        /// 总体 / population
        #[arg(long)]
        population: u64,
        /// 样本 / sample
        #[arg(long)]
        sample: u64,
        /// 样本中的错误 / errors in the sample
        #[arg(long)]
        errors: u64,
    },
    /// 差错是否在容忍率之内（单侧95%上限）/ accept or reject against a tolerable rate
    Accept {
        /// 总体 / population
        #[arg(long)]
        population: u64,
        /// 样本 / sample
        #[arg(long)]
        sample: u64,
        /// 样本中的错误 / errors in the sample
        #[arg(long)]
        errors: u64,
        /// 容忍率，如 0.03 / tolerable rate
        #[arg(long)]
        tolerable: f64,
    },
    /// 需要抽多少户 / how large a sample has to be
    Size {
        /// 总体 / population
        #[arg(long)]
        population: u64,
        /// 要排除的错误数 / the number of errors to rule out
        #[arg(long)]
        errors: u64,
        /// 样本中允许的错误 / errors allowed in the sample
        #[arg(long, default_value_t = 0)]
        allowed: u64,
    },
    /// 分层差错率：答复者、含替补、最坏、最好 / error rates of an inspection: respondents, with substitutes, worst, best
    Rates {
        /// 各层结果（JSON）/ outcomes of the strata as JSON
        file: PathBuf,
    },
    /// 多发、少发、净额占发放的比率 / over-, under- and net payment as shares of what was paid
    Payments {
        /// 各层每户的发放、多发、少发（分，JSON）/ paid, over, under of every unit in fen, by stratum, as JSON
        file: PathBuf,
    },
}
