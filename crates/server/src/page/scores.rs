//! The scorecard as pages show it: rank with its interval, a judgement in words, the reason.

use std::collections::BTreeMap;
use std::sync::Arc;

use chart::MISSING;
use model::Result;
use supervise::Scorecard;

use crate::client_error::ClientError;
use crate::desk::Desk;
use crate::page::sections::hand_table;
use crate::summary::{FlagCount, total};
use crate::table::{Cell, TableView};
use crate::words::{self as w, Word};

/// One town of the scorecard.
#[derive(Clone, Debug, Default)]
pub(crate) struct TownScore {
    pub(crate) town: String,
    pub(crate) score: Option<String>,
    pub(crate) rank: Option<String>,
    pub(crate) low: String,
    pub(crate) high: String,
    pub(crate) tier: String,
    pub(crate) reason: Option<String>,
}

impl TownScore {
    /// The judgement: icon and word.
    pub(crate) fn judgement(&self) -> Word {
        match self.tier.as_str() {
            "clearly_below" => w::TIER_ATTENTION,
            "clearly_above" => w::TIER_GOOD,
            "not_rated" => w::TIER_NOT_RATED,
            _ => w::TIER_MIDDLE,
        }
    }

    /// Whether somebody must act.
    pub(crate) fn needs_attention(&self) -> bool {
        self.tier == "clearly_below"
    }
}

/// The scorecard of the desk's month.
pub(crate) async fn scorecard(desk: &Desk) -> Result<Arc<Scorecard>, ClientError> {
    Ok(desk.source.score(desk.view()?).await?)
}

/// The towns of a scorecard in its order.
pub(crate) fn towns(
    score: &Scorecard,
    reasons: &BTreeMap<String, String>,
) -> Result<Vec<TownScore>> {
    let names = ["town_code", "score", "rank", "rank_low", "rank_high", "tier"];
    let at = names.map(|name| score.table.column(name));
    let [town, points, rank, low, high, tier] = at;
    let (town, points, rank, low, high, tier) = (town?, points?, rank?, low?, high?, tier?);
    let rows = score.table.text_rows().map(|row| {
        let cell = |at: usize| row.get(at).cloned().flatten();
        let code = cell(town).unwrap_or_default();
        TownScore {
            reason: reasons.get(&code).cloned(),
            town: code,
            score: cell(points),
            rank: cell(rank),
            low: cell(low).unwrap_or_default(),
            high: cell(high).unwrap_or_default(),
            tier: cell(tier).unwrap_or_default(),
        }
    });
    Ok(rows.collect())
}

/// The table of towns: worst first, because that is what the reader came for.
pub(crate) fn table(desk: &Desk, scores: &[TownScore], flags: &[FlagCount]) -> TableView {
    let heads = [
        (w::TOWN, false),
        (w::TIER, false),
        (w::REASON, false),
        (w::OPEN_FLAGS, true),
        (w::SCORE, true),
        (w::RANK, true),
    ];
    let mut rows: Vec<&TownScore> = scores.iter().collect();
    rows.sort_by_key(|score| !score.needs_attention());
    let rows = rows.into_iter().map(|score| row(desk, score, flags)).collect();
    hand_table(desk, "scores", desk.say(w::TOWNS), &heads, rows, w::NO_ROWS)
}

fn row(desk: &Desk, score: &TownScore, flags: &[FlagCount]) -> Vec<Cell> {
    let open = total(flags, |count| count.town == score.town);
    let rank = score.rank.as_ref().map_or_else(
        || MISSING.to_owned(),
        |rank| format!("{rank} ({}–{})", score.low, score.high),
    );
    let class = if score.needs_attention() { "act" } else { "" };
    let reason = score.reason.as_deref().map_or_else(
        || Cell::text(MISSING),
        |indicator| Cell::link(desk.title_of(indicator), desk.question_link(indicator)),
    );
    vec![
        desk.town_cell(&score.town),
        Cell::text(desk.say(score.judgement())).class(class),
        reason,
        Cell::number(desk.count(open.count)),
        Cell::number(score.score.clone().unwrap_or_else(|| MISSING.to_owned())),
        Cell::number(rank),
    ]
}

/// The parts of one town's score.
pub(crate) fn parts(desk: &Desk, score: &Scorecard, town: &str) -> Result<TableView> {
    let selection = crate::table::Selection {
        id: "parts",
        caption: desk.say(w::SCORE_PARTS),
        town: Some(town),
        hidden: &["weight", "shrunk_share"],
        ..Default::default()
    };
    Ok(desk.table(&score.parts, selection))
}

/// Titles of towns that need attention.
pub(crate) fn attention(desk: &Desk, scores: &[TownScore]) -> Vec<String> {
    let below = scores.iter().filter(|score| score.needs_attention());
    below.map(|score| desk.town_name(&score.town).unwrap_or_else(|| score.town.clone())).collect()
}

/// Leads by rule, the most first, those with strong evidence before.
pub(crate) fn flags_by_rule(desk: &Desk, counts: &[FlagCount], town: Option<&str>) -> TableView {
    let mut rules: BTreeMap<&str, FlagCount> = BTreeMap::new();
    for flag in desk.registry().flags() {
        let sum = total(counts, |count| {
            count.flag == flag.name && town.is_none_or(|town| count.town == town)
        });
        if sum.count > 0 {
            rules.insert(&flag.name, sum);
        }
    }
    let mut rules: Vec<(&str, FlagCount)> = rules.into_iter().collect();
    rules.sort_by(|a, b| (b.1.high, b.1.count, a.0).cmp(&(a.1.high, a.1.count, b.0)));
    let heads = [
        (w::RULE, false),
        (w::CLAUSES, false),
        (w::COUNT, true),
        (w::HIGH_COUNT, true),
        (w::DUE_YUAN, true),
    ];
    let rows = rules.into_iter().map(|(flag, sum)| {
        let clauses = desk.registry().question(flag).map(|flag| desk.clauses_cell(flag));
        vec![
            Cell::link(desk.title_of(flag), desk.question_link(flag)),
            clauses.unwrap_or_default(),
            Cell::number(desk.count(sum.count)),
            Cell::number(desk.count(sum.high)),
            Cell::number(desk.sum_of(sum.count, sum.due)),
        ]
    });
    let caption = desk.say(w::FLAGS_BY_RULE);
    hand_table(desk, "flags", caption, &heads, rows.collect(), w::FLAGS_NONE)
}
