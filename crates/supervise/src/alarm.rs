//! What in the log of the last days somebody should look into: guessing at passwords, taking much
//! away, looking behind many pseudonyms, accounts that nobody uses.
//!
//! # Invariants
//!
//! - An alarm is a question to the audit administrator, not a verdict: it stops nobody.
//! - From what amount on there is an alarm is a norm of the place; see `alarm_…`.

use chrono::TimeDelta;
use ledger::Deed;
use model::norm::SCALE;
use model::{Result, beijing};

use crate::home::Home;

/// What an alarm is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AlarmKind {
    /// Too many failed logins within an hour.
    LoginsFailed,
    /// Too many files taken away on a day.
    FilesExported,
    /// Too many rows taken away on a day.
    RowsExported,
    /// Too many pseudonyms looked behind on a day.
    PersonsIdentified,
    /// An account that can sign in and has not for long.
    AccountUnused,
}

impl AlarmKind {
    /// All, in the order in which they are told.
    pub const ALL: [Self; 5] = [
        Self::LoginsFailed,
        Self::FilesExported,
        Self::RowsExported,
        Self::PersonsIdentified,
        Self::AccountUnused,
    ];

    /// Its name for other programs.
    pub const fn code(self) -> &'static str {
        match self {
            Self::LoginsFailed => "logins_failed",
            Self::FilesExported => "files_exported",
            Self::RowsExported => "rows_exported",
            Self::PersonsIdentified => "persons_identified",
            Self::AccountUnused => "account_unused",
        }
    }

    /// What the log is asked for; accounts tell themselves when they were used.
    const fn deed(self) -> Option<Deed> {
        match self {
            Self::LoginsFailed => Some(Deed::LoginsFailed),
            Self::FilesExported => Some(Deed::FilesExported),
            Self::RowsExported => Some(Deed::RowsExported),
            Self::PersonsIdentified => Some(Deed::PersonsIdentified),
            Self::AccountUnused => None,
        }
    }
}

/// Something to look into.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alarm {
    /// What it is about.
    pub kind: AlarmKind,
    /// Whose doing; the account.
    pub actor: String,
    /// The hour or day in Beijing; of an unused account the day of its last use, or of its making.
    pub span: String,
    /// How much; of an unused account the days since.
    pub count: i64,
    /// From more than how much on there is an alarm.
    pub most: i64,
}

impl Home {
    /// The alarms of the last days, kind by kind, the latest first.
    ///
    /// # Errors
    /// The ledger cannot be read, or a norm is missing.
    pub fn alarms(&self) -> Result<Vec<Alarm>> {
        let since = self.now() - TimeDelta::days(self.most("alarm_days")?);
        let mut alarms = Vec::new();
        for kind in AlarmKind::ALL {
            let most = self.most(&format!("alarm_{}", kind.code()))?;
            match kind.deed() {
                Some(deed) => {
                    let bursts = self.ledger().bursts(deed, since, most)?;
                    alarms.extend(bursts.into_iter().map(|burst| Alarm {
                        kind,
                        actor: burst.actor,
                        span: burst.span,
                        count: burst.count,
                        most,
                    }));
                }
                None => alarms.extend(self.unused(kind, most)?),
            }
        }
        Ok(alarms)
    }

    /// Accounts that can sign in and have not for more than `most` days.
    fn unused(&self, kind: AlarmKind, most: i64) -> Result<Vec<Alarm>> {
        let open = self.accounts()?.into_iter().filter(|account| account.disabled_at.is_none());
        let alarm = open.filter_map(|account| {
            let used_at = account.last_login_at.unwrap_or(account.created_at);
            let count = (self.now() - used_at).num_days();
            let span = beijing::day(used_at).to_string();
            (count > most).then_some(Alarm { kind, actor: account.name, span, count, most })
        });
        Ok(alarm.collect())
    }

    fn most(&self, norm: &str) -> Result<i64> {
        let number = self.norm(norm, beijing::day(self.now()))? / SCALE;
        Ok(i64::try_from(number).unwrap_or(i64::MAX))
    }
}
