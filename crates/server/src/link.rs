//! Addresses: paths with their parameters, encoded.

use std::fmt::Write as _;

/// `path` with `params` behind it.
pub(crate) fn address<'a>(
    path: &str,
    params: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> String {
    let mut text = path.to_owned();
    for (at, (name, value)) in params.into_iter().enumerate() {
        text.push(if at == 0 { '?' } else { '&' });
        text.push_str(&encode(name));
        text.push('=');
        text.push_str(&encode(value));
    }
    text
}

/// One segment or value, percent-encoded.
pub(crate) fn encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                encoded.push(char::from(byte));
            }
            _ => {
                // Writing to a string does not fail.
                let _ = write!(encoded, "%{byte:02X}");
            }
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::address;

    #[test]
    fn parameters_cannot_break_out_of_their_place() {
        assert_eq!(address("/a", [("x", "1&y=2 <镇>")]), "/a?x=1%26y%3D2%20%3C%E9%95%87%3E");
        assert_eq!(address("/a", []), "/a");
    }
}
