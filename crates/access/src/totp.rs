//! One-time codes (RFC 6238): six digits of HMAC-SHA-1, 30 seconds, one step of tolerance.

use chrono::{DateTime, Utc};
use totp_rs::{Builder, Secret, Totp};

use crate::token::Token;

/// Bytes of a secret, as RFC 4226 recommends.
pub const SECRET_BYTES: usize = 20;

/// The secret that a set-up link stands for: both sides of the set-up page know it without its
/// being kept between them.
pub fn totp_secret(link: &Token) -> [u8; SECRET_BYTES] {
    let mut secret = [0; SECRET_BYTES];
    for (to, from) in secret.iter_mut().zip(link.derive("totp")) {
        *to = from;
    }
    secret
}

/// The step whose code this is: the present one, the one before or the one after. The caller
/// takes no step twice, and none before the last taken.
pub fn matching_step(secret: [u8; SECRET_BYTES], code: &str, now: DateTime<Utc>) -> Option<i64> {
    let digits: String = code.chars().filter(|c| !c.is_whitespace()).collect();
    let step = totp(secret).check(&digits, u64::try_from(now.timestamp()).ok()?)?;
    i64::try_from(step).ok()
}

/// The code of an instant.
pub fn totp_code(secret: [u8; SECRET_BYTES], now: DateTime<Utc>) -> Option<String> {
    Some(totp(secret).generate(u64::try_from(now.timestamp()).ok()?).to_string())
}

fn totp(secret: [u8; SECRET_BYTES]) -> Totp {
    Builder::new().with_secret(Secret::new_stack(secret)).with_skew(1).build_noncompliant()
}

/// A secret as people type it into an authenticator (RFC 4648, no padding).
pub fn base32(bytes: &[u8]) -> String {
    const LETTERS: [char; 32] = [
        'A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'I', 'J', 'K', 'L', 'M', 'N', 'O', 'P', 'Q', 'R',
        'S', 'T', 'U', 'V', 'W', 'X', 'Y', 'Z', '2', '3', '4', '5', '6', '7',
    ];
    let bits: Vec<u8> =
        bytes.iter().flat_map(|byte| (0..8).rev().map(move |at| byte >> at & 1)).collect();
    let letter = |five: &[u8]| {
        let value = (0..5).fold(0, |sum, at| sum * 2 + usize::from(five.get(at) == Some(&1)));
        LETTERS.get(value).copied()
    };
    bits.chunks(5).filter_map(letter).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::token::TOKEN_BYTES;

    /// The secret of RFC 6238, appendix B.
    const SECRET: [u8; SECRET_BYTES] = *b"12345678901234567890";

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(seconds, 0).unwrap()
    }

    #[test]
    fn codes_are_those_of_the_standard() {
        let rows = [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ];
        for (seconds, code) in rows {
            assert_eq!(totp_code(SECRET, at(seconds)).as_deref(), Some(code));
            assert_eq!(matching_step(SECRET, code, at(seconds)), Some(seconds / 30));
        }
    }

    #[test]
    fn a_code_holds_for_its_neighbours_alone() {
        let code = totp_code(SECRET, at(3_000)).unwrap();
        for (now, step) in [(2_940, None), (2_970, Some(100)), (3_059, Some(100)), (3_060, None)] {
            assert_eq!(matching_step(SECRET, &code, at(now)), step, "{now}");
        }
        let spaced = format!(" {} {}", &code[..3], &code[3..]);
        assert_eq!(matching_step(SECRET, &spaced, at(3_000)), Some(100));
        for wrong in ["", "12345", "abcdef", "0000000"] {
            assert_eq!(matching_step(SECRET, wrong, at(3_000)), None, "{wrong}");
        }
    }

    #[test]
    fn secrets_are_written_in_base_32() {
        let rows = [("", ""), ("f", "MY"), ("fo", "MZXQ"), ("foobar", "MZXW6YTBOI")];
        for (text, expected) in rows {
            assert_eq!(base32(text.as_bytes()), expected);
        }
        assert_eq!(totp_secret(&Token::new([1; TOKEN_BYTES])).len(), SECRET_BYTES);
    }
}
