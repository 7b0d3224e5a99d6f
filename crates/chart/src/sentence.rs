//! A chart in words: the sentence that stands under it and that a screen reader says instead.

use model::Lang;

use crate::exact::Exact;
use crate::figure::{Figure, Series};
use crate::unit::Unit;

/// The sentence of a chart over places or classes: highest, lowest, total.
pub(crate) fn of_rows(figure: &Figure) -> String {
    each_series(figure, |series| {
        let known = known(figure, series);
        let (Some(high), Some(low)) = (highest(&known), lowest(&known)) else {
            return nothing(figure.lang);
        };
        if known.len() == 1 || high.1 == low.1 {
            return all_equal(figure, &known);
        }
        let total = known.iter().fold(Exact::default(), |sum, (_, value)| sum.plus(*value));
        extremes(figure, (high, low), figure.adds_up.then_some(total))
    })
}

/// The sentence of stacked bars: the sums of the rows, then what each series adds to them.
pub(crate) fn of_stack(figure: &Figure, totals: &[Exact]) -> String {
    let sums: Vec<Named<'_>> =
        figure.categories.iter().map(String::as_str).zip(totals.iter().copied()).collect();
    let (Some(high), Some(low)) = (highest(&sums), lowest(&sums)) else {
        return nothing(figure.lang);
    };
    let total = totals.iter().copied().fold(Exact::default(), Exact::plus);
    let (comma, stop) = match figure.lang {
        Lang::Zh => ("、", "。"),
        Lang::En => (", ", "."),
    };
    let part = |series: &Series| {
        let sum = series.values.iter().flatten().copied().fold(Exact::default(), Exact::plus);
        format!("{} {}", series.label, figure.unit.write(sum))
    };
    let parts: Vec<String> = figure.series.iter().map(part).collect();
    let extremes = extremes(figure, (high, low), Some(total));
    match figure.lang {
        Lang::Zh => format!("{extremes}，其中{}{stop}", parts.join(comma)),
        Lang::En => format!("{extremes}: {}{stop}", parts.join(comma)),
    }
}

/// The sentence of intervals: the ends of the order, and whether they can be told apart.
pub(crate) fn of_intervals(figure: &Figure) -> String {
    each_series(figure, |series| {
        let known = known(figure, series);
        let (Some(high), Some(low)) = (highest(&known), lowest(&known)) else {
            return nothing(figure.lang);
        };
        let bounds = |name: &str| {
            let at = figure.categories.iter().position(|category| category == name)?;
            series.bounds.get(at).copied().flatten()
        };
        let write = |(name, value): Named<'_>| match bounds(name) {
            Some((from, to)) => {
                let [value, from, to] = [value, from, to].map(|end| figure.unit.write(end));
                format!("{name} {value} ({from}–{to})")
            }
            None => format!("{name} {}", figure.unit.write(value)),
        };
        let apart = match (bounds(low.0), bounds(high.0)) {
            (Some((_, below)), Some((above, _))) => below < above,
            _ => false,
        };
        let (low, high) = (write(low), write(high));
        match (figure.lang, apart) {
            (Lang::Zh, true) => format!("从 {low} 到 {high}，两端区间不重叠"),
            (Lang::Zh, false) => format!("从 {low} 到 {high}，两端区间重叠，没有可靠的差距"),
            (Lang::En, true) => format!("from {low} to {high}; these two can be told apart"),
            (Lang::En, false) => format!("from {low} to {high}; even these two overlap"),
        }
    })
}

/// The sentence of a chart over time: the last value and how it changed.
pub(crate) fn of_time(figure: &Figure) -> String {
    each_series(figure, |series| {
        let known = known(figure, series);
        match known.as_slice() {
            [] => nothing(figure.lang),
            [.., before, last] => change(figure, *before, *last),
            [only] => all_equal(figure, &[*only]),
        }
    })
}

/// Joins one sentence per series, each opened with its name; at most five are spoken.
fn each_series(figure: &Figure, say: impl Fn(&Series) -> String) -> String {
    let (colon, stop, more) = match figure.lang {
        Lang::Zh => ("：", "。", "其余见表格。"),
        Lang::En => (": ", ". ", "The rest is in the table."),
    };
    let spoken = figure.series.iter().take(5);
    let mut text: String =
        spoken.map(|series| format!("{}{colon}{}{stop}", series.label, say(series))).collect();
    if figure.series.len() > 5 {
        text.push_str(more);
    }
    text.trim_end().to_owned()
}

type Named<'a> = (&'a str, Exact);

fn known<'a>(figure: &'a Figure, series: &Series) -> Vec<Named<'a>> {
    let pairs = figure.categories.iter().zip(&series.values);
    pairs.filter_map(|(category, value)| Some((category.as_str(), (*value)?))).collect()
}

/// The first of the highest.
fn highest<'a>(known: &[Named<'a>]) -> Option<Named<'a>> {
    known.iter().copied().reduce(|best, next| if next.1 > best.1 { next } else { best })
}

/// The first of the lowest.
fn lowest<'a>(known: &[Named<'a>]) -> Option<Named<'a>> {
    known.iter().copied().reduce(|best, next| if next.1 < best.1 { next } else { best })
}

fn extremes(figure: &Figure, ends: (Named<'_>, Named<'_>), total: Option<Exact>) -> String {
    let (high, low) = ends;
    let (most, least) = (figure.unit.write(high.1), figure.unit.write(low.1));
    let sum = total.map(|total| figure.unit.write(total));
    let text = match figure.lang {
        Lang::Zh => format!("{}最高，{most}；{}最低，{least}", high.0, low.0),
        Lang::En => format!("{} is highest with {most}; {} is lowest with {least}", high.0, low.0),
    };
    match (sum, figure.lang) {
        (None, _) => text,
        (Some(sum), Lang::Zh) => format!("{text}；合计 {sum}"),
        (Some(sum), Lang::En) => format!("{text}; {sum} in all"),
    }
}

fn all_equal(figure: &Figure, known: &[Named<'_>]) -> String {
    let Some((name, value)) = known.first() else { return nothing(figure.lang) };
    let value = figure.unit.write(*value);
    match (known.len(), figure.lang) {
        (1, Lang::Zh) => format!("{name}为 {value}"),
        (1, Lang::En) => format!("{name} has {value}"),
        (_, Lang::Zh) => format!("各项均为 {value}"),
        (_, Lang::En) => format!("all have {value}"),
    }
}

fn nothing(lang: Lang) -> String {
    match lang {
        Lang::Zh => "没有数据".to_owned(),
        Lang::En => "no data".to_owned(),
    }
}

/// `2026-10 is 94.2%, 3.2 percentage points up on 2026-09`.
fn change(figure: &Figure, before: Named<'_>, last: Named<'_>) -> String {
    let now = figure.unit.write(last.1);
    let difference = last.1.minus(before.1);
    if difference.is_zero() {
        return match figure.lang {
            Lang::Zh => format!("{}为 {now}，与 {}持平", last.0, before.0),
            Lang::En => format!("{} is {now}, the same as {}", last.0, before.0),
        };
    }
    let up = difference > Exact::default();
    let by = amount(figure, difference, before.1);
    match (figure.lang, up) {
        (Lang::Zh, true) => format!("{}为 {now}，较 {}增加 {by}", last.0, before.0),
        (Lang::Zh, false) => format!("{}为 {now}，较 {}减少 {by}", last.0, before.0),
        (Lang::En, true) => format!("{} is {now}, {by} up on {}", last.0, before.0),
        (Lang::En, false) => format!("{} is {now}, {by} down on {}", last.0, before.0),
    }
}

/// The size of a change: points for shares, and the share of the base where that is not small.
fn amount(figure: &Figure, difference: Exact, base: Exact) -> String {
    if figure.unit == Unit::Share {
        let points = difference.points();
        return match figure.lang {
            Lang::Zh => format!("{points} 个百分点"),
            Lang::En => format!("{points} percentage points"),
        };
    }
    let by = figure.unit.write(difference.abs());
    let small_base = base.abs() < Exact::whole(20);
    match difference.abs().share_of(base.abs()).filter(|_| !small_base) {
        Some(share) if figure.lang == Lang::Zh => format!("{by}（{}）", share.percent()),
        Some(share) => format!("{by} ({})", share.percent()),
        None => by,
    }
}
