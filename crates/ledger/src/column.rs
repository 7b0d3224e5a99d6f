//! How days, instants and words stand in columns: as text that sorts as it means.

use std::fmt::Display;
use std::str::FromStr;

use chrono::{DateTime, SecondsFormat, Utc};
use rusqlite::types::Type;
use rusqlite::{Result, Row};

/// An instant in UTC to the microsecond, always the same width.
pub(crate) fn instant(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Micros, true)
}

/// A column whose text is parsed.
pub(crate) fn parsed<T>(row: &Row<'_>, column: &str) -> Result<T>
where
    T: FromStr<Err: Display>,
{
    parse(row, column, &row.get::<_, String>(column)?)
}

/// A column whose text, if any, is parsed.
pub(crate) fn parsed_option<T>(row: &Row<'_>, column: &str) -> Result<Option<T>>
where
    T: FromStr<Err: Display>,
{
    row.get::<_, Option<String>>(column)?.map(|text| parse(row, column, &text)).transpose()
}

/// A column whose text is a JSON list of texts.
pub(crate) fn listed(row: &Row<'_>, column: &str) -> Result<Vec<String>> {
    let text: String = row.get(column)?;
    serde_json::from_str(&text).map_err(|error| {
        let index = row.as_ref().column_index(column).unwrap_or_default();
        rusqlite::Error::FromSqlConversionFailure(index, Type::Text, error.into())
    })
}

fn parse<T>(row: &Row<'_>, column: &str, text: &str) -> Result<T>
where
    T: FromStr<Err: Display>,
{
    text.parse().map_err(|error: T::Err| {
        let index = row.as_ref().column_index(column).unwrap_or_default();
        let why = format!("`{text}` in column {column}: {error}");
        rusqlite::Error::FromSqlConversionFailure(index, Type::Text, why.into())
    })
}
