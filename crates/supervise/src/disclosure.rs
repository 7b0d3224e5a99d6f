//! The standing public list of who receives assistance, with masked names (QH-5, JM-8).
//!
//! # Invariants
//!
//! - Nothing but a masked name, programme, covered persons and amount leaves; which villages are
//!   named is decided by the question, in a file.
//! - What was published is in the audit log by the hash of its manifest before a file appears.

use std::collections::BTreeMap;

use model::{Result, ResultTable};
use snapshot::AsOf;

use engine::Scope;

use crate::compose;
use crate::home::Home;

/// The question that says who is listed, and where.
const LIST: &str = "public_list";

/// The action in the audit log; its subject is the view.
const DISCLOSED: &str = "disclose";

/// A list that was published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Disclosure {
    /// When, in UTC.
    pub at: String,
    /// By whom.
    pub actor: String,
    /// The snapshot view it was made from.
    pub view: String,
    /// SHA-256 of its manifest.
    pub sha256: String,
}

impl Home {
    /// The public list as of a day: `town_code`, `town_name`, `village_name`, `name` (masked),
    /// `programme`, `covered_persons`, `amount_yuan`, in the order of the question.
    ///
    /// # Errors
    /// Nothing is loaded; whoever runs the program has no right to see identities.
    pub async fn public_list(&self, as_of: impl Into<AsOf>) -> Result<ResultTable> {
        let (_, as_of) = self.pin(&as_of.into())?;
        let listed = self.answer(&self.facts()?, LIST, &as_of, &Scope::City).await?;
        let clauses = listed.provenance.clauses.join(" ");
        self.may_identify(&clauses, LIST)?;
        let keys: Vec<String> = listed.texts("household_key")?.into_iter().flatten().collect();
        let names: BTreeMap<String, String> = self
            .store()
            .identify(&keys)?
            .into_iter()
            .map(|known| (known.key, known.name))
            .collect();
        let masked = keys.iter().map(|key| names.get(key).map(|name| mask(name)));
        let texts = |name: &str| Ok(compose::texts(listed.texts(name)?));
        let number = |name: &str| {
            let cells = listed.texts(name)?.into_iter();
            Ok(cells.map(|cell| cell?.parse().ok()).collect::<Vec<Option<i64>>>())
        };
        let yuan = listed.texts("amount_yuan")?.into_iter().map(|cell| {
            let fen = model::Fen::parse_yuan(&cell?)?;
            Some(i128::from(fen.0))
        });
        let batch = compose::batch([
            ("town_code", texts("town_code")?),
            ("town_name", texts("town_name")?),
            ("village_name", texts("village_name")?),
            ("name", compose::texts(masked)),
            ("programme", texts("programme")?),
            ("covered_persons", compose::counts(number("covered_persons")?)),
            ("amount_yuan", compose::decimals(yuan, 2)?),
        ])?;
        Ok(compose::table(batch, listed.provenance))
    }

    /// Writes into the audit log that a list was published: of which view, and its manifest's hash.
    ///
    /// # Errors
    /// The ledger cannot be written; then the files must not appear.
    pub fn log_disclosure(&self, table: &ResultTable, manifest: &str) -> Result<()> {
        let from = &table.provenance;
        self.log(DISCLOSED, &from.snapshot, &from.clauses.join(" "), manifest)
    }

    /// The lists published so far, the first first.
    ///
    /// # Errors
    /// The ledger cannot be read.
    pub fn disclosures(&self) -> Result<Vec<Disclosure>> {
        let entries = self.ledger().log_entries()?.into_iter();
        let disclosed = entries.filter(|entry| entry.action == DISCLOSED);
        Ok(disclosed
            .map(|entry| Disclosure {
                at: entry.at,
                actor: entry.actor,
                view: entry.subject,
                sha256: entry.body,
            })
            .collect())
    }
}

/// A name with all but its first and, of three signs or more, its last sign hidden.
fn mask(name: &str) -> String {
    let signs: Vec<char> = name.trim().chars().collect();
    match signs.as_slice() {
        [] | [_] => "*".to_owned(),
        [first, _] => format!("{first}*"),
        [first, hidden @ .., last] => format!("{first}{}{last}", "*".repeat(hidden.len())),
    }
}

#[cfg(test)]
mod tests {
    use super::mask;

    #[test]
    fn names_are_masked_whatever_their_length() {
        let rows = [
            ("张三", "张*"),
            ("欧阳小三", "欧**三"),
            ("王小二", "王*二"),
            ("阿不都·热合曼", "阿*****曼"),
            ("𠮷野", "𠮷*"),
            ("李", "*"),
            ("", "*"),
        ];
        for (name, expected) in rows {
            assert_eq!(mask(name), expected);
        }
    }
}
