//! Reserves that are visited in the place of drawn households that could not be.
//!
//! # Not here
//!
//! Whether a household may be substituted, and which reserve is next (`supervise`).

use chrono::{DateTime, Utc};
use model::Result;
use rusqlite::{Row, params};
use serde::Serialize;

use crate::column::{instant, parsed};
use crate::log::{NewEntry, append};
use crate::store::Ledger;

/// One reserve and whom it stands in for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Substitution {
    /// The draw.
    pub draw_id: String,
    /// Who could not be visited.
    pub failed_key: String,
    /// Who is visited instead.
    pub reserve_key: String,
    /// When it was decided.
    pub recorded_at: DateTime<Utc>,
}

impl Ledger {
    /// Records a substitution, and in the audit log why.
    ///
    /// # Errors
    /// The draw does not exist; either household has a substitution already.
    pub fn substitute(&self, decided: &Substitution, reason: &str, actor: &str) -> Result<()> {
        let Substitution { draw_id, failed_key, reserve_key, recorded_at } = decided;
        self.draw(draw_id)?;
        self.write(|file| {
            let body = format!("{failed_key} {reserve_key}");
            let (action, subject) = ("draw.substitute", draw_id.as_str());
            let entry = NewEntry { actor, action, subject, purpose: reason, body: &body };
            append(file, *recorded_at, &entry)?;
            file.execute(
                "INSERT INTO substitutions (draw_id, failed_key, reserve_key, recorded_at) \
                 VALUES (?1, ?2, ?3, ?4)",
                params![draw_id, failed_key, reserve_key, instant(*recorded_at)],
            )?;
            Ok(())
        })
    }

    /// All substitutions, by draw and in the order in which they were decided.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn substitutions(&self) -> Result<Vec<Substitution>> {
        self.read(|file| {
            let mut select = file
                .prepare("SELECT * FROM substitutions ORDER BY draw_id, recorded_at, failed_key")?;
            let row = |row: &Row<'_>| {
                Ok(Substitution {
                    draw_id: row.get("draw_id")?,
                    failed_key: row.get("failed_key")?,
                    reserve_key: row.get("reserve_key")?,
                    recorded_at: parsed(row, "recorded_at")?,
                })
            };
            Ok(select.query_map([], row)?.collect::<rusqlite::Result<_>>()?)
        })
    }
}
