//! Reads off a SQL text what the registry must know without planning it: parameters, functions,
//! tables, and whether it is one ordered SELECT.
//!
//! # Invariants
//!
//! - Nothing inside a comment or a string literal counts.
//!
//! # Not here
//!
//! Whether the SQL is valid: the engine plans every question.

use std::collections::BTreeMap;

use model::Fault;

use crate::error;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Word,
    Param,
    Literal,
    Mark,
}

/// A token; words are in lower case, parameters without `$`, literals without quotes.
#[derive(Clone, Debug)]
struct Token {
    kind: Kind,
    text: String,
    line: u64,
}

impl Token {
    fn is(&self, word: &str) -> bool {
        matches!(self.kind, Kind::Word | Kind::Mark) && self.text == word
    }
}

/// A function call with the line it stands on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Call {
    pub function: String,
    /// Its first argument, if that is a string literal and nothing more.
    pub literal: Option<String>,
    pub line: u64,
}

/// What a SQL text says of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Scan {
    /// `$name` by name, with the first line.
    pub params: BTreeMap<String, u64>,
    /// Names after FROM and JOIN with the first line; common table expressions among them.
    pub tables: BTreeMap<String, u64>,
    /// Names of common table expressions.
    pub ctes: Vec<String>,
    pub calls: Vec<Call>,
    /// Bare words that some engines read as a clock.
    pub clocks: Vec<(String, u64)>,
    /// Whether it starts with SELECT or WITH.
    pub selects: bool,
    /// Whether there is an ORDER BY outside all brackets.
    pub ordered: bool,
    /// The line of a second statement.
    pub second: Option<u64>,
    /// The line of the first token.
    pub first_line: u64,
}

/// Scans a SQL text.
///
/// # Errors
/// A string or comment that does not end, with its line.
pub(crate) fn scan(sql: &str) -> Result<Scan, (Fault, u64)> {
    let tokens = tokens(sql)?;
    let mut scan = Scan {
        first_line: tokens.first().map_or(1, |token| token.line),
        selects: tokens.first().is_some_and(|token| token.is("select") || token.is("with")),
        ctes: ctes(&tokens),
        tables: tables(&tokens),
        ..Scan::default()
    };
    let mut depth = 0_u32;
    for (at, token) in tokens.iter().enumerate() {
        let next = |ahead: usize| tokens.get(at + ahead);
        match token.kind {
            Kind::Param => {
                scan.params.entry(token.text.clone()).or_insert(token.line);
            }
            Kind::Word if next(1).is_some_and(|mark| mark.is("(")) => {
                let alone = next(3).is_some_and(|mark| mark.is(")") || mark.is(","));
                let literal = next(2).filter(|arg| arg.kind == Kind::Literal && alone);
                scan.calls.push(Call {
                    function: token.text.clone(),
                    literal: literal.map(|arg| arg.text.clone()),
                    line: token.line,
                });
            }
            Kind::Word if token.text.starts_with("current_") || token.text == "localtime" => {
                scan.clocks.push((token.text.clone(), token.line));
            }
            _ => {}
        }
        depth = match token.text.as_str() {
            "(" if token.kind == Kind::Mark => depth + 1,
            ")" if token.kind == Kind::Mark => depth.saturating_sub(1),
            _ => depth,
        };
        scan.ordered |= depth == 0 && token.is("order");
        if token.is(";") && scan.second.is_none() {
            scan.second = next(1).map(|token| token.line);
        }
    }
    Ok(scan)
}

/// Names defined as `WITH name AS (` or `, name AS (`.
fn ctes(tokens: &[Token]) -> Vec<String> {
    let starts = |token: &Token| token.is("with") || token.is("recursive") || token.is(",");
    let defined = tokens.windows(4).filter(|four| match four {
        [before, name, r#as, open] => {
            starts(before) && name.kind == Kind::Word && r#as.is("as") && open.is("(")
        }
        _ => false,
    });
    defined.filter_map(|four| four.get(1).map(|name| name.text.clone())).collect()
}

/// What one pair of brackets (or the whole text) has shown so far.
#[derive(Default)]
struct Group {
    /// It holds a SELECT, so its FROM names tables (`extract(… from …)` does not).
    select: bool,
    /// Inside a FROM list, where a comma is followed by another table.
    list: bool,
    /// The next word is a table.
    expects: bool,
}

const ENDS_FROM: [&str; 9] =
    ["where", "group", "having", "order", "limit", "union", "except", "intersect", "window"];

/// Names in the places of tables.
fn tables(tokens: &[Token]) -> BTreeMap<String, u64> {
    let mut found = BTreeMap::new();
    let mut outer: Vec<Group> = Vec::new();
    let mut group = Group::default();
    let mut before = "";
    for (at, token) in tokens.iter().enumerate() {
        let word = token.text.as_str();
        match (token.kind, word) {
            (Kind::Mark, "(") => {
                group.expects = false;
                outer.push(std::mem::take(&mut group));
            }
            (Kind::Mark, ")") => group = outer.pop().unwrap_or_default(),
            (Kind::Mark, ",") => group.expects = group.list,
            (Kind::Word, "select") => group = Group { select: true, ..Group::default() },
            (Kind::Word, "from") if group.select && before != "distinct" => {
                group.list = true;
                group.expects = true;
            }
            (Kind::Word, "join") => group.expects = true,
            (Kind::Word, "lateral") => {}
            (Kind::Word, end) if ENDS_FROM.contains(&end) => {
                group.list = false;
                group.expects = false;
            }
            (Kind::Word, _) if group.expects => {
                group.expects = false;
                if !tokens.get(at + 1).is_some_and(|next| next.is("(")) {
                    found.entry(word.to_owned()).or_insert(token.line);
                }
            }
            _ => {}
        }
        before = word;
    }
    found
}

fn tokens(sql: &str) -> Result<Vec<Token>, (Fault, u64)> {
    let mut tokens = Vec::new();
    let mut rest = sql;
    let mut line = 1;
    while let Some(first) = rest.chars().next() {
        let (length, kind) = measure(rest, first).map_err(|what| (error::unclosed(what), line))?;
        let (piece, after) = rest.split_at(length);
        if let Some(kind) = kind {
            tokens.push(Token { kind, text: text_of(piece, kind), line });
        }
        line += piece.matches('\n').count() as u64;
        rest = after;
    }
    Ok(tokens)
}

/// The length in bytes and kind of the token at the start of `rest`; no kind for blanks and
/// comments. The error says what does not end.
fn measure(rest: &str, first: char) -> Result<(usize, Option<Kind>), &'static str> {
    let run = |text: &str, keep: fn(char) -> bool| text.find(|c| !keep(c)).unwrap_or(text.len());
    let name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let quoted = |quote: char, what| {
        let inner = rest.get(1..).unwrap_or_default();
        let doubled = [quote, quote].iter().collect::<String>();
        let mut from = 0;
        while let Some(found) = inner.get(from..).and_then(|text| text.find(quote)) {
            let end = from + found;
            if inner.get(end..).is_some_and(|text| text.starts_with(&doubled)) {
                from = end + 2;
            } else {
                return Ok(end + 2);
            }
        }
        Err(what)
    };
    Ok(match first {
        _ if rest.starts_with("--") => (rest.find('\n').unwrap_or(rest.len()), None),
        _ if rest.starts_with("/*") => (rest.find("*/").ok_or("/* */")? + 2, None),
        _ if first.is_whitespace() => (run(rest, char::is_whitespace), None),
        '\'' => (quoted('\'', "'…'")?, Some(Kind::Literal)),
        '"' => (quoted('"', "\"…\"")?, Some(Kind::Word)),
        '$' => (1 + run(rest.get(1..).unwrap_or_default(), name), Some(Kind::Param)),
        _ if name(first) => (run(rest, name), Some(Kind::Word)),
        _ => (first.len_utf8(), Some(Kind::Mark)),
    })
}

fn text_of(piece: &str, kind: Kind) -> String {
    match kind {
        Kind::Literal => piece.get(1..piece.len() - 1).unwrap_or_default().replace("''", "'"),
        Kind::Param => piece.trim_start_matches('$').to_owned(),
        Kind::Word => piece.trim_matches('"').to_ascii_lowercase(),
        Kind::Mark => piece.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{Call, scan};

    fn tables(sql: &str) -> Vec<String> {
        scan(sql).unwrap().tables.into_keys().collect()
    }

    #[test]
    fn tables_are_found_wherever_they_stand() {
        let rows: [(&str, &[&str]); 9] = [
            ("SELECT a FROM t", &["t"]),
            ("SELECT a FROM t AS x, u y JOIN \"V\" ON x.a = y.b, w", &["t", "u", "v", "w"]),
            (
                "SELECT (SELECT max(a) FROM u) FROM t WHERE a IN (SELECT b, c FROM v)",
                &["t", "u", "v"],
            ),
            ("SELECT extract(year FROM d), trim(both FROM s) FROM t", &["t"]),
            ("SELECT a FROM t WHERE a IS DISTINCT FROM b", &["t"]),
            ("SELECT a FROM (SELECT b FROM u) AS s, t", &["t", "u"]),
            ("SELECT a FROM t GROUP BY a, b ORDER BY a, b", &["t"]),
            ("SELECT 'from x' -- from y\n FROM t /* join z */", &["t"]),
            ("SELECT a FROM t UNION ALL SELECT b, c FROM u", &["t", "u"]),
        ];
        for (sql, expected) in rows {
            assert_eq!(tables(sql), expected, "{sql}");
        }
    }

    #[test]
    fn parameters_calls_and_order_are_read_off() {
        let seen = scan(
            "--- title = 1\nWITH a AS (SELECT $town, norm('x') FROM t ORDER BY 1),\n\
             b AS (SELECT norm_on('y' || z, d) FROM a)\nSELECT '$no', now() FROM b",
        )
        .unwrap();
        assert_eq!(seen.params.into_iter().collect::<Vec<_>>(), [("town".to_owned(), 2)]);
        assert_eq!(seen.ctes, ["a", "b"]);
        assert!(seen.selects && !seen.ordered && seen.second.is_none());
        assert_eq!(seen.first_line, 2);
        let call = |function: &str, literal: Option<&str>, line| Call {
            function: function.to_owned(),
            literal: literal.map(str::to_owned),
            line,
        };
        let named: Vec<Call> = seen.calls.into_iter().filter(|c| c.function != "as").collect();
        assert_eq!(
            named,
            [call("norm", Some("x"), 2), call("norm_on", None, 3), call("now", None, 4)]
        );
    }

    #[test]
    fn statements_are_counted() {
        assert_eq!(scan("SELECT 1;").unwrap().second, None);
        assert_eq!(scan("SELECT 1;\n-- end\n").unwrap().second, None);
        assert_eq!(scan("SELECT 1;\nDROP TABLE t").unwrap().second, Some(2));
        assert!(!scan("DROP TABLE t").unwrap().selects);
        assert_eq!(scan("SELECT 1\n, 'it''s").unwrap_err().1, 2);
    }
}
