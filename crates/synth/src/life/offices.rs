//! What the offices keep: units, staff, files, filings, complaints and the yearly figures.

use chrono::NaiveDate;
use model::{Area, Fen, Month, Programme};

use super::rechecks::{self, Recheck};
use super::visits::{self, VisitKind};
use crate::cell::row;
use crate::dice::Dice;
use crate::household::{Place, SERIOUS};
use crate::labels::Kind;
use crate::names;
use crate::places::Handler;
use crate::registrar::COUNTY;
use crate::rules::MINIMUM_WAGE_YUAN;
use crate::tables::{Table, programme_word};
use crate::world::{PRICE_RISE_TENTHS, World, days_after, months_before};

/// Who handles, visits and decides one case.
pub(super) struct Desk {
    pub(super) handler: String,
    pub(super) approver: String,
    pub(super) visitors: [String; 2],
}

/// The desk of a place: an aide handles, two visit, a civil-affairs officer decides. Officers
/// take turns, but in a domineering town the first one decides nearly everything.
pub(super) fn desk(world: &mut World, place: Place) -> Desk {
    let turn = world.places.take_turn(place);
    let name = |handler: Option<&&Handler>| handler.map(|h| h.id.clone()).unwrap_or_default();
    let officers = world.places.staff(place, "镇", &["民政"]);
    let town_aides = world.places.staff(place, "镇", &["协理员"]);
    let village_aides = world.places.staff(place, "村", &["协理员", "驻村"]);
    let domineering = world.places.town(place.town).is_some_and(|town| town.domineering);
    let approver =
        if domineering && !turn.is_multiple_of(8) { 0 } else { turn % officers.len().max(1) };
    let second = (approver + 1) % officers.len().max(1);
    Desk {
        handler: name(town_aides.first()),
        approver: name(officers.get(approver)),
        visitors: [name(village_aides.first()), name(officers.get(second))],
    }
}

/// Who re-checks a household.
pub(super) fn checker(world: &World, dice: &mut Dice, place: Place) -> String {
    let staff = world.places.staff(place, "镇", &["民政", "协理员"]);
    staff.get(dice.place(staff.len())).map(|handler| handler.id.clone()).unwrap_or_default()
}

/// Who visits a household.
pub(super) fn visitor(world: &World, dice: &mut Dice, place: Place, kind: VisitKind) -> String {
    let staff = match kind {
        VisitKind::Village => world.places.staff(place, "村", &["协理员", "驻村"]),
        VisitKind::Town => world.places.staff(place, "镇", &["民政", "协理员"]),
        VisitKind::City | VisitKind::Campaign => world.places.staff(place, "市", &["民政"]),
    };
    staff.get(dice.place(staff.len())).map(|handler| handler.id.clone()).unwrap_or_default()
}

/// Registers and yearly figures that stand before the first month.
pub(super) fn begin(world: &mut World) {
    units(world);
    handlers(world);
    let first = world.first;
    let end = days_after(world.last.last_day(), 120);
    let start = months_before(first.first_day(), 18);
    for day in start.iter_days().take_while(|day| *day <= end) {
        let row = row![day, world.calendar.is_workday(day)];
        world.book.enter(Table::Calendar, first, row);
    }
    for back in 2..=13 {
        price(world, first.plus(-back), first);
    }
    let january = NaiveDate::from_ymd_opt(first.year() - 1, 3, 1);
    world.book.enter(Table::MinimumWage, first, row![january, Fen::from_yuan(MINIMUM_WAGE_YUAN)]);
    yearly(world, first);
}

/// Where the towns lie, in thousandths of a degree east of 110° and north of 19°.
const SPOTS: [(usize, usize); 13] = [
    (460, 250),
    (540, 290),
    (620, 240),
    (380, 330),
    (470, 130),
    (590, 340),
    (350, 240),
    (410, 170),
    (560, 170),
    (630, 160),
    (480, 350),
    (300, 110),
    (320, 400),
];

fn units(world: &mut World) {
    let root = format!("{COUNTY}000000");
    let stand = (world.first, None);
    let mut rows = vec![row![&root, names::CITY, "", "市", "", 486_000i64, "110.46", "19.25"]];
    for (nth, town) in world.places.towns.iter().enumerate() {
        let (east, north) = SPOTS.get(nth).copied().unwrap_or_default();
        let people = i64::try_from(town.weight * 320).unwrap_or(0);
        rows.push(row![
            &town.code,
            town.name,
            &root,
            town.kind,
            "",
            people,
            format!("110.{east:03}"),
            format!("19.{north:03}")
        ]);
        for (at, village) in town.villages.iter().enumerate() {
            let (kind, area) = match village.area {
                Area::Urban => ("社区", "城市"),
                Area::Rural => ("村", "农村"),
            };
            let people = i64::try_from(village.weight * 190 + 400).unwrap_or(0);
            rows.push(row![
                &village.code,
                &village.name,
                &town.code,
                kind,
                area,
                people,
                format!("110.{:03}", east + at * 37 % 41),
                format!("19.{:03}", north + at * 23 % 41)
            ]);
        }
    }
    for row in rows {
        world.book.stand(Table::Units, None, stand, row);
    }
}

fn handlers(world: &mut World) {
    for handler in &world.places.handlers {
        let town = handler.town.and_then(|at| world.places.town(at));
        let village = town.zip(handler.village).and_then(|(town, at)| town.villages.get(at));
        let row = row![
            &handler.id,
            &handler.name,
            &handler.id_no,
            handler.level,
            handler.post,
            town.map(|town| town.name),
            village.map(|village| &village.name),
            &handler.account,
        ];
        world.book.stand(Table::Handlers, None, (world.first, None), row);
    }
}

/// The budget of a year and the survey of the year before, in the delivery of `month`.
fn yearly(world: &mut World, month: Month) {
    let year = i64::from(month.year());
    let mut spent = std::collections::BTreeMap::new();
    for household in world.households.iter().filter(|h| h.on_roll(month)) {
        let total = household.amounts(world.terms(month)).total();
        *spent.entry(household.programme as u8).or_insert(Fen(0)) += total;
    }
    for programme in Programme::ALL {
        let monthly = spent.get(&(programme as u8)).copied().unwrap_or(Fen::from_yuan(30_000));
        if matches!(programme, Programme::Edge | Programme::RigidExpenditure) {
            continue;
        }
        // Thirteen months' worth, in whole thousands.
        let amount = Fen::from_yuan(monthly.0 * 13 / 100_000 * 1000);
        world.book.enter(
            Table::Budget,
            month,
            row![year.to_string(), programme_word(programme), amount],
        );
    }
    let figures = [
        ("城市", "最低20%", 15_460, 12_870),
        ("城市", "全体", 43_180, 27_640),
        ("农村", "最低20%", 7_350, 8_920),
        ("农村", "全体", 21_560, 16_980),
    ];
    for (area, group, income, consumption) in figures {
        let row = row![
            (year - 1).to_string(),
            area,
            group,
            Fen::from_yuan(income + (year - 2025) * 600),
            Fen::from_yuan(consumption + (year - 2025) * 450)
        ];
        world.book.enter(Table::Survey, month, row);
    }
}

/// The price index of `month`; one month is over every usual trigger.
fn price(world: &mut World, month: Month, delivered: Month) {
    let high = month == world.price_month;
    let drift = i64::from(month.month() * 7 % 9);
    let (cpi, food, basic) =
        if high { (39, 72, PRICE_RISE_TENTHS) } else { (4 + drift, 8 + drift * 3, 6 + drift) };
    let percent = |tenths: i64| format!("{}.{}", tenths / 10, tenths % 10);
    let published = month.plus(1).first_day() + chrono::Days::new(8 + u64::from(month.month() % 5));
    let row = row![month, percent(cpi), percent(food), percent(basic), published];
    world.book.enter(Table::Prices, delivered, row);
}

/// What is entered in `month`.
pub(super) fn report(world: &mut World, dice: &mut Dice, month: Month) {
    price(world, month.plus(-1), month);
    if month.month() == 1 && month != world.first {
        yearly(world, month);
    }
    complain(world, dice, month);
    file_relatives(world, dice, month);
    medical(world, dice, month);
}

fn complain(world: &mut World, dice: &mut Dice, month: Month) {
    let active = world.households.iter().filter(|h| h.on_roll(month)).count();
    for _ in 0..=active * 3 / 1000 {
        let nth = dice.place(world.households.len());
        let received = dice.day_in(month);
        let visited = days_after(received, dice.between(1, 9));
        let closed = days_after(visited, dice.between(2, 12));
        let named = dice.chance(720);
        let number = world.registrar.paper();
        let Some(home) = world.household(nth).filter(|h| h.on_roll(month)) else { continue };
        let neglected =
            home.shunned || dice.chance(world.places.quality(home.place).unvisited_complaints);
        let outcome = dice.pick(&["不实", "不实", "部分属实", "属实"]);
        let done = !neglected && closed <= month.last_day();
        let row = row![
            format!("XF{number:06}"),
            received,
            dice.pick(&["来信", "来访", "12345热线", "网络"]),
            named.then(|| home.head_id().to_owned()),
            world.places.town(home.place.town).map(|town| town.name),
            dice.pick(&["疑似不符合条件", "补差有误", "发放迟延", "优亲厚友", "态度问题"]),
            done.then_some(visited),
            done.then_some(closed),
            done.then_some(outcome),
        ];
        world.book.enter(Table::Complaints, month, row);
        if named && done {
            visits::enter(world, dice, nth, (VisitKind::Town, visited, month));
        }
    }
}

/// New filings of near relatives: the household is visited within days.
fn file_relatives(world: &mut World, dice: &mut Dice, month: Month) {
    let share = if month == world.first { 14 } else { 1 };
    for nth in 0..world.households.len() {
        let Some(home) = world.household(nth) else { continue };
        let asked = home.on_roll(month) && home.free(month) && !home.near_relative;
        if asked && dice.chance(share) {
            let on = dice.day(month.first_day(), days_after(month.last_day(), -9));
            file_relative(world, dice, nth, (on, month));
            let visited = world.workday_from(days_after(on, 1)).min(month.last_day());
            visits::enter(world, dice, nth, (VisitKind::Town, visited, month));
            // Where near relatives are re-checked more often, the shorter cycle begins now.
            if let Some(recheck) = Recheck::unchanged(world, dice, (nth, visited), "报告") {
                rechecks::enter(world, dice, recheck, month);
            }
        }
    }
}

/// Files a household as the near relative of a village cadre, and lets the police know the tie.
pub(crate) fn file_relative(
    world: &mut World,
    dice: &mut Dice,
    nth: usize,
    (on, delivered): (NaiveDate, Month),
) -> Option<String> {
    let (cadre, cadre_id) = tie(world, dice, nth)?;
    let head = world.household(nth)?.head_id().to_owned();
    let relation = dice.pick(&["兄弟姐妹", "其他"]);
    world.book.enter(Table::NearRelatives, delivered, row![&head, &cadre, relation, on]);
    let stand = (delivered, None);
    world.book.stand(Table::Kinship, Some(nth), stand, row![&head, &cadre_id, relation]);
    world.alter(nth, |household| household.near_relative = true);
    Some(cadre)
}

/// A village cadre of the household's village: number and identity number.
pub(crate) fn tie(world: &World, dice: &mut Dice, nth: usize) -> Option<(String, String)> {
    let place = world.household(nth)?.place;
    let cadres = world.places.staff(place, "村", &["村书记", "村委"]);
    let cadre = cadres.get(dice.place(cadres.len()))?;
    Some((cadre.id.clone(), cadre.id_no.clone()))
}

/// Bills of the seriously ill: one at least every six months.
fn medical(world: &mut World, dice: &mut Dice, month: Month) {
    let mut rows = Vec::new();
    for (nth, household) in world.households.iter().enumerate() {
        let since = months_since(household.joins, month);
        let phase = i32::try_from(nth % 6).unwrap_or(0);
        if !household.present(month) || (since > 0 && (since + phase) % 6 != 0) {
            continue;
        }
        let settled = if since == 0 { month.plus(-phase) } else { month };
        for person in household.members.iter().filter(|person| person.health == SERIOUS) {
            if !world.claimed(Table::Medical, &person.id) {
                let paid = Fen(dice.between(60_000, 1_800_000));
                rows.push(row![&person.id, person.illness, paid, dice.day_in(settled)]);
            }
        }
    }
    for row in rows {
        world.book.enter(Table::Medical, month, row);
    }
}

fn months_since(from: Month, to: Month) -> i32 {
    (to.year() - from.year()) * 12 + to.month() as i32 - from.month() as i32
}

const DOCUMENTS: [&str; 8] = [
    "户口簿",
    "身份证",
    "收入证明",
    "申请及授权书",
    "核对报告",
    "入户调查表",
    "公示照片",
    "审核审批表",
];

/// Lists the documents of a new file; in some files one is missing.
pub(super) fn open_file(world: &mut World, dice: &mut Dice, nth: usize, month: Month) {
    let Some(home) = world.household(nth) else { return };
    let (head, benefit) = (home.head_id().to_owned(), home.has_benefit());
    let gaps = world.places.quality(home.place).archive_gaps;
    let gap = (benefit && !home.pinned && dice.chance(gaps)).then(|| dice.pick(&DOCUMENTS));
    for document in DOCUMENTS {
        let status = match gap {
            Some(missing) if missing == document => "缺失",
            _ if dice.chance(60) => "复印件",
            _ => "齐全",
        };
        world.book.enter(Table::Archives, month, row![&head, document, status]);
    }
    if let Some(missing) = gap {
        let months = (month, world.last);
        world.label(Kind::Hit, "archive_incomplete", months, (nth, None), missing);
    }
}
