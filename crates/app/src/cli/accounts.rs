//! The verbs of accounts, the audit log and the dashboard's doors.

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

use clap::{Args, Subcommand};

/// `doudi user …`.
#[derive(Debug, Subcommand)]
pub(crate) enum User {
    /// 新建账户并显示一次性设置链接 / add an account and print its one-time set-up link
    Add {
        /// 账户名 / name
        name: String,
        /// 角色，可多次 / role, any number of times
        #[arg(long = "role", value_name = "ROLE", required = true)]
        roles: Vec<String>,
        /// 镇的编码，乡镇经办必需 / town code, for a clerk
        #[arg(long)]
        town: Option<String>,
    },
    /// 账户清单 / list the accounts
    List,
    /// 停用账户并结束其会话 / disable an account and end its sessions
    Disable {
        /// 账户名 / name
        name: String,
    },
    /// 恢复账户 / enable an account again
    Enable {
        /// 账户名 / name
        name: String,
    },
    /// 重置密码和验证器，显示新的设置链接 / forget password and codes, print a new set-up link
    Reset {
        /// 账户名 / name
        name: String,
    },
    /// 更改角色并结束会话 / give other roles and end the sessions
    Role {
        /// 账户名 / name
        name: String,
        /// 角色，可多次 / role, any number of times
        #[arg(long = "role", value_name = "ROLE", required = true)]
        roles: Vec<String>,
        /// 镇的编码，乡镇经办必需 / town code, for a clerk
        #[arg(long)]
        town: Option<String>,
    },
    /// 权限矩阵：每个地址谁可用 / the rights matrix: every address and who may use it
    Rights {
        /// 输出工作簿（XLSX）/ a workbook
        #[arg(long)]
        out: Option<PathBuf>,
    },
}

/// `doudi audit …`.
#[derive(Debug, Subcommand)]
pub(crate) enum Audit {
    /// 最近的审计日志 / the latest entries
    List {
        /// 只看含此文字的 / only entries with this text
        #[arg(long, default_value = "")]
        search: String,
        /// 条数 / how many
        #[arg(long, default_value_t = 50)]
        limit: usize,
    },
    /// 告警：猜口令、大量导出、大量查询身份、久未使用的账户 / alarms: guessed passwords, mass exports, many looks, unused accounts
    Alarms,
    /// 核验整条日志 / prove the whole log
    Verify,
    /// 导出全部日志（CSV）/ every entry as CSV
    Export {
        /// 输出文件 / output file
        #[arg(long)]
        out: PathBuf,
    },
}

/// Where and how the dashboard is served.
#[derive(Clone, Debug, Args)]
pub(crate) struct Listening {
    /// 监听地址 / address
    #[arg(long, default_value = "127.0.0.1:8080")]
    pub(crate) listen: SocketAddr,
    /// TLS 证书链（PEM）/ certificate chain, PEM
    #[arg(long, value_name = "FILE", requires = "tls_key")]
    tls_cert: Option<PathBuf>,
    /// TLS 私钥（PEM）/ private key, PEM
    #[arg(long, value_name = "FILE", requires = "tls_cert")]
    tls_key: Option<PathBuf>,
    /// 由此地址的可信代理做 TLS / the address of the trusted proxy that ends TLS
    #[arg(long, value_name = "ADDR", conflicts_with = "tls_cert")]
    behind_proxy: Option<IpAddr>,
    /// 浏览器地址中的主机名，可多次 / host in the browser's address, any number of times
    #[arg(long = "name", value_name = "HOST")]
    names: Vec<String>,
    /// 已有账户时仍允许本机操作员进入 / let the local operator in although there are accounts
    #[arg(long)]
    operator: bool,
    /// 本机监控用的地址（/metrics、/healthz、/readyz，无需登录）/ a loopback address for monitoring, without a session
    #[arg(long, value_name = "ADDR")]
    metrics: Option<SocketAddr>,
    /// 每个请求写一行 JSON 到标准错误 / one line of JSON per request on standard error
    #[arg(long)]
    traces: bool,
}

impl Listening {
    /// What the server is told.
    pub(crate) fn service(&self, lang: model::Lang) -> server::Service {
        let options = server::Options {
            tls: self.tls_cert.clone().zip(self.tls_key.clone()),
            proxy: self.behind_proxy,
            names: self.names.clone(),
            operator: self.operator,
            metrics: self.metrics,
            traces: self.traces,
        };
        server::Service { listen: self.listen, options, lang }
    }

    /// `http` or `https`.
    pub(crate) const fn scheme(&self) -> &'static str {
        if self.tls_cert.is_some() { "https" } else { "http" }
    }
}
