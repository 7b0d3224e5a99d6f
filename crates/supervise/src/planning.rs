//! A change of the standards, computed on the households of a snapshot.

use engine::{Facts, Scope};
use model::hash::sha256_hex;
use model::{Provenance, Result, ResultTable};
use plan::{Outcome, Scenario};
use snapshot::AsOf;

use crate::compose::{self, Towns as _};
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
        let (outcome, provenance) = self.outcome(scenario, &as_of.into()).await?;
        compose::table(outcome.table()?, provenance).seen_by(self.reader())
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
        let (outcome, provenance) = self.outcome(scenario, &as_of.into()).await?;
        compose::table(outcome.groups()?, provenance).seen_by(self.reader())
    }

    async fn outcome(&self, scenario: &Scenario, as_of: &AsOf) -> Result<(Outcome, Provenance)> {
        let (day, as_of) = self.pin(as_of)?;
        let whole = self.whole();
        let households = whole.answer(&Facts::empty(), HOUSEHOLDS, &as_of, Scope::City).await?;
        let norms = self.registry().norms();
        let outcome = plan::simulate(&households.batches, scenario, norms, day)?;
        let parameters = scenario.parameters();
        let text = format!("{} {parameters:?}", households.provenance.query_hash);
        let provenance = Provenance {
            query: "plan".to_owned(),
            query_hash: sha256_hex(text.as_bytes()),
            parameters,
            ..households.provenance
        };
        Ok((outcome, provenance))
    }
}
