//! The exports of the national system: households, persons and the payment roster.

use model::{Area, Fen, Month, Programme};

use super::{Days, Form, Presence, Spec};
use crate::cell::{Cell, Row, row};
use crate::household::{Household, Person, Roster};
use crate::world::World;

/// One export: which programmes it holds and how its file looks.
pub(super) struct Export {
    /// Programmes in the file.
    pub(super) programmes: &'static [Programme],
    /// The file.
    pub(super) spec: Spec,
    /// Whether the file names the programme in a column.
    pub(super) named: bool,
}

const fn spec(file: &'static str, form: Form, days: Days) -> Spec {
    Spec { file, headings: &[], form, days, feed: false, presence: Presence::Always }
}

const TEKUN: &[Programme] = &[Programme::TekunInstitutional, Programme::TekunDispersed];

/// The household files.
pub(super) const HOUSEHOLDS: [Export; 5] = [
    Export {
        programmes: &[Programme::DibaoUrban],
        spec: spec("城市低保家庭查询", Form::Utf8Bom, Days::Iso),
        named: true,
    },
    Export {
        programmes: &[Programme::DibaoRural],
        spec: spec("农村低保家庭查询", Form::Gb18030, Days::Slashes),
        named: false,
    },
    Export {
        programmes: TEKUN,
        spec: spec("特困人员家庭查询", Form::TitledWorkbook, Days::Serial),
        named: true,
    },
    Export {
        programmes: &[Programme::Edge],
        spec: spec("低保边缘家庭查询", Form::TitledWorkbook, Days::Words),
        named: false,
    },
    Export {
        programmes: &[Programme::RigidExpenditure],
        spec: spec("刚性支出困难家庭查询", Form::Workbook, Days::Iso),
        named: true,
    },
];

/// The person files.
pub(super) const PERSONS: [Export; 5] = [
    Export {
        programmes: &[Programme::DibaoUrban],
        spec: spec("城市低保人员查询", Form::Utf8Bom, Days::Iso),
        named: false,
    },
    Export {
        programmes: &[Programme::DibaoRural],
        spec: spec("农村低保人员查询", Form::Gb18030, Days::Compact),
        named: false,
    },
    Export {
        programmes: TEKUN,
        spec: spec("特困人员人员查询", Form::Utf8Bom, Days::Dots),
        named: false,
    },
    Export {
        programmes: &[Programme::Edge],
        spec: spec("低保边缘人员查询", Form::Utf8, Days::Iso),
        named: false,
    },
    Export {
        programmes: &[Programme::RigidExpenditure],
        spec: spec("刚性支出困难人员查询", Form::Utf8, Days::Iso),
        named: false,
    },
];

/// The payment roster.
pub(super) const PAYMENTS: Spec = spec("发放花名册", Form::Utf8Bom, Days::Iso);

/// Headings of the roster.
pub(super) const PAYMENT_HEADINGS: [&str; 13] = [
    "户主姓名",
    "身份证号码",
    "救助类型",
    "保障人数",
    "保障金(元)",
    "分类施保金(元)",
    "价格临时补贴(元)",
    "发放合计(元)",
    "账户名称",
    "开户银行",
    "账号",
    "发放日期",
    "状态",
];

/// The word for a programme in the files.
pub(crate) const fn programme_word(programme: Programme) -> &'static str {
    match programme {
        Programme::DibaoUrban => "城市低保",
        Programme::DibaoRural => "农村低保",
        Programme::TekunInstitutional => "特困集中",
        Programme::TekunDispersed => "特困分散",
        Programme::Edge => "低保边缘",
        Programme::RigidExpenditure => "刚性支出",
        Programme::TemporaryRelief => "临时救助",
    }
}

/// Headings of a household file.
pub(super) fn household_headings(export: &Export) -> Vec<&'static str> {
    let tekun = export.programmes == TEKUN;
    let mut headings = vec!["户主姓名", "户主身份证号"];
    headings.extend(export.named.then_some("救助类型"));
    headings.extend(["家庭人口数", "保障人口数", "家庭年总收入(元)"]);
    headings.extend(if tekun {
        ["基本生活总费用(元)", "照料护理总费用(元)"]
    } else {
        ["户月保障金额(元)", "人员分类施保总额(元)"]
    });
    headings.extend([
        "合计(元)",
        "申请原因",
        "救助金计算方式",
        "分档类型",
        "最初享受月份",
        "拥有产权住房套数",
        "住房总面积(平方米)",
        "金融资产总额(元)",
        "核查类别",
        "上次核查日期",
        "近亲属备案",
        "单人户",
        "渐退开始月份",
        "渐退结束月份",
        "长期外出",
        "外出原因",
        "开户银行",
        "银行账户名称",
        "银行账号",
        "所属街道",
        "所属社区",
        "家庭住址",
        "联系电话",
        "低保证号",
    ]);
    headings
}

/// The row of a household in `month`.
pub(super) fn household_row(
    world: &World,
    export: &Export,
    household: &Household,
    month: Month,
) -> Row {
    let head = household.members.first();
    let amounts = household.amounts(world.terms(month));
    let mut row = row![head.map(|h| &h.name), head.map(Person::written)];
    if export.named {
        row.push(programme_word(household.programme).into());
    }
    row.extend(row![
        household.size(),
        household.covered(),
        household.income(),
        amounts.benefit,
        amounts.supplement,
        amounts.total(),
        household.cause,
    ]);
    row.push(if household.is_dibao() { "补差".into() } else { Cell::Blank });
    row.extend(row![
        "",
        household.first_benefit,
        household.homes,
        household.home_area,
        household.assets
    ]);
    row.push(Cell::from(household.has_benefit().then(|| household.cycle.label())));
    row.extend(row![
        household.last_recheck,
        household.near_relative,
        household.single,
        household.grace.map(|(from, _)| from),
        household.grace.map(|(_, to)| to),
        household.absent.is_some(),
        household.absent,
    ]);
    let account = &household.account;
    row.extend(row![&account.bank, &account.name, &account.number]);
    row.extend(place_cells(world, household, export.programmes == TEKUN));
    row.extend(row![&household.address, &household.phone, &household.cert]);
    row
}

/// Town and village by name, in the tekun file by code.
fn place_cells(world: &World, household: &Household, coded: bool) -> Row {
    let town = world.places.town(household.place.town);
    let village = world.places.village(household.place);
    if coded {
        row![town.map(|town| &town.code), village.map(|village| &village.code)]
    } else {
        row![town.map(|town| town.name), village.map(|village| &village.name)]
    }
}

/// Headings of a person file.
pub(super) fn person_headings(export: &Export) -> Vec<&'static str> {
    let mut headings = vec![
        "姓名",
        "身份证号",
        "户主身份证号",
        "与户主关系",
        "是否保障对象",
        "性别",
        "出生日期",
        "民族",
        "婚姻状况",
        "文化程度",
        "就业状况",
        "年收入(元)",
        "工资性收入",
        "经营净收入",
        "财产净收入",
        "转移净收入",
        "是否残疾人",
        "残疾类别",
        "残疾等级",
        "健康状况",
        "患病病种",
        "劳动能力",
        "生活自理能力",
        "在读学校名称",
    ];
    if export.programmes == TEKUN {
        headings.extend(["照料人姓名", "供养方式", "供养机构"]);
    }
    headings
}

/// The row of a member.
pub(super) fn person_row(export: &Export, household: &Household, person: &Person) -> Row {
    let income = person.income;
    let mut row = row![
        &person.name,
        person.written(),
        household.members.first().map(Person::written),
        person.relation,
        person.covered,
        person.stated_sex.label(),
        person.stated_birth,
        "汉族",
        person.marital,
        person.education,
        person.employment,
        income.total(),
        income.wage,
        income.business,
        income.property,
        income.transfer,
        person.disability.is_some(),
        person.disability.map(|(kind, _)| kind),
        person.disability.map(|(_, grade)| grade),
        person.health,
        person.illness,
        person.labour,
        person.self_care,
        &person.school,
    ];
    if export.programmes == TEKUN {
        let mode = match household.programme {
            Programme::TekunInstitutional => "集中供养",
            _ => "分散供养",
        };
        row.extend(row![&person.caregiver, mode, &person.institution]);
    }
    row
}

/// The roster's row for a household; `None` if the roster leaves it out.
pub(super) fn payment_row(world: &World, nth: usize, month: Month) -> Option<Row> {
    let household = world.household(nth)?;
    let ghost = household.ghost_until.is_some_and(|until| month <= until)
        && household.leaves.is_some_and(|leaves| leaves <= month);
    if !(household.on_roll(month) || ghost) || household.roster == Roster::Forgets {
        return None;
    }
    let amounts = household.amounts(world.terms(month));
    let difference = match household.roster {
        Roster::Differs(difference) => difference,
        _ => Fen(0),
    };
    let benefit = amounts.benefit + difference;
    let subsidy = price_subsidy(world, household, month);
    let (day, status) = payment_day(household, nth, month);
    let account = &household.account;
    let head = household.members.first();
    Some(row![
        head.map(|h| &h.name),
        head.map(Person::written),
        programme_word(household.programme),
        household.covered(),
        benefit,
        amounts.supplement,
        subsidy,
        benefit + amounts.supplement + subsidy,
        &account.name,
        &account.bank,
        &account.number,
        day,
        status,
    ])
}

fn price_subsidy(world: &World, household: &Household, month: Month) -> Fen {
    let Some(tenths) = world.price_rise_paid_in(month) else { return Fen(0) };
    // The subsidy compensates the month before, under the standard of that month.
    let person = world.terms(month.plus(-1)).price_subsidy(household.area, tenths);
    Fen(person.0 * household.covered())
}

/// Day and status; about one payment in seventy comes back or is late.
fn payment_day(household: &Household, nth: usize, month: Month) -> (Cell, &'static str) {
    let dice = (nth * 31 + (month.year() as usize * 12 + month.month() as usize) * 17) % 997;
    let offset = if household.area == Area::Urban { 9 } else { 11 };
    let day = month.first_day() + chrono::Days::new(offset + (dice % 4) as u64);
    match dice {
        _ if household.roster == Roster::Returned => (day.into(), "退回"),
        0..=8 if !household.pinned => (day.into(), "退回"),
        9..=13 if !household.pinned => (Cell::Blank, "未发"),
        _ => (day.into(), "成功"),
    }
}
