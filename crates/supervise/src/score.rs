//! The township scorecard: every indicator's rates, shrunk, weighted and ranked with intervals.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use engine::{Reader, Scope};
use model::hash::sha256_hex;
use model::{Provenance, Result, ResultTable};
use registry::{Better, Disclose, IndicatorSpec, Question};
use snapshot::AsOf;
use stats::funnel::Side;
use stats::score::{DRAWS_DEFAULT, Part};
use stats::{Aggregation, Direction, Indicator, Rate, Tier, UnitScore};

use crate::compose::{Towns as _, named_for};
use crate::home::Home;
use crate::{compose, error};

/// The scorecard of a snapshot.
#[derive(Clone, Debug)]
pub struct Scorecard {
    /// One row per town, by rank: `town_code`, `score` (0–100), `rank`, `rank_low`, `rank_high`
    /// (5th and 95th percentile), `tier`; a town with too little data is `not_rated` and last.
    pub table: ResultTable,
    /// What the scores consist of, one row per town and indicator: `town_code`, `indicator`,
    /// `numerator_count`, `denominator_count`, `rate_share` as counted, `shrunk_share` as scored,
    /// `points` (0–100), `against_others` (`above`, `below`, or `ordinary`: no clear difference),
    /// `weight`.
    pub parts: ResultTable,
    /// Codes and names of the towns that are clearly below the others.
    attention: Vec<(String, String)>,
}

impl Scorecard {
    /// The names of the towns that are clearly below the others.
    pub fn attention(&self) -> Vec<String> {
        self.attention.iter().map(|(_, name)| name.clone()).collect()
    }

    fn day(&self) -> Result<NaiveDate> {
        let day = &self.table.provenance.as_of;
        day.parse().map_err(|_| error::no_text(day))
    }

    /// The towns that a reader sees; their ranks are still those among all.
    fn seen_by(mut self, reader: &Reader) -> Result<Self> {
        self.attention.retain(|(code, _)| reader.town().is_none_or(|own| own == code));
        Ok(Self { table: self.table.seen_by(reader)?, parts: self.parts.seen_by(reader)?, ..self })
    }
}

impl Home {
    /// Scores all towns on the indicators of the snapshot of a day, and gives those that the reader
    /// sees.
    ///
    /// # Errors
    /// An indicator cannot be answered, or counts more cases than it has.
    pub async fn score(&self, as_of: impl Into<AsOf>) -> Result<Scorecard> {
        let whole = self.whole().score_of_all(as_of.into()).await?;
        self.seen_score(&whole)
    }

    /// Of a scorecard of all towns what the reader of this home sees: own towns, with ranks among
    /// all; and nothing of small groups for whoever sees no persons.
    ///
    /// # Errors
    /// A bug: a table without towns. A norm is missing.
    pub fn seen_score(&self, whole: &Scorecard) -> Result<Scorecard> {
        let reader = self.reader();
        let seen = whole.clone().seen_by(reader)?;
        let day = seen.day()?;
        let disclose = Disclose { open: vec!["weight".to_owned()], ..Disclose::default() };
        let parts = self.engine().protected(seen.parts, &disclose, reader, day)?;
        let parts = named_for(parts, reader);
        let seen = Scorecard { parts, ..seen };
        [&seen.table, &seen.parts].into_iter().for_each(|table| self.note_receipt(table));
        Ok(seen)
    }

    async fn score_of_all(&self, as_of: AsOf) -> Result<Scorecard> {
        let (_, as_of) = self.pin(&as_of)?;
        let mut indicators = Vec::new();
        let mut provenances = Vec::new();
        let specs = || {
            let questions = self.registry().indicators();
            questions.filter_map(|question| Some((question, question.indicator.as_ref()?)))
        };
        let names: Vec<&str> = specs().map(|(question, _)| question.name.as_str()).collect();
        let facts = self.facts_of(&names)?;
        let answers = self.answers(&facts, &names, &as_of, Scope::City).await?;
        for ((question, spec), answer) in specs().zip(answers) {
            indicators.push(indicator(question, spec, &answer)?);
            provenances.push(answer.provenance);
        }
        let towns = self.town_names(&as_of).await?;
        let provenance = compose::provenance("score", &provenances)?;
        let units: BTreeSet<String> =
            indicators.iter().flat_map(|indicator| indicator.rates.keys().cloned()).collect();
        let units: Vec<String> = units.into_iter().collect();
        let seed = seed(&provenance);
        let mut scores =
            stats::score(&units, &indicators, Aggregation::default(), DRAWS_DEFAULT, seed)
                .map_err(|why| error::statistics(&why))?;
        scores.sort_by_key(|score| {
            (score.standing.map_or(u64::MAX, |standing| standing.rank), score.unit.clone())
        });
        Ok(Scorecard {
            table: ranking(&scores, provenance.clone())?,
            parts: {
                let query = "score_parts".to_owned();
                parts(&scores, &indicators, Provenance { query, ..provenance })?
            },
            attention: attention(&scores, &towns),
        })
    }
}

/// The same snapshot and norms give the same draws.
fn seed(provenance: &Provenance) -> u64 {
    let text = format!("{} {}", provenance.snapshot, provenance.norms);
    let digits: String = sha256_hex(text.as_bytes()).chars().take(16).collect();
    u64::from_str_radix(&digits, 16).unwrap_or_default()
}

/// An indicator with the rates of its answer.
fn indicator(question: &Question, spec: &IndicatorSpec, answer: &ResultTable) -> Result<Indicator> {
    let bad = |why: &str| error::bad_indicator(&question.name, why);
    let count = |cell: Option<String>| {
        cell.and_then(|text| text.parse::<u64>().ok()).ok_or_else(|| bad("count"))
    };
    let columns = answer.texts("town_code")?.into_iter();
    let columns =
        columns.zip(answer.texts("numerator_count")?).zip(answer.texts("denominator_count")?);
    let mut rates = BTreeMap::new();
    for ((town, numerator), denominator) in columns {
        let rate = Rate::new(count(numerator)?, count(denominator)?)
            .map_err(|why| error::statistics(&why))?;
        if rates.insert(town.ok_or_else(|| bad("town_code"))?, rate).is_some() {
            return Err(bad("town_code"));
        }
    }
    let [low, high] = &spec.goalposts;
    let goalpost = |text: &str| text.parse::<f64>().map_err(|_| bad("goalposts"));
    Ok(Indicator {
        code: question.name.clone(),
        direction: match spec.better {
            Better::Up => Direction::HigherIsBetter,
            Better::Down => Direction::LowerIsBetter,
        },
        goalpost_low: goalpost(low)?,
        goalpost_high: goalpost(high)?,
        weight: f64::from(spec.weight),
        min_denominator: spec.min_denominator,
        rates,
    })
}

fn ranking(scores: &[UnitScore], provenance: Provenance) -> Result<ResultTable> {
    let standings = || scores.iter().map(|score| score.standing);
    let rank = |of: fn(stats::score::Standing) -> u64| {
        compose::counts(
            standings().map(|standing| standing.and_then(|s| i64::try_from(of(s)).ok())),
        )
    };
    let tier = standings().map(|standing| Some(standing.map_or("not_rated", |s| s.tier.name())));
    let score = standings().map(|standing| standing.map(|s| compose::rounded(s.score, 2)));
    let batch = compose::batch([
        ("town_code", compose::texts(scores.iter().map(|score| Some(&score.unit)))),
        ("score", compose::decimals(score, 2)?),
        ("rank", rank(|standing| standing.rank)),
        ("rank_low", rank(|standing| standing.rank_low)),
        ("rank_high", rank(|standing| standing.rank_high)),
        ("tier", compose::texts(tier)),
    ])?;
    Ok(compose::table(batch, provenance))
}

fn parts(
    scores: &[UnitScore],
    indicators: &[Indicator],
    provenance: Provenance,
) -> Result<ResultTable> {
    let rows: Vec<(&str, &Part, f64)> = scores
        .iter()
        .flat_map(|score| {
            let weighted = score.parts.iter().zip(indicators);
            weighted.map(|(part, indicator)| (score.unit.as_str(), part, indicator.weight))
        })
        .collect();
    let rounded = |of: fn(&Part) -> Option<f64>, scale: i8| {
        let units = |value| compose::rounded(value, i32::from(scale));
        compose::decimals(rows.iter().map(|(_, part, _)| of(part).map(units)), scale)
    };
    let count = |of: fn(Rate) -> u64| {
        let rates = rows.iter().map(|(_, part, _)| part.rate);
        compose::counts(rates.map(|rate| rate.and_then(|rate| i64::try_from(of(rate)).ok())))
    };
    let sides = sides(indicators);
    let side = |town: &str, code: &str| sides.get(&(town, code)).map(|side| side.name());
    let batch = compose::batch([
        ("town_code", compose::texts(rows.iter().map(|row| Some(row.0)))),
        ("indicator", compose::texts(rows.iter().map(|row| Some(&row.1.code)))),
        ("numerator_count", count(Rate::numerator)),
        ("denominator_count", count(Rate::denominator)),
        ("rate_share", rounded(|part| part.rate.and_then(Rate::share), 4)?),
        ("shrunk_share", rounded(|part| part.shrunk_share, 4)?),
        ("points", rounded(|part| part.points, 2)?),
        ("against_others", compose::texts(rows.iter().map(|row| side(row.0, &row.1.code)))),
        ("weight", compose::counts(rows.iter().map(|row| Some(row.2 as i64)))),
    ])?;
    Ok(compose::table(batch, provenance))
}

/// On which side of the others each town with cases lies, by town and indicator.
fn sides(indicators: &[Indicator]) -> BTreeMap<(&str, &str), Side> {
    let mut sides = BTreeMap::new();
    for Indicator { code, rates, .. } in indicators {
        let rated = rates.iter().filter(|(_, rate)| rate.denominator() > 0);
        let (towns, rates): (Vec<&str>, Vec<Rate>) =
            rated.map(|(town, rate)| (town.as_str(), *rate)).unzip();
        let points = stats::funnel::funnel(&rates).points.into_iter();
        sides.extend(towns.into_iter().zip(points).map(|(town, at)| ((town, &**code), at.side())));
    }
    sides
}

fn attention(scores: &[UnitScore], towns: &BTreeMap<String, String>) -> Vec<(String, String)> {
    let below = scores
        .iter()
        .filter(|score| score.standing.is_some_and(|standing| standing.tier == Tier::ClearlyBelow));
    let named = |score: &UnitScore| {
        (score.unit.clone(), towns.get(&score.unit).unwrap_or(&score.unit).clone())
    };
    below.map(named).collect()
}

#[cfg(test)]
mod tests {
    use stats::Rate;

    use super::*;

    #[test]
    fn each_town_lies_on_its_side_of_the_others_and_one_without_cases_on_none() {
        let ordinary = (0..40).map(|at| (format!("town{at}"), (386 + at % 12, 400)));
        let odd = [("empty", (0, 0)), ("far below", (40, 400))];
        let counts = ordinary.chain(odd.map(|(town, counts)| (town.to_owned(), counts)));
        let rates = counts.map(|(town, (some, of))| (town, Rate::new(some, of).unwrap()));
        let indicator = Indicator {
            code: "visits".to_owned(),
            direction: Direction::HigherIsBetter,
            goalpost_low: 0.0,
            goalpost_high: 1.0,
            weight: 1.0,
            min_denominator: 5,
            rates: rates.collect(),
        };
        let indicators = [indicator];
        let sides = sides(&indicators);
        let side = |town| sides.get(&(town, "visits")).map(|side| side.name());
        assert_eq!(side("far below"), Some("below"));
        assert_eq!(side("town7"), Some("ordinary"));
        assert_eq!(side("empty"), None);
    }
}
