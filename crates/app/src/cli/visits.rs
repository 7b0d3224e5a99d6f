//! The verbs of visits.

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::{Args, Subcommand};

/// `doudi visit …`.
#[derive(Debug, Subcommand)]
pub(crate) enum Visit {
    /// 登记一次走访 / record one visit
    Record {
        /// 家庭代号 / household key
        #[arg(long, value_name = "KEY")]
        household: String,
        /// 所答的抽查 / the draw that it answers
        #[arg(long, value_name = "ID")]
        draw: Option<String>,
        /// What was found.
        #[command(flatten)]
        found: Found,
    },
    /// 导入填好的走访表（XLSX 或 CSV）/ import a filled visit form
    Import {
        /// 走访表 / the form
        file: PathBuf,
        /// 所答的抽查 / the draw that it answers
        #[arg(long, value_name = "ID")]
        draw: String,
        /// 类型 / kind
        #[arg(long, default_value = "city_check")]
        kind: String,
    },
    /// 更正一次走访，原记录保留 / amend a visit; the entry stays
    Amend {
        /// 走访编号 / number of the visit
        visit: i64,
        /// 原因 / why
        #[arg(long)]
        reason: String,
        /// What was found.
        #[command(flatten)]
        found: Found,
    },
    /// 已登记的走访 / visits recorded so far
    List {
        /// 只看某次抽查 / of one draw only
        #[arg(long, value_name = "ID")]
        draw: Option<String>,
    },
}

/// What a visit found.
#[derive(Debug, Args)]
pub(crate) struct Found {
    /// 走访日期 / day of the visit
    #[arg(long)]
    pub(crate) on: NaiveDate,
    /// 结果：completed, partial, refused, not_contacted, moved, wrong_address, died, closed_before, closed_after / outcome
    #[arg(long)]
    pub(crate) outcome: String,
    /// 核查人，可多次 / who went there, any number of times
    #[arg(long = "visitor", value_name = "NAME", required = true)]
    pub(crate) visitors: Vec<String>,
    /// 类型：village, town, city_check, campaign, file_review / kind
    #[arg(long, default_value = "city_check")]
    pub(crate) kind: String,
    /// 方式：on_site, phone, video, neighbour / mode
    #[arg(long, default_value = "on_site")]
    pub(crate) mode: String,
    /// 工作时间以外 / outside working hours
    #[arg(long)]
    pub(crate) after_hours: bool,
    /// 村（居）人员陪同 / with somebody from the village
    #[arg(long)]
    pub(crate) with_village: bool,
    /// 已查事项，可多次：persons, residence, income, property, vehicles, housing, supporters, card, notice, satisfaction / what was looked into, any number of times
    #[arg(long = "checked", value_name = "ITEM")]
    pub(crate) checked: Vec<String>,
    /// 问题代码，可多次 / code of a finding, any number of times
    #[arg(long = "code", value_name = "CODE")]
    pub(crate) codes: Vec<String>,
    /// 每月多发（元）/ overpaid in a month, in yuan
    #[arg(long, value_name = "YUAN", default_value = "0")]
    pub(crate) over: String,
    /// 每月少发（元）/ underpaid in a month, in yuan
    #[arg(long, value_name = "YUAN", default_value = "0")]
    pub(crate) under: String,
    /// 核查情况 / what was found, in words
    #[arg(long, default_value = "")]
    pub(crate) note: String,
    /// 证据文件，只留其 SHA-256 / file of evidence, of which the SHA-256 is kept
    #[arg(long, value_name = "FILE")]
    pub(crate) evidence: Option<PathBuf>,
}
