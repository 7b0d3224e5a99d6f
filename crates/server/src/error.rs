//! Every sentence that serving can fail with; those of pages stand in `words.rs`.

use std::io;
use std::net::SocketAddr;
use std::path::Path;

use model::{Blame, Fault};

/// An address that other machines could reach without TLS.
pub(crate) fn not_loopback(listen: SocketAddr) -> Fault {
    Fault::new(
        Blame::Caller,
        format!(
            "无法在 {listen} 提供服务：其他机器只能经 TLS 或可信代理访问；请给出 --tls-cert 和 --tls-key，或 --behind-proxy，或改用 127.0.0.1"
        ),
        format!(
            "cannot serve on {listen}: other machines connect by TLS or through a trusted proxy only; give --tls-cert and --tls-key, or --behind-proxy, or use 127.0.0.1"
        ),
    )
}

/// Other machines would not know by which name to ask.
pub(crate) fn no_name(listen: SocketAddr) -> Fault {
    Fault::new(
        Blame::Caller,
        format!(
            "无法在 {listen} 提供服务：没有给出服务的名称；请用 --name 给出浏览器地址中的主机名"
        ),
        format!(
            "cannot serve on {listen}: the service has no name; give the host of its addresses with --name"
        ),
    )
}

/// A certificate or key that cannot be used.
pub(crate) fn no_certificate(path: &Path, why: &dyn std::fmt::Display) -> Fault {
    let path = path.display();
    Fault::new(
        Blame::Caller,
        format!("无法使用证书或私钥 {path}：{why}；请给出 PEM 格式的证书链和对应的私钥"),
        format!(
            "cannot use the certificate or key {path}: {why}; give a PEM certificate chain and its key"
        ),
    )
}

/// An address of the identity provider, or of this service before it, that others could listen to.
pub(crate) fn unsafe_address(address: &str) -> Fault {
    Fault::new(
        Blame::Caller,
        format!(
            "无法使用身份提供方：home.toml 中的地址 `{address}` 不是 https 地址，或多了路径；请写完整的 https 地址（仅本机可用 http）"
        ),
        format!(
            "cannot use the identity provider: `{address}` in home.toml is no https address, or has a path of its own; give the whole https address (http on this machine only)"
        ),
    )
}

/// No way to ask anybody.
pub(crate) fn no_client(why: &dyn std::fmt::Display) -> Fault {
    Fault::new(
        Blame::Limit,
        format!("无法使用身份提供方：不能建立 TLS 连接（{why}）；请检查系统证书"),
        format!(
            "cannot use the identity provider: no TLS ({why}); look at the certificates of the machine"
        ),
    )
}

/// The address is taken, or not ours.
pub(crate) fn cannot_listen(listen: SocketAddr, why: &io::Error) -> Fault {
    Fault::new(
        Blame::Limit,
        format!("无法在 {listen} 提供服务：{why}；请换一个端口"),
        format!("cannot serve on {listen}: {why}; choose another port"),
    )
}
