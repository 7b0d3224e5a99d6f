//! The command line: every verb and option, in the words of the field.
//!
//! # Not here
//!
//! Doing anything; each verb has a function in `commands`.

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::{Args, Parser, Subcommand, ValueEnum};
use model::{Fault, Lang, Month};
use snapshot::{AsOf, Known};

use crate::error;

mod accounts;
mod drafts;
mod drawing;
mod flags;
mod leads;
mod scenarios;
mod visits;

pub(crate) use accounts::{Audit, Listening, User};
pub(crate) use drafts::Draft;
pub(crate) use drawing::{Beacon, By, Draw, Estimate, ExtendDraw, PlanDraw};
pub(crate) use flags::{Calibrate, FlagVerb, Flags};
pub(crate) use leads::{Decide, Ledger as LeadVerb, List as LeadList, Order as LeadOrder};
pub(crate) use scenarios::Scenario;
pub(crate) use visits::{Found, Visit};

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

/// How rows are printed; for reports and the quarantine also `xlsx`, for exports `parquet` and `ipc`,
/// for circulars `docx` and `pdf`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// Aligned columns for people.
    Table,
    /// Comma-separated values.
    Csv,
    /// JSON.
    Json,
    /// A workbook (reports and the quarantine).
    Xlsx,
    /// Parquet (exports only).
    Parquet,
    /// An Arrow IPC file (exports only).
    Ipc,
    /// A document of an office (circulars only).
    Docx,
    /// PDF (circulars only).
    Pdf,
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
        /// 快照存入对象存储，凭据取自 AWS_* 环境变量 / keep snapshots in an object store; credentials from AWS_*
        #[arg(long, value_name = "s3://BUCKET/PREFIX")]
        store: Option<String>,
    },
    /// 合成带标签的报送数据 / labelled synthetic deliveries
    Synth(Synth),
    /// 检查并发布一个月的报送 / check and publish one month
    Load {
        /// 报送文件夹或其 ZIP / the folder of files, or a ZIP of it
        delivery: PathBuf,
        /// 数据所属月份 / the month it describes, YYYY-MM
        #[arg(long)]
        month: Month,
        /// 只检查，不发布 / check alone, publish nothing
        #[arg(long)]
        dry_run: bool,
    },
    /// 已发布的快照 / what is loaded
    Snapshots {
        /// 不写则列出 / a list if none is given
        #[command(subcommand)]
        verb: Option<Snapshots>,
    },
    /// 备份到新的文件夹或 ZIP 文件 / copy the home into a new folder or ZIP file
    Backup {
        /// 目标，以 .zip 结尾则为 ZIP 文件 / where; a ZIP file if it ends in .zip
        to: PathBuf,
        /// 连同密钥（否则须另行保管 keys 文件夹）/ with the keys (else keep the folder keys apart)
        #[arg(long)]
        with_keys: bool,
    },
    /// 从备份建立数据目录（--home 须尚不存在）/ make the home from a backup; --home must not exist
    Restore {
        /// 备份 / the backup
        from: PathBuf,
    },
    /// 被隔离的行；xlsx 可改正后放回报送 / rows in quarantine; correct the xlsx and deliver it again
    Quarantine {
        /// 月份 / month
        #[arg(long)]
        month: Month,
        /// 输出文件（xlsx 必需）/ output file, needed for xlsx
        #[arg(long)]
        out: Option<PathBuf>,
    },
    /// 问一个已登记的问题 / ask one registered question
    Query(Query),
    /// 已登记的问题清单 / list the registered questions
    Questions,
    /// 逐项核算 / the computation, line by line
    #[command(subcommand)]
    Explain(Explain),
    /// 疑点 / flags: work, never verdicts
    Flags(Flags),
    /// 乡镇评分 / township scorecard
    Score {
        /// 月份，默认最新 / month, the latest by default
        #[arg(long)]
        month: Option<Month>,
        /// 截至 / as of
        #[command(flatten)]
        when: When,
    },
    /// 标准调整测算 / effect of a new standard
    Plan {
        /// 方案文件 / the scenario file
        scenario: PathBuf,
        /// 截至 / as of
        #[command(flatten)]
        when: When,
    },
    /// 已保存的测算方案 / scenarios that are kept
    #[command(subcommand)]
    Scenario(Scenario),
    /// 看板草稿 / drafts of dashboards
    #[command(subcommand)]
    Draft(Draft),
    /// 抽查 / verifiable draws
    #[command(subcommand)]
    Draw(Draw),
    /// 走访 / visits: record, import, amend
    #[command(subcommand)]
    Visit(Visit),
    /// 问题线索台账 / the ledger of leads
    Ledger {
        /// 办理人，默认为命令行操作者 / who does it, the operator by default
        #[arg(long, global = true, value_name = "NAME")]
        by: Option<String>,
        /// The step.
        #[command(subcommand)]
        verb: LeadVerb,
    },
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
    /// 写出脱敏的长期公示名册（CSV 和网页）/ the standing public list, masked, as CSV and pages
    Disclose {
        /// 截至 / as of
        #[command(flatten)]
        when: When,
        /// 输出文件夹，须为新的或空的 / output folder, new or empty
        #[arg(long)]
        out: PathBuf,
    },
    /// 公示过的名册及其哈希 / the lists published so far, with their hashes
    Disclosures,
    /// 导出快照的表（Parquet、CSV、Arrow）/ tables of a snapshot as files
    Export(Export),
    /// 报表 / one report as a file
    Report(Report),
    /// 核验码 / receipts of printed figures
    #[command(subcommand)]
    Receipt(Receipt),
    /// 运行任务 / run one job, or all that are due
    Run(Run),
    /// 运行记录 / the run ledger
    Runs,
    /// 任务日历 / jobs and when they run
    Schedule,
    /// 看板 / the dashboard
    Serve(Listening),
    /// 账户与角色 / accounts and roles
    #[command(subcommand)]
    User(User),
    /// 审计日志 / the audit log
    #[command(subcommand)]
    Audit(Audit),
    /// 检查定义与数据 / check definitions and stored data
    Doctor {
        /// 只查数据和日志，不逐一试算问题 / stored data and log only, without trying every question
        #[arg(long)]
        records: bool,
    },
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
    /// Where and how the dashboard is served.
    #[command(flatten)]
    pub(crate) listening: Listening,
}

/// `doudi synth`.
#[derive(Debug, Args)]
pub(crate) struct Synth {
    /// The municipality to make.
    #[command(flatten)]
    pub(crate) city: City,
    /// 全部写成 UTF-8 的 CSV / every file as CSV in UTF-8 with ISO days
    #[arg(long)]
    pub(crate) plain: bool,
    /// 输出文件夹 / output folder
    #[arg(long)]
    pub(crate) out: PathBuf,
}

/// Of which day a question is asked, and which loads count.
#[derive(Clone, Debug, Args)]
pub(crate) struct When {
    /// 截至：日期、版本 2026-10.r1、视图 2026-10.r1@12 或装载时刻 2026-11-03T10:00 / as of a day, a revision, a view or a moment of loading
    #[arg(long, value_name = "DAY|REVISION|MOMENT", value_parser = as_of)]
    as_of: Option<AsOf>,
    /// 按此时刻已装载的数据回答 / as known at this moment, with --as-of DAY or --month
    #[arg(long, value_name = "MOMENT", value_parser = as_of)]
    known_at: Option<AsOf>,
}

impl When {
    /// Both options as one, or of a month.
    pub(crate) fn of(self, month: Option<Month>) -> Result<AsOf, Fault> {
        let day = month.map(|month| AsOf::from(month.last_day()));
        let as_of = match (self.as_of, day) {
            (Some(_), Some(_)) => return Err(error::two_days()),
            (as_of, day) => as_of.or(day).unwrap_or_default(),
        };
        match (as_of, self.known_at) {
            (as_of, None) => Ok(as_of),
            (AsOf { day, known: Known::Now }, Some(AsOf { day: None, known })) => {
                Ok(AsOf { day, known })
            }
            _ => Err(error::two_days()),
        }
    }
}

/// `doudi snapshots …`.
#[derive(Debug, Subcommand)]
pub(crate) enum Snapshots {
    /// 核验发布后未被改动 / prove that nothing was changed since it was published
    Verify,
    /// 两个快照之间的更正、新增、消失和定义变化 / corrections, new and vanished rows, changed definitions
    Diff {
        /// 较早的版本或月份 / the earlier revision or month
        old: String,
        /// 较晚的版本或月份 / the later revision or month
        new: String,
    },
    /// 清理过期的旧版本和中断的装载留下的文件；默认只列出 / remove superseded revisions after their time and what killed loads left; lists by default
    Vacuum {
        /// 旧版本保留月数，默认按规定 / months to keep a superseded revision, the norm's by default
        #[arg(long, value_name = "MONTHS")]
        keep: Option<u32>,
        /// 真正删除 / really remove
        #[arg(long)]
        apply: bool,
    },
}

/// `doudi query`.
#[derive(Debug, Args)]
pub(crate) struct Query {
    /// 问题名 / name of the question
    pub(crate) name: String,
    /// 截至 / as of
    #[command(flatten)]
    pub(crate) when: When,
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
        /// Of what it is asked.
        #[command(flatten)]
        when: When,
    },
}

/// `doudi export`.
#[derive(Debug, Args)]
pub(crate) struct Export {
    /// 快照：版本、视图、日期或时刻，默认最新 / a revision, view, day or moment, the latest by default
    #[arg(value_parser = as_of, conflicts_with_all = ["as_of", "known_at"])]
    snapshot: Option<AsOf>,
    /// The same in the words of questions.
    #[command(flatten)]
    when: When,
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
    /// What to export.
    pub(crate) fn as_of(&self) -> Result<AsOf, Fault> {
        self.snapshot.clone().map_or_else(|| self.when.clone().of(None), Ok)
    }

    /// The purpose; empty if none is given.
    pub(crate) fn purpose(&self) -> &str {
        self.purpose.as_deref().unwrap_or_default()
    }
}

/// `doudi report`.
#[derive(Debug, Args)]
pub(crate) struct Report {
    /// 报表名：问题名、visit_list 或通报名 / a question, visit_list, or a circular
    pub(crate) name: String,
    /// 月份，默认最新 / month, the latest by default
    #[arg(long)]
    pub(crate) month: Option<Month>,
    /// 截至 / as of
    #[command(flatten)]
    pub(crate) when: When,
    /// 参数 / parameter, k=v
    #[arg(long = "param", value_name = "K=V", value_parser = pair)]
    pub(crate) params: Vec<(String, String)>,
    /// 输出文件 / output file
    #[arg(long)]
    pub(crate) out: PathBuf,
}

/// `doudi receipt …`.
#[derive(Debug, Subcommand)]
pub(crate) enum Receipt {
    /// 重新计算一个印出的数字，看是否仍然相同 / compute a printed figure anew: is it still the same?
    Verify {
        /// 印在数字旁的核验码 / the receipt beside the figure
        code: String,
    },
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

fn as_of(text: &str) -> Result<AsOf, String> {
    AsOf::parse(text).map_err(|fault| format!("{} / {}", fault.text.zh, fault.text.en))
}

fn lang(text: &str) -> Result<Lang, String> {
    Lang::from_code(text).ok_or_else(|| "可用：zh, en / use zh or en".to_owned())
}

fn pair(text: &str) -> Result<(String, String), String> {
    text.split_once('=')
        .map(|(key, value)| (key.to_owned(), value.to_owned()))
        .ok_or_else(|| "参数写作 名=值 / write parameters as name=value".to_owned())
}
