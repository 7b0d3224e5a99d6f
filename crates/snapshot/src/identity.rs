//! Who is behind the pseudonyms, kept apart from everything that is analysed and sealed.
//!
//! # Invariants
//!
//! - No number, name, account, address or phone number reaches the disk unsealed.
//! - Identities are only ever added; the one written last counts.
//! - Feeds of other departments add none: most of the people in them receive no assistance.

use std::sync::Arc;

use arrow::array::{ArrayRef, AsArray, BinaryArray, RecordBatch, StringArray};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use model::Result;
use model::hash::hex;
use serde::Serialize;

use crate::error;
use crate::identities::IdentityRef;
use crate::pseudonym::{self, ByPseudonym, Pseudonym};
use crate::seal::Seal;

/// Name of the table of identities.
pub(crate) const TABLE: &str = "identities";
/// Its columns.
pub(crate) const COLUMNS: [&str; 3] = ["key", "kind", "sealed"];

/// One person, account, address or phone number behind a pseudonym.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Identity {
    /// The pseudonym.
    pub key: String,
    /// `person`, `account`, `address` or `phone`.
    pub kind: String,
    /// The identity number, or the text itself.
    pub id_no: String,
    /// The name beside it; empty if there is none.
    pub name: String,
}

/// Seals those that are not known, or known under another name, as rows of the table in the order
/// given.
///
/// # Errors
/// A bug.
pub(crate) fn seal_new(
    identities: &[IdentityRef<'_>],
    seal: &Seal,
    known: &Known,
) -> Result<RecordBatch> {
    let mut rows: Vec<(Identity, Vec<u8>)> = Vec::new();
    for IdentityRef { key, kind, id_no, name } in identities {
        let before = known.end(key);
        // A pseudonym stands for one number or text: without a name there is nothing to add.
        if before.is_some() && name.is_empty() {
            continue;
        }
        let [kind, id_no, name] = [kind, id_no, name].map(|text| (*text).to_owned());
        let identity = Identity { key: hex(key), kind, id_no, name };
        let sealed = seal.seal(&identity)?;
        if before != Some(end(&sealed)) {
            rows.push((identity, sealed));
        }
    }
    let text = |of: fn(&Identity) -> &str| -> ArrayRef {
        Arc::new(StringArray::from_iter_values(rows.iter().map(|(identity, _)| of(identity))))
    };
    let sealed = BinaryArray::from_iter_values(rows.iter().map(|(_, sealed)| sealed));
    let columns = vec![text(|i| &i.key), text(|i| &i.kind), Arc::new(sealed) as ArrayRef];
    RecordBatch::try_new(schema(), columns).map_err(|why| error::bug(&why.to_string()))
}

/// What earlier loads sealed: the end of the latest seal of every pseudonym, enough to see whether
/// an identity is new without opening any.
#[derive(Debug, Default)]
pub(crate) struct Known(ByPseudonym<u64>);

impl Known {
    /// Adds a row of the table, over those before.
    pub(crate) fn add(&mut self, row: &SealedRow<'_>) {
        if let Some(number) = pseudonym::number(row.key) {
            self.0.insert(number.to_be_bytes(), end(row.sealed));
        }
    }

    fn end(&self, key: &Pseudonym) -> Option<u64> {
        self.0.get(key).copied()
    }
}

/// The last eight bytes, half of what authenticates a seal: equal for equal identities alone.
fn end(sealed: &[u8]) -> u64 {
    sealed.last_chunk().map_or(0, |end| u64::from_be_bytes(*end))
}

/// One row of the table.
pub(crate) struct SealedRow<'a> {
    pub key: &'a str,
    pub kind: &'a str,
    pub sealed: &'a [u8],
}

/// The rows of a batch of the file `path`.
///
/// # Errors
/// An earlier version of the program wrote the file.
pub(crate) fn rows<'a>(
    batch: &'a RecordBatch,
    path: &str,
) -> Result<impl Iterator<Item = SealedRow<'a>>> {
    let [key, kind, sealed] = COLUMNS.map(|name| batch.column_by_name(name));
    let text = |column: Option<&'a ArrayRef>| column.and_then(|c| c.as_string_opt::<i32>());
    let sealed = sealed.and_then(|column| column.as_binary_opt::<i32>());
    let (Some(key), Some(kind), Some(sealed)) = (text(key), text(kind), sealed) else {
        return Err(error::unsealed(path));
    };
    let row =
        move |at| SealedRow { key: key.value(at), kind: kind.value(at), sealed: sealed.value(at) };
    Ok((0..batch.num_rows()).map(row))
}

/// Columns of the table of identities.
pub(crate) fn schema() -> SchemaRef {
    let types = [DataType::Utf8, DataType::Utf8, DataType::Binary];
    let fields = COLUMNS.iter().zip(types).map(|(name, kind)| Field::new(*name, kind, true));
    Arc::new(Schema::new(fields.collect::<Vec<_>>()))
}

#[cfg(test)]
mod tests {
    use super::{IdentityRef, Known, rows, seal_new};
    use crate::seal::Seal;

    fn identity(number: u8, name: &'static str) -> IdentityRef<'static> {
        let id_no = if number == 10 { "621700a" } else { "621700b" };
        IdentityRef { key: [number; 16], kind: "account", id_no, name }
    }

    #[test]
    fn identities_of_an_earlier_program_are_not_taken_for_sealed() {
        let clear = arrow::array::StringArray::from(vec!["110105199001011234"]);
        let batch = super::RecordBatch::try_from_iter([("id_no", super::Arc::new(clear) as _)]);
        let fault = rows(&batch.unwrap(), "identities/a.parquet").err().unwrap();
        assert!(fault.text.en.contains("unsealed") && fault.text.en.contains("make a new home"));
    }

    #[test]
    fn only_new_identities_and_new_names_are_sealed() {
        let folder = tempfile::tempdir().unwrap();
        let seal = Seal::open(&folder.path().join("identity.key"), true).unwrap();
        let mut known = Known::default();
        let mut added = |named: &[(u8, &'static str)]| -> Vec<String> {
            let named: Vec<_> = named.iter().map(|(n, name)| identity(*n, name)).collect();
            let batch = seal_new(&named, &seal, &known).unwrap();
            let mut opened = Vec::new();
            for row in rows(&batch, "").unwrap() {
                known.add(&row);
                let identity = seal.unseal(row.key, row.kind, row.sealed).unwrap();
                opened.push(identity.id_no + " " + &identity.name);
            }
            opened
        };
        assert_eq!(added(&[(10, "张三"), (11, "")]), ["621700a 张三", "621700b "]);
        assert!(added(&[(10, "张三"), (11, "")]).is_empty());
        assert_eq!(added(&[(10, ""), (11, "李四")]), ["621700b 李四"]);
        assert_eq!(added(&[(10, "张珊")]), ["621700a 张珊"]);
        assert_eq!(added(&[(10, "张三")]), ["621700a 张三"]);
    }
}
