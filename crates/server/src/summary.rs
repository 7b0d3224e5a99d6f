//! Sums of results that pages speak of: leads by rule and town, and why a town scores low.

use std::collections::BTreeMap;

use chart::Exact;
use model::{Result, ResultTable};

/// How many leads of one flag there are in one town.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct FlagCount {
    pub(crate) flag: String,
    pub(crate) town: String,
    pub(crate) count: i64,
    pub(crate) high: i64,
    pub(crate) due: Exact,
}

/// Counts the rows of all flags by flag and town.
pub(crate) fn count_flags(table: &ResultTable) -> Result<Vec<FlagCount>> {
    let mut counts: BTreeMap<(String, String), FlagCount> = BTreeMap::new();
    let columns = ["flag", "town_code", "strength", "due_yuan"].map(|name| table.texts(name));
    let [flags, towns, strengths, dues] = columns;
    let rows = flags?.into_iter().zip(towns?).zip(strengths?.into_iter().zip(dues?));
    for ((flag, town), (strength, due)) in rows {
        let key = (flag.unwrap_or_default(), town.unwrap_or_default());
        let (flag, town) = key.clone();
        let entry = counts.entry(key).or_insert(FlagCount { flag, town, ..FlagCount::default() });
        entry.count += 1;
        entry.high += i64::from(strength.as_deref() == Some("high"));
        let due = due.and_then(|due| Exact::parse(&due)).unwrap_or_default();
        entry.due = entry.due.plus(due);
    }
    Ok(counts.into_values().collect())
}

/// The sum of the counts that `belongs` accepts.
pub(crate) fn total(counts: &[FlagCount], belongs: impl Fn(&FlagCount) -> bool) -> FlagCount {
    counts.iter().filter(|count| belongs(count)).fold(FlagCount::default(), |sum, count| {
        FlagCount {
            count: sum.count + count.count,
            high: sum.high + count.high,
            due: sum.due.plus(count.due),
            ..sum
        }
    })
}

/// For each town the indicator that costs it most: weight times points missed.
pub(crate) fn main_reasons(parts: &ResultTable) -> Result<BTreeMap<String, String>> {
    let columns = ["town_code", "indicator", "points", "weight"].map(|name| parts.texts(name));
    let [towns, indicators, points, weights] = columns;
    let rows = towns?.into_iter().zip(indicators?).zip(points?.into_iter().zip(weights?));
    let mut worst: BTreeMap<String, (Exact, String)> = BTreeMap::new();
    for row in rows {
        let ((Some(town), Some(indicator)), (Some(points), Some(weight))) = row else { continue };
        let Some(missed) = Exact::parse(&points).map(|points| Exact::whole(100).minus(points))
        else {
            continue;
        };
        let weight: i64 = weight.parse().unwrap_or_default();
        let cost = (0..weight).fold(Exact::default(), |sum, _| sum.plus(missed));
        let known = worst.get(&town).map(|(cost, _)| *cost).unwrap_or_default();
        if cost > known {
            worst.insert(town, (cost, indicator));
        }
    }
    Ok(worst.into_iter().map(|(town, (_, indicator))| (town, indicator)).collect())
}
