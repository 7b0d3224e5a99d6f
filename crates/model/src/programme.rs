//! Programmes of social assistance and the two areas.

use serde::{Deserialize, Serialize};

use crate::lang::Text;

/// Urban or rural; for dibao it follows the programme.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Area {
    /// 城市
    Urban,
    /// 农村
    Rural,
}

impl Area {
    /// The code in tables and answers.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Urban => "urban",
            Self::Rural => "rural",
        }
    }
}

/// A programme of the caseload.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Programme {
    /// 城市低保
    DibaoUrban,
    /// 农村低保
    DibaoRural,
    /// 特困集中供养
    TekunInstitutional,
    /// 特困分散供养
    TekunDispersed,
    /// 低保边缘
    Edge,
    /// 刚性支出困难
    RigidExpenditure,
    /// 临时救助
    TemporaryRelief,
}

impl Programme {
    /// All programmes in the order of every table.
    pub const ALL: [Self; 7] = [
        Self::DibaoUrban,
        Self::DibaoRural,
        Self::TekunInstitutional,
        Self::TekunDispersed,
        Self::Edge,
        Self::RigidExpenditure,
        Self::TemporaryRelief,
    ];

    /// The code in tables and answers.
    pub const fn code(self) -> &'static str {
        match self {
            Self::DibaoUrban => "dibao_urban",
            Self::DibaoRural => "dibao_rural",
            Self::TekunInstitutional => "tekun_institutional",
            Self::TekunDispersed => "tekun_dispersed",
            Self::Edge => "edge",
            Self::RigidExpenditure => "rigid_expenditure",
            Self::TemporaryRelief => "temporary_relief",
        }
    }

    /// The programme with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|programme| programme.code() == code)
    }

    /// Urban or rural where the programme itself says so.
    pub const fn area(self) -> Option<Area> {
        match self {
            Self::DibaoUrban => Some(Area::Urban),
            Self::DibaoRural => Some(Area::Rural),
            _ => None,
        }
    }

    /// Its name.
    pub fn label(self) -> Text {
        let (zh, en) = match self {
            Self::DibaoUrban => ("城市低保", "urban dibao"),
            Self::DibaoRural => ("农村低保", "rural dibao"),
            Self::TekunInstitutional => ("特困集中供养", "tekun, institutional"),
            Self::TekunDispersed => ("特困分散供养", "tekun, dispersed"),
            Self::Edge => ("低保边缘", "edge of dibao"),
            Self::RigidExpenditure => ("刚性支出困难", "rigid expenditure"),
            Self::TemporaryRelief => ("临时救助", "temporary relief"),
        };
        Text::new(zh, en)
    }
}
