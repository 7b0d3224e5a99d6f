//! Whether everything in a home is still what it was: log, snapshots, draws, definitions.

use ledger::Draw;
use model::{Fault, Result, Text};

use crate::home::Home;
use crate::{error, files};

/// What examining a home found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Examined {
    /// What does not hold, each with what to do.
    pub faults: Vec<Fault>,
    /// What a person should know although nothing is damaged.
    pub notices: Vec<Text>,
}

impl Home {
    /// Recomputes what can be recomputed and tells all that does not hold: what
    /// [`Home::examine_records`] finds, and whether every question can be planned and run.
    ///
    /// # Errors
    /// The home cannot be read at all.
    pub async fn examine(&self) -> Result<Examined> {
        let mut found = self.examine_records()?;
        found.faults.extend(self.engine().check().await.err().into_iter().flatten());
        Ok(found)
    }

    /// What does not hold of the chain of the log, the chain of the snapshots and the files they
    /// name, and the bundles of revealed draws.
    ///
    /// # Errors
    /// The home cannot be read at all.
    pub fn examine_records(&self) -> Result<Examined> {
        let mut faults: Vec<Fault> = self.ledger().verify_log().err().into_iter().collect();
        let snapshots = self.verify_snapshots()?;
        faults.extend(snapshots.damage);
        for draw in self.draws()?.iter().filter(|draw| draw.revealed_on.is_some()) {
            faults.extend(self.examine_bundle(draw).err());
        }
        let mut notices = snapshots.notices;
        let orphans = self.removable(None).map(|removable| removable.files).unwrap_or_default();
        let orphans = orphans.iter().filter(|file| file.snapshot_id.is_none()).count();
        notices.extend((orphans > 0).then(|| error::orphans(orphans)));
        Ok(Examined { faults, notices })
    }

    fn examine_bundle(&self, draw: &Draw) -> Result<()> {
        let text = files::read(&self.bundle_path(&draw.id))?;
        let verified =
            draw::verify(text.as_bytes()).map_err(|why| error::bundle(&draw.id, &why))?;
        match draw.commitment == Some(verified.commitment.to_string()) {
            true => Ok(()),
            false => Err(error::frame_changed(&draw.id)),
        }
    }
}
