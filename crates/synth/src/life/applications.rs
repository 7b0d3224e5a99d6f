//! Applications from the day they are made to the day they are decided.

use chrono::NaiveDate;
use model::{Month, Programme};

use super::offices;
use crate::background;
use crate::cell::{Cell, Row, row};
use crate::dice::Dice;
use crate::household::Household;
use crate::labels::Kind;
use crate::people;
use crate::tables::{Table, programme_word};
use crate::world::{World, days_after};

/// How an application ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Decision {
    /// 确认
    Confirmed,
    /// 不予确认
    Refused,
    /// 终止
    Ended,
}

impl Decision {
    const fn label(self) -> &'static str {
        match self {
            Self::Confirmed => "确认",
            Self::Refused => "不予确认",
            Self::Ended => "终止",
        }
    }
}

/// An application with all that will happen to it.
#[derive(Clone, Debug)]
pub(crate) struct Application {
    /// 申请编号
    pub(crate) id: String,
    /// The household that applies and, once confirmed, joins the files.
    pub(crate) household: Household,
    /// 申请渠道
    pub(crate) channel: &'static str,
    /// 受理单位级别
    pub(crate) accepted_by: &'static str,
    /// 申请日期
    pub(crate) applied_on: NaiveDate,
    /// 受理日期
    pub(crate) accepted_on: NaiveDate,
    /// 核对委托日期
    pub(crate) check_requested_on: Option<NaiveDate>,
    /// 核对报告日期
    pub(crate) check_report_on: Option<NaiveDate>,
    /// 入户调查日期
    pub(crate) visit_on: NaiveDate,
    /// 入户人员编号
    pub(crate) visitors: [String; 2],
    /// 民主评议日期
    pub(crate) review_on: Option<NaiveDate>,
    /// 公示开始日期 and 公示结束日期
    pub(crate) notice: Option<(NaiveDate, NaiveDate)>,
    /// 审核确认日期
    pub(crate) decided_on: NaiveDate,
    /// 结果
    pub(crate) decision: Decision,
    /// 经办人编号
    pub(crate) handler: String,
    /// 审批人编号
    pub(crate) approver: String,
    /// 有异议
    pub(crate) objection: bool,
    /// 延长办理
    pub(crate) extended: bool,
    /// What a planted problem says about it: kind, flag, note, and whether the flag is known
    /// from acceptance on rather than from the decision on.
    pub(crate) planted: Vec<(Kind, &'static str, &'static str, bool)>,
}

impl Application {
    /// An application made on `applied_on` that does everything right and is confirmed.
    pub(crate) fn plan(
        world: &mut World,
        dice: &mut Dice,
        programme: Programme,
        applied_on: NaiveDate,
    ) -> Self {
        let month = Month::of(applied_on);
        let household = people::household(world, dice, programme, month);
        let desk = offices::desk(world, household.place);
        let step = |from: NaiveDate, days: u32| world.calendar.add_workdays(from, days);
        let mut upto = |low: u32, high: u32| {
            low + u32::try_from(dice.below(u64::from(high - low + 1))).unwrap_or(0)
        };
        let accepted_on = step(applied_on, upto(0, 2));
        let accepted_on = world.workday_from(accepted_on);
        let requested = step(accepted_on, 1);
        let report = step(requested, upto(2, 4));
        let visit_on = step(accepted_on, upto(2, 5));
        let notice_from = step(report.max(visit_on), 1);
        let hangs = i64::from(world.terms(month).notice_days + upto(0, 1));
        let notice_to = days_after(notice_from, hangs);
        let decided_on = step(notice_to, upto(1, 3));
        Self {
            id: format!("SQ{:08}", world.registrar.paper()),
            channel: dice.pick(&[
                "个人申请",
                "个人申请",
                "个人申请",
                "村居代办",
                "主动发现",
                "网上",
            ]),
            accepted_by: "镇",
            applied_on,
            accepted_on,
            check_requested_on: Some(requested),
            check_report_on: Some(report),
            visit_on,
            visitors: desk.visitors,
            review_on: dice.chance(120).then(|| step(visit_on, 1)),
            notice: Some((notice_from, notice_to)),
            decided_on,
            decision: Decision::Confirmed,
            handler: desk.handler,
            approver: desk.approver,
            objection: false,
            extended: false,
            planted: Vec::new(),
            household,
        }
    }

    /// Extends it after an objection and decides it between the two limits, if the place
    /// extends at all.
    pub(crate) fn extend(&mut self, world: &World, dice: &mut Dice) {
        let terms = world.terms(Month::of(self.accepted_on));
        let Some(limit) = terms.extended_workdays.filter(|l| *l > terms.approval_workdays) else {
            return;
        };
        self.objection = true;
        self.extended = true;
        let days = dice.between(i64::from(terms.approval_workdays) + 1, i64::from(limit));
        let days = u32::try_from(days).unwrap_or(limit);
        self.decided_on = world.calendar.add_workdays(self.accepted_on, days);
    }

    /// Its row as it stands on `day`: later steps are still empty.
    fn row(&self, world: &World, day: NaiveDate) -> Row {
        let known = |date: Option<NaiveDate>| Cell::from(date.filter(|date| *date <= day));
        let decided = self.decided_on <= day;
        let home = &self.household;
        let entered = self.accepted_on.min(day);
        let mut row = row![
            &self.id,
            home.members.first().map(|head| &head.name),
            home.head_id(),
            programme_word(home.programme),
            world.places.town(home.place.town).map(|town| town.name),
            world.places.village(home.place).map(|village| &village.name),
            self.channel,
            self.accepted_by,
            self.applied_on,
        ];
        row.extend([
            known(Some(self.accepted_on)),
            known(self.check_requested_on),
            known(self.check_report_on),
            known(Some(self.visit_on)),
        ]);
        let visited = self.visit_on <= day;
        row.extend(self.visitors.iter().map(|id| Cell::from(visited.then_some(id))));
        row.extend([
            known(self.review_on),
            known(self.notice.map(|(from, _)| from)),
            known(self.notice.map(|(_, to)| to)),
            known(Some(self.decided_on)),
            Cell::from(decided.then(|| self.decision.label())),
            Cell::from(&self.handler),
            Cell::from(decided.then_some(&self.approver)),
            Cell::from(self.objection),
            Cell::from(self.extended),
            Cell::from(entered),
        ]);
        row
    }

    /// The months in which it is over its time limit, judged by the limit in force on their last
    /// days or on the day of decision, and the eleven months after a late decision.
    fn late_months(&self, world: &World) -> Option<(Month, Month)> {
        let late = |until: NaiveDate| {
            let days = world.calendar.workdays_between(self.accepted_on, until);
            world.rules.approval_limit(self.extended, until).is_some_and(|limit| days > limit)
        };
        let decided = Month::of(self.decided_on);
        let months = std::iter::successors(Some(Month::of(self.accepted_on)), |m| Some(m.plus(1)));
        let open: Vec<Month> = months
            .take_while(|month| *month < decided)
            .filter(|month| late(month.last_day()))
            .collect();
        let first = open.first().copied();
        if late(self.decided_on) {
            return Some((first.unwrap_or(decided), decided.plus(11)));
        }
        Some((first?, open.last().copied()?))
    }
}

/// Applications made in `month`.
pub(super) fn arrive(world: &mut World, dice: &mut Dice, month: Month) {
    let active = world.households.iter().filter(|h| h.present(world.first)).count() as u64;
    for _ in 0..active * dice.between(11, 16).unsigned_abs() / 1000 {
        let programme = match dice.below(100) {
            0..=15 => Programme::DibaoUrban,
            16..=71 => Programme::DibaoRural,
            72..=83 => Programme::TekunDispersed,
            84..=85 => Programme::TekunInstitutional,
            86..=97 => Programme::Edge,
            _ => Programme::RigidExpenditure,
        };
        let applied_on = world.workday_from(dice.day_in(month));
        let mut application = Application::plan(world, dice, programme, applied_on);
        ordinary_end(world, dice, &mut application);
        world.applications.push(application);
    }
}

/// Refusals, extensions and, in weak towns, delays.
fn ordinary_end(world: &World, dice: &mut Dice, application: &mut Application) {
    let quality = world.places.quality(application.household.place);
    match dice.below(100) {
        0..=9 => {
            application.decision = Decision::Refused;
            application.notice = None;
            application.decided_on = world.calendar.add_workdays(application.visit_on, 4);
        }
        10..=13 => application.decision = Decision::Ended,
        14..=18 => application.extend(world, dice),
        _ if dice.chance(quality.late_approvals) => {
            let limit = world.terms(Month::of(application.accepted_on)).approval_workdays;
            let late = limit + u32::try_from(dice.between(1, 16)).unwrap_or(1);
            application.decided_on = world.calendar.add_workdays(application.accepted_on, late);
        }
        _ => {}
    }
}

/// Delivers what is known of every open application; the confirmed ones join the files.
pub(super) fn decide(world: &mut World, dice: &mut Dice, month: Month) {
    let day = month.last_day();
    let (open, waiting): (Vec<_>, Vec<_>) =
        std::mem::take(&mut world.applications).into_iter().partition(|a| a.applied_on <= day);
    world.applications = waiting;
    for application in open {
        // What was decided before the first delivery is history that nobody delivers.
        if application.decided_on < world.first.first_day() {
            continue;
        }
        let row = application.row(world, day);
        world.book.enter(Table::Applications, month, row);
        if application.decided_on > day {
            world.applications.push(application);
            continue;
        }
        conclude(world, dice, application, month);
    }
    if month == world.last {
        label_open(world, month);
    }
}

fn conclude(world: &mut World, dice: &mut Dice, application: Application, month: Month) {
    let late = application.late_months(world);
    let accepted = Month::of(application.accepted_on);
    let nth = world.households.len();
    let Application { mut household, decision, planted, approver, .. } = application;
    if decision == Decision::Confirmed {
        *world.approvals.entry((month, household.place.town, approver)).or_default() += 1;
    }
    household.joins = month;
    household.first_benefit = month.plus(1);
    household.pinned = !planted.is_empty();
    if decision != Decision::Confirmed {
        // Kept only so that its label can name it.
        household.leaves = Some(month);
    }
    world.households.push(household);
    if let Some(months) = late {
        let note = "decided after the limit";
        world.label_outside(Kind::Hit, "approval_late", months, nth, note);
    }
    for (kind, flag, note, from_acceptance) in planted {
        let from = if from_acceptance { accepted } else { month };
        world.label_outside(kind, flag, (from, from.plus(11)), nth, note);
    }
    if decision == Decision::Confirmed {
        background::enroll(world, dice, nth);
        offices::open_file(world, dice, nth, month);
    }
}

/// Labels what is still open and over its limit when the deliveries end.
fn label_open(world: &mut World, month: Month) {
    let open: Vec<(Household, (Month, Month))> = world
        .applications
        .iter()
        .filter(|application| application.accepted_on <= month.last_day())
        .filter_map(|a| a.late_months(world).map(|months| (a.household.clone(), months)))
        .filter(|(_, (from, _))| *from <= month)
        .collect();
    for (mut household, months) in open {
        let nth = world.households.len();
        household.joins = month.plus(1);
        world.households.push(household);
        let note = "still open after the limit";
        world.label_outside(Kind::Hit, "approval_late", months, nth, note);
    }
}
