//! Who is behind the pseudonyms, kept apart from everything that is analysed.
//!
//! # Invariants
//!
//! - Identities are only ever added; the one written last counts.
//! - Feeds of other departments add none: most of the people in them receive no assistance.

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, RecordBatch, StringArray};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use model::Result;
use model::hash::hex;
use serde::Serialize;

use crate::error;
use crate::identities::IdentityRef;

/// Name of the table of identities.
pub(crate) const TABLE: &str = "identities";

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

/// Identities by pseudonym.
#[derive(Clone, Debug, Default)]
pub(crate) struct Known(BTreeMap<String, Identity>);

impl Known {
    /// Adds those of a batch, later ones over earlier ones.
    pub(crate) fn overlay(&mut self, batch: &RecordBatch) {
        let column = |name| batch.column_by_name(name).and_then(|c| c.as_string_opt::<i32>());
        let columns = ["key", "kind", "id_no", "name"].map(column);
        let text = |column: Option<&StringArray>, row| {
            column.filter(|c| c.is_valid(row)).map_or("", |c| c.value(row)).to_owned()
        };
        for row in 0..batch.num_rows() {
            let [key, kind, id_no, name] = columns.map(|column| text(column, row));
            let identity = Identity { key, kind, id_no, name };
            self.0.insert(identity.key.clone(), identity);
        }
    }

    /// Whether an identity is not known, or under another name.
    pub(crate) fn lacks(&self, identity: &IdentityRef<'_>) -> bool {
        self.0.get(&hex(&identity.key)).is_none_or(|old| {
            let same_id = identity.id_no == old.id_no;
            !(same_id && (identity.name.is_empty() || identity.name == old.name))
        })
    }

    /// The identity behind a pseudonym.
    pub(crate) fn get(&self, key: &str) -> Option<&Identity> {
        self.0.get(key)
    }
}

/// Columns of the table of identities.
pub(crate) fn schema() -> SchemaRef {
    let fields = ["key", "kind", "id_no", "name"].map(|c| Field::new(c, DataType::Utf8, true));
    Arc::new(Schema::new(fields.to_vec()))
}

/// Identities as columns, in the order given.
pub(crate) fn batch(identities: &[IdentityRef<'_>]) -> Result<RecordBatch> {
    let key = StringArray::from_iter_values(identities.iter().map(|i| hex(&i.key)));
    let kind = StringArray::from_iter_values(identities.iter().map(|i| i.kind));
    let id_no = StringArray::from_iter_values(identities.iter().map(|i| i.id_no));
    let name = StringArray::from_iter_values(identities.iter().map(|i| i.name));
    let columns: [ArrayRef; 4] = [Arc::new(key), Arc::new(kind), Arc::new(id_no), Arc::new(name)];
    RecordBatch::try_new(schema(), columns.to_vec()).map_err(|why| error::bug(&why.to_string()))
}
