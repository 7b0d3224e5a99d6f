//! A norm as a line of an explanation names it: name, value and source.

use chrono::NaiveDate;
use model::norm::SCALE;
use model::{Norms, Value};

/// A norm in force, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cited {
    /// Its name.
    pub name: String,
    /// Its value with the unit, such as `0.3 share`.
    pub value: String,
    /// The clause it comes from.
    pub source: String,
}

impl Cited {
    /// The norm in force on a day; `None` if there is none.
    pub fn of(norms: &Norms, name: &str, on: NaiveDate) -> Option<Self> {
        let norm = norms.on(name, on)?;
        let value = match &norm.value {
            Value::Number(number) => format!("{} {}", plain(*number), norm.unit),
            Value::Word(word) => word.clone(),
            Value::List(list) => list.join(", "),
        };
        Some(Self { name: name.to_owned(), value, source: norm.source.clone() })
    }
}

/// Ten-thousandths as the shortest decimal.
fn plain(number: i128) -> String {
    let sign = if number < 0 { "-" } else { "" };
    let (whole, part) = (number.abs() / SCALE, number.abs() % SCALE);
    let text = format!("{sign}{whole}.{part:04}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::{Cited, plain};
    use crate::standard::tests::{day, norms};

    #[test]
    fn a_norm_is_written_with_value_unit_and_source() {
        let norms = norms(&[("support_f2_share", "0.3", "share", "2020-01-01")]);
        let cited = Cited::of(&norms, "support_f2_share", day("2020-01-01")).unwrap();
        assert_eq!((cited.value.as_str(), cited.source.as_str()), ("0.3 share", "test"));
        assert_eq!(Cited::of(&norms, "support_f2_share", day("2019-12-31")), None);
        for (number, text) in [(6_370_000, "637"), (-15_000, "-1.5"), (1, "0.0001"), (0, "0")] {
            assert_eq!(plain(number), text);
        }
    }
}
