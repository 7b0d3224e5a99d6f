//! The command line: every verb and option, in the words of the field.
//!
//! # Not here
//!
//! Doing anything; each verb has a function in `commands`.

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::{Args, Parser, Subcommand, ValueEnum};
use model::{Lang, Month};

mod drawing;

pub(crate) use drawing::{Draw, Estimate, PlanDraw};

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

/// How rows are printed; for reports also `xlsx`, for exports `parquet` and `ipc`.
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
    /// Parquet (exports only).
    Parquet,
    /// An Arrow IPC file (exports only).
    Ipc,
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
    /// 身份查询记录 / who looked behind which pseudonym, and why
    Looks {
        /// 只看一个代号 / one pseudonym only
        #[arg(long)]
        key: Option<String>,
    },
    /// 导出快照的表（Parquet、CSV、Arrow）/ tables of a snapshot as files
    Export(Export),
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

/// A made-up municipality.
#[derive(Debug, Args)]
pub(crate) struct City {
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
}

/// `doudi demo`.
#[derive(Debug, Args)]
pub(crate) struct Demo {
    /// The municipality to make.
    #[command(flatten)]
    pub(crate) city: City,
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
    /// The municipality to make.
    #[command(flatten)]
    pub(crate) city: City,
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

/// `doudi export`.
#[derive(Debug, Args)]
pub(crate) struct Export {
    /// 截至日期，默认最新 / as of this day, the latest snapshot by default
    #[arg(long)]
    pub(crate) as_of: Option<NaiveDate>,
    /// 要导出的表，可多次 / a table, any number of times
    #[arg(long = "table", value_name = "T", required_unless_present = "all")]
    pub(crate) tables: Vec<String>,
    /// 所有有数据的表 / every table that was delivered
    #[arg(long, conflicts_with = "tables")]
    pub(crate) all: bool,
    /// 输出文件夹，须为新的或空的 / output folder, new or empty
    #[arg(long)]
    pub(crate) out: PathBuf,
    /// CSV 带字节顺序标记，供表格软件 / CSV with a byte order mark, for spreadsheets
    #[arg(long)]
    pub(crate) bom: bool,
    /// 附上身份，须有权并写明事由 / with identities: needs the right and a purpose
    #[arg(long, requires = "purpose")]
    pub(crate) identities: bool,
    /// 事由，写入审计日志 / purpose, written to the audit log
    #[arg(long)]
    pub(crate) purpose: Option<String>,
}

impl Export {
    /// The purpose; empty if none is given.
    pub(crate) fn purpose(&self) -> &str {
        self.purpose.as_deref().unwrap_or_default()
    }
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
