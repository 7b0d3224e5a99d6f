//! Draws and the cases they drew.

mod step;

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, NaiveDate, Utc};
use model::Result;
use rusqlite::{OptionalExtension, Row, Transaction, params};
use serde::Serialize;

use crate::column::{instant, listed, parsed, parsed_option};
use crate::error::{self, LedgerResult};
use crate::store::Ledger;

pub use step::{DrawStep, NewDrawStep, Substitution};

/// Where a draw stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum DrawStatus {
    /// Plan and frame are fixed in the house.
    Planned,
    /// The commitment is published; chance has not spoken.
    Committed,
    /// Chance has spoken; the cases are known.
    Revealed,
    /// Given up, and counted as such.
    Void,
}

impl DrawStatus {
    const ALL: [Self; 4] = [Self::Planned, Self::Committed, Self::Revealed, Self::Void];

    /// The word in tables.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::Committed => "committed",
            Self::Revealed => "revealed",
            Self::Void => "void",
        }
    }
}

impl fmt::Display for DrawStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl FromStr for DrawStatus {
    type Err = &'static str;

    fn from_str(text: &str) -> std::result::Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|status| status.code() == text).ok_or("not a status of a draw")
    }
}

/// How a case came to be drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Chosen {
    /// By chance.
    Sample,
    /// Because all such cases are visited.
    Certainty,
    /// Not drawn, but next in order if a drawn case cannot be visited.
    Reserve,
}

impl Chosen {
    const ALL: [Self; 3] = [Self::Sample, Self::Certainty, Self::Reserve];

    /// The word in tables.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Sample => "sample",
            Self::Certainty => "certainty",
            Self::Reserve => "reserve",
        }
    }

    /// The class of the frame: `C` when chance does not decide.
    pub const fn class(self) -> &'static str {
        match self {
            Self::Certainty => "C",
            Self::Sample | Self::Reserve => "R",
        }
    }
}

impl fmt::Display for Chosen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl FromStr for Chosen {
    type Err = &'static str;

    fn from_str(text: &str) -> std::result::Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|chosen| chosen.code() == text).ok_or("not a way of choosing")
    }
}

/// A draw as planned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NewDraw {
    /// Its name, such as `new_cases-2026-10-1`.
    pub id: String,
    /// `new_cases` or `annual_visits`.
    pub purpose: String,
    /// The day whose caseload is drawn from.
    pub as_of: NaiveDate,
    /// The snapshot view that the frame was read from.
    pub snapshot: String,
    /// The canonical text of the plan.
    pub plan: String,
    /// Its SHA-256.
    pub plan_hash: String,
    /// The share drawn, such as `30/100`.
    pub fraction: String,
    /// The public source of chance.
    pub beacon_spec: String,
}

/// A draw as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Draw {
    /// Its name.
    pub id: String,
    /// `new_cases` or `annual_visits`.
    pub purpose: String,
    /// The day whose caseload is drawn from.
    pub as_of: NaiveDate,
    /// The snapshot view that the frame was read from.
    pub snapshot: String,
    /// The canonical text of the plan.
    pub plan: String,
    /// Its SHA-256.
    pub plan_hash: String,
    /// The share drawn.
    pub fraction: String,
    /// The public source of chance.
    pub beacon_spec: String,
    /// When it was planned.
    pub planned_at: DateTime<Utc>,
    /// The published commitment.
    pub commitment: Option<String>,
    /// The day it was published.
    pub committed_on: Option<NaiveDate>,
    /// The public value.
    pub beacon_value: Option<String>,
    /// The seed that follows from it.
    pub seed: Option<String>,
    /// The day of the public value.
    pub revealed_on: Option<NaiveDate>,
    /// Where it stands.
    pub status: DrawStatus,
}

/// A case of a revealed draw.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DrawnCase {
    /// The draw.
    pub draw_id: String,
    /// The pseudonym of the household.
    pub household_key: String,
    /// Its town.
    pub town_code: String,
    /// The stratum it was drawn in.
    pub stratum: String,
    /// Its place in the order of its stratum, from 1; certainty cases have their own count.
    pub position: i64,
    /// How it came to be drawn; a reserve that joined the sample later is a part of it.
    pub chosen: Chosen,
    /// Who visits it, the lead first; nobody if the draw assigned none.
    pub inspectors: Vec<String>,
}

impl DrawnCase {
    /// By draw, stratum, way of choosing and position.
    fn order(&self) -> (&str, &str, &str, i64) {
        (&self.draw_id, &self.stratum, self.chosen.code(), self.position)
    }
}

impl Ledger {
    /// Records a plan.
    ///
    /// # Errors
    /// The id exists.
    pub fn plan_draw(&self, draw: &NewDraw, at: DateTime<Utc>) -> Result<()> {
        self.write(|file| {
            if find(file, &draw.id)?.is_some() {
                return Err(error::draw_exists(&draw.id).into());
            }
            file.execute(
                "INSERT INTO draws (id, purpose, as_of, snapshot, plan, plan_hash, fraction, \
                 beacon_spec, planned_at, status) \
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, 'planned')",
                params![
                    draw.id,
                    draw.purpose,
                    draw.as_of.to_string(),
                    draw.snapshot,
                    draw.plan,
                    draw.plan_hash,
                    draw.fraction,
                    draw.beacon_spec,
                    instant(at),
                ],
            )?;
            Ok(())
        })
    }

    /// Records that the commitment of a planned draw is published.
    ///
    /// # Errors
    /// The draw is unknown or not planned.
    pub fn commit_draw(&self, id: &str, commitment: &str, on: NaiveDate) -> Result<()> {
        self.write(|file| {
            step(file, id, DrawStatus::Committed, &[DrawStatus::Planned])?;
            file.execute(
                "UPDATE draws SET commitment = ?2, committed_on = ?3, status = 'committed' \
                 WHERE id = ?1",
                params![id, commitment, on.to_string()],
            )?;
            Ok(())
        })
    }

    /// Records the public value, the seed and the cases of a committed draw, all or nothing.
    ///
    /// # Errors
    /// The draw is unknown or not committed.
    pub fn reveal_draw(
        &self,
        id: &str,
        beacon_value: &str,
        seed: &str,
        on: NaiveDate,
        cases: &[DrawnCase],
    ) -> Result<()> {
        self.write(|file| {
            step(file, id, DrawStatus::Revealed, &[DrawStatus::Committed])?;
            file.execute(
                "UPDATE draws SET beacon_value = ?2, seed = ?3, revealed_on = ?4, \
                 status = 'revealed' WHERE id = ?1",
                params![id, beacon_value, seed, on.to_string()],
            )?;
            insert_cases(file, id, cases)
        })
    }

    /// Gives up a draw that has not been revealed; it stays in the list.
    ///
    /// # Errors
    /// The draw is unknown, revealed or void.
    pub fn void_draw(&self, id: &str) -> Result<()> {
        self.write(|file| {
            step(file, id, DrawStatus::Void, &[DrawStatus::Planned, DrawStatus::Committed])?;
            file.execute("UPDATE draws SET status = 'void' WHERE id = ?1", [id])?;
            Ok(())
        })
    }

    /// One draw.
    ///
    /// # Errors
    /// It is unknown.
    pub fn draw(&self, id: &str) -> Result<Draw> {
        self.read(|file| Ok(find(file, id)?.ok_or_else(|| error::unknown_draw(id))?))
    }

    /// All draws in the order in which they were planned.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn draws(&self) -> Result<Vec<Draw>> {
        self.read(|file| {
            let mut select = file.prepare("SELECT * FROM draws ORDER BY planned_at, id")?;
            let rows = select.query_map([], read_draw)?.collect::<rusqlite::Result<_>>()?;
            Ok(rows)
        })
    }

    /// The cases of all draws as they stand after all steps, by draw, stratum, way of choosing and
    /// position.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn drawn_cases(&self) -> Result<Vec<DrawnCase>> {
        self.read(|file| {
            let mut select = file
                .prepare("SELECT * FROM drawn_cases ORDER BY draw_id, stratum, chosen, position")?;
            let rows = select.query_map([], read_case)?.collect::<rusqlite::Result<_>>()?;
            step::as_they_stand(file, rows)
        })
    }
}

fn insert_cases(file: &Transaction<'_>, id: &str, cases: &[DrawnCase]) -> LedgerResult<()> {
    let mut insert = file.prepare(
        "INSERT INTO drawn_cases (draw_id, household_key, town_code, stratum, class, position, \
         chosen, inspectors) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?;
    for case in cases {
        insert.execute(params![
            id,
            case.household_key,
            case.town_code,
            case.stratum,
            case.chosen.class(),
            case.position,
            case.chosen.code(),
            serde_json::to_string(&case.inspectors).map_err(|why| error::no_body(&why))?,
        ])?;
    }
    Ok(())
}

/// Refuses a step that is not next.
fn step(
    file: &Transaction<'_>,
    id: &str,
    next: DrawStatus,
    allowed: &[DrawStatus],
) -> LedgerResult<()> {
    let now = find(file, id)?.ok_or_else(|| error::unknown_draw(id))?.status;
    if allowed.contains(&now) {
        return Ok(());
    }
    let allowed: Vec<_> = allowed.iter().map(|status| status.code()).collect();
    Err(error::wrong_status(id, now.code(), next.code(), &allowed.join("/")).into())
}

fn find(file: &Transaction<'_>, id: &str) -> rusqlite::Result<Option<Draw>> {
    file.query_row("SELECT * FROM draws WHERE id = ?1", [id], read_draw).optional()
}

fn read_draw(row: &Row<'_>) -> rusqlite::Result<Draw> {
    Ok(Draw {
        id: row.get("id")?,
        purpose: row.get("purpose")?,
        as_of: parsed(row, "as_of")?,
        snapshot: row.get("snapshot")?,
        plan: row.get("plan")?,
        plan_hash: row.get("plan_hash")?,
        fraction: row.get("fraction")?,
        beacon_spec: row.get("beacon_spec")?,
        planned_at: parsed(row, "planned_at")?,
        commitment: row.get("commitment")?,
        committed_on: parsed_option(row, "committed_on")?,
        beacon_value: row.get("beacon_value")?,
        seed: row.get("seed")?,
        revealed_on: parsed_option(row, "revealed_on")?,
        status: parsed(row, "status")?,
    })
}

fn read_case(row: &Row<'_>) -> rusqlite::Result<DrawnCase> {
    Ok(DrawnCase {
        draw_id: row.get("draw_id")?,
        household_key: row.get("household_key")?,
        town_code: row.get("town_code")?,
        stratum: row.get("stratum")?,
        position: row.get("position")?,
        chosen: parsed(row, "chosen")?,
        inspectors: listed(row, "inspectors")?,
    })
}

#[cfg(test)]
mod tests;
