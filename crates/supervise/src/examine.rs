//! Whether everything in a home is still what it was: log, snapshots, draws, definitions.

use ledger::Draw;
use model::hash::sha256_hex;
use model::{Fault, Result};
use snapshot::Manifest;

use crate::home::Home;
use crate::{error, files};

impl Home {
    /// Recomputes what can be recomputed and tells all that does not hold: what
    /// [`Home::examine_records`] finds, and whether every question can be planned and run.
    ///
    /// # Errors
    /// The home cannot be read at all.
    pub async fn examine(&self) -> Result<Vec<Fault>> {
        let mut found = self.examine_records()?;
        found.extend(self.engine().check().await.err().into_iter().flatten());
        Ok(found)
    }

    /// What does not hold of the chain of the log, the chain of the manifests and the files they
    /// name, and the bundles of revealed draws.
    ///
    /// # Errors
    /// The home cannot be read at all.
    pub fn examine_records(&self) -> Result<Vec<Fault>> {
        let mut found: Vec<Fault> = self.ledger().verify_log().err().into_iter().collect();
        found.extend(self.examine_manifests(&self.store().manifests()?));
        for draw in self.draws()?.iter().filter(|draw| draw.revealed_on.is_some()) {
            found.extend(self.examine_bundle(draw).err());
        }
        Ok(found)
    }

    fn examine_manifests(&self, manifests: &[Manifest]) -> Vec<Fault> {
        let hash = |path: &std::path::Path| files::read_bytes(path).map(|b| sha256_hex(&b));
        let mut found = Vec::new();
        for manifest in manifests {
            if let Some(previous) = &manifest.previous {
                let name = format!("snapshots/{}.json", previous.snapshot_id);
                found.extend(differs(&name, &previous.sha256, hash(&self.root().join(&name))));
            }
            let files = manifest.tables.values().flat_map(|table| &table.files);
            for file in files.chain(&manifest.identities) {
                found.extend(differs(
                    &file.path,
                    &file.sha256,
                    hash(&self.root().join(&file.path)),
                ));
            }
        }
        found
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

/// A fault if the file cannot be read or has another hash.
fn differs(name: &str, stated: &str, found: Result<String>) -> Option<Fault> {
    match found {
        Ok(hash) if hash == stated => None,
        Ok(_) => Some(error::file_changed(name)),
        Err(fault) => Some(fault),
    }
}
