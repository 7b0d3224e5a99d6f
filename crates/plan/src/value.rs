//! Cells of a scenario: amounts and shares that may be written in more than one way.

use model::norm::SCALE;
use model::{Fen, Text};
use toml::Value;

use crate::error;
use crate::scenario::TakeUp;
use crate::standard::Standard;

/// What is wrong with a cell, in both languages.
pub(crate) type Wrong = Text;

/// `"680"` or `680` yuan a month, `{ month = "680" }`, or `{ year = "5160" }`.
pub(crate) fn standard(value: &Value) -> Result<Standard, Wrong> {
    let (measure, amount) = match value {
        Value::Table(table) if table.len() == 1 => table.iter().next().ok_or_else(no_standard)?,
        Value::Table(_) => return Err(no_standard()),
        amount => return positive(Standard::monthly(yuan(amount)?)),
    };
    match measure.as_str() {
        "month" => positive(Standard::monthly(yuan(amount)?)),
        "year" => positive(Standard::yearly(yuan(amount)?)),
        _ => Err(no_standard()),
    }
}

/// A standard as [`standard`] reads it.
pub(crate) fn standard_text(standard: Standard) -> String {
    let Fen(year) = standard.year();
    match year % 12 {
        0 => format!("\"{}\"", Fen(year / 12)),
        _ => format!("{{ year = \"{}\" }}", Fen(year)),
    }
}

fn positive(standard: Option<Standard>) -> Result<Standard, Wrong> {
    standard.ok_or_else(error::beyond_reason)
}

fn yuan(value: &Value) -> Result<Fen, Wrong> {
    let amount = match value {
        Value::String(text) => Fen::parse_yuan(text),
        Value::Integer(whole) => Fen::parse_yuan(&whole.to_string()),
        _ => None,
    };
    amount.ok_or_else(no_standard)
}

fn no_standard() -> Wrong {
    Text::new(
        "标准写作 \"680\"（元/人月）或 { year = \"5160\" }（元/人年），最多两位小数",
        "a standard is written \"680\" (yuan per person and month) or { year = \"5160\" }, with at \
         most two decimals",
    )
}

/// `"0.80"` for both areas, or `{ urban = "0.80", rural = "0.60" }`.
pub(crate) fn take_up(value: &Value) -> Result<TakeUp, Wrong> {
    match value {
        Value::Table(table) if table.len() == 2 => match (table.get("urban"), table.get("rural")) {
            (Some(urban), Some(rural)) => Ok(TakeUp { urban: share(urban)?, rural: share(rural)? }),
            _ => Err(no_share()),
        },
        both => share(both).map(|share| TakeUp { urban: share, rural: share }),
    }
}

/// A share from 0 to 1 in ten-thousandths.
fn share(value: &Value) -> Result<i128, Wrong> {
    let share = match value {
        Value::String(text) => ten_thousandths(text),
        Value::Integer(whole) => i128::from(*whole).checked_mul(SCALE),
        _ => None,
    };
    share.filter(|share| (0..=SCALE).contains(share)).ok_or_else(no_share)
}

fn no_share() -> Wrong {
    Text::new(
        "申领率写作 \"0.80\" 或 { urban = \"0.80\", rural = \"0.60\" }，在 0 与 1 之间，最多四位小数",
        "take-up is written \"0.80\" or { urban = \"0.80\", rural = \"0.60\" }, from 0 to 1 with at \
         most four decimals",
    )
}

/// A share as it is written: `0.85`, `1`.
pub(crate) fn share_text(share: i128) -> String {
    let text = format!("{}.{:04}", share / SCALE, share % SCALE);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// A number without a sign, with at most four decimals.
pub(crate) fn ten_thousandths(text: &str) -> Option<i128> {
    let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
    let plain = |digits: &str| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    if !plain(whole) || !plain(part) || part.len() > 4 {
        return None;
    }
    let part: i128 = format!("{part:0<4}").parse().ok()?;
    whole.parse::<i128>().ok()?.checked_mul(SCALE)?.checked_add(part)
}
