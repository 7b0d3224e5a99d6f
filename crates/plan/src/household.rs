//! One household under the old and the new standard.

use model::{Area, Fen, Programme};

use crate::cell::Group;
use crate::rule::{Line, Rules};
use crate::scenario::{Include, Scenario};

/// What the simulation knows of a household.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Household {
    pub programme: Programme,
    pub area: Area,
    /// Paid by tier: the amount does not follow the standard.
    pub tiered: bool,
    pub persons: i64,
    pub income_year: Option<Fen>,
    /// Benefit or living allowance as approved, a month.
    pub benefit: Fen,
    /// Supplement or care money as approved, a month.
    pub supplement: Fen,
}

/// What becomes of it, a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Change {
    pub group: Group,
    pub persons: i64,
    pub now: Fen,
    pub after: Fen,
}

impl Household {
    /// What the scenario makes of it; `None` if it is neither aided nor newly eligible.
    pub(crate) fn under(&self, scenario: &Scenario, rules: &Rules) -> Option<Change> {
        let continuing = scenario.includes(Include::Continuing);
        let aided = match self.programme {
            Programme::DibaoUrban | Programme::DibaoRural if self.tiered || !continuing => None,
            Programme::DibaoUrban | Programme::DibaoRural => Some(self.dibao(scenario, rules)),
            Programme::TekunInstitutional | Programme::TekunDispersed if !continuing => None,
            Programme::TekunInstitutional | Programme::TekunDispersed => Some(self.tekun(rules)),
            Programme::Edge if scenario.includes(Include::NewlyEligible) => {
                return self.edge(rules);
            }
            Programme::Edge | Programme::RigidExpenditure | Programme::TemporaryRelief => {
                return None;
            }
        };
        let kept = |group| self.becomes(group, self.approved());
        Some(match aided {
            None => kept(Group::Unchanged),
            Some(computed) => computed.unwrap_or_else(|| kept(Group::NotComputable)),
        })
    }

    fn approved(&self) -> Fen {
        self.benefit + self.supplement
    }

    fn becomes(&self, group: Group, after: Fen) -> Change {
        Change { group, persons: self.persons, now: self.approved(), after }
    }

    /// The difference of the two computed benefits on top of what is approved, so that an approved
    /// amount that departs from the formula keeps its departure; a household that the old standard
    /// left without a benefit gets the new one. `None` if its income is not known.
    fn dibao(&self, scenario: &Scenario, rules: &Rules) -> Option<Change> {
        let income = self.income_year?;
        let (now, after) = rules.lines(self.area);
        let was = now.is_above_income(self.persons, income);
        let will_be = after.is_above_income(self.persons, income);
        let new = after.top_up(self.persons, income)?;
        let supplement = match scenario.includes(Include::Supplements) {
            true => self.supplement_under(now, after),
            false => self.supplement,
        };
        Some(match (was, will_be) {
            (true, true) => {
                let rise = new - now.top_up(self.persons, income)?;
                let benefit = (self.benefit + rise).max(Fen(0));
                self.becomes(Group::Continuing, benefit + supplement)
            }
            (false, true) => self.becomes(Group::Continuing, new + supplement),
            (true, false) => self.becomes(Group::Losing, Fen(0)),
            (false, false) => self.becomes(Group::Unchanged, self.approved()),
        })
    }

    /// So many persons' supplements as before at the new rate; an amount that is not so many
    /// persons' at the old rate was fixed otherwise and stays.
    fn supplement_under(&self, now: Line, after: Line) -> Fen {
        match (now.supplement(), after.supplement()) {
            (Some(Fen(old)), Some(Fen(new))) if self.supplement.0 % old == 0 => {
                Fen((self.supplement.0 / old).saturating_mul(new))
            }
            _ => self.supplement,
        }
    }

    /// The rise of the living standard for every covered person; `None` without such a standard.
    fn tekun(&self, rules: &Rules) -> Option<Change> {
        let (now, after) = rules.lines(self.area);
        let rise = after.living()? - now.living()?;
        let after = self.approved() + Fen(self.persons.checked_mul(rise.0)?);
        Some(self.becomes(Group::Continuing, after))
    }

    /// Income at or above the old line and under the new one; property is met, or it would not be
    /// on the edge register.
    fn edge(&self, rules: &Rules) -> Option<Change> {
        let income = self.income_year?;
        let (now, after) = rules.lines(self.area);
        if now.is_above_income(self.persons, income) || !after.is_above_income(self.persons, income)
        {
            return None;
        }
        let after = after.top_up(self.persons, income)?;
        Some(Change { group: Group::NewlyEligible, persons: self.persons, now: Fen(0), after })
    }
}
