//! Calibration: what a flag would have said of past months with other norms, and what is known of
//! those whom it would have named.
//!
//! # Invariants
//!
//! - Nothing is written, neither leads nor kept results.
//! - A household, or a town that is meant as a whole, is known by the lead about it and the flag's
//!   cause that had last begun by that month, or by the first one after it, whatever said so: people
//!   decide leads, not flags.

use std::collections::{BTreeMap, BTreeSet};

use arrow::array::RecordBatch;
use engine::Scope;
use ledger::Lead;
use model::{Fen, Month, Provenance, Result, ResultTable, beijing};
use stats::CONFIDENCE;
use stats::interval::{ShareInterval, wilson};

use super::by_subject;
use super::consolidate::Subject;
use crate::flags::Finding;
use crate::home::Home;
use crate::{compose, error};

/// What is tried: other norms, over which months.
#[derive(Clone, Debug, Default)]
pub struct Trial {
    /// The flag.
    pub flag: String,
    /// Other values of norms, for every day; lists with commas between.
    pub norms: BTreeMap<String, String>,
    /// The first month; the first one loaded if none is given.
    pub from: Option<Month>,
    /// The last month; the last one loaded if none is given.
    pub to: Option<Month>,
}

impl Trial {
    fn covers(&self, month: Month) -> bool {
        self.from.is_none_or(|from| from <= month) && self.to.is_none_or(|to| month <= to)
    }
}

impl Home {
    /// A flag over past months, with the norms in force and with others. Columns: `month` (empty for
    /// all together), `norms` (`in_force`, `changed`), `rows_count`, `subjects_count` (households,
    /// or towns where they are meant as a whole), `only_count` (of them not named with the other
    /// norms), `decided_count` and `right_count` (leads), `precision_share` with `low_share` and
    /// `high_share` (Wilson's 95%), `due_yuan` (of one month).
    ///
    /// # Errors
    /// Flag or norm are unknown, a value is none for its norm, no month of the range is loaded, the
    /// flag cannot be answered.
    pub async fn calibrate(&self, trial: &Trial) -> Result<ResultTable> {
        let changed = self.with_norms(&trial.norms)?;
        let cause = self.flag(&trial.flag)?.flag.as_ref().map(|spec| spec.cause.clone());
        let months: BTreeSet<Month> =
            self.store().manifests()?.into_iter().map(|manifest| manifest.month).collect();
        let (mut said, mut last) = (Vec::new(), None);
        for month in months.into_iter().filter(|month| trial.covers(*month)) {
            let (in_force, _) = self.said(&trial.flag, month).await?;
            let (otherwise, part) = changed.said(&trial.flag, month).await?;
            said.push((month, [in_force, otherwise]));
            last = part;
        }
        let provenance = last.ok_or_else(|| error::nothing_to_calibrate(trial.from, trial.to))?;
        let leads = self.ledger().leads()?;
        let known = Known { cause: cause.unwrap_or_default(), leads: by_subject(&leads) };
        let mut rows: Vec<Row> = said.iter().flat_map(|of| known.rows(&[of])).collect();
        // Of one month there is nothing to add up.
        if said.len() > 1 {
            rows.extend(known.rows(&said.iter().collect::<Vec<_>>()));
        }
        let mut parameters = trial.norms.clone();
        parameters.insert("flag".to_owned(), trial.flag.clone());
        let query = "calibration".to_owned();
        Ok(compose::table(batch(&rows)?, Provenance { query, parameters, ..provenance }))
    }

    /// What a flag says of a month.
    async fn said(&self, flag: &str, month: Month) -> Result<(Vec<Finding>, Option<Provenance>)> {
        let view = self.store().view_at(&month.last_day().into())?;
        let as_of = view.pinned(month.last_day());
        let (found, mut parts) = self.findings(&[self.flag(flag)?], &as_of, &Scope::City).await?;
        Ok((found, parts.pop()))
    }
}

/// What a flag says of a month with the norms in force, and with others.
type Said = (Month, [Vec<Finding>; 2]);

/// Whom a flag named, and what came of it.
#[derive(Debug, Default)]
struct Named {
    rows: usize,
    subjects: BTreeSet<Subject>,
    /// By lead, of those that are decided, whether something was found.
    decided: BTreeMap<i64, bool>,
    due: Fen,
}

/// A row of the answer.
struct Row {
    /// None for all together.
    month: Option<Month>,
    norms: &'static str,
    only: usize,
    named: Named,
}

/// What is known of households and towns.
struct Known<'a> {
    cause: String,
    leads: BTreeMap<Subject, Vec<&'a Lead>>,
}

impl Known<'_> {
    /// Both sides of these months together.
    fn rows(&self, said: &[&Said]) -> [Row; 2] {
        let named = [0, 1].map(|side| self.named(said, side));
        let [in_force, changed] = &named;
        let only = [
            in_force.subjects.difference(&changed.subjects).count(),
            changed.subjects.difference(&in_force.subjects).count(),
        ];
        let month = if let [(month, _)] = said { Some(*month) } else { None };
        let [in_force, changed] = named;
        let [before, after] = only;
        [
            Row { month, norms: "in_force", only: before, named: in_force },
            Row { month, norms: "changed", only: after, named: changed },
        ]
    }

    fn named(&self, said: &[&Said], side: usize) -> Named {
        let mut named = Named::default();
        for (month, sides) in said {
            for finding in sides.get(side).into_iter().flatten() {
                let town = finding.town_code.as_deref().unwrap_or_default();
                let subject = Subject::new(finding.household_key.clone(), town, &self.cause);
                named.decided.extend(self.outcome(&subject, *month));
                named.subjects.insert(subject);
                named.rows += 1;
                named.due += finding.due.unwrap_or_default();
            }
        }
        named
    }

    /// The lead by which something is known, and whether something was found.
    fn outcome(&self, subject: &Subject, month: Month) -> Option<(i64, bool)> {
        let leads = self.leads.get(subject)?;
        let begun = leads.iter().rfind(|lead| began(lead) <= month).or_else(|| leads.first())?;
        let verdict = begun.decision.as_ref()?.verdict;
        verdict.judges().then_some((begun.id, verdict.is_finding()))
    }
}

/// The month that a lead is of: that of the snapshot it was opened from, or of the day.
fn began(lead: &Lead) -> Month {
    let seen = lead.evidence.first().map(|(_, seen)| seen.month);
    seen.unwrap_or_else(|| Month::of(beijing::day(lead.opened_at)))
}

/// How many of a row's leads were right, of how many, and between which shares that lies.
fn precision(row: &Row) -> (usize, usize, Option<[i128; 3]>) {
    let decided = row.named.decided.len();
    let right = row.named.decided.values().filter(|is_right| **is_right).count();
    let interval = wilson(right as u64, decided as u64, CONFIDENCE).ok();
    let shares = interval.map(|ShareInterval { lower, upper }| {
        [right as f64 / decided as f64, lower, upper].map(|share| compose::rounded(share, 4))
    });
    (right, decided, shares)
}

fn batch(rows: &[Row]) -> Result<RecordBatch> {
    let whole =
        |of: fn(&Row) -> usize| compose::counts(rows.iter().map(|row| i64::try_from(of(row)).ok()));
    let share = |at: usize| {
        let shares = rows.iter().map(|row| precision(row).2?.get(at).copied());
        compose::decimals(shares.collect::<Vec<_>>(), 4)
    };
    // What is due from one household in two months is mostly the same money.
    let due = rows.iter().map(|row| row.month.map(|_| i128::from(row.named.due.0)));
    compose::batch([
        ("month", compose::texts(rows.iter().map(|row| row.month.map(|month| month.to_string())))),
        ("norms", compose::texts(rows.iter().map(|row| Some(row.norms)))),
        ("rows_count", whole(|row| row.named.rows)),
        ("subjects_count", whole(|row| row.named.subjects.len())),
        ("only_count", whole(|row| row.only)),
        ("decided_count", whole(|row| precision(row).1)),
        ("right_count", whole(|row| precision(row).0)),
        ("precision_share", share(0)?),
        ("low_share", share(1)?),
        ("high_share", share(2)?),
        ("due_yuan", compose::decimals(due, 2)?),
    ])
}
