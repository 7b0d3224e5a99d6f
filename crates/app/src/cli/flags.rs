//! The verbs of flags.

use clap::{Args, Subcommand};
use model::Month;

use super::{When, pair};

/// `doudi flags`.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct Flags {
    /// 月份，默认最新 / month, the latest by default
    #[arg(long)]
    pub(crate) month: Option<Month>,
    /// 只看一种 / one flag only
    #[arg(long, value_name = "ID")]
    pub(crate) flag: Option<String>,
    /// 截至 / as of
    #[command(flatten)]
    pub(crate) when: When,
    /// 不写则列出 / the findings if none is given
    #[command(subcommand)]
    pub(crate) verb: Option<FlagVerb>,
}

/// `doudi flags …`.
#[derive(Debug, Subcommand)]
pub(crate) enum FlagVerb {
    /// 校准：往月换用其他规范会怎样，不写入线索 / past months with other norms; no lead is written
    Calibrate(Calibrate),
}

/// `doudi flags calibrate`.
#[derive(Debug, Args)]
pub(crate) struct Calibrate {
    /// 疑点 / the flag
    pub(crate) flag: String,
    /// 改用的规范，可多次；列表以逗号分隔 / another value of a norm, any number of times; lists with commas
    #[arg(long = "norm", value_name = "NAME=VALUE", value_parser = pair, required = true)]
    pub(crate) norms: Vec<(String, String)>,
    /// 起始月份，默认最早 / first month, the first one loaded by default
    #[arg(long)]
    pub(crate) from: Option<Month>,
    /// 截止月份，默认最新 / last month, the last one loaded by default
    #[arg(long)]
    pub(crate) to: Option<Month>,
}
