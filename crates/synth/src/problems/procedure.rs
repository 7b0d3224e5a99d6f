//! Applications that were not handled as they should be.
//!
//! All flags stand for the twelve months from the decision (`accepted_by_village`: from the
//! acceptance), whether the household is on the roll or not.
//! `approved_without_check`: confirmed without a check report, or before it.
//! `notice_too_short`: confirmed with less than `notice_days` of notice, without notice, or
//! before its end. `approval_late`: more working days from acceptance to decision (or END) than
//! `approval_workdays`, or `approval_extended_workdays` when extended. `accepted_by_village`: the village accepted it.
//! `blacklisted_approved`: confirmed while the head was on the integrity list.
//! A case that is confirmed and not yet on the roll is no `payment_mismatch`.
//! `approver_concentration`: of at least `approver_cases_min` confirmations of a town in the last
//! twelve months, by several approvers, one made more than `approver_share_min`; the label has no
//! household.

use std::collections::BTreeMap;

use model::{Month, Programme};

use super::Planter;
use crate::cell::row;
use crate::labels::Kind;
use crate::life::Application;
use crate::tables::Table;
use crate::world::{World, days_after};

pub(super) fn plant(planter: &mut Planter<'_>) {
    planter.each(|p| file(p, &without_check));
    planter.each(|p| file(p, &check_after_decision));
    planter.each(|p| file(p, &check_on_the_day));
    planter.each(|p| file(p, &short_notice));
    planter.each(|p| file(p, &decided_during_notice));
    planter.each(|p| file(p, &seven_days));
    planter.each(|p| file(p, &late));
    planter.each(|p| file(p, &extended));
    planter.each(|p| file(p, &accepted_by_village));
    planter.each(|p| file(p, &brought_by_village));
    planter.each(|p| file(p, &blacklisted));
    planter.each(|p| file(p, &listing_expired));
    planter.each(|p| file(p, &listed_later));
    planter.each(|p| file(p, &not_on_the_roll_yet));
}

/// Labels the towns in which one approver of several confirmed too much in the last twelve
/// months, and as a look-alike the town with most confirmations in which nobody did.
pub(super) fn observe_approvers(world: &mut World, month: Month) {
    let Some(pattern) = world.terms(month).approver else { return };
    let mut towns: BTreeMap<usize, BTreeMap<&str, usize>> = BTreeMap::new();
    for ((decided, town, approver), count) in &world.approvals {
        if month.plus(-11) <= *decided {
            *towns.entry(*town).or_default().entry(approver).or_default() += count;
        }
    }
    let mut busiest: Option<(usize, usize)> = None;
    let mut hits = Vec::new();
    for (town, approvers) in towns {
        let all: usize = approvers.values().sum();
        let shown = |(_, count): &(&&str, &usize)| pattern.shown(**count, all);
        match approvers.iter().find(shown) {
            Some((approver, _)) if approvers.len() > 1 => hits.push((town, (*approver).to_owned())),
            _ if all >= pattern.cases => busiest = busiest.max(Some((all, town))),
            _ => {}
        }
    }
    let flag = "approver_concentration";
    for (town, approver) in hits {
        world.label_town(Kind::Hit, flag, (month, town), &approver);
    }
    if let Some((_, town)) = busiest {
        world.label_town(Kind::Lookalike, flag, (month, town), "approvers take turns");
    }
}

/// Puts an application on its way that `change` has made special.
fn file(p: &mut Planter<'_>, change: &dyn Fn(&mut Planter<'_>, &mut Application)) -> Option<()> {
    let months: Vec<Month> = p.world.months().collect();
    let place = p.dice.place(months.len() + 1);
    // Those of the month before the first delivery are applied for late, to be decided in it.
    let (month, from, to) = match place.checked_sub(1).and_then(|nth| months.get(nth)) {
        Some(month) if *month < p.world.last => (*month, 0, 9),
        _ => (p.world.first.plus(-1), 13, 20),
    };
    let day = month.first_day();
    let applied_on = p.dice.day(days_after(day, from), days_after(day, to));
    let applied_on = p.world.workday_from(applied_on);
    let programme = p.dice.pick_programme();
    let mut application = Application::plan(p.world, p.dice, programme, applied_on);
    change(p, &mut application);
    p.world.applications.push(application);
    Some(())
}

impl crate::dice::Dice {
    fn pick_programme(&mut self) -> Programme {
        match self.below(10) {
            0..=1 => Programme::DibaoUrban,
            2..=7 => Programme::DibaoRural,
            _ => Programme::TekunDispersed,
        }
    }
}

fn hit(application: &mut Application, flag: &'static str, note: &'static str) {
    application.planted.push((Kind::Hit, flag, note, false));
}

fn lookalike(application: &mut Application, flag: &'static str, note: &'static str) {
    application.planted.push((Kind::Lookalike, flag, note, false));
}

fn without_check(_: &mut Planter<'_>, application: &mut Application) {
    application.check_report_on = None;
    hit(application, "approved_without_check", "no check report");
}

fn check_after_decision(_: &mut Planter<'_>, application: &mut Application) {
    application.check_report_on = Some(days_after(application.decided_on, 1));
    hit(application, "approved_without_check", "check report after the decision");
}

fn check_on_the_day(_: &mut Planter<'_>, application: &mut Application) {
    application.check_report_on = Some(application.decided_on);
    lookalike(application, "approved_without_check", "check report on the day of decision");
}

/// Lets the notice hang for `days` days and decides `after` working days later.
fn notice(p: &Planter<'_>, application: &mut Application, days: i64, after: u32) {
    if let Some((from, to)) = &mut application.notice {
        *to = days_after(*from, days);
        application.decided_on = p.world.calendar.add_workdays(*to, after);
    }
}

fn short_notice(p: &mut Planter<'_>, application: &mut Application) {
    let days = i64::from(p.world.terms(p.world.first).notice_days);
    let hung = p.dice.between((days - 4).max(0), days - 1);
    notice(p, application, hung, 1);
    hit(application, "notice_too_short", "notice under the limit");
}

fn decided_during_notice(p: &mut Planter<'_>, application: &mut Application) {
    if let Some((from, to)) = &mut application.notice {
        application.decided_on = p.world.calendar.add_workdays(*from, 2);
        // Over a long holiday the notice hangs longer, so that the decision still falls into it.
        *to = (*to).max(days_after(application.decided_on, 2));
    }
    hit(application, "notice_too_short", "decided before the end of the notice");
}

fn seven_days(p: &mut Planter<'_>, application: &mut Application) {
    let days = i64::from(p.world.terms(p.world.first).notice_days);
    notice(p, application, days, 1);
    lookalike(application, "notice_too_short", "notice of exactly the limit");
}

fn late(p: &mut Planter<'_>, application: &mut Application) {
    let limit = p.world.terms(p.world.first).approval_workdays;
    let more = u32::try_from(p.dice.between(1, 12)).unwrap_or(1);
    application.decided_on = p.world.calendar.add_workdays(application.accepted_on, limit + more);
    // The application itself labels its lateness; this one only keeps the household apart.
    lookalike(application, "notice_too_short", "late, with a full notice");
}

fn extended(p: &mut Planter<'_>, application: &mut Application) {
    application.extend(p.world, p.dice);
    let note = "extended, within the longer limit";
    application.planted.push((Kind::Lookalike, "approval_late", note, true));
}

fn accepted_by_village(_: &mut Planter<'_>, application: &mut Application) {
    application.accepted_by = "村";
    application.channel = "村居代办";
    let note = "accepted by the village";
    application.planted.push((Kind::Hit, "accepted_by_village", note, true));
}

fn brought_by_village(_: &mut Planter<'_>, application: &mut Application) {
    application.channel = "村居代办";
    let note = "brought by the village, accepted by the town";
    application.planted.push((Kind::Lookalike, "accepted_by_village", note, true));
}

/// Lists the head from `days.0` to `days.1` days around the decision.
fn list(p: &mut Planter<'_>, application: &Application, days: (i64, i64)) {
    let head = application.household.head_id().to_owned();
    let listed = days_after(application.decided_on, days.0);
    let expires = days_after(application.decided_on, days.1);
    let reason = p.dice.pick(&["虚报收入骗取救助", "拒不退回多领资金", "提供虚假材料"]);
    let delivered = Month::of(listed).max(p.world.first);
    p.world.book.enter(Table::Integrity, delivered, row![head, reason, listed, expires]);
}

fn blacklisted(p: &mut Planter<'_>, application: &mut Application) {
    list(p, application, (-400, 330));
    hit(application, "blacklisted_approved", "on the integrity list when confirmed");
}

fn listing_expired(p: &mut Planter<'_>, application: &mut Application) {
    list(p, application, (-1100, -5));
    lookalike(application, "blacklisted_approved", "listing had expired");
}

fn listed_later(p: &mut Planter<'_>, application: &mut Application) {
    list(p, application, (12, 742));
    lookalike(application, "blacklisted_approved", "listed after the decision");
}

fn not_on_the_roll_yet(_: &mut Planter<'_>, application: &mut Application) {
    lookalike(application, "payment_mismatch", "confirmed, on the roll a month later");
}
