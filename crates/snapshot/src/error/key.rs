//! The sentences about keys and what they seal.

use std::path::Path;

use model::{Blame, Fault};

/// The operating system gives no random bytes.
pub(crate) fn no_chance(why: &dyn std::fmt::Display) -> Fault {
    Fault::new(
        Blame::Limit,
        format!("无法生成密钥：操作系统不能提供随机数：{why}；请检查 /dev/urandom 后重做"),
        format!(
            "cannot make a key: the operating system gives no random bytes: {why}; check /dev/urandom and repeat"
        ),
    )
}

pub(crate) fn bad_key(path: &Path) -> Fault {
    let path = path.display();
    Fault::new(
        Blame::Limit,
        format!("无法使用密钥 `{path}`：应为 32 字节；请从备份恢复该文件"),
        format!("cannot use the key `{path}`: it must be 32 bytes; restore the file from a backup"),
    )
}

/// A key that is not there; whoever does not have it lacks the right that it gives.
pub(crate) fn no_key(path: &Path) -> Fault {
    let path = path.display();
    Fault::new(
        Blame::Limit,
        format!("无法使用密钥：`{path}` 处没有密钥；请在保管密钥的机器上操作，或从备份恢复该文件"),
        format!(
            "cannot use the key: there is no key at `{path}`; work where the key is kept, or restore the file from a backup"
        ),
    )
}

/// A key that this user may not read.
pub(crate) fn closed_key(path: &Path, why: &std::io::Error) -> Fault {
    let path = path.display();
    Fault::new(
        Blame::Caller,
        format!("无权使用密钥 `{path}`：{why}；请由有权读取该文件的用户操作"),
        format!(
            "no right to use the key `{path}`: {why}; let a user do this who may read the file"
        ),
    )
}

/// A key that others than its owner may read or write.
pub(crate) fn open_key(path: &Path, mode: u32) -> Fault {
    let path = path.display();
    Fault::new(
        Blame::Limit,
        format!(
            "不使用密钥 `{path}`：其他用户也能读写它（权限 {mode:o}）；请先运行 `chmod 600 {path}`，并查明是否已有人读过"
        ),
        format!(
            "will not use the key `{path}`: others may read or write it (mode {mode:o}); run `chmod 600 {path}` first, and find out whether anybody has read it"
        ),
    )
}

/// Something sealed that does not open.
pub(crate) fn bad_sealed(name: &str) -> Fault {
    Fault::new(
        Blame::Limit,
        format!("无法打开 {name}：密钥不符或内容被改动；请从备份恢复 keys 中的密钥或该内容"),
        format!(
            "cannot open {name}: it was sealed under another key, or changed; restore the key in keys, or what is sealed"
        ),
    )
}

/// A sealed identity that does not open.
pub(crate) fn bad_seal(key: &str) -> Fault {
    Fault::new(
        Blame::Limit,
        format!(
            "无法打开代号 {key} 的身份：密钥不符或记录被改动；请从备份恢复 keys/identity.key 或身份表"
        ),
        format!(
            "cannot open the identity of {key}: the key is another one or the record was changed; restore keys/identity.key or the table of identities from a backup"
        ),
    )
}

/// A table of identities that an earlier version wrote without sealing them.
pub(crate) fn unsealed(path: &str) -> Fault {
    Fault::new(
        Blame::Limit,
        format!(
            "无法使用 `{path}`：该数据目录由较早的程序建立，身份未加密；请新建数据目录并重新装载各月报送，再销毁旧目录"
        ),
        format!(
            "cannot use `{path}`: an earlier program made this home and kept identities unsealed; make a new home, load every month again, and destroy the old one"
        ),
    )
}
