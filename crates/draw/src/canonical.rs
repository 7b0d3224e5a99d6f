//! Canonical JSON (RFC 8785) for the values used here: objects, arrays, strings, integers,
//! booleans and null.
//!
//! # Invariants
//!
//! - Two values are equal exactly if their canonical texts are.
//! - Fractions of a number are refused; shares are written as text (`"30/100"`).

use serde::Serialize;
use serde_json::Value;

use crate::error::{Error, PlanError, Result};

/// The largest integer that every JSON reader keeps exact (RFC 8785 §3.2.2.3).
const INTEGER_MAX: u64 = (1 << 53) - 1;

/// The canonical text of `value`.
pub fn to_canonical(value: &impl Serialize) -> Result<String> {
    let value = serde_json::to_value(value)
        .map_err(|error| Error::from(PlanError::Unreadable { reason: error.to_string() }))?;
    let mut text = String::new();
    write_value(&value, &mut text)?;
    Ok(text)
}

fn write_value(value: &Value, text: &mut String) -> Result<()> {
    match value {
        Value::Array(items) => write_list(text, ['[', ']'], items.iter(), write_value),
        Value::Object(members) => {
            let mut members: Vec<_> = members.iter().collect();
            members.sort_by(|(a, _), (b, _)| a.encode_utf16().cmp(b.encode_utf16()));
            write_list(text, ['{', '}'], members.into_iter(), |(key, member), text| {
                text.push_str(&Value::from(key.as_str()).to_string());
                text.push(':');
                write_value(member, text)
            })
        }
        Value::Number(number) => {
            let exact =
                number.as_i64().is_some_and(|integer| integer.unsigned_abs() <= INTEGER_MAX);
            if !exact {
                return Err(PlanError::Number { number: number.to_string() }.into());
            }
            text.push_str(&number.to_string());
            Ok(())
        }
        // Shortest escapes and lower-case \u00xx, as RFC 8785 §3.2.2.2 asks.
        Value::String(_) | Value::Bool(_) | Value::Null => {
            text.push_str(&value.to_string());
            Ok(())
        }
    }
}

fn write_list<T>(
    text: &mut String,
    [open, close]: [char; 2],
    items: impl Iterator<Item = T>,
    mut write: impl FnMut(T, &mut String) -> Result<()>,
) -> Result<()> {
    text.push(open);
    for (index, item) in items.enumerate() {
        if index > 0 {
            text.push(',');
        }
        write(item, text)?;
    }
    text.push(close);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn canonical(text: &str) -> Result<String> {
        to_canonical(&serde_json::from_str::<Value>(text).unwrap())
    }

    #[test]
    fn text_is_written_as_rfc_8785_asks() {
        let cases = [
            (
                "keys sorted, space dropped",
                r#"{ "b": [1, true, null], "a": -2 }"#,
                r#"{"a":-2,"b":[1,true,null]}"#,
            ),
            (
                "keys in UTF-16 order",
                "{\"\u{fb33}\":1,\"\u{1f600}\":2}",
                "{\"\u{1f600}\":2,\"\u{fb33}\":1}",
            ),
            ("shortest escapes", r#""\u0008\u001F\/\u4f4e\"""#, r#""\b\u001f/低\"""#),
        ];
        for (name, input, expected) in cases {
            assert_eq!(canonical(input).unwrap(), expected, "{name}");
        }
    }

    #[test]
    fn numbers_that_readers_would_round_are_refused() {
        assert!(canonical("9007199254740991").is_ok());
        for number in
            ["9007199254740992", "-9007199254740992", "18446744073709551615", "0.3", "1e3"]
        {
            assert!(canonical(number).is_err(), "{number}");
        }
    }
}
