//! Who asks: an account with its session, or the operator of this machine.
//!
//! # Invariants
//!
//! - A page finds its visitor in the request, where the gate put it; without one there is no desk.
//! - The token in a form can only be computed by whoever holds the session.

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
    form_token: String,
}

#[derive(Clone, Debug)]
enum Who {
    Account(SignedIn),
    Operator,
}

impl Visitor {
    /// The holder of a session of an account.
    pub(crate) fn account(signed_in: SignedIn, token: &Token) -> Self {
        Self { who: Who::Account(signed_in), form_token: form_token(token) }
    }

    /// The operator of this machine.
    pub(crate) fn operator(token: &Token) -> Self {
        Self { who: Who::Operator, form_token: form_token(token) }
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

    /// What every form of this visitor carries.
    pub(crate) fn form_token(&self) -> &str {
        &self.form_token
    }

    /// The page that the visitor comes to first.
    pub(crate) fn first_page(&self) -> &'static str {
        let pages = [
            (Right::View, "/"),
            (Right::Accounts, "/accounts"),
            (Right::Audit, "/audit"),
            (Right::Operation, "/data"),
        ];
        pages.into_iter().find(|(right, _)| self.may(*right)).map_or("/account", |(_, page)| page)
    }
}

fn form_token(token: &Token) -> String {
    Token::new(token.derive("form")).to_string()
}
