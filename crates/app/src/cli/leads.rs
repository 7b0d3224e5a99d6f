//! The verbs of the lead ledger.

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::{Args, Subcommand, ValueEnum};
use model::{Fen, Month};
use supervise::{LeadSource, Verdict};

/// `doudi ledger …`.
#[derive(Debug, Subcommand)]
pub(crate) enum Ledger {
    /// 按快照的疑点生成、补充、证明线索 / bring the leads up to the flags of a snapshot
    Open {
        /// 月份，默认最新 / month, the latest by default
        #[arg(long)]
        month: Option<Month>,
        /// 放行被暂扣的名单，可多次 / let the held list of this flag pass, any number of times
        #[arg(long, value_name = "FLAG")]
        release: Vec<String>,
    },
    /// 线索清单 / the leads
    List(List),
    /// 下发走访清单：按优先次序，并定下对照走访的家庭 / hand out a work list by priority, with its control visits
    Issue {
        /// 镇（区）编码，默认全市 / town code, the whole municipality by default
        #[arg(long)]
        town: Option<String>,
        /// 可走访户数 / visits that there are
        #[arg(long, default_value_t = 50)]
        capacity: usize,
    },
    /// 一条线索及其经过 / one lead with its history
    Show {
        /// 线索编号 / lead
        id: i64,
    },
    /// 登记入户或投诉得到的线索 / a lead from a visit or a complaint
    Add {
        /// visit（入户）或 complaint（投诉）/ visit or complaint
        #[arg(long, value_parser = source)]
        source: LeadSource,
        /// 家庭代号 / household key
        #[arg(long, value_name = "KEY")]
        household: String,
        /// 成因 / cause, of queries/causes.toml
        #[arg(long)]
        cause: String,
        /// 镇（区）编码，仅用于不在册的家庭 / town code, for a household that is not in the data
        #[arg(long)]
        town: Option<String>,
        /// 所见所诉，勿写姓名和身份证号 / what was seen or said, without names and numbers
        #[arg(long)]
        reason: String,
    },
    /// 分派 / hand a lead out
    Assign {
        /// 线索编号 / lead
        id: i64,
        /// 承办人 / who gets it
        #[arg(long)]
        to: String,
        /// 期限，默认按规定 / due day, the norm's by default
        #[arg(long)]
        due: Option<NaiveDate>,
        /// 说明 / why
        #[arg(long, default_value = "")]
        reason: String,
    },
    /// 开始核查 / begin the check
    Start {
        /// 线索编号 / lead
        id: i64,
    },
    /// 认定 / decide
    Decide(Decide),
    /// 登记整改 / record that a finding was put right
    Rectify {
        /// 线索编号 / lead
        id: i64,
        /// 整改措施 / what was done
        #[arg(long)]
        action: String,
        /// 证明材料，只记其哈希 / the file that shows it; only its hash is kept
        #[arg(long, value_name = "FILE")]
        evidence: PathBuf,
    },
    /// 登记追回金额 / record that money came back
    Recover {
        /// 线索编号 / lead
        id: i64,
        /// 追回金额，元 / what came back, yuan
        #[arg(long, value_parser = yuan)]
        amount: Fen,
        /// 说明 / why
        #[arg(long, default_value = "")]
        reason: String,
    },
    /// 移送纪检监察 / hand a finding on to those who discipline officials
    Refer {
        /// 线索编号 / lead
        id: i64,
        /// 移送何处 / to whom
        #[arg(long)]
        to: String,
        /// 理由 / why
        #[arg(long)]
        reason: String,
    },
    /// 复核销号（承办、核查、认定、整改过的人不得复核）/ verify and close; nobody verifies own work
    Close {
        /// 线索编号 / lead
        id: i64,
        /// 说明 / why
        #[arg(long, default_value = "")]
        reason: String,
    },
    /// 重开 / take a decided lead up again
    Reopen {
        /// 线索编号 / lead
        id: i64,
        /// 理由 / why
        #[arg(long)]
        reason: String,
    },
}

/// `doudi ledger list`.
#[derive(Debug, Args)]
pub(crate) struct List {
    /// 镇（区）编码 / town code
    #[arg(long)]
    pub(crate) town: Option<String>,
    /// 状态；open 为全部未办结 / state; open is all that are not closed
    #[arg(long)]
    pub(crate) state: Option<String>,
    /// 成因 / cause
    #[arg(long)]
    pub(crate) cause: Option<String>,
    /// 来源 / source
    #[arg(long)]
    pub(crate) source: Option<String>,
    /// 次序；priority 只列待认定的，并加对照抽查 / order; priority lists what waits for a decision, and control visits
    #[arg(long, value_enum, default_value_t)]
    pub(crate) order: Order,
    /// 可走访户数（priority）/ visits that there are (priority)
    #[arg(long, default_value_t = 50)]
    pub(crate) capacity: usize,
}

/// The order of the leads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Order {
    /// By number.
    #[default]
    Number,
    /// By harm and expected value.
    Priority,
}

/// `doudi ledger decide`.
#[derive(Debug, Args)]
pub(crate) struct Decide {
    /// 线索编号 / lead
    pub(crate) id: i64,
    /// confirmed 属实、partly 部分属实、unfounded 不属实、data_error 数据错误、withdrawn 撤回 / outcome
    #[arg(long, value_parser = verdict)]
    pub(crate) outcome: Verdict,
    /// 理由 / why
    #[arg(long)]
    pub(crate) reason: String,
    /// 问题代码，查实时必填 / code of the finding, needed with one
    #[arg(long)]
    pub(crate) code: Option<String>,
    /// 多发，元 / paid over, yuan
    #[arg(long, value_parser = yuan, default_value = "0")]
    pub(crate) over: Fen,
    /// 少发，元 / paid under, yuan
    #[arg(long, value_parser = yuan, default_value = "0")]
    pub(crate) under: Fen,
}

fn source(text: &str) -> Result<LeadSource, String> {
    text.parse().map_err(|_| "可用：visit, complaint / use visit or complaint".to_owned())
}

fn verdict(text: &str) -> Result<Verdict, String> {
    text.parse().map_err(|_| {
        let known: Vec<_> = Verdict::ALL.iter().map(|verdict| verdict.code()).collect();
        format!("可用 / use one of {}", known.join(", "))
    })
}

fn yuan(text: &str) -> Result<Fen, String> {
    Fen::parse_yuan(text).ok_or_else(|| "金额写作 123.45 / write amounts as 123.45".to_owned())
}
