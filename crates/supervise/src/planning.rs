//! A change of the standards, computed on the households of a snapshot.

use std::collections::BTreeMap;

use arrow::array::RecordBatch;
use chrono::NaiveDate;
use engine::{Facts, Scope};
use model::hash::sha256_hex;
use model::{Norms, Provenance, Result, ResultTable};
use plan::{Outcome, Scenario, Total};
use registry::Disclose;
use snapshot::AsOf;

use crate::compose::{self, Towns as _, named_for};
use crate::error;
use crate::home::Home;

/// The question that gives the households.
const HOUSEHOLDS: &str = "planning_households";

/// A scenario as far as a page shows it.
#[derive(Clone, Debug)]
pub struct Planned {
    /// [`Home::plan`].
    pub table: ResultTable,
    /// [`Home::plan_groups`].
    pub groups: ResultTable,
    /// The sums over all rows, before small groups are hidden.
    pub total: Total,
}

/// The name of a comparison in its provenance.
pub(crate) const COMPARISON: &str = "plan_comparison";

impl Home {
    /// What a scenario makes of the caseload: `town_code`, `area`, `households_now`,
    /// `households_after`, `yuan_now`, `yuan_after`; yuan a month; the rows of the reader's towns.
    ///
    /// # Errors
    /// Nothing is loaded, a norm is missing, or a household cannot be computed.
    pub async fn plan(&self, scenario: &Scenario, as_of: impl Into<AsOf>) -> Result<ResultTable> {
        Ok(self.planned(scenario, as_of).await?.table)
    }

    /// What the differences of [`Home::plan`] consist of: `town_code`, `area`, `group`,
    /// `households_count`, `persons_count`, `change_yuan`.
    ///
    /// # Errors
    /// As [`Home::plan`].
    pub async fn plan_groups(
        &self,
        scenario: &Scenario,
        as_of: impl Into<AsOf>,
    ) -> Result<ResultTable> {
        Ok(self.planned(scenario, as_of).await?.groups)
    }

    /// Both, and the sums, computed once.
    ///
    /// # Errors
    /// As [`Home::plan`].
    pub async fn planned(&self, scenario: &Scenario, as_of: impl Into<AsOf>) -> Result<Planned> {
        let households = self.planning_households(&as_of.into()).await?;
        let outcome = households.under(scenario)?;
        let parameters = scenario.parameters();
        let from = |query| households.provenance(query, parameters.clone());
        Ok(Planned {
            table: self.shown(outcome.table()?, from("plan"))?,
            groups: self.shown(outcome.groups()?, from("plan_groups"))?,
            total: outcome.total(self.reader().town())?,
        })
    }

    /// Scenarios side by side: `town_code`, `area`, and `households_after_1`, `yuan_after_1`,
    /// `change_yuan_1` of the first, and so on.
    ///
    /// # Errors
    /// As [`Home::plan`].
    pub async fn plan_comparison(
        &self,
        scenarios: &[Scenario],
        as_of: impl Into<AsOf>,
    ) -> Result<ResultTable> {
        let households = self.planning_households(&as_of.into()).await?;
        let outcomes = scenarios.iter().map(|scenario| households.under(scenario));
        let outcomes = outcomes.collect::<Result<Vec<_>>>()?;
        let named = (1..).zip(scenarios).flat_map(|(number, scenario)| {
            let parameters = scenario.parameters().into_iter();
            parameters.map(move |(name, value)| (format!("{number}.{name}"), value))
        });
        let from = households.provenance(COMPARISON, named.collect());
        self.shown(Outcome::side_by_side(&outcomes)?, from)
    }

    /// A table of groups as the reader sees it, noted under its receipt.
    fn shown(&self, batch: RecordBatch, provenance: Provenance) -> Result<ResultTable> {
        let table = self.of_groups(compose::table(batch, provenance))?;
        self.note_receipt(&table);
        Ok(table)
    }

    /// What the reader sees of a table of groups.
    fn of_groups(&self, table: ResultTable) -> Result<ResultTable> {
        let table = table.seen_by(self.reader())?;
        let sums = table.columns().into_iter().filter_map(|sum| {
            let count = format!("households_{}", sum.strip_prefix("yuan_")?);
            Some((sum.to_owned(), vec![count]))
        });
        let disclose = Disclose { of: sums.collect(), ..Disclose::default() };
        let day = &table.provenance.as_of;
        let day = day.parse().map_err(|_| error::no_text(day))?;
        let table = self.engine().protected(table, &disclose, self.reader(), day)?;
        Ok(named_for(table, self.reader()))
    }

    async fn planning_households(&self, as_of: &AsOf) -> Result<Households<'_>> {
        let (day, as_of) = self.pin(as_of)?;
        let whole = self.whole();
        let table = whole.answer(&Facts::empty(), HOUSEHOLDS, &as_of, Scope::City).await?;
        Ok(Households { table, day, norms: self.registry().norms() })
    }
}

/// The scenarios of the parameters of a comparison; `None` if they are of none.
pub(crate) fn compared(parameters: &BTreeMap<String, String>) -> Option<Vec<Scenario>> {
    let mut each: BTreeMap<u32, BTreeMap<String, String>> = BTreeMap::new();
    for (name, value) in parameters {
        let (number, name) = name.split_once('.')?;
        each.entry(number.parse().ok()?).or_default().insert(name.to_owned(), value.clone());
    }
    each.values().map(Scenario::of_parameters).collect()
}

/// The households that a scenario is computed on.
struct Households<'a> {
    table: ResultTable,
    day: NaiveDate,
    norms: &'a Norms,
}

impl Households<'_> {
    fn under(&self, scenario: &Scenario) -> Result<Outcome> {
        plan::simulate(&self.table.batches, scenario, self.norms, self.day)
    }

    fn provenance(&self, query: &str, parameters: BTreeMap<String, String>) -> Provenance {
        let from = self.table.provenance.clone();
        let text = format!("{} {parameters:?}", from.query_hash);
        Provenance {
            query: query.to_owned(),
            query_hash: sha256_hex(text.as_bytes()),
            parameters,
            ..from
        }
    }
}
