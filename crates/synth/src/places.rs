//! The city's towns, villages and the people who handle cases there.

use model::Area;

use crate::dice::Dice;
use crate::household::Place;
use crate::names;
use crate::registrar::{COUNTY, Registrar, Sex};

/// Sizes of towns against each other: the quantiles of a log-normal with σ = 0.6, largest first.
const TOWN_WEIGHTS: [u64; 13] = [289, 205, 169, 145, 127, 112, 100, 89, 79, 69, 59, 49, 35];

/// How well a town does its work; shares are thousandths.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Quality {
    /// Applications decided too late.
    pub(crate) late_approvals: u64,
    /// Re-checks made too late.
    pub(crate) late_rechecks: u64,
    /// Households visited by the town in a month.
    pub(crate) visits: u64,
    /// Households checked by the city in a month, and new ones more often.
    pub(crate) city_checks: [u64; 2],
    /// Files with a missing document.
    pub(crate) archive_gaps: u64,
    /// Complaints left without a visit.
    pub(crate) unvisited_complaints: u64,
}

impl Quality {
    const GOOD: Self = Self {
        late_approvals: 8,
        late_rechecks: 8,
        visits: 24,
        city_checks: [24, 130],
        archive_gaps: 3,
        unvisited_complaints: 20,
    };
    const PLAIN: Self = Self {
        late_approvals: 25,
        late_rechecks: 25,
        visits: 19,
        city_checks: [17, 95],
        archive_gaps: 8,
        unvisited_complaints: 80,
    };
    const WEAK: Self = Self {
        late_approvals: 180,
        late_rechecks: 200,
        visits: 9,
        city_checks: [10, 45],
        archive_gaps: 35,
        unvisited_complaints: 350,
    };
}

/// A village or community.
#[derive(Clone, Debug)]
pub(crate) struct Village {
    /// Twelve digits.
    pub(crate) code: String,
    /// Name, unique in its town only.
    pub(crate) name: String,
    /// Rural village or urban community.
    pub(crate) area: Area,
    /// Size against its neighbours.
    pub(crate) weight: u64,
}

/// A town with its villages.
#[derive(Clone, Debug)]
pub(crate) struct Town {
    /// Twelve digits.
    pub(crate) code: String,
    /// Name.
    pub(crate) name: &'static str,
    /// 镇, 乡 or 农场
    pub(crate) kind: &'static str,
    /// Size against the other towns.
    pub(crate) weight: u64,
    /// How well it works.
    pub(crate) quality: Quality,
    /// Villages and communities.
    pub(crate) villages: Vec<Village>,
    /// One of its officers decides nearly everything.
    pub(crate) domineering: bool,
    /// Applications that have had their turn.
    turns: usize,
}

/// Someone who handles cases.
#[derive(Clone, Debug)]
pub(crate) struct Handler {
    /// 编号
    pub(crate) id: String,
    /// Name.
    pub(crate) name: String,
    /// Identity number.
    pub(crate) id_no: String,
    /// 市, 镇 or 村
    pub(crate) level: &'static str,
    /// 民政, 协理员, 村书记, 村委
    pub(crate) post: &'static str,
    /// Town and, for village posts, village.
    pub(crate) town: Option<usize>,
    /// Position of the village in its town.
    pub(crate) village: Option<usize>,
    /// The handler's own account.
    pub(crate) account: String,
}

/// The towns and the handlers.
#[derive(Clone, Debug, Default)]
pub(crate) struct Places {
    /// Towns, the seat first.
    pub(crate) towns: Vec<Town>,
    /// Handlers, city first.
    pub(crate) handlers: Vec<Handler>,
}

impl Places {
    /// Builds the city.
    pub(crate) fn build(dice: &mut Dice, registrar: &mut Registrar) -> Self {
        let mut places = Self::default();
        for (nth, (name, kind)) in names::towns().iter().copied().enumerate() {
            places.towns.push(town(dice, nth, name, kind));
        }
        for _ in 0..5 {
            places.hire(dice, registrar, ("市", "民政"), None, None);
        }
        for at in 0..places.towns.len() {
            for post in ["民政", "民政", "民政", "协理员"] {
                places.hire(dice, registrar, ("镇", post), Some(at), None);
            }
            let villages = places.towns.get(at).map_or(0, |town| town.villages.len());
            for village in 0..villages {
                // A few villages have no aide; their town's aide stands in.
                let aide = if dice.chance(960) { "协理员" } else { "驻村" };
                for post in [aide, "村书记", "村委"] {
                    places.hire(dice, registrar, ("村", post), Some(at), Some(village));
                }
            }
        }
        places
    }

    fn hire(
        &mut self,
        dice: &mut Dice,
        registrar: &mut Registrar,
        (level, post): (&'static str, &'static str),
        town: Option<usize>,
        village: Option<usize>,
    ) {
        let sex = if dice.chance(500) { Sex::Male } else { Sex::Female };
        let from = chrono::NaiveDate::from_ymd_opt(1966, 1, 1).unwrap_or_default();
        let to = chrono::NaiveDate::from_ymd_opt(1998, 12, 31).unwrap_or_default();
        let surname = names::surname(dice);
        self.handlers.push(Handler {
            id: format!("JB{:05}", self.handlers.len() + 1),
            name: names::person(dice, surname),
            id_no: registrar.identity(dice.day(from, to), sex),
            level,
            post,
            town,
            village,
            account: registrar.account(),
        });
    }

    /// The town at a position.
    pub(crate) fn town(&self, at: usize) -> Option<&Town> {
        self.towns.get(at)
    }

    /// The village of a place.
    pub(crate) fn village(&self, place: Place) -> Option<&Village> {
        self.towns.get(place.town)?.villages.get(place.village)
    }

    /// The turn of the next application in a place's town.
    pub(crate) fn take_turn(&mut self, place: Place) -> usize {
        let Some(town) = self.towns.get_mut(place.town) else { return 0 };
        town.turns += 1;
        town.turns
    }

    /// The code of a place's town.
    pub(crate) fn town_code(&self, place: Place) -> &str {
        self.town(place.town).map_or("", |town| &town.code)
    }

    /// The quality of a place's town.
    pub(crate) fn quality(&self, place: Place) -> Quality {
        self.town(place.town).map_or(Quality::PLAIN, |town| town.quality)
    }

    /// A place of the given area, larger places more often.
    pub(crate) fn settle(&self, dice: &mut Dice, area: Area) -> Place {
        let towns: Vec<u64> = self.towns.iter().map(|town| town.weight).collect();
        let town = dice.weighted(&towns);
        let villages = self.towns.get(town).map_or(&[][..], |town| &town.villages);
        let fits = |village: &Village| if village.area == area { village.weight } else { 0 };
        let weights: Vec<u64> = villages.iter().map(fits).collect();
        Place { town, village: dice.weighted(&weights) }
    }

    /// Handlers of a town with one of the posts; village posts of one village only.
    pub(crate) fn staff(&self, place: Place, level: &str, posts: &[&str]) -> Vec<&Handler> {
        let here = |h: &&Handler| {
            h.level == level
                && posts.contains(&h.post)
                && (level == "市" || h.town == Some(place.town))
                && (level != "村" || h.village == Some(place.village))
        };
        self.handlers.iter().filter(here).collect()
    }
}

fn town(dice: &mut Dice, nth: usize, name: &'static str, kind: &'static str) -> Town {
    let communities = if nth == 0 { 6 } else { 1 + dice.place(2) };
    let rural = if nth == 0 { 6 } else { 4 + dice.place(8) };
    let number = 100 + nth;
    let mut villages = Vec::new();
    for at in 0..communities {
        villages.push(Village {
            code: format!("{COUNTY}{number}{:03}", at + 1),
            name: names::community(at, nth * 5),
            area: Area::Urban,
            weight: 2 + dice.below(6),
        });
    }
    for at in 0..rural {
        villages.push(Village {
            code: format!("{COUNTY}{number}{:03}", 200 + at),
            name: names::village(at, nth * 7),
            area: Area::Rural,
            // The product of two throws gives the long tail that real villages have.
            weight: 1 + dice.below(8) * dice.below(5),
        });
    }
    Town {
        code: format!("{COUNTY}{number}000"),
        name,
        kind,
        weight: TOWN_WEIGHTS.get(nth).copied().unwrap_or(50),
        quality: match nth {
            3 | 8 | 11 => Quality::WEAK,
            1 | 6 | 9 => Quality::GOOD,
            _ => Quality::PLAIN,
        },
        villages,
        domineering: nth == 4,
        turns: 0,
    }
}
