//! Makes households: who lives in them, how well they are, what they earn and own.
//!
//! # Invariants
//!
//! - A household made here gives no reason for any flag.

use chrono::{Datelike, NaiveDate};
use model::{Area, Fen, Month, Programme};

use crate::dice::Dice;
use crate::household::{Account, Cycle, Household, Income, Person, Roster, SERIOUS};
use crate::names;
use crate::registrar::Sex;
use crate::rules::Terms;
use crate::world::{World, days_after, months_before};

const DISABILITIES: [(&str, u64); 7] = [
    ("肢体", 440),
    ("精神", 170),
    ("智力", 150),
    ("视力", 80),
    ("听力", 80),
    ("言语", 30),
    ("多重", 50),
];
const ILLNESSES: [&str; 6] =
    ["恶性肿瘤", "尿毒症", "脑卒中后遗症", "肝硬化", "冠心病", "再生障碍性贫血"];
const CAUSES: [(&str, u64); 6] =
    [("残疾", 400), ("疾病", 250), ("因学", 200), ("缺乏劳动力", 85), ("灾害", 5), ("其他", 60)];

/// A person before the household gives him or her a part.
pub(crate) fn person(
    world: &mut World,
    dice: &mut Dice,
    surname: &str,
    age: i64,
    sex: Sex,
) -> Person {
    let day = world.first.first_day();
    // A week of distance to the birthday keeps the age what it is over the first month.
    let birth = days_after(day, -(age * 365 + age / 4) - dice.between(7, 350));
    Person {
        id: world.registrar.identity(birth, sex),
        written_id: None,
        name: names::person(dice, surname),
        sex,
        stated_sex: sex,
        birth,
        stated_birth: birth,
        relation: "本人",
        covered: true,
        marital: if age < 22 {
            "未婚"
        } else {
            dice.pick(&["已婚", "已婚", "未婚", "丧偶"])
        },
        education: education(dice, age),
        employment: if age < 7 { "学龄前" } else { "无业" },
        health: if dice.chance(550) { "健康或良好" } else { "一般或较弱" },
        illness: "",
        labour: labour(age),
        self_care: "全自理",
        disability: None,
        school: String::new(),
        stage: "",
        caregiver: String::new(),
        institution: String::new(),
        income: Income::default(),
        supplemented: false,
    }
}

fn education(dice: &mut Dice, age: i64) -> &'static str {
    match age {
        ..=6 => "其他",
        7..=12 => "小学",
        13..=17 => "初中",
        18..=45 => dice.pick(&["初中", "初中", "高中", "中职", "小学"]),
        _ => dice.pick(&["小学", "小学", "初中", "其他"]),
    }
}

const fn labour(age: i64) -> &'static str {
    match age {
        18..=59 => "有",
        _ => "无",
    }
}

/// A new household of `programme` that joins the files in `joins`.
pub(crate) fn household(
    world: &mut World,
    dice: &mut Dice,
    programme: Programme,
    joins: Month,
) -> Household {
    let area = programme
        .area()
        .unwrap_or_else(|| if dice.chance(220) { Area::Urban } else { Area::Rural });
    let place = world.places.settle(dice, area);
    let tekun = matches!(programme, Programme::TekunInstitutional | Programme::TekunDispersed);
    let mut members = if tekun { vec![lone(world, dice)] } else { family(world, dice) };
    for member in &mut members {
        condition(dice, member, programme, joins.first_day());
    }
    let head = members.first().map(|head| head.name.clone()).unwrap_or_default();
    let village = world.places.village(place).map(|v| v.name.clone()).unwrap_or_default();
    let homes = i64::from(dice.chance(700));
    let mut household = Household {
        programme,
        area,
        place,
        cause: CAUSES
            .get(dice.weighted(&CAUSES.map(|(_, w)| w)))
            .map_or("其他", |(word, _)| word),
        first_benefit: joins.plus(1),
        cycle: dice.pick_cycle(),
        last_recheck: None,
        homes,
        home_area: homes * dice.between(35, 110),
        assets: Fen(0),
        near_relative: false,
        single: false,
        grace: None,
        absent: None,
        account: Account {
            bank: names::bank(dice).to_owned(),
            name: head,
            number: world.registrar.account(),
        },
        address: format!("{village}{}", names::street(dice, area == Area::Urban)),
        phone: world.registrar.phone(),
        cert: format!("QC{:08}", world.registrar.paper()),
        joins,
        leaves: None,
        pinned: false,
        shunned: false,
        busy: None,
        late_recheck: None,
        frozen: None,
        error: Fen(0),
        roster: Roster::Agrees,
        ghost_until: None,
        members,
    };
    earn(dice, &mut household, world.terms(joins));
    household
}

impl Dice {
    fn pick_cycle(&mut self) -> Cycle {
        match self.below(100) {
            0..=49 => Cycle::Year,
            50..=84 => Cycle::HalfYear,
            _ => Cycle::Quarter,
        }
    }
}

/// The same household as it looks when it has been on the roll for years.
pub(crate) fn aged(dice: &mut Dice, mut household: Household, terms: &Terms) -> Household {
    let first = household.joins;
    household.first_benefit = first.plus(-i32::try_from(dice.between(13, 120)).unwrap_or(13));
    if household.has_benefit() {
        let earliest = months_before(first.first_day(), household.recheck_months(terms));
        let latest = days_after(first.first_day(), -1);
        household.last_recheck = Some(dice.day(earliest, latest));
    }
    household
}

/// The only member of a tekun case.
fn lone(world: &mut World, dice: &mut Dice) -> Person {
    let age = if dice.chance(880) { dice.between(61, 88) } else { dice.between(36, 58) };
    let sex = if dice.chance(780) { Sex::Male } else { Sex::Female };
    let surname = names::surname(dice);
    let mut person = person(world, dice, surname, age, sex);
    person.marital = "未婚";
    person
}

/// Members of a dibao, edge or rigid-expenditure family, the head first.
fn family(world: &mut World, dice: &mut Dice) -> Vec<Person> {
    let size = 1 + dice.weighted(&[580, 240, 110, 50, 20]);
    let sex = if dice.chance(600) { Sex::Male } else { Sex::Female };
    let surname = names::surname(dice);
    let old = dice.chance(if size <= 2 { 470 } else { 120 });
    let age = if old { dice.between(61, 86) } else { dice.between(34, 57) };
    let mut members = vec![person(world, dice, surname, age, sex)];
    if size == 1 {
        if let Some(head) = members.first_mut() {
            head.marital = if old { "丧偶" } else { "未婚" };
        }
        return members;
    }
    let lone_parent = !old && dice.chance(300);
    if !lone_parent {
        let other = names::surname(dice);
        let near = age - dice.between(-2, 3);
        let mut spouse = person(world, dice, other, near, sex.other());
        spouse.relation = "配偶";
        for partner in members.iter_mut().chain([&mut spouse]) {
            partner.marital = "已婚";
        }
        members.push(spouse);
    }
    while members.len() < size {
        let sex = if dice.chance(520) { Sex::Male } else { Sex::Female };
        let (age, relation) = match (old, sex) {
            (true, _) => (dice.between(7, 16), "(外)孙子女"),
            (false, Sex::Male) => (dice.between(4, 16), "子"),
            (false, Sex::Female) => (dice.between(4, 16), "女"),
        };
        let mut child = person(world, dice, surname, age, sex);
        child.relation = relation;
        members.push(child);
    }
    members
}

/// Gives a member disability, illness, school and what follows from them.
fn condition(dice: &mut Dice, person: &mut Person, programme: Programme, day: NaiveDate) {
    let age = person.age(day);
    if (7..=17).contains(&age) {
        (person.school, person.stage) = names::school(dice, age);
        person.employment = "在校学生";
    }
    match programme {
        Programme::TekunInstitutional | Programme::TekunDispersed => {
            tekun_condition(dice, person, programme, age);
        }
        Programme::DibaoUrban | Programme::DibaoRural => {
            let likely = match age {
                ..=17 => 120,
                18..=59 => 560,
                _ => 400,
            };
            if dice.chance(likely) {
                person.disability = Some(disability(dice, [150, 350, 280, 220]));
            } else if age >= 18 && dice.chance(220) {
                fall_ill(dice, person);
            }
        }
        // Only slight disabilities: anything graver would be a missed household.
        _ if dice.chance(180) => person.disability = Some(("肢体", "四级")),
        _ => {}
    }
    if person.disability.is_some() && (18..=59).contains(&age) {
        person.labour = if person.severely_disabled() { "完全丧失" } else { "部分丧失" };
    }
    let severe = person.severely_disabled() || person.health == SERIOUS;
    person.supplemented = severe || age >= 60 || (age < 18 && dice.chance(500));
}

/// A disability of a random kind, its grade by the given weights.
pub(crate) fn disability(dice: &mut Dice, grades: [u64; 4]) -> (&'static str, &'static str) {
    let kind = dice.weighted(&DISABILITIES.map(|(_, weight)| weight));
    let grade = dice.weighted(&grades);
    (
        DISABILITIES.get(kind).map_or("肢体", |(word, _)| word),
        ["一级", "二级", "三级", "四级"].get(grade).copied().unwrap_or("四级"),
    )
}

/// Gives a serious illness.
pub(crate) fn fall_ill(dice: &mut Dice, person: &mut Person) {
    person.health = SERIOUS;
    person.illness = dice.pick(&ILLNESSES);
    if person.labour == "有" {
        person.labour = "部分丧失";
    }
}

/// Self-care as observed: dispersed 64/30/6 %, institutional 22/63/15 %.
fn tekun_condition(dice: &mut Dice, person: &mut Person, programme: Programme, age: i32) {
    let institutional = programme == Programme::TekunInstitutional;
    let weights = if institutional { [220, 630, 150] } else { [640, 300, 60] };
    let at = dice.weighted(&weights);
    person.self_care = ["全自理", "部分丧失", "完全丧失"].get(at).copied().unwrap_or("全自理");
    let able = person.self_care == "全自理";
    if age < 60 {
        person.disability = Some(("智力", if able { "二级" } else { "一级" }));
    } else if dice.chance(if able { 200 } else { 600 }) {
        let grades = if able { [0, 200, 400, 400] } else { [400, 400, 150, 50] };
        person.disability = Some(disability(dice, grades));
    }
    let surname = names::surname(dice);
    person.caregiver = names::person(dice, surname);
    if institutional {
        person.institution = format!("{}区域敬老院", dice.pick(&["东片", "西片", "中心"]));
    }
}

/// Declares an income under which the household belongs where it is.
fn earn(dice: &mut Dice, household: &mut Household, terms: &Terms) {
    let standard = terms.standard(household.area).0;
    // Income against the standard, in thousandths.
    let share = match household.programme {
        Programme::DibaoUrban => dice.between(180, 620),
        Programme::DibaoRural => dice.between(280, 720),
        Programme::Edge => dice.between(1120, 1400),
        Programme::RigidExpenditure => dice.between(1600, 2400),
        _ => return,
    };
    let yearly = Fen::from_yuan(standard * 12 * household.size() / 1000 * share / 100);
    let first_day = household.joins.first_day();
    let rural = household.area == Area::Rural;
    let earner = household.members.iter().position(|p| (18..60).contains(&p.age(first_day)));
    let Some(person) = household.members.get_mut(earner.unwrap_or(0)) else { return };
    let part = |per_mille: i64| Fen::from_yuan(yearly.0 * per_mille / 100_000);
    person.income = match (earner, rural) {
        (Some(_), true) => Income { wage: part(400), business: part(600), ..Income::default() },
        (Some(_), false) => Income { wage: part(900), property: part(100), ..Income::default() },
        (None, true) => Income { business: part(300), transfer: part(700), ..Income::default() },
        (None, false) => Income { property: part(100), transfer: part(900), ..Income::default() },
    };
    if earner.is_some() {
        person.employment = "灵活就业";
    }
}

/// The first of July after the last month of the deliveries, some years on: when a pupil who is
/// still at school leaves it.
pub(crate) fn leaves_school(dice: &mut Dice, world: &World) -> NaiveDate {
    let year = world.last.year() + i32::try_from(dice.between(1, 3)).unwrap_or(1);
    NaiveDate::from_ymd_opt(year, 7, 1)
        .unwrap_or_else(|| world.last.last_day())
        .with_day(1)
        .unwrap_or_default()
}
