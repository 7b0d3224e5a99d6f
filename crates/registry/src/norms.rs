//! Dated values: reading one, laying a place's values over its parent's, trying others.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use model::hash::sha256_hex;
use model::norm::SCALE;
use model::{Norm, Norms, Result, Value};

use crate::error;

/// Norms by name, each name's values by their first day.
pub(crate) type Entries = BTreeMap<String, Vec<Norm>>;

/// Reads a decimal with at most four places as ten-thousandths; nothing else is a number.
pub fn ten_thousandths(text: &str) -> Option<i128> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text),
    };
    let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
    let plain = |s: &str| !s.is_empty() && s.bytes().all(|byte| byte.is_ascii_digit());
    if !plain(whole) || !plain(part) || part.len() > 4 {
        return None;
    }
    let whole: i128 = whole.parse().ok()?;
    let part: i128 = format!("{part:0<4}").parse().ok()?;
    whole.checked_mul(SCALE)?.checked_add(part).map(|number| sign * number)
}

/// Turns the value of a definition into a norm's value; the unit says which kind it must be.
///
/// # Errors
/// What is wrong with it, in Chinese and English.
pub(crate) fn read_value(
    value: &toml::Value,
    unit: &str,
) -> Result<Value, (&'static str, &'static str)> {
    match (unit, value) {
        ("word", toml::Value::String(word)) => Ok(Value::Word(word.clone())),
        ("word", _) => Err(("单位 word 的值须为文本", "a value of unit `word` is a text")),
        ("list", toml::Value::Array(items)) => {
            let words: Option<Vec<String>> =
                items.iter().map(|item| item.as_str().map(str::to_owned)).collect();
            words.map(Value::List).ok_or(("列表只含文本", "a list holds texts only"))
        }
        ("list", _) => Err(("单位 list 的值须为列表", "a value of unit `list` is a list")),
        (_, toml::Value::Integer(number)) => Ok(Value::Number(i128::from(*number) * SCALE)),
        (_, toml::Value::String(text)) => ten_thousandths(text)
            .map(Value::Number)
            .ok_or(("数值最多四位小数", "a number has at most four decimals")),
        _ => Err((
            "数值写成整数或带引号的小数，如 \"0.30\"",
            "a number is an integer or a quoted decimal such as \"0.30\"",
        )),
    }
}

/// Lays `child` over `parent`: on the days for which a child's value holds, the parent's values of
/// that name do not; before and after they still do.
pub(crate) fn lay_over(parent: &Entries, child: Entries) -> Entries {
    let mut merged = Entries::new();
    for (name, norms) in parent {
        let covered: Vec<&Norm> = child
            .iter()
            .filter(|(other, _)| family(other) == family(name))
            .flat_map(|(_, norms)| norms)
            .collect();
        let left: Vec<Norm> =
            norms.iter().flat_map(|norm| outside(norm.clone(), &covered)).collect();
        if !left.is_empty() {
            merged.insert(name.clone(), left);
        }
    }
    for (name, norms) in child {
        merged.entry(name).or_default().extend(norms);
    }
    for norms in merged.values_mut() {
        norms.sort_by_key(|norm| norm.from);
    }
    merged
}

/// Norms with other values in the place of these, on every day.
///
/// # Errors
/// There is no norm of this name, or its unit allows no such value.
pub(crate) fn replaced(norms: &Norms, changed: &BTreeMap<String, String>) -> Result<Norms> {
    let mut child = Entries::new();
    let mut version = norms.version().to_owned();
    for (name, text) in changed {
        let known = norms.entries().get(name).and_then(|norms| norms.last());
        let unit = known.ok_or_else(|| error::no_norm(name))?.unit.clone();
        let value = match unit.as_str() {
            "list" => toml::Value::Array(text.split(',').map(toml::Value::from).collect()),
            _ => toml::Value::from(text.as_str()),
        };
        let value = read_value(&value, &unit).map_err(|why| error::bad_trial(name, text, why))?;
        let source = "trial".to_owned();
        child.insert(
            name.clone(),
            vec![Norm { value, unit, from: NaiveDate::MIN, to: None, source }],
        );
        version = sha256_hex(format!("{version}\n{name}={text}").as_bytes());
    }
    Ok(Norms::new(lay_over(norms.entries(), child), version))
}

/// A monthly and a yearly standard are one norm in two measures: either replaces both.
fn family(name: &str) -> &str {
    let standard = name.starts_with("standard_");
    name.strip_suffix("_year").filter(|_| standard).unwrap_or(name)
}

/// The parts of `norm` that lie outside the days of `covered`.
fn outside(norm: Norm, covered: &[&Norm]) -> Vec<Norm> {
    covered.iter().fold(vec![norm], |parts, cover| {
        parts.into_iter().flat_map(|part| cut(part, cover.from, cover.to)).collect()
    })
}

/// What is left of `norm` without the days `from` to `to`.
fn cut(norm: Norm, from: NaiveDate, to: Option<NaiveDate>) -> Vec<Norm> {
    let apart = norm.to.is_some_and(|end| end < from) || to.is_some_and(|end| end < norm.from);
    if apart {
        return vec![norm];
    }
    let mut left = Vec::new();
    if norm.from < from {
        left.push(Norm { to: from.checked_sub_days(Days::new(1)), ..norm.clone() });
    }
    let resumes = to.and_then(|end| end.checked_add_days(Days::new(1)));
    if let Some(next) = resumes.filter(|next| norm.to.is_none_or(|end| *next <= end)) {
        left.push(Norm { from: next, ..norm });
    }
    left
}

#[cfg(test)]
mod tests {
    use model::{Norm, Norms, Value};

    use super::{Entries, lay_over, read_value, replaced, ten_thousandths};

    fn norm(value: i128, from: &str, to: Option<&str>) -> Norm {
        Norm {
            value: Value::Number(value),
            unit: "yuan".to_owned(),
            from: from.parse().unwrap(),
            to: to.map(|day| day.parse().unwrap()),
            source: "test".to_owned(),
        }
    }

    #[test]
    fn numbers_are_exact_decimals() {
        let rows = [
            ("0.30", Some(3_000)),
            ("637", Some(6_370_000)),
            ("-1.5", Some(-15_000)),
            ("0.00001", None),
            ("1e3", None),
            ("1.", None),
            (".5", None),
            ("", None),
        ];
        for (text, expected) in rows {
            assert_eq!(ten_thousandths(text), expected, "{text}");
        }
    }

    #[test]
    fn the_unit_decides_what_a_value_may_be() {
        let float: toml::Value = toml::Value::Float(0.3);
        let text = toml::Value::String("yuan_up".to_owned());
        assert!(read_value(&float, "share").is_err());
        assert!(read_value(&text, "share").is_err());
        assert_eq!(read_value(&text, "word"), Ok(Value::Word("yuan_up".to_owned())));
        assert_eq!(read_value(&toml::Value::Integer(3), "months"), Ok(Value::Number(30_000)));
    }

    #[test]
    fn a_place_rules_on_its_days_and_the_parent_before_and_after() {
        let parent = Entries::from([
            ("days".to_owned(), vec![norm(1, "2012-01-01", None), norm(2, "2021-07-01", None)]),
            ("other".to_owned(), vec![norm(9, "2012-01-01", None)]),
        ]);
        let child =
            Entries::from([("days".to_owned(), vec![norm(5, "2022-03-21", Some("2022-05-30"))])]);
        let norms = Norms::new(lay_over(&parent, child), String::new());
        let rows = [
            ("2011-12-31", None),
            ("2020-01-01", Some(1)),
            ("2022-03-20", Some(2)),
            ("2022-03-21", Some(5)),
            ("2022-05-30", Some(5)),
            ("2022-05-31", Some(2)),
        ];
        for (day, expected) in rows {
            assert_eq!(norms.number_on("days", day.parse().unwrap()), expected, "{day}");
        }
        assert_eq!(norms.number_on("other", "2022-04-01".parse().unwrap()), Some(9));
    }

    #[test]
    fn a_trial_holds_on_every_day() {
        let entries = Entries::from([
            ("share".to_owned(), vec![norm(1, "2012-01-01", None), norm(2, "2021-07-01", None)]),
            ("other".to_owned(), vec![norm(9, "2012-01-01", None)]),
        ]);
        let norms = Norms::new(entries, "v".to_owned());
        let change =
            |name: &str, text: &str| replaced(&norms, &[(name.to_owned(), text.to_owned())].into());
        let tried = change("share", "0.30").unwrap();
        for day in ["1999-01-01", "2015-01-01", "2026-01-01"] {
            assert_eq!(tried.number_on("share", day.parse().unwrap()), Some(3_000), "{day}");
        }
        assert_eq!(tried.entries().get("other"), norms.entries().get("other"));
        assert_ne!(tried.version(), norms.version());
        assert!(change("share", "many").is_err());
        assert!(change("nothing", "1").is_err());
    }

    #[test]
    fn a_yearly_standard_replaces_the_parents_monthly_one() {
        let parent = Entries::from([(
            "standard_dibao_rural".to_owned(),
            vec![norm(1, "2012-01-01", None), norm(2, "2023-01-01", None)],
        )]);
        let child = Entries::from([(
            "standard_dibao_rural_year".to_owned(),
            vec![norm(7, "2022-01-01", None)],
        )]);
        let norms = Norms::new(lay_over(&parent, child), String::new());
        let day = "2026-01-01".parse().unwrap();
        assert_eq!(norms.number_on("standard_dibao_rural", day), None);
        assert_eq!(norms.number_on("standard_dibao_rural_year", day), Some(7));
        let before = "2021-12-31".parse().unwrap();
        assert_eq!(norms.number_on("standard_dibao_rural", before), Some(1));
    }
}
