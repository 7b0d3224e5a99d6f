//! Pages that are forms: fields with their labels, one button, and the token of the session.

use std::borrow::Cow;

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use model::Lang;

use crate::desk::{Part, render};
use crate::frame::Frame;
use crate::gate::FORM_TOKEN;
use crate::shelf::Paper;
use crate::words::{self as w, Word};

/// A field that is typed into.
pub(crate) struct Field {
    pub(crate) name: Cow<'static, str>,
    pub(crate) label: Cow<'static, str>,
    pub(crate) kind: &'static str,
    pub(crate) value: String,
    pub(crate) hint: Cow<'static, str>,
    pub(crate) autocomplete: &'static str,
    pub(crate) required: bool,
    /// Value and label of what can be chosen instead of typed.
    pub(crate) options: Vec<(String, String)>,
    /// What is wrong with the value.
    pub(crate) wrong: Option<String>,
}

/// Boxes to tick: any number of them, or one.
pub(crate) struct Choice {
    /// The field of all boxes; empty where each is a field of its own, named by its value.
    pub(crate) name: &'static str,
    pub(crate) label: &'static str,
    /// `checkbox`, or `radio` where one must be ticked.
    pub(crate) kind: &'static str,
    /// Value and label of each.
    pub(crate) options: Vec<(String, String)>,
    /// The values of those that are ticked already.
    pub(crate) ticked: Vec<String>,
}

impl Choice {
    /// Any number of these.
    pub(crate) const fn any(
        name: &'static str,
        label: &'static str,
        options: Vec<(String, String)>,
    ) -> Self {
        Self { name, label, kind: "checkbox", options, ticked: Vec::new() }
    }

    /// One of these.
    pub(crate) const fn one(
        name: &'static str,
        label: &'static str,
        options: Vec<(String, String)>,
    ) -> Self {
        Self { name, label, kind: "radio", options, ticked: Vec::new() }
    }

    /// Any number of these, each a field of its own with the value 1.
    pub(crate) const fn own(label: &'static str, options: Vec<(String, String)>) -> Self {
        Self::any("", label, options)
    }

    /// The same boxes, some of them ticked.
    pub(crate) fn ticked(self, values: &[String]) -> Self {
        Self { ticked: values.to_vec(), ..self }
    }
}

/// A form.
pub(crate) struct Form {
    pub(crate) id: &'static str,
    pub(crate) title: Cow<'static, str>,
    pub(crate) method: &'static str,
    pub(crate) action: String,
    pub(crate) hidden: Vec<(&'static str, String)>,
    pub(crate) fields: Vec<Field>,
    pub(crate) choices: Vec<Choice>,
    pub(crate) button: &'static str,
}

/// Forms by themselves, as part of another page.
#[derive(Template)]
#[template(path = "form_list.html")]
struct FormList {
    forms: Vec<Form>,
}

/// Forms as they stand on a page that has more than forms.
pub(crate) fn rendered(forms: Vec<Form>) -> String {
    render(&FormList { forms })
}

/// A page of forms, with what they gave and tables below.
#[derive(Template)]
#[template(path = "forms.html")]
pub(crate) struct FormsPage {
    pub(crate) frame: Frame,
    pub(crate) answer: String,
    /// What went wrong, as an alert.
    pub(crate) alert: Option<String>,
    /// What is to be noted down now: a label with its value.
    pub(crate) notes: Vec<(String, String)>,
    /// Ways that are no forms, before the forms: their addresses and texts.
    pub(crate) links: Vec<(String, String)>,
    pub(crate) forms: Vec<Form>,
    pub(crate) parts: Vec<Part>,
}

impl FormsPage {
    /// A page with nothing on it yet.
    pub(crate) fn new(frame: Frame) -> Self {
        Self {
            frame,
            answer: String::new(),
            alert: None,
            notes: Vec::new(),
            links: Vec::new(),
            forms: Vec::new(),
            parts: Vec::new(),
        }
    }

    /// The page with a status.
    pub(crate) fn response(&self, status: StatusCode) -> Response {
        (status, Paper::new(self)).into_response()
    }
}

impl Form {
    /// A form that changes something.
    pub(crate) fn post(
        lang: Lang,
        id: &'static str,
        action: impl Into<String>,
        button: Word,
    ) -> Self {
        Self {
            id,
            title: Cow::Borrowed(""),
            method: "post",
            action: action.into(),
            hidden: vec![("lang", lang.code().to_owned())],
            fields: Vec::new(),
            choices: Vec::new(),
            button: button.get(lang),
        }
    }

    /// A form that asks for another page, keeping what every link keeps.
    pub(crate) fn get(frame: &Frame, id: &'static str, action: &str, button: Word) -> Self {
        let hidden = frame.always().into_iter().map(|(name, value)| (name, value.to_owned()));
        let form = Self::post(frame.lang, id, action, button);
        Self { method: "get", hidden: hidden.collect(), ..form }
    }

    /// The same form for whoever is signed in.
    pub(crate) fn of(mut self, frame: &Frame) -> Self {
        if let Some((_, token)) = frame.visitor() {
            self.hidden.push((FORM_TOKEN, token.to_owned()));
        }
        self
    }

    /// Whether it sends files, which takes another encoding.
    pub(crate) fn sends_files(&self) -> bool {
        self.fields.iter().any(|field| field.kind == "file")
    }

    /// The same form under a heading.
    pub(crate) fn titled(mut self, title: impl Into<Cow<'static, str>>) -> Self {
        self.title = title.into();
        self
    }
}

impl Field {
    /// A field of this kind that must be filled.
    pub(crate) fn new(lang: Lang, name: &'static str, label: Word, kind: &'static str) -> Self {
        Self {
            name: Cow::Borrowed(name),
            label: Cow::Borrowed(label.get(lang)),
            kind,
            value: String::new(),
            hint: Cow::Borrowed(""),
            autocomplete: "off",
            required: true,
            options: Vec::new(),
            wrong: None,
        }
    }

    /// The same field that may stay empty.
    pub(crate) fn optional(mut self) -> Self {
        self.required = false;
        self
    }

    /// The same field with a value in it.
    pub(crate) fn valued(mut self, value: String) -> Self {
        self.value = value;
        self
    }

    /// The same field, in which one of these is chosen.
    pub(crate) fn one_of(mut self, options: Vec<(String, String)>) -> Self {
        self.options = options;
        self
    }

    /// The same field with what is wrong with its value.
    pub(crate) fn wrong(mut self, wrong: Option<String>) -> Self {
        self.wrong = wrong;
        self
    }

    /// Whether this is its value.
    pub(crate) fn has(&self, value: &str) -> bool {
        self.value == value
    }

    /// The ids of what is said of the field in the form of this id, apart by blanks.
    pub(crate) fn described_by(&self, form: &str) -> String {
        let said = [("hint", !self.hint.is_empty()), ("wrong", self.wrong.is_some())];
        let said = said.iter().filter(|(_, is_said)| *is_said);
        let ids: Vec<String> =
            said.map(|(what, _)| format!("{form}-{}-{what}", self.name)).collect();
        ids.join(" ")
    }

    /// The same field with a hint.
    pub(crate) fn hint(mut self, hint: impl Into<Cow<'static, str>>) -> Self {
        self.hint = hint.into();
        self
    }

    /// The same field, which browsers and password managers know by this name.
    pub(crate) fn known_as(mut self, autocomplete: &'static str) -> Self {
        self.autocomplete = autocomplete;
        self
    }
}

/// The fields of a new password, typed twice.
pub(crate) fn new_password(lang: Lang, hint: &'static str) -> [Field; 2] {
    [
        Field::new(lang, "new", w::NEW_PASSWORD, "password").known_as("new-password").hint(hint),
        Field::new(lang, "again", w::NEW_PASSWORD_AGAIN, "password").known_as("new-password"),
    ]
}
