//! The cases worked out by hand, as the files say them, for whoever wants to check the rules.

/// Place and text of each file of `cases/`; `elsewhere` holds rules that other places publish.
pub const CASES: [(&str, &str); 6] = [
    ("qionghai", include_str!("../cases/qionghai.toml")),
    ("jiangmen", include_str!("../cases/jiangmen.toml")),
    ("keshan", include_str!("../cases/keshan.toml")),
    ("yangquan", include_str!("../cases/yangquan.toml")),
    ("huizhou", include_str!("../cases/huizhou.toml")),
    ("elsewhere", include_str!("../cases/elsewhere.toml")),
];
