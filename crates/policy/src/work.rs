//! Work income that a place imputes to people who could work and declare nothing.

use chrono::NaiveDate;
use model::norm::SCALE;
use model::{Area, Fen, Norms};

use crate::exact::Exact;
use crate::household::{Labour, Member, Sex};
use crate::standard::dibao_standard;

/// The yearly work income of a member by the place's rule, and the norm that gives it.
///
/// A share of the local minimum wage (`imputed_work_share_…`), from a later age on a smaller one
/// (`imputed_work_share_late`), or a share of the standard (`imputed_work_standard_share_…`).
/// `None` for who is not of working age, cannot work, works, or has an accepted reason; and where
/// the place has no such rule, as none of the national ones has: the notice of 2022 asks that a
/// labour coefficient respect the real situation.
pub(crate) fn imputed_work(
    norms: &Norms,
    on: NaiveDate,
    area: Area,
    member: &Member,
    minimum_wage: Option<Fen>,
) -> Option<(Exact, String)> {
    let age = member.age(on)?;
    let years = |name: &str| norms.number_on(name, on).map(|years| years / SCALE);
    let working_age = years("minor_age")? <= age && age < years("elderly_age")?;
    let excused = member.idle_reason.as_ref().is_some_and(|reason| {
        norms.list_on("imputed_work_exempt_reasons", on).iter().any(|known| known == reason)
    });
    if !working_age || excused || member.has_work_income() {
        return None;
    }
    let capacity = match member.labour {
        Labour::Full => "full",
        Labour::Partial => "partial",
        Labour::None | Labour::Unknown => return None,
    };
    let late = match member.sex {
        Some(Sex::Male) => years("imputed_work_late_age_male"),
        Some(Sex::Female) => years("imputed_work_late_age_female"),
        None => None,
    };
    let late = late.is_some_and(|late| age >= late);
    let of_wage = match (late, member.labour) {
        (true, Labour::Full) => "imputed_work_share_late".to_owned(),
        _ => format!("imputed_work_share_{capacity}"),
    };
    let of_standard = format!("imputed_work_standard_share_{capacity}");
    let (base, name) = match (norms.number_on(&of_wage, on), minimum_wage) {
        (Some(share), Some(wage)) => (Exact::fen(wage).times_ratio(share, SCALE)?, of_wage),
        _ => {
            let share = norms.number_on(&of_standard, on)?;
            (dibao_standard(norms, area, on)?.times_ratio(share, SCALE)?, of_standard)
        }
    };
    Some((base.times_ratio(12, 1)?, name))
}
