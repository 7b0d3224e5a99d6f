//! Roles, rights, and the one matrix between them.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

/// What an account is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Leads the municipality: figures of towns, nobody's household.
    Leadership,
    /// Inspects: leads, households, identities for a purpose.
    Inspection,
    /// Plans standards: pseudonyms and amounts, no words about anybody.
    Planner,
    /// Works in one town, and sees that town alone.
    Clerk,
    /// Runs the service; sees no data.
    SystemAdmin,
    /// Gives accounts and roles; sees no data.
    SecurityAdmin,
    /// Reads the audit log; sees no data and changes nothing.
    AuditAdmin,
}

/// What may be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Right {
    /// See the figures of towns.
    View,
    /// Go down to rows of households and persons, by pseudonym.
    Persons,
    /// See the money of one household.
    Money,
    /// See free text and evidence.
    Text,
    /// Take answers away as files.
    Export,
    /// Compute what a new standard would cost, and read the scenarios that were saved.
    Plan,
    /// Save scenarios, change them, and remove one's own.
    Propose,
    /// Sign circulars, correct them and take them back.
    Issue,
    /// Give leads and visits to people.
    Assign,
    /// Decide about a lead.
    Decide,
    /// Learn, for a purpose, who is behind a pseudonym.
    Identify,
    /// Deliver files.
    Upload,
    /// See which data are loaded and what jobs did.
    Operation,
    /// Run jobs and change their times.
    Jobs,
    /// Make, change and disable accounts, and give roles.
    Accounts,
    /// Read, verify and export the audit log.
    Audit,
}

/// Which role has which right.
pub const MATRIX: [(Role, &[Right]); 7] = [
    (Role::Leadership, &[Right::View, Right::Export, Right::Plan, Right::Issue, Right::Operation]),
    (
        Role::Inspection,
        &[
            Right::View,
            Right::Persons,
            Right::Money,
            Right::Text,
            Right::Export,
            Right::Assign,
            Right::Decide,
            Right::Identify,
            Right::Operation,
        ],
    ),
    (
        Role::Planner,
        &[
            Right::View,
            Right::Persons,
            Right::Money,
            Right::Export,
            Right::Plan,
            Right::Propose,
            Right::Operation,
        ],
    ),
    (
        Role::Clerk,
        &[
            Right::View,
            Right::Persons,
            Right::Money,
            Right::Text,
            Right::Export,
            Right::Upload,
            Right::Operation,
        ],
    ),
    (Role::SystemAdmin, &[Right::Operation, Right::Jobs]),
    (Role::SecurityAdmin, &[Right::Accounts]),
    (Role::AuditAdmin, &[Right::Audit]),
];

impl Role {
    /// Every role.
    pub const ALL: [Self; 7] = [
        Self::Leadership,
        Self::Inspection,
        Self::Planner,
        Self::Clerk,
        Self::SystemAdmin,
        Self::SecurityAdmin,
        Self::AuditAdmin,
    ];

    /// Its name in commands, files and the log.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Leadership => "leadership",
            Self::Inspection => "inspection",
            Self::Planner => "planner",
            Self::Clerk => "clerk",
            Self::SystemAdmin => "system_admin",
            Self::SecurityAdmin => "security_admin",
            Self::AuditAdmin => "audit_admin",
        }
    }

    /// Its name in Chinese.
    pub const fn zh(self) -> &'static str {
        match self {
            Self::Leadership => "市领导",
            Self::Inspection => "监督检查",
            Self::Planner => "业务规划",
            Self::Clerk => "乡镇经办",
            Self::SystemAdmin => "系统管理员",
            Self::SecurityAdmin => "安全管理员",
            Self::AuditAdmin => "审计管理员",
        }
    }

    /// Its name in English.
    pub const fn en(self) -> &'static str {
        match self {
            Self::Leadership => "Leadership",
            Self::Inspection => "Inspection",
            Self::Planner => "Planner",
            Self::Clerk => "Township clerk",
            Self::SystemAdmin => "System administrator",
            Self::SecurityAdmin => "Security administrator",
            Self::AuditAdmin => "Audit administrator",
        }
    }

    /// Whether the role stands alone: the three administrators check each other, and a clerk's
    /// town would not bound a second role.
    pub const fn stands_alone(self) -> bool {
        matches!(self, Self::Clerk | Self::SystemAdmin | Self::SecurityAdmin | Self::AuditAdmin)
    }

    /// What it may do.
    pub fn rights(self) -> &'static [Right] {
        MATRIX.iter().find(|(role, _)| *role == self).map_or(&[], |(_, rights)| rights)
    }
}

impl FromStr for Role {
    type Err = Combination;

    fn from_str(text: &str) -> Result<Self, Combination> {
        let known = Self::ALL.into_iter().find(|role| role.code() == text);
        known.ok_or_else(|| Combination::Unknown(text.to_owned()))
    }
}

impl Right {
    /// Every right.
    pub const ALL: [Self; 16] = [
        Self::View,
        Self::Persons,
        Self::Money,
        Self::Text,
        Self::Export,
        Self::Plan,
        Self::Propose,
        Self::Issue,
        Self::Assign,
        Self::Decide,
        Self::Identify,
        Self::Upload,
        Self::Operation,
        Self::Jobs,
        Self::Accounts,
        Self::Audit,
    ];

    /// Its name in the matrix.
    pub const fn code(self) -> &'static str {
        match self {
            Self::View => "view",
            Self::Persons => "persons",
            Self::Money => "money",
            Self::Text => "text",
            Self::Export => "export",
            Self::Plan => "plan",
            Self::Propose => "propose",
            Self::Issue => "issue",
            Self::Assign => "assign",
            Self::Decide => "decide",
            Self::Identify => "identify",
            Self::Upload => "upload",
            Self::Operation => "operation",
            Self::Jobs => "jobs",
            Self::Accounts => "accounts",
            Self::Audit => "audit",
        }
    }
}

/// The roles of one account: at least one, and none that must not stand together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Roles(BTreeSet<Role>);

/// Why roles do not make an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Combination {
    /// No role at all.
    None,
    /// No role of this name.
    Unknown(String),
    /// This one stands alone.
    Alone(Role),
    /// A clerk without a town.
    TownMissing,
    /// A town for a role that is not of a town.
    TownGiven,
}

impl Roles {
    /// These roles for an account of `town`, if it is of one.
    ///
    /// # Errors
    /// No role, one that must stand alone beside another, a clerk without a town, or a town for
    /// anybody else.
    pub fn new(
        roles: impl IntoIterator<Item = Role>,
        town: Option<&str>,
    ) -> Result<Self, Combination> {
        let roles: BTreeSet<Role> = roles.into_iter().collect();
        if roles.is_empty() {
            return Err(Combination::None);
        }
        if let Some(alone) = roles.iter().find(|role| role.stands_alone() && roles.len() > 1) {
            return Err(Combination::Alone(*alone));
        }
        match (roles.contains(&Role::Clerk), town) {
            (true, None) => Err(Combination::TownMissing),
            (false, Some(_)) => Err(Combination::TownGiven),
            _ => Ok(Self(roles)),
        }
    }

    /// Reads what [`fmt::Display`] wrote.
    ///
    /// # Errors
    /// As [`Self::new`], and an unknown name.
    pub fn parse(text: &str, town: Option<&str>) -> Result<Self, Combination> {
        let names = text.split(',').map(str::trim).filter(|name| !name.is_empty());
        let roles = names.map(Role::from_str).collect::<Result<Vec<_>, _>>()?;
        Self::new(roles, town)
    }

    /// Each of them.
    pub fn iter(&self) -> impl Iterator<Item = Role> + '_ {
        self.0.iter().copied()
    }

    /// Whether one of them has the right.
    pub fn may(&self, right: Right) -> bool {
        self.iter().any(|role| role.rights().contains(&right))
    }
}

impl fmt::Display for Roles {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let codes: Vec<&str> = self.iter().map(Role::code).collect();
        f.write_str(&codes.join(","))
    }
}

impl Combination {
    /// The sentence in Chinese.
    pub fn zh(&self) -> String {
        match self {
            Self::None => "没有给出角色；请至少给出一个".to_owned(),
            Self::Unknown(name) => format!("没有角色 `{name}`；可用的有 {}", known()),
            Self::Alone(role) => {
                format!("{}（{}）不能与其他角色同时授予；请另建账户", role.zh(), role.code())
            }
            Self::TownMissing => "乡镇经办须属于一个镇；请给出镇的编码".to_owned(),
            Self::TownGiven => "只有乡镇经办属于某个镇；请去掉镇的编码".to_owned(),
        }
    }

    /// The sentence in English.
    pub fn en(&self) -> String {
        match self {
            Self::None => "no role is given; give at least one".to_owned(),
            Self::Unknown(name) => format!("there is no role `{name}`; use one of {}", known()),
            Self::Alone(role) => format!(
                "{} cannot be combined with another role; make a second account",
                role.code()
            ),
            Self::TownMissing => "a clerk belongs to a town; give its code".to_owned(),
            Self::TownGiven => "only a clerk belongs to a town; leave the code out".to_owned(),
        }
    }
}

fn known() -> String {
    Role::ALL.map(Role::code).join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOWN: Option<&str> = Some("469002100");

    #[test]
    fn every_pair_of_roles_is_allowed_or_refused_as_the_rule_says() {
        for one in Role::ALL {
            for other in Role::ALL.into_iter().filter(|other| *other != one) {
                let pair = [one, other];
                let town = pair.contains(&Role::Clerk).then_some("469002100");
                let made = Roles::new(pair, town);
                let alone = one.stands_alone() || other.stands_alone();
                assert_eq!(made.is_err(), alone, "{pair:?}");
            }
        }
        assert!(Roles::new([], None).is_err());
        assert!(Roles::new([Role::Planner, Role::Leadership], None).is_ok());
    }

    #[test]
    fn a_clerk_and_only_a_clerk_has_a_town() {
        for role in Role::ALL {
            let (with, without) = (Roles::new([role], TOWN), Roles::new([role], None));
            assert_eq!((with.is_ok(), without.is_ok()), {
                let clerk = role == Role::Clerk;
                (clerk, !clerk)
            });
        }
    }

    #[test]
    fn administrators_see_no_data_and_share_no_right() {
        let data = [Right::View, Right::Persons, Right::Money, Right::Text, Right::Export];
        let administrators = [Role::SystemAdmin, Role::SecurityAdmin, Role::AuditAdmin];
        for role in administrators {
            let roles = Roles::new([role], None).unwrap();
            assert!(data.iter().chain(&[Right::Identify]).all(|right| !roles.may(*right)));
        }
        for right in [Right::Jobs, Right::Accounts, Right::Audit] {
            let holders = Role::ALL.into_iter().filter(|role| role.rights().contains(&right));
            let holders: Vec<Role> = holders.collect();
            assert!(holders.len() == 1 && administrators.contains(&holders[0]), "{right:?}");
        }
    }

    #[test]
    fn the_matrix_is_what_the_decision_says() {
        let row = |role: Role| -> String {
            Right::ALL
                .map(|right| if role.rights().contains(&right) { 'x' } else { '.' })
                .iter()
                .collect()
        };
        let rows = Role::ALL.map(|role| format!("{:<15}{}", role.code(), row(role)));
        assert_eq!(
            rows,
            [
                "leadership     x...xx.x....x...",
                "inspection     xxxxx...xxx.x...",
                "planner        xxx.xxx.....x...",
                "clerk          xxxxx......xx...",
                "system_admin   ............xx..",
                "security_admin ..............x.",
                "audit_admin    ...............x",
            ]
        );
        assert_eq!(MATRIX.map(|(role, _)| role), Role::ALL);
    }

    #[test]
    fn roles_are_read_as_they_are_written() {
        let roles = Roles::new([Role::Planner, Role::Inspection], None).unwrap();
        assert_eq!(roles.to_string(), "inspection,planner");
        assert_eq!(Roles::parse("inspection,planner", None), Ok(roles));
        assert_eq!(Roles::parse("chief", None), Err(Combination::Unknown("chief".to_owned())));
    }
}
