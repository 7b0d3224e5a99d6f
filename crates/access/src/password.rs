//! Passwords: what will do, and the form in which they are kept.
//!
//! # Invariants
//!
//! - Kept is argon2id with 19 MiB, 2 passes, 1 lane (RFC 9106, OWASP), a salt of its own and 32
//!   bytes; the parameters stand beside the hash, so that later ones can differ.
//! - Comparing takes the same time wherever the difference is.

use std::fmt;
use std::str::FromStr;

use argon2::{Algorithm, Argon2, Params, Version};

use crate::policy::{Policy, Weakness};
use crate::token::{hex, same, unhex};

/// Bytes of a salt.
pub const SALT_BYTES: usize = 16;

const HASH_BYTES: usize = 32;
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;

/// More characters no password has.
const LENGTH_MAX: usize = 128;

/// Words that are tried first.
const COMMON: &str = include_str!("../common.txt");

/// A password as it is kept: `argon2id,m,t,p,salt,hash`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    costs: [u32; 3],
    salt: [u8; SALT_BYTES],
    hash: [u8; HASH_BYTES],
}

impl Stored {
    /// The form in which a password is kept; `None` if this machine cannot compute it.
    pub fn of(password: &str, salt: [u8; SALT_BYTES]) -> Option<Self> {
        let costs = [MEMORY_KIB, PASSES, LANES];
        Some(Self { costs, salt, hash: derive(password, costs, salt)? })
    }

    /// A password that nobody has, so that an unknown account takes as long as a known one.
    pub const fn nobody() -> Self {
        Self { costs: [MEMORY_KIB, PASSES, LANES], salt: [0; SALT_BYTES], hash: [0; HASH_BYTES] }
    }

    /// Whether this is the password.
    pub fn is(&self, password: &str) -> bool {
        derive(password, self.costs, self.salt).is_some_and(|hash| same(&hash, &self.hash))
    }
}

impl fmt::Display for Stored {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [m, t, p] = self.costs;
        write!(f, "argon2id,{m},{t},{p},{},{}", hex(&self.salt), hex(&self.hash))
    }
}

impl FromStr for Stored {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let bad = || "not a kept password".to_owned();
        let parts: Vec<&str> = text.split(',').collect();
        let ["argon2id", m, t, p, salt, hash] = parts.as_slice() else { return Err(bad()) };
        let cost = |text: &str| text.parse::<u32>().map_err(|_| bad());
        Ok(Self {
            costs: [cost(m)?, cost(t)?, cost(p)?],
            salt: unhex(salt).ok_or_else(bad)?,
            hash: unhex(hash).ok_or_else(bad)?,
        })
    }
}

fn derive(
    password: &str,
    [memory, passes, lanes]: [u32; 3],
    salt: [u8; SALT_BYTES],
) -> Option<[u8; HASH_BYTES]> {
    let params = Params::new(memory, passes, lanes, Some(HASH_BYTES)).ok()?;
    let mut hash = [0; HASH_BYTES];
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(password.as_bytes(), &salt, &mut hash)
        .ok()?;
    Some(hash)
}

/// Why a new password will not do; `words` are names of the account, the place and the service,
/// `earlier` the passwords before, the last first.
pub fn weakness(
    policy: &Policy,
    password: &str,
    words: &[&str],
    earlier: &[Stored],
) -> Option<Weakness> {
    let length = password.chars().count();
    if length < policy.length_min {
        return Some(Weakness::Short(policy.length_min));
    }
    if length > LENGTH_MAX {
        return Some(Weakness::Long(LENGTH_MAX));
    }
    if classes(password) < policy.classes_min {
        return Some(Weakness::Plain(policy.classes_min));
    }
    if uncommon(password, words) * 2 < policy.length_min {
        return Some(Weakness::Common);
    }
    let mut last = earlier.iter().take(policy.history);
    last.any(|stored| stored.is(password)).then_some(Weakness::Used(policy.history))
}

/// How many kinds of characters there are.
fn classes(password: &str) -> usize {
    let kinds: [fn(char) -> bool; 4] = [
        |c| c.is_uppercase(),
        |c| c.is_lowercase(),
        |c| c.is_numeric(),
        |c| !c.is_uppercase() && !c.is_lowercase() && !c.is_numeric(),
    ];
    kinds.iter().filter(|kind| password.chars().any(**kind)).count()
}

/// Characters left when common words, years, runs and repeats are taken away: `P@ssw0rd2026!` has
/// few, whatever its kinds of characters.
fn uncommon(password: &str, words: &[&str]) -> usize {
    let given = words.iter().map(|word| word.to_lowercase()).filter(|w| w.chars().count() > 2);
    let years = (1950..2050).map(|year: u16| year.to_string());
    let mut known: Vec<String> =
        COMMON.lines().map(str::to_owned).chain(years).chain(given).collect();
    known.sort_by_key(|word| std::cmp::Reverse(word.len()));
    let strip = |text: &str| {
        known.iter().fold(text.to_owned(), |rest, word| rest.replace(word.as_str(), " "))
    };
    let plain = strip(&password.to_lowercase());
    let read: String = plain.chars().map(letter).collect();
    without_runs(&plain).min(without_runs(&strip(&read)))
}

/// The letter that a sign is written for.
const fn letter(sign: char) -> char {
    match sign {
        '0' => 'o',
        '1' | '!' => 'i',
        '3' => 'e',
        '4' | '@' => 'a',
        '5' | '$' => 's',
        '7' => 't',
        other => other,
    }
}

/// Letters and digits that do not go on from the sign before by 0, 1 or −1.
fn without_runs(text: &str) -> usize {
    let mut count = 0;
    let mut before: Option<u32> = None;
    for sign in text.chars() {
        let code = u32::from(sign);
        let goes_on = before.is_some_and(|before| before.abs_diff(code) <= 1);
        count += usize::from(sign.is_alphanumeric() && !goes_on);
        before = Some(code);
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::policy;

    #[test]
    fn a_kept_password_is_known_again_and_is_salted() {
        let stored = Stored::of("correct horse", [7; SALT_BYTES]).unwrap();
        let read: Stored = stored.to_string().parse().unwrap();
        assert_eq!(read, stored);
        assert!(read.is("correct horse") && !read.is("correct hors") && !read.is(""));
        assert_ne!(Stored::of("correct horse", [8; SALT_BYTES]).unwrap().hash, stored.hash);
        assert!(stored.to_string().starts_with("argon2id,19456,2,1,"));
        for broken in ["", "argon2id,1,2", "md5,1,1,1,00,00"] {
            assert!(broken.parse::<Stored>().is_err(), "{broken}");
        }
        assert!(!Stored::nobody().is(""));
    }

    #[test]
    fn each_profile_refuses_what_it_should() {
        let words = ["wanglihua", "琼海市", "qionghai"];
        let judged =
            |name: &str, password: &str| weakness(policy(name).unwrap(), password, &words, &[]);
        let rows = [
            ("djcp3", "Kx7#", Some(Weakness::Short(10))),
            ("djcp3", "tulgopremnast", Some(Weakness::Plain(4))),
            ("djcp3", "Vq7#trelmBop", None),
            ("djcp3", "P@ssw0rd2026!", Some(Weakness::Common)),
            ("djcp3", "Qionghai#2026", Some(Weakness::Common)),
            ("djcp3", "Wanglihua_123", Some(Weakness::Common)),
            ("djcp3", "Aaaaaaaaa1!!", Some(Weakness::Common)),
            ("djcp2", "tulgoPrem4", None),
            ("djcp2", "Abcd1234", Some(Weakness::Common)),
            ("asvs", "correct horse battery staple", None),
            ("asvs", "123456789012", Some(Weakness::Common)),
            ("asvs", "passwordpassword", Some(Weakness::Common)),
            ("asvs", "我家门前有一条小河流向东边", None),
        ];
        for (name, password, expected) in rows {
            assert_eq!(judged(name, password), expected, "{name} {password}");
        }
        let long = "xK4!".repeat(33);
        assert_eq!(judged("asvs", &long), Some(Weakness::Long(128)));
        assert_eq!(judged("asvs", &"tulgo premn ".repeat(8)), None);
    }

    #[test]
    fn earlier_passwords_do_not_come_back_where_the_profile_says() {
        let earlier: Vec<Stored> = (0..6_u8)
            .map(|at| Stored::of(&format!("Vq7#trelmBo{at}"), [at; SALT_BYTES]).unwrap())
            .collect();
        let judged = |name: &str, at: u8| {
            weakness(policy(name).unwrap(), &format!("Vq7#trelmBo{at}"), &[], &earlier)
        };
        assert_eq!(judged("djcp3", 0), Some(Weakness::Used(5)));
        assert_eq!(judged("djcp3", 4), Some(Weakness::Used(5)));
        assert_eq!(judged("djcp3", 5), None);
        assert_eq!(judged("asvs", 0), None);
    }
}
