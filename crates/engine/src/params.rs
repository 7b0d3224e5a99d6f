//! Parameters: from the caller's texts to typed values that are bound, never spliced.

use std::collections::BTreeMap;

use arrow::datatypes::Date32Type;
use chrono::NaiveDate;
use datafusion::scalar::ScalarValue;
use model::{Blame, Fault, Result};
use registry::{ParamType, Question};

use crate::error;

/// The texts of all declared parameters, defaults filled in.
///
/// # Errors
/// The caller's: a parameter that is not declared, not given, or of another type.
pub(crate) fn complete(
    question: &Question,
    given: &BTreeMap<String, String>,
) -> Result<BTreeMap<String, String>> {
    if let Some(name) = given.keys().find(|name| !question.params.contains_key(*name)) {
        return Err(error::unknown_param(question, name));
    }
    let full = question.params.iter().map(|(name, param)| {
        let text = given
            .get(name)
            .or(param.default.as_ref())
            .ok_or_else(|| error::missing_param(question, name))?;
        if let Some(fault) = param.refuses(name, text) {
            return Err(match param.choices {
                None => error::bad_param(name, text, param.kind.word()),
                // The same words as for the author of a dashboard.
                Some(_) => Fault { blame: Blame::Caller, ..fault },
            });
        }
        Ok((name.clone(), text.clone()))
    });
    full.collect()
}

/// The typed values of checked texts, but for choices, which no SQL names. An empty text is null,
/// except for text parameters.
pub(crate) fn bind(
    question: &Question,
    texts: &BTreeMap<String, String>,
) -> Vec<(String, ScalarValue)> {
    let typed = question.params.iter().filter(|(_, param)| param.choices.is_none());
    let typed = typed.filter_map(|(name, param)| {
        texts.get(name).map(|text| (name.clone(), value(param.kind, text)))
    });
    typed.collect()
}

fn value(kind: ParamType, text: &str) -> ScalarValue {
    match kind {
        ParamType::Text => ScalarValue::Utf8(Some(text.to_owned())),
        ParamType::Month => ScalarValue::Utf8(Some(text.to_owned()).filter(|t| !t.is_empty())),
        ParamType::Date => {
            let day = text.parse::<NaiveDate>().ok();
            ScalarValue::Date32(day.map(Date32Type::from_naive_date))
        }
        ParamType::Integer => ScalarValue::Int64(text.parse().ok()),
        ParamType::Number => ScalarValue::Decimal128(registry::ten_thousandths(text), 18, 4),
        ParamType::Bool => ScalarValue::Boolean(text.parse().ok()),
    }
}

#[cfg(test)]
mod tests {
    use datafusion::scalar::ScalarValue;
    use registry::ParamType;

    use super::value;

    #[test]
    fn texts_become_typed_values() {
        let rows = [
            (ParamType::Text, "", ScalarValue::Utf8(Some(String::new()))),
            (ParamType::Month, "", ScalarValue::Utf8(None)),
            (ParamType::Month, "2026-10", ScalarValue::Utf8(Some("2026-10".to_owned()))),
            (ParamType::Date, "1970-01-02", ScalarValue::Date32(Some(1))),
            (ParamType::Date, "", ScalarValue::Date32(None)),
            (ParamType::Integer, "-3", ScalarValue::Int64(Some(-3))),
            (ParamType::Number, "-0.3", ScalarValue::Decimal128(Some(-3_000), 18, 4)),
            (ParamType::Number, "637", ScalarValue::Decimal128(Some(6_370_000), 18, 4)),
            (ParamType::Bool, "true", ScalarValue::Boolean(Some(true))),
        ];
        for (kind, text, expected) in rows {
            assert_eq!(value(kind, text), expected, "{text}");
        }
    }
}
