//! The verbs of saved scenarios.

use std::path::PathBuf;

use clap::Subcommand;

use super::When;

/// `doudi scenario …`.
#[derive(Debug, Subcommand)]
pub(crate) enum Scenario {
    /// 已保存的方案 / the saved scenarios
    List,
    /// 写出方案文件 / print the file of a scenario
    Show {
        /// 方案编号 / scenario
        id: i64,
        /// 版次，默认最新 / revision, the latest by default
        #[arg(long)]
        revision: Option<i64>,
    },
    /// 保存方案文件 / save a scenario file
    Save {
        /// 方案文件 / the scenario file
        file: PathBuf,
        /// 作为这个方案的新版 / as the next revision of this scenario
        #[arg(long, value_name = "ID")]
        id: Option<i64>,
    },
    /// 比较已保存的方案 / saved scenarios side by side
    Compare {
        /// 方案编号，两个或三个 / two or three scenarios
        #[arg(num_args = 2..=3, required = true)]
        ids: Vec<i64>,
        /// 截至 / as of
        #[command(flatten)]
        when: When,
    },
    /// 删除自己建立的方案 / remove a scenario of one's own
    Remove {
        /// 方案编号 / scenario
        id: i64,
    },
}
