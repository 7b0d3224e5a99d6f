//! The verbs of drafts of dashboards.

use std::path::PathBuf;

use clap::Subcommand;

/// `doudi draft …`.
#[derive(Debug, Subcommand)]
pub(crate) enum Draft {
    /// 已保存的看板草稿 / the saved drafts of dashboards
    List,
    /// 写出看板文件，核对后放入 dashboards/ / print the file, which goes into dashboards/ after review
    Show {
        /// 名称 / name
        name: String,
        /// 版次，默认最新 / revision, the latest by default
        #[arg(long)]
        revision: Option<i64>,
    },
    /// 保存看板文件为草稿，文件名即名称 / save a dashboard file as a draft of its name
    Save {
        /// 看板文件 / the dashboard file
        file: PathBuf,
    },
    /// 删除自己建立的草稿 / remove a draft of one's own
    Remove {
        /// 名称 / name
        name: String,
    },
}
