//! A place with its dated norms, inherited from its parent until it says otherwise.

use std::collections::BTreeMap;

use model::hash::sha256_hex;
use model::{Fault, Norm, Norms, Text};
use serde::Deserialize;
use toml::Spanned;
use toml::value::Datetime;

use crate::error;
use crate::files::DefinitionFile;
use crate::norms::{Entries, lay_over, read_value};
use crate::words::{TextSpec, check_texts, day_of};

/// The place whose norms are in use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Jurisdiction {
    /// The file name without ending, such as `keshan`.
    pub id: String,
    /// Its name.
    pub name: Text,
    /// The place it inherits from.
    pub parent: Option<String>,
}

/// One file, read and checked by itself.
pub(crate) struct JurisdictionFile {
    pub jurisdiction: Jurisdiction,
    pub labels: BTreeMap<String, Text>,
    pub norms: Entries,
    /// The name and byte offset of each norm, to be compared with the known names.
    pub named: Vec<(String, usize)>,
    /// The source and byte offset of each value, to be compared with the clauses.
    pub sources: Vec<(String, usize)>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileSpec {
    parent: Option<String>,
    name: TextSpec,
    #[serde(default)]
    labels: BTreeMap<String, Spanned<TextSpec>>,
    #[serde(default)]
    norms: BTreeMap<String, Vec<Spanned<NormSpec>>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NormSpec {
    value: toml::Value,
    unit: String,
    from: Datetime,
    to: Option<Datetime>,
    source: String,
}

impl NormSpec {
    fn check(self, name: &str) -> Result<Norm, Fault> {
        let wrong = |(zh, en): (&str, &str)| error::bad_norm(name, zh, en);
        let day = |text: &Datetime| {
            day_of(text)
                .ok_or_else(|| wrong(("日期须如 2022-03-15", "a day is written 2022-03-15")))
        };
        let value = read_value(&self.value, &self.unit).map_err(wrong)?;
        let from = day(&self.from)?;
        let to = self.to.as_ref().map(day).transpose()?;
        if to.is_some_and(|to| to < from) {
            return Err(wrong(("to 早于 from", "`to` is before `from`")));
        }
        if self.source.trim().is_empty() {
            return Err(wrong(("没有写来源", "it names no source")));
        }
        Ok(Norm { value, unit: self.unit, from, to, source: self.source })
    }
}

/// Reads `jurisdictions/<id>.toml`.
pub(crate) fn read(file: &DefinitionFile) -> Result<JurisdictionFile, Vec<Fault>> {
    let spec: FileSpec = file.toml().map_err(|fault| vec![fault])?;
    let mut faults = Vec::new();
    let name = spec.name.check("name").map_err(|fault| faults.push(file.fault_at(fault, 0)));
    let labels = check_texts(file, spec.labels).map_err(|fault| faults.push(fault));
    let (mut norms, mut named, mut sources) = (Entries::new(), Vec::new(), Vec::new());
    for (norm, values) in spec.norms {
        named.extend(values.first().map(|first| (norm.clone(), first.span().start)));
        for value in values {
            let at = value.span().start;
            match value.into_inner().check(&norm) {
                Ok(value) => {
                    sources.push((value.source.clone(), at));
                    norms.entry(norm.clone()).or_default().push(value);
                }
                Err(fault) => faults.push(file.fault_at(fault, at)),
            }
        }
    }
    match (name, labels) {
        (Ok(name), Ok(labels)) if faults.is_empty() => {
            let id = file.stem().to_owned();
            let jurisdiction = Jurisdiction { id, name, parent: spec.parent };
            Ok(JurisdictionFile { jurisdiction, labels, norms, named, sources })
        }
        _ => Err(faults),
    }
}

/// Merges the norms of `id` with those of its parents; the version is the hash of all their texts.
///
/// # Errors
/// The place is unknown, or its parents are, or they form a circle.
pub(crate) fn inherit(
    places: &BTreeMap<String, (&DefinitionFile, JurisdictionFile)>,
    id: &str,
) -> Result<Norms, Fault> {
    let known: Vec<&str> = places.keys().map(String::as_str).collect();
    let Some(mut place) = places.get(id) else {
        return Err(error::unknown_jurisdiction(id, &known));
    };
    let mut line = vec![place];
    while let Some(parent) = &place.1.jurisdiction.parent {
        let file = place.0;
        let next = places.get(parent);
        place = next.ok_or_else(|| file.fault_at(error::unknown_parent(parent, &known), 0))?;
        if line.iter().any(|(other, _)| other.path == place.0.path) {
            return Err(file.fault_at(error::parent_cycle(id), 0));
        }
        line.push(place);
    }
    let text: String =
        line.iter().map(|(file, _)| format!("{}\n{}\n", file.path, file.text)).collect();
    let entries = line
        .into_iter()
        .rev()
        .fold(Entries::new(), |parent, (_, place)| lay_over(&parent, place.norms.clone()));
    Ok(Norms::new(entries, sha256_hex(text.as_bytes())))
}
