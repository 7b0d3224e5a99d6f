//! Password and session policies: numbers by profile, each with its source.
//!
//! # Invariants
//!
//! - Profiles stand in `policies.toml`; their conflicts (rotation or none, composition or none) are
//!   differences of numbers, never of code.

use std::sync::LazyLock;

use chrono::{DateTime, TimeDelta, Utc};
use serde::Deserialize;

/// A lock never lasts longer.
const LOCK_MAX: TimeDelta = TimeDelta::days(1);

/// The profile of a home that names none.
const DEFAULT: &str = "djcp3";

/// One profile.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    /// Its name.
    pub name: String,
    /// Characters of a password, at least.
    pub length_min: usize,
    /// Of upper case, lower case, digits and others, at least.
    pub classes_min: usize,
    /// Earlier passwords that may not come back.
    pub history: usize,
    /// Days after which a password must be changed; 0 never.
    pub rotation_days: i64,
    /// Failed logins in a row before a lock.
    pub failures_max: u32,
    /// Minutes of the first lock.
    pub lock_minutes: i64,
    /// Minutes without a request after which a session ends.
    pub idle_minutes: i64,
    /// Hours after which a session ends.
    pub session_hours: i64,
    /// Whether a one-time code is needed.
    pub second_factor: bool,
    /// Where the numbers come from.
    pub source: String,
}

/// Why a password will not do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weakness {
    /// Fewer characters than this.
    Short(usize),
    /// More characters than this.
    Long(usize),
    /// Fewer kinds of characters than this.
    Plain(usize),
    /// Mostly words that everybody tries first, or of this place.
    Common,
    /// One of the last so many.
    Used(usize),
}

#[derive(Deserialize)]
struct Profiles {
    policy: Vec<Policy>,
}

/// All profiles.
pub fn policies() -> &'static [Policy] {
    #[expect(clippy::expect_used, reason = "the file is compiled in, and a test reads it")]
    static PROFILES: LazyLock<Profiles> = LazyLock::new(|| {
        toml::from_str(include_str!("../policies.toml")).expect("policies.toml is sound")
    });
    &PROFILES.policy
}

/// The profile of this name; of an empty name, the one of a home that names none.
pub fn policy(name: &str) -> Option<&'static Policy> {
    let name = if name.is_empty() { DEFAULT } else { name };
    policies().iter().find(|policy| policy.name == name)
}

impl Policy {
    /// How long an account is locked after its so-many-th failure in a row, if it is: every
    /// `failures_max`-th failure locks, each time for twice as long.
    pub fn lock(&self, failures: u32) -> Option<TimeDelta> {
        if failures == 0 || !failures.is_multiple_of(self.failures_max) {
            return None;
        }
        let doublings = (failures / self.failures_max - 1).min(16);
        let minutes = self.lock_minutes << doublings;
        Some(TimeDelta::minutes(minutes).min(LOCK_MAX))
    }

    /// Whether a session that began and was last seen then has ended.
    pub fn session_over(
        &self,
        started: DateTime<Utc>,
        seen: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> bool {
        now - started >= TimeDelta::hours(self.session_hours)
            || now - seen >= TimeDelta::minutes(self.idle_minutes)
    }

    /// Whether a password of this instant must be changed.
    pub fn password_over(&self, set: DateTime<Utc>, now: DateTime<Utc>) -> bool {
        self.rotation_days > 0 && now - set >= TimeDelta::days(self.rotation_days)
    }
}

impl Weakness {
    /// The sentence in Chinese.
    pub fn zh(self) -> String {
        match self {
            Self::Short(least) => format!("密码太短：至少 {least} 个字符"),
            Self::Long(most) => format!("密码太长：至多 {most} 个字符"),
            Self::Plain(least) => {
                format!("密码太单一：大写字母、小写字母、数字、其他符号中至少用 {least} 类")
            }
            Self::Common => {
                "密码太常见：主要由常用词、单位或地名、账户名、连续或重复的字符组成".to_owned()
            }
            Self::Used(last) => format!("密码用过：不能与最近 {last} 次相同"),
        }
    }

    /// The sentence in English.
    pub fn en(self) -> String {
        match self {
            Self::Short(least) => format!("the password is too short: at least {least} characters"),
            Self::Long(most) => format!("the password is too long: at most {most} characters"),
            Self::Plain(least) => format!(
                "the password is too plain: use {least} of upper case, lower case, digits, others"
            ),
            Self::Common => "the password is too common: it is mostly common words, names of \
                             the place or the account, runs or repeats"
                .to_owned(),
            Self::Used(last) => format!("the password was used: not one of the last {last}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn every_profile_is_read_and_the_strict_one_is_the_default() {
        let names: Vec<&str> = policies().iter().map(|policy| policy.name.as_str()).collect();
        assert_eq!(names, ["asvs", "djcp2", "djcp3"]);
        assert_eq!(policy("").unwrap().name, "djcp3");
        assert!(policy("none").is_none());
        assert!(policies().iter().all(|policy| !policy.source.is_empty()));
    }

    #[test]
    fn locks_double_up_to_a_day() {
        let policy = policy("djcp3").unwrap();
        let minutes = |failures| policy.lock(failures).map(|lock| lock.num_minutes());
        let rows =
            [(0, None), (4, None), (5, Some(30)), (6, None), (10, Some(60)), (15, Some(120))];
        for (failures, expected) in rows {
            assert_eq!(minutes(failures), expected, "{failures}");
        }
        assert_eq!(minutes(500_000), Some(24 * 60));
    }

    #[test]
    fn sessions_end_by_idleness_and_by_age() {
        let policy = policy("djcp3").unwrap();
        let start = at("2026-11-16T08:00:00Z");
        let rows = [
            ("2026-11-16T08:00:00Z", "2026-11-16T08:14:59Z", false),
            ("2026-11-16T08:00:00Z", "2026-11-16T08:15:00Z", true),
            ("2026-11-16T15:50:00Z", "2026-11-16T15:59:59Z", false),
            ("2026-11-16T15:59:00Z", "2026-11-16T16:00:00Z", true),
        ];
        for (seen, now, over) in rows {
            assert_eq!(policy.session_over(start, at(seen), at(now)), over, "{seen} {now}");
        }
    }

    #[test]
    fn passwords_grow_old_where_the_profile_says() {
        let set = at("2026-08-01T00:00:00Z");
        let over = |name: &str, now| policy(name).unwrap().password_over(set, at(now));
        assert!(!over("djcp3", "2026-10-29T23:59:59Z"));
        assert!(over("djcp3", "2026-10-30T00:00:00Z"));
        assert!(!over("asvs", "2036-01-01T00:00:00Z"));
    }
}
