//! Drawings and sentences of small results.

use std::sync::Arc;

use arrow::array::{ArrayRef, Decimal128Array, Int64Array, RecordBatch, StringArray};
use model::{Lang, Provenance, ResultTable};
use registry::{ChartKind, ChartSpec};

use crate::words::tests::Plain;
use crate::{Caption, Exact, draw, sparkline};

fn table(columns: Vec<(&str, ArrayRef)>) -> ResultTable {
    let batch = RecordBatch::try_from_iter_with_nullable(
        columns.into_iter().map(|(name, column)| (name, column, true)),
    )
    .unwrap();
    ResultTable { schema: batch.schema(), batches: vec![batch], provenance: Provenance::default() }
}

fn words(texts: &[&str]) -> ArrayRef {
    Arc::new(StringArray::from(texts.to_vec()))
}

fn counts(numbers: &[Option<i64>]) -> ArrayRef {
    Arc::new(Int64Array::from(numbers.to_vec()))
}

fn shares(parts: &[i128]) -> ArrayRef {
    let array = Decimal128Array::from(parts.to_vec());
    Arc::new(array.with_precision_and_scale(18, 4).unwrap())
}

fn spec(kind: ChartKind, x: &str, y: &[&str]) -> ChartSpec {
    ChartSpec {
        kind,
        x: x.to_owned(),
        y: y.iter().map(|&name| name.to_owned()).collect(),
        low: None,
        high: None,
        series: None,
        apart: false,
    }
}

fn towns() -> ResultTable {
    table(vec![
        ("town", words(&["海棠镇", "<石桥>镇", "柳河镇", "海棠镇"])),
        ("kind", words(&["a", "a", "a", "b"])),
        ("cases_count", counts(&[Some(1_200), Some(30), None, Some(300)])),
        ("late_share", shares(&[1_000, 2_500, 500, 0])),
        ("low_count", counts(&[Some(1_000), Some(20), None, Some(1_000)])),
        ("high_count", counts(&[Some(1_300), Some(40), None, Some(1_300)])),
    ])
}

#[test]
fn every_kind_is_drawn_named_and_the_same_twice() {
    let with_series = ChartSpec {
        series: Some("kind".into()),
        ..spec(ChartKind::Stack, "town", &["cases_count"])
    };
    let with_ends = ChartSpec {
        low: Some("low_count".into()),
        high: Some("high_count".into()),
        ..spec(ChartKind::Interval, "town", &["cases_count"])
    };
    let plain = [
        spec(ChartKind::Bar, "town", &["cases_count"]),
        spec(ChartKind::Line, "town", &["cases_count"]),
    ];
    let heat = ChartSpec {
        series: Some("kind".into()),
        ..spec(ChartKind::Heat, "town", &["cases_count"])
    };
    for spec in plain.into_iter().chain([with_series, with_ends, heat]) {
        let once = draw(&towns(), &spec, &Plain(Lang::Zh), "f1", "在保 <户>").unwrap();
        let again = draw(&towns(), &spec, &Plain(Lang::Zh), "f1", "在保 <户>").unwrap();
        assert_eq!(once, again, "{:?}", spec.kind);
        assert!(once.svg.contains("role=\"img\""), "{:?}", spec.kind);
        assert!(once.svg.contains("<title id=\"f1-title\">在保 &lt;户&gt;</title>"));
        assert!(once.svg.contains("&lt;石桥&gt;镇"), "{:?}", spec.kind);
        assert!(!once.svg.contains("<石桥"), "{:?}", spec.kind);
        assert!(!once.svg.contains("style="), "{:?}", spec.kind);
        assert!(!once.svg.contains("NaN") && !once.svg.contains("inf"), "{:?}", spec.kind);
        assert!(once.svg.trim_end().ends_with("</svg>"), "{:?}", spec.kind);
    }
}

#[test]
fn an_empty_result_is_drawn_and_says_so() {
    let empty = table(vec![("town", words(&[])), ("cases_count", counts(&[]))]);
    for (kind, lang, expected) in [
        (ChartKind::Bar, Lang::Zh, "cases_count：没有数据。"),
        (ChartKind::Line, Lang::En, "cases_count: no data."),
        (ChartKind::Interval, Lang::En, "cases_count: no data."),
        (ChartKind::Stack, Lang::Zh, "没有数据"),
        (ChartKind::Heat, Lang::Zh, "cases_count：没有数据。"),
    ] {
        let drawing =
            draw(&empty, &spec(kind, "town", &["cases_count"]), &Plain(lang), "f", "t").unwrap();
        assert_eq!(drawing.sentence, expected, "{kind:?}");
    }
}

#[test]
fn rows_of_one_mark_add_up_only_where_they_may() {
    let sum = spec(ChartKind::Bar, "town", &["cases_count"]);
    let drawing = draw(&towns(), &sum, &Plain(Lang::En), "f", "t").unwrap();
    assert_eq!(
        drawing.sentence,
        "cases_count: 海棠镇 is highest with 1,500; <石桥>镇 is lowest with 30; 1,530 in all."
    );
    let shares = spec(ChartKind::Bar, "town", &["late_share"]);
    assert!(draw(&towns(), &shares, &Plain(Lang::En), "f", "t").is_err());
}

#[test]
fn what_does_not_add_up_has_no_total() {
    let table = table(vec![
        ("town", words(&["A", "B"])),
        ("households_count", counts(&[Some(1), Some(9)])),
    ]);
    let say = |apart| {
        let spec = ChartSpec { apart, ..spec(ChartKind::Bar, "town", &["households_count"]) };
        draw(&table, &spec, &Plain(Lang::En), "f", "t").unwrap().sentence
    };
    assert!(say(false).contains("10 in all"), "{}", say(false));
    assert!(!say(true).contains("10"), "{}", say(true));
}

#[test]
fn intervals_say_whether_their_ends_can_be_told_apart() {
    let ranks = |low: [i64; 2], high: [i64; 2]| {
        table(vec![
            ("town", words(&["A", "B"])),
            ("rank", counts(&[Some(1), Some(9)])),
            ("rank_low", counts(&low.map(Some))),
            ("rank_high", counts(&high.map(Some))),
        ])
    };
    let spec = ChartSpec {
        low: Some("rank_low".into()),
        high: Some("rank_high".into()),
        ..spec(ChartKind::Interval, "town", &["rank"])
    };
    let say = |table| draw(&table, &spec, &Plain(Lang::En), "f", "t").unwrap().sentence;
    assert_eq!(
        say(ranks([1, 7], [3, 9])),
        "rank: from A 1 (1–3) to B 9 (7–9); these two can be told apart."
    );
    assert!(say(ranks([1, 2], [8, 9])).contains("overlap"));
}

#[test]
fn stacked_bars_say_their_sums_and_parts() {
    let stack = ChartSpec {
        series: Some("kind".into()),
        ..spec(ChartKind::Stack, "town", &["cases_count"])
    };
    let said = draw(&towns(), &stack, &Plain(Lang::Zh), "f", "t").unwrap().sentence;
    assert_eq!(said, "海棠镇最高，1,500；柳河镇最低，0；合计 1,530，其中a 1,230、b 300。");
}

#[test]
fn a_line_says_how_its_last_value_changed() {
    let months = words(&["2026-09", "2026-10"]);
    let rows: [(&[i128], Lang, &str); 4] = [
        (&[9_100, 9_420], Lang::Zh, "2026-10为 94.2%，较 2026-09增加 3.2 个百分点"),
        (&[9_420, 9_100], Lang::En, "2026-10 is 91.0%, 3.2 percentage points down on 2026-09"),
        (&[9_420, 9_420], Lang::Zh, "2026-10为 94.2%，与 2026-09持平"),
        (&[0, 5], Lang::En, "2026-10 is 0.1%, 0.1 percentage points up on 2026-09"),
    ];
    for (values, lang, expected) in rows {
        let table = table(vec![("month", months.clone()), ("rate_share", shares(values))]);
        let line = spec(ChartKind::Line, "month", &["rate_share"]);
        let said = draw(&table, &line, &Plain(lang), "f", "t").unwrap().sentence;
        assert!(said.contains(expected), "{said}");
    }
    let table = table(vec![("month", months), ("cases_count", counts(&[Some(100), Some(110)]))]);
    let line = spec(ChartKind::Line, "month", &["cases_count"]);
    let said = draw(&table, &line, &Plain(Lang::Zh), "f", "t").unwrap().sentence;
    assert_eq!(said, "cases_count：2026-10为 110，较 2026-09增加 10（10.0%）。");
}

#[test]
fn a_heat_table_is_darkest_where_it_is_highest_and_says_every_number() {
    let heat = ChartSpec {
        series: Some("kind".into()),
        ..spec(ChartKind::Heat, "town", &["cases_count"])
    };
    let svg = draw(&towns(), &heat, &Plain(Lang::Zh), "f", "t").unwrap().svg;
    assert!(svg.contains(">\n300\n") && svg.contains(">\n—\n"), "{svg}");
    for (number, color) in [("1,200", "#0B3A73"), ("30", "#EAF2FB")] {
        let (field, _) = svg.split_once(&format!(">\n{number}\n")).unwrap();
        let (_, field) = field.rsplit_once("<rect").unwrap();
        assert!(field.contains(color), "{number}: {field}");
    }
}

/// Forty ordinary towns, one that has far fewer, and one far more.
fn rates() -> ResultTable {
    let names: Vec<String> = (0..40).map(|at| format!("甲{at}镇")).collect();
    let ordinary = names.iter().zip(0..).map(|(name, at)| {
        let of = 100 + 10 * at;
        (name.as_str(), of * 8 / 10 + at % 5 - 2, of)
    });
    let rows: Vec<_> = ordinary.chain([("<庚>镇", 20, 200), ("辛镇", 400, 400)]).collect();
    let column = |of: fn(&(&str, i64, i64)) -> i64| {
        counts(&rows.iter().map(|row| Some(of(row))).collect::<Vec<_>>())
    };
    table(vec![
        ("town", words(&rows.iter().map(|row| row.0).collect::<Vec<_>>())),
        ("numerator_count", column(|row| row.1)),
        ("denominator_count", column(|row| row.2)),
    ])
}

#[test]
fn a_funnel_names_whom_the_limits_part_from_the_others() {
    let funnel = spec(ChartKind::Funnel, "town", &["numerator_count", "denominator_count"]);
    let say = |table: &ResultTable, lang| draw(table, &funnel, &Plain(lang), "f", "t").unwrap();
    let zh = say(&rates(), Lang::Zh);
    assert_eq!(
        zh.sentence,
        "一般水平 80.0%；高于：辛镇 100.0%；低于：<庚>镇 10.0%；40 个无明显差异。"
    );
    assert!(
        zh.svg.contains("&lt;庚&gt;镇") && zh.svg.contains("辛镇") && !zh.svg.contains("甲7镇")
    );
    assert!(zh.svg.contains("99.8%") && !zh.svg.contains("NaN") && !zh.svg.contains("inf"));
    assert_eq!(zh, say(&rates(), Lang::Zh));
    assert!(say(&rates(), Lang::En).sentence.ends_with("40 do not clearly differ."));

    let few = table(vec![
        ("town", words(&["甲镇", "乙镇", "丙镇"])),
        ("numerator_count", counts(&[Some(1), Some(99), None])),
        ("denominator_count", counts(&[Some(100), Some(100), Some(0)])),
    ]);
    let few = say(&few, Lang::Zh);
    assert_eq!(few.sentence, "只有 2 个，不足 5 个，不作比较。");
    assert!(!few.svg.contains("99.8%"));
}

#[test]
fn a_funnel_of_what_is_no_rate_is_the_authors_mistake() {
    let swapped = spec(ChartKind::Funnel, "town", &["denominator_count", "numerator_count"]);
    let one = spec(ChartKind::Funnel, "town", &["numerator_count"]);
    for (wrong, why) in [(swapped, "甲"), (one, "两列")] {
        let fault = draw(&rates(), &wrong, &Plain(Lang::Zh), "f", "t").unwrap_err();
        assert_eq!(fault.blame, model::Blame::Author);
        assert!(fault.say(Lang::Zh).contains(why), "{}", fault.say(Lang::Zh));
    }
}

#[test]
fn tiles_lie_as_the_places_do_and_those_without_coordinates_come_last() {
    let mut places =
        [("南", 3, 190), ("无", 9, 0), ("西北", 1, 193), ("东北", 2, 193), ("中", 4, 191)];
    let map = spec(ChartKind::Tiles, "town", &["cases_count", "east", "north"]);
    let east = [("西北", 1100), ("东北", 1105), ("中", 1101), ("南", 1102)];
    let say = |places: &[(&str, i64, i64)]| {
        let of = |name| east.iter().find(|(town, _)| *town == name).map(|(_, degrees)| *degrees);
        let easts: Vec<_> = places.iter().map(|place| of(place.0)).collect();
        let norths = places.iter().map(|place| Some(place.2).filter(|degrees| *degrees > 0));
        let cases = places.iter().map(|place| Some(place.1));
        let result = table(vec![
            ("town", words(&places.iter().map(|place| place.0).collect::<Vec<_>>())),
            ("cases_count", counts(&cases.collect::<Vec<_>>())),
            ("east", counts(&easts)),
            ("north", counts(&norths.collect::<Vec<_>>())),
        ]);
        draw(&result, &map, &Plain(Lang::Zh), "m", "t").unwrap()
    };
    let drawing = say(&places);
    let at = |name: &str| drawing.svg.find(&format!("\n{name}\n")).unwrap();
    let order = ["西北", "东北", "中", "南", "无"].map(at);
    assert!(order.is_sorted(), "{order:?} {}", drawing.svg);
    assert!(drawing.sentence.contains("无") && drawing.sentence.contains("西北"));
    places.reverse();
    assert_eq!(say(&places).svg.len(), drawing.svg.len());

    let one = spec(ChartKind::Tiles, "town", &["cases_count"]);
    let fault = draw(&towns(), &one, &Plain(Lang::Zh), "m", "t").unwrap_err();
    assert_eq!(fault.blame, model::Blame::Author);
}

#[test]
fn what_does_not_fit_is_the_authors_mistake() {
    let wrong = spec(ChartKind::Bar, "town", &["kind"]);
    let fault = draw(&towns(), &wrong, &Plain(Lang::Zh), "f", "t").unwrap_err();
    assert_eq!(fault.blame, model::Blame::Author);
}

#[test]
fn a_sparkline_keeps_its_gaps() {
    let caption = Caption { id: "s", title: "t", sentence: "d", lang: Lang::Zh };
    let value = |number| Some(Exact::whole(number));
    let whole = sparkline(&[value(1), value(2), value(3), value(4)], &caption).unwrap();
    let broken = sparkline(&[value(1), value(2), None, value(3), value(4)], &caption).unwrap();
    assert_eq!(whole.matches("<polyline").count(), 1);
    assert_eq!(broken.matches("<polyline").count(), 2);
}
