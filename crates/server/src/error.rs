//! Every sentence that serving can fail with; those of pages stand in `words.rs`.

use std::io;
use std::net::SocketAddr;

use model::{Blame, Fault};

/// An address that other machines could reach.
pub(crate) fn not_loopback(listen: SocketAddr) -> Fault {
    Fault::new(
        Blame::Caller,
        format!("无法在 {listen} 提供服务：目前没有账号和权限，只能用本机地址；请改用 127.0.0.1"),
        format!(
            "cannot serve on {listen}: there are no accounts yet, so only this machine may connect; use 127.0.0.1"
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
