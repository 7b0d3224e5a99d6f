//! Who asks: an account with its session, or the operator of this machine.
//!
//! # Invariants
//!
//! - A page finds its visitor in the request, where the gate put it; without one there is no desk.
//! - The token in a form can only be computed by whoever holds the session, and is another one on
//!   every page: from the length of compressed pages nothing can be learned of it.

use std::sync::atomic::{AtomicU64, Ordering};

use access::{Right, Roles};
use supervise::{Reader, SignedIn, Token, reader_of};

/// The name of the local operator in the log.
const OPERATOR: &str = "local operator";

/// What the local operator may do: see everything, and the work that the command line does too.
const OPERATOR_RIGHTS: [Right; 11] = [
    Right::View,
    Right::Persons,
    Right::Money,
    Right::Text,
    Right::Export,
    Right::Plan,
    Right::Propose,
    Right::Assign,
    Right::Decide,
    Right::Operation,
    Right::Audit,
];

/// Whoever asks for a page.
#[derive(Clone, Debug)]
pub(crate) struct Visitor {
    who: Who,
    session: Token,
}

#[derive(Clone, Debug)]
enum Who {
    Account(SignedIn),
    Operator,
}

impl Visitor {
    /// The holder of a session of an account.
    pub(crate) fn account(signed_in: SignedIn, token: &Token) -> Self {
        Self { who: Who::Account(signed_in), session: token.clone() }
    }

    /// The operator of this machine.
    pub(crate) fn operator(token: &Token) -> Self {
        Self { who: Who::Operator, session: token.clone() }
    }

    /// The name in the log.
    pub(crate) fn name(&self) -> &str {
        match &self.who {
            Who::Account(account) => &account.name,
            Who::Operator => OPERATOR,
        }
    }

    /// Whether the visitor has the right.
    pub(crate) fn may(&self, right: Right) -> bool {
        match &self.who {
            Who::Account(account) => account.may(right),
            Who::Operator => OPERATOR_RIGHTS.contains(&right),
        }
    }

    /// What the visitor sees.
    pub(crate) fn reader(&self) -> Reader {
        match &self.who {
            Who::Account(account) => account.reader(),
            Who::Operator => reader_of(|right| self.may(right), None),
        }
    }

    /// The account, unless it is the operator.
    pub(crate) const fn signed_in(&self) -> Option<&SignedIn> {
        match &self.who {
            Who::Account(account) => Some(account),
            Who::Operator => None,
        }
    }

    /// The roles, unless it is the operator.
    pub(crate) fn roles(&self) -> Option<&Roles> {
        self.signed_in().map(|account| &account.roles)
    }

    /// Whether nothing else may be done before the password is changed.
    pub(crate) fn must_change(&self) -> bool {
        self.signed_in().is_some_and(|account| account.must_change)
    }

    /// What the forms of a page of this visitor carry.
    pub(crate) fn form_token(&self) -> String {
        static PAGES: AtomicU64 = AtomicU64::new(1);
        self.form_token_of(&PAGES.fetch_add(1, Ordering::Relaxed).to_string())
    }

    /// Whether a form was on a page of this visitor's session.
    pub(crate) fn knows(&self, form_token: &str) -> bool {
        let page = form_token.split_once('-').map(|(page, _)| page);
        page.is_some_and(|page| self.form_token_of(page) == form_token)
    }

    fn form_token_of(&self, page: &str) -> String {
        format!("{page}-{}", Token::new(self.session.derive(&format!("form {page}"))))
    }

    /// All that pages depend on of who looks, but for their name and whose rows they see.
    pub(crate) fn kind(&self) -> String {
        match &self.who {
            Who::Account(account) => account.roles.to_string(),
            Who::Operator => OPERATOR.to_owned(),
        }
    }

    /// The page that the visitor comes to first.
    pub(crate) fn first_page(&self) -> &'static str {
        let pages = [
            (Right::Upload, "/tasks"),
            (Right::View, "/"),
            (Right::Accounts, "/accounts"),
            (Right::Audit, "/audit"),
            (Right::Operation, "/data"),
        ];
        pages.into_iter().find(|(right, _)| self.may(*right)).map_or("/account", |(_, page)| page)
    }
}
