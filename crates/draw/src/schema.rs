//! The shape of a bundle: which fields, and of what kind, so that a malformed file is answered with
//! the place of its first fault.
//!
//! # Invariants
//!
//! - Every verifier walks the same shape in the same order; what the shape accepts, reading does.

use serde_json::Value;

/// The shape of one value.
enum Shape {
    /// Text.
    Text,
    /// A whole number from 0 to 2⁶⁴ − 1.
    Number,
    /// 64 lower-case hexadecimal digits.
    Hash,
    /// `R` or `C`.
    Class,
    /// `null` or a value.
    Optional(&'static Shape),
    /// Values of one shape.
    List(&'static Shape),
    /// Exactly these fields.
    Record(&'static [(&'static str, Shape)]),
}

use Shape::{Class, Hash, List, Number, Optional, Record, Text};

const TEXTS: Shape = List(&Text);
const DRAWN: Shape = List(&Record(&[("draw_id", Text), ("ticket", Hash)]));
const ROSTER: Shape = Record(&[
    ("inspectors", List(&Record(&[("id", Text), ("cap", Optional(&Number))]))),
    ("recusals", List(&Record(&[("draw_id", Text), ("inspectors", TEXTS)]))),
    ("team_size", Number),
]);
const ASSIGNMENT: Shape = Record(&[
    ("load_limit", Number),
    ("loads", List(&Record(&[("inspector", Text), ("units_count", Number)]))),
    ("teams", List(&Record(&[("draw_id", Text), ("inspectors", TEXTS)]))),
]);
const LOG_ENTRY: Shape = Record(&[
    ("seq", Number),
    ("at", Text),
    ("actor", Text),
    ("action", Text),
    ("subject", Text),
    ("purpose", Text),
    ("body", Hash),
    ("prev", Hash),
    ("hash", Hash),
]);
const BUNDLE: Shape = Record(&[
    ("format", Text),
    ("plan", Text),
    (
        "frame",
        List(&Record(&[("draw_id", Text), ("stratum", Text), ("class", Class), ("size", Number)])),
    ),
    ("frame_root", Hash),
    ("committed_on", Text),
    ("commitment", Hash),
    ("revealed_on", Text),
    ("beacon", Record(&[("spec", Text), ("value", Text), ("value_hex", Text)])),
    ("reveals", List(&Hash)),
    ("seed", Hash),
    (
        "strata",
        List(&Record(&[
            ("stratum", Text),
            ("population_count", Number),
            ("sample_count", Number),
            ("certainty", TEXTS),
            ("sample", DRAWN),
            ("reserve", DRAWN),
        ])),
    ),
    ("assignment", Optional(&Record(&[("roster", ROSTER), ("result", ASSIGNMENT)]))),
    ("record_hash", Hash),
    ("log", List(&LOG_ENTRY)),
    ("steps", List(&Record(&[("entry", LOG_ENTRY), ("body", Text)]))),
]);

/// The place of the first value that has not the shape of its place in a bundle; `file` for the
/// whole.
pub(crate) fn first_fault(bundle: &Value) -> Option<String> {
    let fault = BUNDLE.fault(bundle, String::new())?;
    Some(if fault.is_empty() { "file".to_owned() } else { fault })
}

impl Shape {
    fn fault(&self, value: &Value, path: String) -> Option<String> {
        let fits = match (self, value) {
            (Text, Value::String(_)) | (Optional(_), Value::Null) => true,
            (Number, Value::Number(number)) => number.is_u64(),
            (Hash, Value::String(text)) => {
                text.len() == 64 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
            }
            (Class, Value::String(text)) => text == "R" || text == "C",
            (Optional(shape), _) => return shape.fault(value, path),
            (List(shape), Value::Array(items)) => {
                let mut items = items.iter().enumerate();
                return items
                    .find_map(|(index, item)| shape.fault(item, format!("{path}[{index}]")));
            }
            (Record(fields), Value::Object(members)) => {
                let known = fields.iter().all(|(name, _)| members.contains_key(*name));
                if known && members.len() == fields.len() {
                    let joint = if path.is_empty() { "" } else { "." };
                    return fields.iter().find_map(|(name, shape)| {
                        shape.fault(members.get(*name)?, format!("{path}{joint}{name}"))
                    });
                }
                false
            }
            _ => false,
        };
        (!fits).then_some(path)
    }
}
