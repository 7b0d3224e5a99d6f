//! What draws are for, and the norms that each follows.

use draw::Fraction;
use model::norm::SCALE;
use model::{Result, Text};

use crate::error;

/// What a draw is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Purpose {
    /// Spot checks of newly confirmed dibao (QH-8).
    NewCases,
    /// Home visits of the year (QH-9).
    AnnualVisits,
    /// A blind second look at a part of what a draw found (QH-18).
    SecondLook,
    /// The acceptance sample at the end of a clean-up (KS-19).
    CampaignAcceptance,
}

impl Purpose {
    /// All purposes.
    pub const ALL: [Self; 4] =
        [Self::NewCases, Self::AnnualVisits, Self::SecondLook, Self::CampaignAcceptance];

    /// The code in ids and tables.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NewCases => "new_cases",
            Self::AnnualVisits => "annual_visits",
            Self::SecondLook => "second_look",
            Self::CampaignAcceptance => "campaign_acceptance",
        }
    }

    /// The purpose with this code.
    ///
    /// # Errors
    /// The caller's: there is none.
    pub fn from_code(code: &str) -> Result<Self> {
        let known = Self::ALL.map(Self::code);
        let found = Self::ALL.into_iter().find(|purpose| purpose.code() == code);
        found.ok_or_else(|| error::unknown_purpose(code, &known))
    }

    /// What it is called.
    pub fn words(self) -> Text {
        match self {
            Self::NewCases => Text::new("新增低保抽查", "spot check of new dibao cases"),
            Self::AnnualVisits => Text::new("年度入户抽查", "home visits of the year"),
            Self::SecondLook => Text::new("盲复查", "blind second look"),
            Self::CampaignAcceptance => Text::new("清查验收抽查", "acceptance of the clean-up"),
        }
    }

    /// The question that gives its frame; without one the frame is what another draw found.
    pub(crate) const fn frame_question(self) -> Option<&'static str> {
        match self {
            Self::NewCases => Some("draw_frame_new_cases"),
            Self::AnnualVisits => Some("draw_frame_annual_visits"),
            Self::SecondLook => None,
            Self::CampaignAcceptance => Some("draw_frame_campaign_acceptance"),
        }
    }

    /// The norm that gives its share; without one the size follows from what is tolerable.
    pub(crate) const fn share_norm(self) -> Option<&'static str> {
        match self {
            Self::NewCases => Some("new_case_spot_share"),
            Self::AnnualVisits => Some("annual_visit_share"),
            Self::SecondLook => Some("second_look_share"),
            Self::CampaignAcceptance => None,
        }
    }

    /// The norm that gives the least number drawn in a stratum, if there is one.
    pub(crate) const fn least_norm(self) -> Option<&'static str> {
        match self {
            Self::SecondLook => Some("second_look_min"),
            _ => None,
        }
    }

    /// The norm that says whether certainty cases count toward the share, where there are any.
    pub(crate) const fn certainty_norm(self) -> Option<&'static str> {
        match self {
            Self::NewCases => Some("certainty_counts_new_cases"),
            Self::AnnualVisits => Some("certainty_counts_annual"),
            Self::SecondLook | Self::CampaignAcceptance => None,
        }
    }
}

/// A share in ten-thousandths as it is written in plans: in hundredths where that is exact.
pub(crate) fn fraction(share: i128) -> Result<Fraction> {
    let text = match share % 100 {
        0 => format!("{}/100", share / 100),
        _ => format!("{share}/{SCALE}"),
    };
    Fraction::parse(&text).map_err(|why| error::draw(&why))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_written_as_they_were_decided() {
        for (share, expected) in [(3_000, "30/100"), (10_000, "100/100"), (125, "125/10000")] {
            assert_eq!(fraction(share).unwrap().to_string(), expected);
        }
        assert!(fraction(10_100).is_err());
        assert!(fraction(-100).is_err());
    }

    #[test]
    fn purposes_are_known_by_their_codes() {
        for purpose in Purpose::ALL {
            assert_eq!(Purpose::from_code(purpose.code()).unwrap(), purpose);
        }
        let fault = Purpose::from_code("monthly").unwrap_err();
        assert!(fault.text.en.contains("new_cases, annual_visits"), "{fault}");
    }
}
