//! What columns and codes are called: the registry's glossary, then the code lists of the
//! delivery schema.

use std::collections::BTreeMap;

use chart::Words;
use model::{Lang, Month, Programme, Text};
use registry::Registry;

/// The words of one municipality in one language.
#[derive(Clone, Copy, Debug)]
pub struct Glossary<'a> {
    /// The definitions.
    pub registry: &'a Registry,
    /// The language.
    pub lang: Lang,
}

impl Words for Glossary<'_> {
    fn lang(&self) -> Lang {
        self.lang
    }

    fn column(&self, name: &str) -> String {
        match self.registry.column(name) {
            Some(text) => text.get(self.lang).to_owned(),
            None => spaced(name),
        }
    }

    /// A glossary entry `column=value` names a code of one column, `=value` one of any column.
    fn value(&self, column: &str, value: &str) -> String {
        let own = self.registry.column(&format!("{column}={value}"));
        let own = own.or_else(|| self.registry.column(&format!("={value}")));
        if let Some(text) = own.cloned().or_else(|| self.named(column, value)) {
            return text.get(self.lang).to_owned();
        }
        if let Some(programme) = Programme::from_code(value) {
            return programme.label().get(self.lang).to_owned();
        }
        if let Some(word) = self.code(column, value) {
            return word;
        }
        match value.rsplit_once('_') {
            // A code of a month, such as `spot_check_2026-10`.
            Some((code, month)) if month.parse::<Month>().is_ok() => {
                format!("{} {month}", self.value(column, code))
            }
            _ => value.to_owned(),
        }
    }
}

impl Glossary<'_> {
    /// What is named by something that is defined elsewhere: a question, a table, its owner.
    fn named(&self, column: &str, value: &str) -> Option<Text> {
        let schema = snapshot::schema::all();
        match column {
            "flag" | "indicator" | "question" => {
                Some(self.registry.question(value).ok()?.title.clone())
            }
            "feed" => Some(schema.table(value)?.label()),
            "owner" => {
                let table = schema.tables.iter().find(|table| table.owner.zh == value)?;
                Some(table.owner.clone())
            }
            _ => None,
        }
    }

    /// The word of a code of the delivery schema, from the list named like the column or else
    /// from the only list that has it.
    fn code(&self, column: &str, value: &str) -> Option<String> {
        let schema = snapshot::schema::all();
        let mut lists: Vec<_> = schema.code_list(column).into_iter().collect();
        if lists.is_empty() && value.contains(char::is_alphabetic) {
            lists.extend(&schema.codes);
        }
        let mut words = lists
            .into_iter()
            .flat_map(|list| &list.words)
            .filter(|word| word.word == value)
            .filter_map(|word| word.zh.first());
        let first = words.next()?;
        if words.any(|other| other != first) {
            return None;
        }
        Some(match self.lang {
            Lang::Zh => first.clone(),
            Lang::En => spaced(value),
        })
    }
}

/// A glossary with the towns of a snapshot.
#[derive(Clone, Copy, Debug)]
pub struct Towns<'a> {
    /// The words of everything else.
    pub glossary: Glossary<'a>,
    /// Names by code.
    pub towns: &'a BTreeMap<String, String>,
}

impl Words for Towns<'_> {
    fn lang(&self) -> Lang {
        self.glossary.lang
    }

    fn column(&self, name: &str) -> String {
        self.glossary.column(name)
    }

    fn value(&self, column: &str, value: &str) -> String {
        match (column, self.towns.get(value)) {
            ("town_code", Some(name)) => name.clone(),
            _ => self.glossary.value(column, value),
        }
    }
}

fn spaced(name: &str) -> String {
    name.replace('_', " ")
}
