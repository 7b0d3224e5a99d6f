//! The sentences for those who must wait until another has ended.

use std::path::Path;

use model::{Blame, Fault};

/// Another writer is at work; `owner` is what its lock says of it.
pub(crate) fn busy(home: &Path, owner: &str) -> Fault {
    let path = home.display();
    Fault::new(
        Blame::Limit,
        format!("无法写入 `{path}`：另一个程序正在写入：{owner}；请等它结束后再试"),
        format!(
            "cannot write to `{path}`: another program is writing to it: {owner}; try again when it has ended"
        ),
    )
}

/// Files are being removed.
pub(crate) fn being_vacuumed(home: &Path) -> Fault {
    let path = home.display();
    Fault::new(
        Blame::Limit,
        format!("无法进行：`{path}` 正在清理旧文件；请稍后再试"),
        format!("cannot go on: old files of `{path}` are being removed; try again in a moment"),
    )
}

/// Files may not be removed now.
pub(crate) fn held(home: &Path) -> Fault {
    let path = home.display();
    Fault::new(
        Blame::Limit,
        format!("无法清理 `{path}`：正在备份、抽查或出报表；请等它结束后再试"),
        format!(
            "cannot remove files of `{path}`: a backup, a draw or a report is under way; try again when it has ended"
        ),
    )
}
