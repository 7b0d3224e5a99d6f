//! The sentences about a bucket of an object store.

use std::io;

use model::{Blame, Fault};

pub(crate) fn bad_location(location: &str) -> Fault {
    Fault::new(
        Blame::Caller,
        format!("无法使用存储位置 `{location}`：应为 s3://桶名/前缀；请改正"),
        format!("cannot use the store `{location}`: it must be s3://bucket/prefix; correct it"),
    )
}

pub(crate) fn no_credentials(url: &str, missing: &str) -> Fault {
    Fault::new(
        Blame::Limit,
        format!(
            "无法连接 {url}：环境变量 {missing} 没有设置；请设置 AWS_ACCESS_KEY_ID 和 AWS_SECRET_ACCESS_KEY"
        ),
        format!(
            "cannot connect to {url}: {missing} is not set; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"
        ),
    )
}

/// An endpoint that others could listen to.
pub(crate) fn unsafe_endpoint(endpoint: &str) -> Fault {
    Fault::new(
        Blame::Limit,
        format!("不使用端点 `{endpoint}`：本机以外须用 https；请改正 AWS_ENDPOINT_URL"),
        format!(
            "will not use the endpoint `{endpoint}`: outside this machine it must be https; correct AWS_ENDPOINT_URL"
        ),
    )
}

/// A store that writes over what was to be created.
pub(crate) fn careless_bucket(url: &str) -> Fault {
    Fault::new(
        Blame::Limit,
        format!(
            "无法使用 {url}：该对象存储不支持条件写入（If-None-Match），两个程序可能互相覆盖；请换用支持的存储"
        ),
        format!(
            "cannot use {url}: this object store ignores conditional writes (If-None-Match), so that two programs could overwrite each other; use one that keeps them"
        ),
    )
}

/// A link of the chain that another writer published first.
pub(crate) fn link_exists(url: &str) -> Fault {
    Fault::new(
        Blame::Limit,
        format!("无法发布：{url} 已由另一个程序写入；请查明有无另一台机器使用同一位置，再重新装载"),
        format!(
            "cannot publish: another program has written {url}; find out whether another machine uses the same store, then load again"
        ),
    )
}

/// The lock object of another home; `owner` is what it says.
pub(crate) fn claimed(url: &str, owner: &str) -> Fault {
    Fault::new(
        Blame::Limit,
        format!(
            "无法写入：另一台机器或另一个数据目录正在写入：{owner}；请等它结束后再试；如确认它已不在运行，请删除对象 {url}"
        ),
        format!(
            "cannot write: another machine or home is writing: {owner}; try again when it has ended; if it surely no longer runs, remove the object {url}"
        ),
    )
}

/// What a bucket, or the way to it, refused.
pub(crate) fn bucket(doing: (&str, &str), url: &str, why: &io::Error) -> Fault {
    let told = why.to_string();
    let told = told.lines().next().unwrap_or_default();
    // Not every request comes back with its kind of error, but all with the status of the answer.
    let says = |words: &[&str]| words.iter().any(|word| told.contains(word));
    let (zh, en) = if says(&["403 Forbidden", "401 Unauthorized"]) {
        (
            "密钥不对或没有权限；请检查 AWS_ACCESS_KEY_ID、AWS_SECRET_ACCESS_KEY 和桶的授权",
            "the key is wrong or lacks the right; check AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and the rights on the bucket",
        )
    } else if says(&["NoSuchBucket"]) {
        (
            "没有这个桶；请先建立，或改正 home.toml 中的 store",
            "there is no such bucket; make it, or correct `store` in home.toml",
        )
    } else if why.kind() == io::ErrorKind::NotFound {
        ("没有这个对象；请从备份恢复", "there is no such object; restore it from a backup")
    } else {
        (
            "对象存储没有应答或出错；已发布的快照不受影响，请检查网络和存储服务后重做",
            "the object store does not answer or fails; what is published is unharmed, check network and service, then repeat",
        )
    };
    Fault::new(
        Blame::Limit,
        format!("无法{} {url}：{zh}（{told}）", doing.0),
        format!("cannot {} {url}: {en} ({told})", doing.1),
    )
}
