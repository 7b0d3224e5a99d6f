//! A change of the standards, computed on the households of a snapshot.

use engine::{Facts, Scope};
use model::hash::sha256_hex;
use model::{Provenance, Result, ResultTable};
use plan::{Outcome, Scenario};
use registry::Disclose;
use snapshot::AsOf;

use crate::compose::{self, Towns as _, named_for};
use crate::error;
use crate::home::Home;

/// The question that gives the households.
const HOUSEHOLDS: &str = "planning_households";

impl Home {
    /// What a scenario makes of the caseload: `town_code`, `area`, `households_now`,
    /// `households_after`, `yuan_now`, `yuan_after`; yuan a month; the rows of the reader's towns.
    ///
    /// # Errors
    /// Nothing is loaded, a norm is missing, or a household cannot be computed.
    pub async fn plan(&self, scenario: &Scenario, as_of: impl Into<AsOf>) -> Result<ResultTable> {
        let (outcome, provenance) = self.outcome("plan", scenario, &as_of.into()).await?;
        let table = self.of_groups(compose::table(outcome.table()?, provenance))?;
        self.note_receipt(&table);
        Ok(table)
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
        let (outcome, provenance) = self.outcome("plan_groups", scenario, &as_of.into()).await?;
        let table = self.of_groups(compose::table(outcome.groups()?, provenance))?;
        self.note_receipt(&table);
        Ok(table)
    }

    /// What the reader sees of a table of groups.
    fn of_groups(&self, table: ResultTable) -> Result<ResultTable> {
        let table = table.seen_by(self.reader())?;
        let sums = [("yuan_now", "households_now"), ("yuan_after", "households_after")];
        let disclose = Disclose {
            of: sums.map(|(sum, count)| (sum.to_owned(), vec![count.to_owned()])).into(),
            ..Disclose::default()
        };
        let day = &table.provenance.as_of;
        let day = day.parse().map_err(|_| error::no_text(day))?;
        let table = self.engine().protected(table, &disclose, self.reader(), day)?;
        Ok(named_for(table, self.reader()))
    }

    async fn outcome(
        &self,
        query: &str,
        scenario: &Scenario,
        as_of: &AsOf,
    ) -> Result<(Outcome, Provenance)> {
        let (day, as_of) = self.pin(as_of)?;
        let whole = self.whole();
        let households = whole.answer(&Facts::empty(), HOUSEHOLDS, &as_of, Scope::City).await?;
        let norms = self.registry().norms();
        let outcome = plan::simulate(&households.batches, scenario, norms, day)?;
        let parameters = scenario.parameters();
        let text = format!("{} {parameters:?}", households.provenance.query_hash);
        let provenance = Provenance {
            query: query.to_owned(),
            query_hash: sha256_hex(text.as_bytes()),
            parameters,
            ..households.provenance
        };
        Ok((outcome, provenance))
    }
}
