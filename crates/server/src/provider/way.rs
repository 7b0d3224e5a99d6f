//! What a browser keeps while its holder is at the identity provider.
//!
//! # Invariants
//!
//! - State, nonce and PKCE verifier are derived from one random token that only this browser has.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use model::{Lang, Result};
use sha2::{Digest, Sha256};
use supervise::{Token, new_token};

/// A way to the provider and back.
#[derive(Clone, Debug)]
pub(crate) struct Way {
    token: Token,
    /// The language of the page it began on.
    pub(crate) lang: Lang,
    /// The set-up link whose account is to be connected, if it is one.
    pub(crate) link: Option<Token>,
}

impl Way {
    /// A new way.
    ///
    /// # Errors
    /// There is no chance to be had.
    pub(crate) fn new(lang: Lang, link: Option<Token>) -> Result<Self> {
        Ok(Self { token: new_token()?, lang, link })
    }

    /// What the browser brings back.
    pub(crate) fn read(cookie: &str) -> Option<Self> {
        let mut parts = cookie.split('.');
        let token = parts.next()?.parse().ok()?;
        let lang = Lang::from_code(parts.next()?)?;
        let link = match parts.next()? {
            "" => None,
            link => Some(link.parse().ok()?),
        };
        parts.next().is_none().then_some(Self { token, lang, link })
    }

    /// What the browser keeps.
    pub(crate) fn cookie(&self) -> String {
        let link = self.link.as_ref().map_or_else(String::new, Token::to_string);
        format!("{}.{}.{link}", self.token, self.lang.code())
    }

    /// What the provider sends back with the browser.
    pub(crate) fn state(&self) -> String {
        self.derived("identity provider: state")
    }

    /// What the provider signs.
    pub(crate) fn nonce(&self) -> String {
        self.derived("identity provider: nonce")
    }

    /// What shows that whoever redeems the code began the way (RFC 7636).
    pub(crate) fn verifier(&self) -> String {
        self.derived("identity provider: verifier")
    }

    /// The verifier as it is told beforehand.
    pub(crate) fn challenge(&self) -> String {
        BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(self.verifier()))
    }

    fn derived(&self, purpose: &str) -> String {
        Token::new(self.token.derive(purpose)).to_string()
    }
}

#[cfg(test)]
mod tests {
    use model::Lang;
    use supervise::Token;

    use super::Way;

    #[test]
    fn a_way_comes_back_as_it_went_and_no_other_does() {
        let link = Some(Token::new([7; 32]));
        for (lang, link) in [(Lang::Zh, None), (Lang::En, link)] {
            let way = Way { token: Token::new([1; 32]), lang, link };
            let back = Way::read(&way.cookie()).unwrap();
            assert_eq!(
                (back.state(), back.nonce(), back.verifier(), back.lang, back.link),
                (way.state(), way.nonce(), way.verifier(), way.lang, way.link)
            );
        }
        let token = "01".repeat(32);
        let wrong = ["", "x.zh.", "..", &token, &format!("{token}.zh"), &format!("{token}.xx.")];
        let more = [format!("{token}.zh.1"), format!("{token}.zh..")];
        for text in wrong.into_iter().chain(more.iter().map(String::as_str)) {
            assert!(Way::read(text).is_none(), "{text}");
        }
    }

    #[test]
    fn nothing_that_is_told_gives_the_rest_away() {
        let way = Way::new(Lang::Zh, None).unwrap();
        let other = Way::new(Lang::Zh, None).unwrap();
        let told = [way.state(), way.nonce(), way.challenge(), other.state(), other.nonce()];
        let mut distinct = told.to_vec();
        distinct.extend([way.verifier(), way.token.to_string()]);
        distinct.sort();
        distinct.dedup();
        assert_eq!(distinct.len(), 7);
    }

    #[test]
    fn the_challenge_is_that_of_the_standard() {
        // RFC 7636, appendix B, over our verifier of 64 digits: unpadded base64url of SHA-256.
        let way = Way { token: Token::new([1; 32]), lang: Lang::Zh, link: None };
        let challenge = way.challenge();
        assert_eq!(challenge.len(), 43);
        assert!(challenge.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b)));
        assert!((43..=128).contains(&way.verifier().len()));
    }
}
