//! The command line: every verb and option, in the words of the field.
//!
//! # Not here
//!
//! Doing anything; each verb has a function in `commands`.

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::{Args, Parser, Subcommand, ValueEnum};
use model::{Lang, Month};

/// 兜底：社会救助监督分析 / Doudi: supervision of social assistance
#[derive(Debug, Parser)]
#[command(name = "doudi", version, arg_required_else_help = true)]
pub(crate) struct Cli {
    /// What every command accepts.
    #[command(flatten)]
    pub(crate) common: Common,
    /// The verb.
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// Options of every command.
#[derive(Clone, Debug, Args)]
pub(crate) struct Common {
    /// 数据目录 / the data folder of one municipality
    #[arg(long, global = true, default_value = "doudi-home", value_name = "DIR")]
    pub(crate) home: PathBuf,
    /// 语言 / language: zh, en
    #[arg(long, global = true, default_value = "zh", value_parser = lang)]
    pub(crate) lang: Lang,
    /// 输出格式 / output format
    #[arg(long, global = true, value_enum)]
    pub(crate) format: Option<Format>,
}

/// How rows are printed; for reports also `xlsx`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// Aligned columns for people.
    Table,
    /// Comma-separated values.
    Csv,
    /// JSON.
    Json,
    /// A workbook (reports only).
    Xlsx,
}

/// The verbs.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// 演示：合成数据、装载、监督、打开看板 / synthesise, load, supervise, serve
    Demo(Demo),
    /// 新建数据目录 / make a new home for one municipality
    Init {
        /// 随附的地区名或自己的 .toml / a shipped place or your own .toml
        #[arg(long, value_name = "NAME|FILE")]
        jurisdiction: String,
    },
    /// 合成带标签的报送数据 / labelled synthetic deliveries
    Synth(Synth),
    /// 检查并发布一个月的报送 / check and publish one month
    Load {
        /// 报送文件夹 / the folder of files
        delivery: PathBuf,
        /// 数据所属月份 / the month it describes, YYYY-MM
        #[arg(long)]
        month: Month,
    },
    /// 已发布的快照 / what is loaded
    Snapshots,
    /// 被隔离的行 / rows in quarantine
    Quarantine {
        /// 月份 / month
        #[arg(long)]
        month: Month,
    },
    /// 问一个已登记的问题 / ask one registered question
    Query(Query),
    /// 已登记的问题清单 / list the registered questions
    Questions,
    /// 逐项核算 / the computation, line by line
    #[command(subcommand)]
    Explain(Explain),
    /// 疑点 / flags: work, never verdicts
    Flags {
        /// 月份，默认最新 / month, the latest by default
        #[arg(long)]
        month: Option<Month>,
        /// 只看一种 / one flag only
        #[arg(long, value_name = "ID")]
        flag: Option<String>,
    },
    /// 乡镇评分 / township scorecard
    Score {
        /// 月份，默认最新 / month, the latest by default
        #[arg(long)]
        month: Option<Month>,
    },
    /// 标准调整测算 / effect of a new standard
    Plan {
        /// 方案文件 / the scenario file
        scenario: PathBuf,
        /// 截至日期 / as of this day
        #[arg(long)]
        as_of: Option<NaiveDate>,
    },
    /// 抽查 / verifiable draws
    #[command(subcommand)]
    Draw(Draw),
    /// 区间估计 / interval estimates
    #[command(subcommand)]
    Estimate(Estimate),
    /// 凭事由查询身份（从标准输入读键）/ identities for keys on standard input, with a purpose
    Identify {
        /// 事由，写入审计日志 / purpose, written to the audit log
        #[arg(long)]
        purpose: String,
    },
    /// 报表 / one report as a file
    Report(Report),
    /// 运行任务 / run one job, or all that are due
    Run(Run),
    /// 运行记录 / the run ledger
    Runs,
    /// 任务日历 / jobs and when they run
    Schedule,
    /// 看板（只监听本机）/ the dashboard, on loopback only
    Serve {
        /// 监听地址 / address
        #[arg(long, default_value = "127.0.0.1:8080")]
        listen: std::net::SocketAddr,
    },
    /// 检查定义与数据 / check definitions and stored data
    Doctor,
}

/// `doudi demo`.
#[derive(Debug, Args)]
pub(crate) struct Demo {
    /// 户数 / households
    #[arg(long, default_value_t = 20_000)]
    pub(crate) households: u32,
    /// 月数 / months
    #[arg(long, default_value_t = 12)]
    pub(crate) months: u32,
    /// 随机种子 / seed
    #[arg(long, default_value_t = 2022)]
    pub(crate) seed: u64,
    /// 最后一个月 / the last month
    #[arg(long, default_value = "2026-10")]
    pub(crate) month: Month,
    /// 地区 / jurisdiction
    #[arg(long, default_value = "qionghai", value_name = "NAME|FILE")]
    pub(crate) jurisdiction: String,
    /// 总结后结束 / end after the summary
    #[arg(long)]
    pub(crate) no_serve: bool,
    /// 看板地址 / address of the dashboard
    #[arg(long, default_value = "127.0.0.1:8080")]
    pub(crate) listen: std::net::SocketAddr,
}

/// `doudi synth`.
#[derive(Debug, Args)]
pub(crate) struct Synth {
    /// 户数 / households
    #[arg(long, default_value_t = 20_000)]
    pub(crate) households: u32,
    /// 月数 / months
    #[arg(long, default_value_t = 12)]
    pub(crate) months: u32,
    /// 随机种子 / seed
    #[arg(long, default_value_t = 2022)]
    pub(crate) seed: u64,
    /// 最后一个月 / the last month
    #[arg(long, default_value = "2026-10")]
    pub(crate) month: Month,
    /// 地区 / jurisdiction whose norms the caseload follows
    #[arg(long, default_value = "qionghai", value_name = "NAME|FILE")]
    pub(crate) jurisdiction: String,
    /// 输出文件夹 / output folder
    #[arg(long)]
    pub(crate) out: PathBuf,
}

/// `doudi query`.
#[derive(Debug, Args)]
pub(crate) struct Query {
    /// 问题名 / name of the question
    pub(crate) name: String,
    /// 截至日期 / as of this day
    #[arg(long)]
    pub(crate) as_of: Option<NaiveDate>,
    /// 参数 / parameter, k=v
    #[arg(long = "param", value_name = "K=V", value_parser = pair)]
    pub(crate) params: Vec<(String, String)>,
    /// 写出来源记录 NAME.provenance.json / write the provenance beside the answer
    #[arg(long)]
    pub(crate) provenance: bool,
}

/// `doudi explain …`.
#[derive(Debug, Subcommand)]
pub(crate) enum Explain {
    /// 一户：计入、不计、封顶的各项，规范和依据 / one household: what counts, by which norm and clause
    Household {
        /// 家庭代号 / household key
        key: String,
        /// 截至日期 / as of this day
        #[arg(long)]
        as_of: Option<NaiveDate>,
    },
}

/// `doudi draw …`.
#[derive(Debug, Subcommand)]
pub(crate) enum Draw {
    /// 制定方案并固定抽样框 / plan a draw and fix its frame
    Plan {
        /// 用途：new_cases 或 annual_visits / purpose
        purpose: String,
        /// 截至日期 / frame as of this day
        #[arg(long)]
        as_of: Option<NaiveDate>,
        /// 信标，如 dice:20 / beacon, such as dice:20
        #[arg(long, default_value = "dice:20")]
        beacon: String,
    },
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
        /// 信标值，如骰子点数 / beacon value, such as the digits of the dice
        #[arg(long)]
        value: String,
        /// 揭晓日期 / day of the reveal
        #[arg(long)]
        on: Option<NaiveDate>,
    },
    /// 核验抽查包 / verify a bundle from nothing else
    Verify {
        /// 抽查包 / the bundle
        bundle: PathBuf,
    },
    /// 已有的抽查 / draws so far
    List,
    /// 走访清单 / the work list
    WorkList {
        /// 抽查编号 / draw id
        id: String,
    },
    /// 重放公开算法 / replay a published method, ids on standard input
    Replay {
        /// rfc3797, rivest-2011, rivest-consistent-1, native-1
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
}

/// `doudi report`.
#[derive(Debug, Args)]
pub(crate) struct Report {
    /// 报表名：问题名或 visit_list / a question, or visit_list
    pub(crate) name: String,
    /// 月份，默认最新 / month, the latest by default
    #[arg(long)]
    pub(crate) month: Option<Month>,
    /// 参数 / parameter, k=v
    #[arg(long = "param", value_name = "K=V", value_parser = pair)]
    pub(crate) params: Vec<(String, String)>,
    /// 输出文件 / output file
    #[arg(long)]
    pub(crate) out: PathBuf,
}

/// `doudi run`.
#[derive(Debug, Args)]
pub(crate) struct Run {
    /// 任务名 / name of the job
    #[arg(required_unless_present = "due", conflicts_with = "due")]
    pub(crate) job: Option<String>,
    /// 所有到期任务 / all that are due
    #[arg(long)]
    pub(crate) due: bool,
    /// 截至日期，默认今天 / as of this day, today by default
    #[arg(long)]
    pub(crate) as_of: Option<NaiveDate>,
}

fn lang(text: &str) -> Result<Lang, String> {
    Lang::from_code(text).ok_or_else(|| "可用：zh, en / use zh or en".to_owned())
}

fn pair(text: &str) -> Result<(String, String), String> {
    text.split_once('=')
        .map(|(key, value)| (key.to_owned(), value.to_owned()))
        .ok_or_else(|| "参数写作 名=值 / write parameters as name=value".to_owned())
}
