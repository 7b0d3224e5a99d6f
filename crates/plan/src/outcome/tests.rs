//! Hand-worked tables, to the fen.

use arrow::datatypes::{DataType, Field, Schema};
use model::table::cell_text;
use model::{Norm, Value};

use super::*;
use crate::COLUMNS;

/// town, programme, area, method, persons, income a year, benefit, supplement; money in fen.
type Row<'a> = (&'a str, &'a str, &'a str, Option<&'a str>, i64, Option<i128>, i128, i128);

fn batch(rows: &[Row<'_>]) -> RecordBatch {
    let money = |values: Vec<Option<i128>>| -> ArrayRef {
        Arc::new(Decimal128Array::from(values).with_precision_and_scale(18, 2).unwrap())
    };
    let text = |of: fn(&Row<'_>) -> Option<String>| -> ArrayRef {
        Arc::new(rows.iter().map(of).collect::<StringArray>())
    };
    let columns: Vec<ArrayRef> = vec![
        text(|row| Some(row.0.into())),
        text(|row| Some(row.1.into())),
        text(|row| Some(row.2.into())),
        text(|row| row.3.map(Into::into)),
        Arc::new(rows.iter().map(|row| Some(row.4)).collect::<Int64Array>()),
        money(rows.iter().map(|row| row.5).collect()),
        money(rows.iter().map(|row| Some(row.6 + row.7)).collect()),
        money(rows.iter().map(|row| Some(row.7)).collect()),
    ];
    let fields = COLUMNS.iter().zip(&columns);
    let fields: Vec<_> =
        fields.map(|(name, column)| Field::new(*name, column.data_type().clone(), true)).collect();
    RecordBatch::try_new(Arc::new(Schema::new(fields)), columns).unwrap()
}

fn day() -> NaiveDate {
    "2026-10-31".parse().unwrap()
}

/// Urban 637 a month, rural 4812 a year (401 a month), tekun 1.3 of it up to whole yuan.
fn norms(rounding: &str) -> Norms {
    let norm = |value| {
        let from = "2022-01-01".parse().unwrap();
        vec![Norm { value, unit: "any".into(), from, to: None, source: "KS-12".into() }]
    };
    let word = |word: &str| norm(Value::Word(word.into()));
    let entries = [
        ("standard_dibao_urban", norm(Value::Number(6_370_000))),
        ("standard_dibao_rural_year", norm(Value::Number(48_120_000))),
        ("benefit_rounding", word(rounding)),
        ("tekun_multiple", norm(Value::Number(13_000))),
        ("tekun_rounding", word("yuan_up")),
    ];
    Norms::new(entries.map(|(name, values)| (name.to_owned(), values)).into(), "test".into())
}

/// 680 urban, 5160 a year rural (430 a month).
fn scenario(more: &str) -> Scenario {
    let text = format!(
        "title = \"test\"\neffective_from = 2027-01-01\n{more}\n\
         [standards]\nurban = \"680\"\nrural = {{ year = \"5160\" }}\n"
    );
    Scenario::read("test.toml", &text).unwrap()
}

fn lines(batch: &RecordBatch) -> Vec<String> {
    let row = |row| {
        let cells = batch.columns().iter().map(|column| cell_text(column, row).unwrap());
        cells.collect::<Vec<_>>().join(" ")
    };
    (0..batch.num_rows()).map(row).collect()
}

fn table(rows: &[Row<'_>], scenario: &Scenario, rounding: &str) -> Vec<String> {
    let outcome = simulate(&[batch(rows)], scenario, &norms(rounding), day()).unwrap();
    lines(&outcome.table().unwrap())
}

#[test]
fn one_household_at_a_time_comes_out_as_on_paper() {
    let topup = Some("topup");
    let rows: [(&str, Row<'_>, &str); 12] = [
        // 3·637 − 1000 = 911; 3·680 − 1000 = 1040; the supplement of 95.50 stays.
        (
            "continuing urban",
            ("T", "dibao_urban", "urban", topup, 3, Some(1_200_000), 91_100, 9_550),
            "T urban 1 1 1006.50 1135.50",
        ),
        // 2·401 − 10000.01/12 is below zero before and after.
        (
            "over both lines, approved all the same",
            ("T", "dibao_rural", "rural", topup, 2, Some(1_100_000), 5_000, 0),
            "T rural 1 1 50.00 50.00",
        ),
        // Yearly: (2·5160 − 9999)/12 = 26.75; nothing under the old line of 9624.
        (
            "floored before",
            ("T", "dibao_rural", "rural", topup, 2, Some(999_900), 0, 1_000),
            "T rural 1 1 10.00 36.75",
        ),
        // 10 yuan above the formula before, 10 above after.
        (
            "approved beside the formula",
            ("T", "dibao_urban", "urban", topup, 1, Some(120_000), 54_700, 0),
            "T urban 1 1 547.00 590.00",
        ),
        (
            "tiered",
            ("T", "dibao_rural", "rural", Some("tiered"), 4, Some(0), 88_000, 0),
            "T rural 1 1 880.00 880.00",
        ),
        (
            "no method is top-up",
            ("T", "dibao_rural", "rural", None, 1, Some(0), 40_100, 0),
            "T rural 1 1 401.00 430.00",
        ),
        (
            "income unknown",
            ("T", "dibao_rural", "rural", topup, 1, None, 40_100, 0),
            "T rural 1 1 401.00 401.00",
        ),
        // 1.3·637 = 828.10 → 829; 1.3·680 = 884.
        (
            "tekun, care unchanged",
            ("T", "tekun_dispersed", "urban", None, 2, None, 165_800, 19_100),
            "T urban 1 1 1849.00 1959.00",
        ),
        // 680·2 − 16319.88/12 = 0.01.
        (
            "newly eligible by a fen",
            ("T", "edge", "urban", None, 2, Some(1_631_988), 0, 0),
            "T urban 0 1 0.00 0.01",
        ),
        (
            "edge exactly at the new line",
            ("T", "edge", "urban", None, 2, Some(1_632_000), 0, 0),
            "T urban 0 0 0.00 0.00",
        ),
        // 2·637·12 = 15288: at the old line there was no claim, now there is one of 86.
        (
            "edge exactly at the old line",
            ("T", "edge", "urban", None, 2, Some(1_528_800), 0, 0),
            "T urban 0 1 0.00 86.00",
        ),
        // Below the old line already: it is not the new standard that would bring it in.
        (
            "edge below the old line",
            ("T", "edge", "urban", None, 2, Some(1_528_799), 0, 0),
            "T urban 0 0 0.00 0.00",
        ),
    ];
    for (name, row, expected) in rows {
        let found = table(&[row], &scenario(""), "fen_half_up");
        let expected: &[&str] = if expected.ends_with("0 0 0.00 0.00") { &[] } else { &[expected] };
        assert_eq!(found, expected, "{name}");
    }
}

#[test]
fn the_rounding_of_the_place_is_used_once_on_the_household() {
    // 637·1 − 1000/12 = 553.666…; 680 − 83.333… = 596.666…
    let row = ("T", "dibao_urban", "urban", Some("topup"), 1, Some(100_000), 0, 0);
    let approved = |benefit| [(row.0, row.1, row.2, row.3, row.4, row.5, benefit, row.7)];
    let fen = table(&approved(55_367), &scenario(""), "fen_half_up");
    assert_eq!(fen, ["T urban 1 1 553.67 596.67"]);
    let yuan = table(&approved(55_400), &scenario(""), "yuan_up");
    assert_eq!(yuan, ["T urban 1 1 554.00 597.00"]);
}

#[test]
fn take_up_scales_the_newly_eligible_once_per_cell() {
    // Three edge households of one person at 637·12 a year: 43.00 each, 129.00 together.
    let edge = ("T", "edge", "urban", None, 1, Some(764_400), 0, 0);
    let found = table(&[edge; 3], &scenario("take_up = \"0.50\""), "fen_half_up");
    assert_eq!(found, ["T urban 0 2 0.00 64.50"]);
    let found = table(&[edge; 3], &scenario("take_up = \"0\""), "fen_half_up");
    assert_eq!(found, ["T urban 0 0 0.00 0.00"]);
}

#[test]
fn a_part_that_is_not_included_does_not_change() {
    let rows = [
        ("T", "dibao_urban", "urban", Some("topup"), 1, Some(0), 63_700, 0),
        ("T", "tekun_institutional", "urban", None, 1, None, 82_900, 0),
        ("T", "edge", "urban", None, 1, Some(764_400), 0, 0),
    ];
    let table = |include: &str| table(&rows, &scenario(include), "fen_half_up");
    assert_eq!(table("include = [\"newly_eligible\"]"), ["T urban 2 3 1466.00 1509.00"]);
    assert_eq!(table("include = [\"continuing\"]"), ["T urban 2 2 1466.00 1564.00"]);
    assert_eq!(table("include = []"), ["T urban 2 2 1466.00 1466.00"]);
}

#[test]
fn a_lower_standard_ends_benefits() {
    let text =
        "title = \"cut\"\neffective_from = 2027-01-01\n[standards]\nurban = 500\nrural = 401\n";
    let cut = Scenario::read("cut.toml", text).unwrap();
    let rows = [
        ("T", "dibao_urban", "urban", Some("topup"), 1, Some(600_000), 13_700, 2_000),
        ("T", "dibao_urban", "urban", Some("topup"), 1, Some(599_999), 13_700, 0),
        // Approved far below the formula: the cut takes all of it and no more.
        ("T", "dibao_urban", "urban", Some("topup"), 1, Some(0), 10_000, 0),
    ];
    let outcome = simulate(&[batch(&rows)], &cut, &norms("fen_half_up"), day()).unwrap();
    assert_eq!(lines(&outcome.table().unwrap()), ["T urban 3 2 394.00 0.00"]);
    assert_eq!(
        lines(&outcome.groups().unwrap()),
        ["T urban continuing 2 2 -237.00", "T urban losing 1 1 -157.00"]
    );
}

#[test]
fn towns_and_areas_are_apart_and_their_groups_add_up() {
    let rows = [
        ("T2", "dibao_rural", "rural", Some("topup"), 2, Some(300_000), 55_200, 0),
        ("T1", "dibao_rural", "rural", Some("topup"), 1, Some(0), 40_100, 0),
        ("T1", "dibao_urban", "urban", Some("topup"), 1, Some(0), 63_700, 0),
        ("T1", "edge", "rural", None, 3, Some(1_443_600), 0, 0),
        ("T1", "rigid_expenditure", "rural", None, 3, Some(1_443_600), 0, 0),
        ("T1", "dibao_rural", "rural", Some("topup"), 1, None, 30_000, 0),
    ];
    let expected =
        ["T1 urban 1 1 637.00 680.00", "T1 rural 2 3 701.00 817.00", "T2 rural 1 1 552.00 610.00"];
    let (scenario, norms) = (scenario(""), norms("fen_half_up"));
    let whole = simulate(&[batch(&rows)], &scenario, &norms, day()).unwrap();
    assert_eq!(lines(&whole.table().unwrap()), expected);
    assert_eq!(
        lines(&whole.groups().unwrap()),
        [
            "T1 urban continuing 1 1 43.00",
            "T1 rural continuing 1 1 29.00",
            "T1 rural newly_eligible 1 3 87.00",
            "T1 rural not_computable 1 1 0.00",
            "T2 rural continuing 1 2 58.00",
        ]
    );
    let parts: Vec<_> = rows.iter().rev().map(|row| batch(&[*row])).collect();
    assert_eq!(simulate(&parts, &scenario, &norms, day()).unwrap(), whole);
    assert_eq!(Group::NotComputable.code(), "not_computable");
}

#[test]
fn cells_that_no_household_has_are_refused() {
    let good: Row<'_> = ("T", "dibao_urban", "urban", None, 1, Some(0), 0, 0);
    let rows = [
        ("programme", ("T", "dibao", good.2, None, 1, Some(0), 0, 0)),
        ("area", ("T", "edge", "city", None, 1, Some(0), 0, 0)),
        ("covered_persons", ("T", good.1, good.2, None, -1, Some(0), 0, 0)),
        ("covered_persons", ("T", good.1, good.2, None, i64::MAX, Some(0), 0, 0)),
        ("annual_income_yuan", ("T", good.1, good.2, None, 1, Some(10_i128.pow(17)), 0, 0)),
        ("total_amount_yuan", ("T", good.1, good.2, None, 1, Some(0), -(10_i128.pow(17)), 0)),
    ];
    for (column, row) in rows {
        let batches = [batch(&[good, row])];
        let fault = simulate(&batches, &scenario(""), &norms("fen_half_up"), day()).unwrap_err();
        assert!(fault.text.en.contains(&format!("`{column}` of household row 2")), "{fault}");
    }
    let other = RecordBatch::try_from_iter([("town_code", texts(["T"].into_iter()))]).unwrap();
    assert!(simulate(&[other], &scenario(""), &norms("fen_half_up"), day()).is_err());
    assert_eq!(DataType::Decimal128(18, 2), *batch(&[good]).column(5).data_type());
}

#[test]
fn without_a_standard_there_is_no_plan() {
    let early = "2020-01-01".parse().unwrap();
    let fault = simulate(&[], &scenario(""), &norms("fen_half_up"), early).unwrap_err();
    assert!(fault.text.en.contains("2020-01-01"), "{fault}");
}

#[test]
fn tekun_without_a_multiple_stays_and_is_counted() {
    let mut entries = norms("fen_half_up").entries().clone();
    entries.remove("tekun_multiple");
    let norms = Norms::new(entries, String::new());
    let rows = [("T", "tekun_dispersed", "urban", None, 2, None, 165_800, 19_100)];
    let outcome = simulate(&[batch(&rows)], &scenario(""), &norms, day()).unwrap();
    assert_eq!(lines(&outcome.groups().unwrap()), ["T urban not_computable 1 2 0.00"]);
}

#[test]
fn supplements_move_with_the_standard_if_asked() {
    let mut entries = norms("fen_half_up").entries().clone();
    let mut share = entries.get("tekun_multiple").cloned().unwrap();
    share[0].value = Value::Number(2_000);
    entries.insert("supplement_share".into(), share);
    let norms = Norms::new(entries, String::new());
    // A fifth of 637 is 127.40, of 680 is 136: two persons' move, an amount of another kind stays.
    let rows = [
        ("T", "dibao_urban", "urban", Some("topup"), 2, Some(0), 127_400, 25_480),
        ("U", "dibao_urban", "urban", Some("topup"), 1, Some(0), 63_700, 10_000),
    ];
    let table = |include: &str| {
        let outcome = simulate(&[batch(&rows)], &scenario(include), &norms, day()).unwrap();
        lines(&outcome.table().unwrap())
    };
    assert_eq!(table(""), ["T urban 1 1 1528.80 1614.80", "U urban 1 1 737.00 780.00"]);
    let asked = table("include = [\"continuing\", \"supplements\"]");
    assert_eq!(asked, ["T urban 1 1 1528.80 1632.00", "U urban 1 1 737.00 780.00"]);
}

#[test]
fn the_sums_are_those_of_the_tables_of_all_towns_or_of_one() {
    let rows = [
        ("A", "dibao_urban", "urban", Some("topup"), 3, Some(1_200_000), 91_100, 9_550),
        ("B", "edge", "urban", None, 2, Some(1_528_800), 0, 0),
        ("B", "dibao_rural", "rural", None, 1, Some(0), 40_100, 0),
    ];
    let outcome = simulate(&[batch(&rows)], &scenario(""), &norms("fen_half_up"), day()).unwrap();
    let total = outcome.total(None).unwrap();
    assert_eq!((total.households_now, total.households_after), (2, 3));
    assert_eq!((total.now, total.after), (Fen(140_750), Fen(165_150)));
    let newly = Sums { households: 1, persons: 2, change: Fen(8_600) };
    assert_eq!(total.groups.get(&Group::NewlyEligible), Some(&newly));
    let changes: Fen = total.groups.values().map(|sums| sums.change).sum();
    assert_eq!(changes, total.after - total.now);
    let of_town = outcome.total(Some("A")).unwrap();
    assert_eq!((of_town.now, of_town.after), (Fen(100_650), Fen(113_550)));
    assert_eq!(outcome.total(Some("C")).unwrap(), Total::default());
}

#[test]
fn scenarios_stand_side_by_side_and_what_one_does_not_touch_is_missing() {
    let rows = [
        ("B", "dibao_rural", "rural", None, 1, Some(0), 40_100, 0),
        ("A", "edge", "urban", None, 2, Some(1_528_800), 0, 0),
    ];
    let of = |more: &str| {
        simulate(&[batch(&rows)], &scenario(more), &norms("fen_half_up"), day()).unwrap()
    };
    let outcomes = [of(""), of("include = [\"continuing\"]")];
    let batch = Outcome::side_by_side(&outcomes).unwrap();
    let names =
        batch.schema().fields().iter().map(|field| field.name().clone()).collect::<Vec<_>>();
    let of_one = ["households_after", "yuan_after", "change_yuan"];
    let numbered = [1, 2].iter().flat_map(|n| of_one.map(|name| format!("{name}_{n}")));
    let expected: Vec<String> =
        ["town_code", "area"].map(str::to_owned).into_iter().chain(numbered).collect();
    assert_eq!(names, expected);
    let cells = |row| -> Vec<Option<String>> {
        batch.columns().iter().map(|column| cell_text(column, row)).collect()
    };
    let row = |texts: &[&str]| -> Vec<Option<String>> {
        texts.iter().map(|text| (*text != "-").then(|| (*text).to_owned())).collect()
    };
    assert_eq!(cells(0), row(&["A", "urban", "1", "86.00", "86.00", "-", "-", "-"]));
    assert_eq!(cells(1), row(&["B", "rural", "1", "430.00", "29.00", "1", "430.00", "29.00"]));
}

#[test]
fn every_cell_of_a_table_may_be_hidden() {
    let rows = [("A", "dibao_urban", "urban", None, 1, Some(0), 63_700, 0)];
    let outcome = simulate(&[batch(&rows)], &scenario(""), &norms("fen_half_up"), day()).unwrap();
    let side_by_side = Outcome::side_by_side(std::slice::from_ref(&outcome)).unwrap();
    for batch in [outcome.table().unwrap(), outcome.groups().unwrap(), side_by_side] {
        assert!(batch.schema().fields().iter().all(|field| field.is_nullable()), "{batch:?}");
    }
}
