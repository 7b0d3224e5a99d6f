//! What may be chosen, and what becomes of it.

use std::collections::BTreeMap;

use crate::{ChartKind, Choices, DefinitionFile, Question, header};

const FILE: &str = "\
--- title = { zh = \"户\", en = \"Households\" }
--- about = { zh = \"户\", en = \"Households\" }
--- clauses = [\"DC-1\"]
--- grain = \"choice\"
--- disclose = { of = { amount_yuan = [\"households_count\"] }, means = { amount_mean_yuan = [\"amount_yuan\", \"paid_count\"] } }
--- [analysis]
--- dimensions = [\"month\", \"town_code\", \"programme\"]
--- by = [\"month\"]
--- measures = [
---     { name = \"households_count\", sql = \"COUNT(*)\" },
---     { name = \"paid_count\", sql = \"COUNT(amount)\" },
---     { name = \"amount_yuan\", sql = \"SUM(amount)\" },
---     { name = \"amount_mean_yuan\", sql = \"AVG(amount)\" },
--- ]
--- shown = [\"households_count\"]
SELECT h.month, h.town_code, h.programme, h.amount FROM households AS h
";

fn read(text: &str) -> Result<Question, Vec<String>> {
    let file = DefinitionFile::new("queries/analysis/x.sql", text);
    let read = header::read(&file, "analysis").map(|file| file.question);
    read.map_err(|faults| faults.into_iter().map(|fault| fault.text.en).collect())
}

fn chosen(by: &str, measures: &str) -> BTreeMap<String, String> {
    [("by", by), ("measures", measures)].map(|(k, v)| (k.to_owned(), v.to_owned())).into()
}

#[test]
fn only_the_names_of_the_header_can_be_chosen() {
    let choices = Choices { of: ["a", "b", "c"].map(str::to_owned).into(), least: 1, most: 2 };
    for good in ["a", "b", "a,b", "c,a"] {
        assert!(choices.admits(good), "{good}");
    }
    for bad in ["", ",", "a,", "a,a", "d", "a b", "a,b,c", "A", "a;DROP TABLE t", "a)--"] {
        assert!(!choices.admits(bad), "{bad}");
    }
    let question = read(FILE).unwrap();
    let told = question.params["by"].refuses("by", "village").unwrap();
    assert!(told.text.en.contains("`month`, `town_code`, `programme`"), "{told}");
    assert_eq!(question.params["by"].refuses("by", ""), None);
    assert!(question.params["measures"].refuses("measures", "").is_some());
}

#[test]
fn a_choice_is_one_select_around_the_file() {
    let question = read(FILE).unwrap();
    let sql = question.asked(&chosen("town_code,month", "amount_mean_yuan"));
    let (head, rest) = sql.split_once("FROM (\n").unwrap();
    // What the mean is made of stands beside it.
    assert_eq!(
        head,
        "SELECT\n    town_code,\n    month,\n    COUNT(*) AS households_count,\n    COUNT(amount) AS \
         paid_count,\n    SUM(amount) AS amount_yuan,\n    AVG(amount) AS amount_mean_yuan\n"
    );
    assert!(
        rest.ends_with("\n) AS counted\nGROUP BY town_code, month\nORDER BY town_code, month\n")
    );
    let total = question.asked(&chosen("", "households_count"));
    assert!(total.ends_with(") AS counted\n"), "{total}");
    // What came past the door in spite of all is no SQL.
    let odd = question.asked(&chosen("1;DROP TABLE t", "households_count"));
    assert_eq!(odd, total);
}

#[test]
fn the_choice_decides_the_drawing() {
    let question = read(FILE).unwrap();
    let rows = [
        ("month", 0, Some((ChartKind::Line, "month", None))),
        ("town_code", 13, Some((ChartKind::Bar, "town_code", None))),
        ("programme,month", 5, Some((ChartKind::Line, "month", Some("programme")))),
        ("month,town_code", 13, Some((ChartKind::Heat, "town_code", Some("month")))),
        ("town_code,programme", 5, Some((ChartKind::Stack, "town_code", Some("programme")))),
        ("programme,town_code", 13, Some((ChartKind::Heat, "programme", Some("town_code")))),
        ("month,town_code,programme", 5, None),
        ("", 0, None),
    ];
    for (by, distinct, expected) in rows {
        let drawn = question.drawn(&chosen(by, "households_count"), |_| distinct);
        let drawn = drawn.as_ref().map(|spec| (spec.kind, spec.x.as_str(), spec.series.as_deref()));
        assert_eq!(drawn, expected, "{by}");
    }
    // Means do not add up, nor do households of whom each is counted once in all months.
    let two = "town_code,programme";
    let mean = question.drawn(&chosen(two, "amount_mean_yuan"), |_| 3).unwrap();
    assert!(mean.kind == ChartKind::Bar && mean.apart);
    let once = read(&FILE.replace("COUNT(*)", "COUNT(DISTINCT household_key)")).unwrap();
    let apart = |by| once.drawn(&chosen(by, "households_count"), |_| 3).unwrap().apart;
    assert_eq!([two, "town_code", "month,programme"].map(apart), [true, true, false]);
}

#[test]
fn what_does_not_fit_is_told() {
    let rows = [
        ("by = [\"month\"]", "by = [\"village\"]", "cannot use `village` for `by`"),
        ("shown = [\"households_count\"]", "shown = []", "cannot use `` for `measures`"),
        ("\"programme\"]", "\"month\"]", "cannot use `month` in `[analysis]`"),
        ("amount_yuan = [\"households_count\"]", "amount_yuan = [\"n\"]", "cannot use `n`"),
        (", means = { amount_mean_yuan = [\"amount_yuan\", \"paid_count\"] }", "", "made of"),
        (
            "--- [analysis]",
            "--- chart = { kind = \"bar\", x = \"a\", y = [\"b\"] }\n--- [analysis]",
            "`chart`",
        ),
        ("--- [analysis]", "--- params = { by = { type = \"text\" } }\n--- [analysis]", "`by`"),
    ];
    for (from, to, said) in rows {
        assert!(FILE.contains(from), "{from}");
        let faults = read(&FILE.replacen(from, to, 1)).unwrap_err();
        assert!(faults.iter().any(|fault| fault.contains(said)), "{said}: {faults:?}");
    }
}
