//! Who is behind the pseudonyms, kept apart from everything that is analysed.
//!
//! # Invariants
//!
//! - Identities are only ever added; the one written last counts.
//! - Feeds of other departments add none: most of the people in them receive no assistance.

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow::array::{Array, AsArray, RecordBatch, StringArray};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use model::Result;
use serde::Serialize;

use crate::error;

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

/// Identities by pseudonym; the first one added stays.
#[derive(Clone, Debug, Default)]
pub(crate) struct Identities(BTreeMap<String, Identity>);

impl Identities {
    pub(crate) fn contains(&self, key: &str) -> bool {
        self.0.contains_key(key)
    }

    /// Adds one, unless its pseudonym is there with a name already.
    pub(crate) fn add(&mut self, identity: Identity) {
        match self.0.get_mut(&identity.key) {
            Some(known) if known.name.is_empty() => *known = identity,
            Some(_) => {}
            None => {
                self.0.insert(identity.key.clone(), identity);
            }
        }
    }

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

    /// Adds all of `others` that are not there.
    pub(crate) fn merge(&mut self, others: Self) {
        for identity in others.0.into_values() {
            self.add(identity);
        }
    }

    /// Those that `known` does not have, or has under another name; by pseudonym.
    pub(crate) fn new_to(&self, known: &Self) -> Vec<&Identity> {
        let changed = |identity: &&Identity| {
            known.0.get(&identity.key).is_none_or(|old| {
                *identity != old && !(identity.name.is_empty() && identity.id_no == old.id_no)
            })
        };
        self.0.values().filter(changed).collect()
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
pub(crate) fn batch(identities: &[&Identity]) -> Result<RecordBatch> {
    let column = |of: fn(&Identity) -> &str| {
        Arc::new(StringArray::from_iter_values(identities.iter().map(|i| of(i)))) as _
    };
    let columns =
        vec![column(|i| &i.key), column(|i| &i.kind), column(|i| &i.id_no), column(|i| &i.name)];
    RecordBatch::try_new(schema(), columns).map_err(|why| error::bug(&why.to_string()))
}
