//! Exact fractions of a fen, and the rules by which they become money.

use model::Fen;
use model::norm::SCALE;

/// An exact amount in fen as a fraction; the denominator is positive.
#[derive(Clone, Copy, Debug)]
pub struct Exact {
    numerator: i128,
    denominator: i128,
}

impl Exact {
    /// A whole amount.
    pub fn fen(fen: Fen) -> Self {
        Self { numerator: i128::from(fen.0), denominator: 1 }
    }

    /// A norm or decimal in ten-thousandths of a yuan.
    pub fn ten_thousandths_of_yuan(number: i128) -> Self {
        Self { numerator: number, denominator: SCALE / 100 }.reduced()
    }

    /// The amount in ten-thousandths of a yuan, rounded half up; `None` on overflow.
    pub fn to_ten_thousandths_of_yuan(self) -> Option<i128> {
        let scaled = self.times_ratio(SCALE / 100, 1)?;
        half_up(scaled.numerator, scaled.denominator)
    }

    /// `self × numerator / denominator`; `None` on overflow or a denominator that is not positive.
    pub fn times_ratio(self, numerator: i128, denominator: i128) -> Option<Self> {
        if denominator <= 0 {
            return None;
        }
        let product = Self {
            numerator: self.numerator.checked_mul(numerator)?,
            denominator: self.denominator.checked_mul(denominator)?,
        };
        Some(product.reduced())
    }

    /// Nothing.
    pub const ZERO: Self = Self { numerator: 0, denominator: 1 };

    /// `self + other`; `None` on overflow.
    pub fn plus(self, other: Self) -> Option<Self> {
        self.minus(Self { numerator: other.numerator.checked_neg()?, ..other })
    }

    /// `self − other`; `None` on overflow.
    pub fn minus(self, other: Self) -> Option<Self> {
        let left = self.numerator.checked_mul(other.denominator)?;
        let right = other.numerator.checked_mul(self.denominator)?;
        let denominator = self.denominator.checked_mul(other.denominator)?;
        Some(Self { numerator: left.checked_sub(right)?, denominator }.reduced())
    }

    /// The amount, or nothing if it is below zero.
    #[must_use]
    pub fn or_zero(self) -> Self {
        Self { numerator: self.numerator.max(0), ..self }
    }

    /// Whether it is less than `other`; `None` on overflow.
    pub fn is_below(self, other: Self) -> Option<bool> {
        self.minus(other).map(|difference| difference.numerator < 0)
    }

    /// Money by a rounding rule; `None` if it does not fit.
    pub fn round(self, rule: Rounding) -> Option<Fen> {
        rule.divide(self.numerator, self.denominator)
    }

    /// The numerator and the denominator.
    pub(crate) const fn parts(self) -> (i128, i128) {
        (self.numerator, self.denominator)
    }

    fn reduced(self) -> Self {
        if self.denominator == 1 {
            return self;
        }
        let divisor = gcd(self.numerator.unsigned_abs(), self.denominator.unsigned_abs());
        match i128::try_from(divisor) {
            Ok(divisor) if divisor > 1 => Self {
                numerator: self.numerator / divisor,
                denominator: self.denominator / divisor,
            },
            _ => self,
        }
    }
}

fn half_up(numerator: i128, denominator: i128) -> Option<i128> {
    let twice = numerator.checked_mul(2)?.checked_add(denominator)?;
    Some(twice.div_euclid(denominator.checked_mul(2)?))
}

/// The greatest common divisor; the steps go on in 64 bits as soon as both numbers fit, where a
/// remainder costs a tenth.
fn gcd(mut a: u128, mut b: u128) -> u128 {
    while b != 0 {
        if let (Ok(mut small), Ok(mut smaller)) = (u64::try_from(a), u64::try_from(b)) {
            while smaller != 0 {
                (small, smaller) = (smaller, small % smaller);
            }
            return u128::from(small);
        }
        (a, b) = (b, a % b);
    }
    a
}

/// A rounding rule: to which step, and which way. Half goes up; all ways are towards +∞ or −∞.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rounding {
    /// The step in fen: 1, 10 (jiao) or 100 (yuan).
    step: i64,
    way: Way,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Up,
    Down,
    HalfUp,
}

impl Rounding {
    /// To the nearest fen, half up.
    pub const FEN_HALF_UP: Self = Self { step: 1, way: Way::HalfUp };

    /// `numerator / denominator` fen as money; `None` if it does not fit. The denominator is
    /// positive.
    pub(crate) fn divide(self, numerator: i128, denominator: i128) -> Option<Fen> {
        let denominator = denominator.checked_mul(i128::from(self.step))?;
        let steps = match self.way {
            Way::Down => numerator.div_euclid(denominator),
            Way::Up => numerator.checked_add(denominator - 1)?.div_euclid(denominator),
            Way::HalfUp => half_up(numerator, denominator)?,
        };
        i64::try_from(steps.checked_mul(i128::from(self.step))?).ok().map(Fen)
    }

    /// The same in 64 bits, for a `denominator` that already holds the step; `None` where only
    /// [`Self::divide`] can tell.
    pub(crate) fn divide_narrow(self, numerator: i64, denominator: i64) -> Option<Fen> {
        let steps = match self.way {
            Way::Down => numerator.div_euclid(denominator),
            Way::Up => numerator.checked_add(denominator - 1)?.div_euclid(denominator),
            Way::HalfUp => {
                let twice = numerator.checked_mul(2)?.checked_add(denominator)?;
                twice.div_euclid(denominator.checked_mul(2)?)
            }
        };
        steps.checked_mul(self.step).map(Fen)
    }

    /// The step in fen.
    pub(crate) const fn step(self) -> i64 {
        self.step
    }

    /// The rule of a norm's word: `fen`, `jiao` or `yuan`, then `_up`, `_down` or `_half_up`.
    pub fn from_word(word: &str) -> Option<Self> {
        let (step, way) = word.split_once('_')?;
        let step = match step {
            "fen" => 1,
            "jiao" => 10,
            "yuan" => 100,
            _ => return None,
        };
        let way = match way {
            "up" => Way::Up,
            "down" => Way::Down,
            "half_up" => Way::HalfUp,
            _ => return None,
        };
        Some(Self { step, way })
    }
}

#[cfg(test)]
mod tests {
    use model::Fen;

    use super::{Exact, Rounding};

    #[test]
    fn a_fraction_becomes_money_by_the_rule() {
        // 358.391666… yuan: the yearly 4300.70 by twelve.
        let rows = [
            ("fen_half_up", 35_839),
            ("fen_up", 35_840),
            ("fen_down", 35_839),
            ("jiao_up", 35_840),
            ("jiao_half_up", 35_840),
            ("jiao_down", 35_830),
            ("yuan_up", 35_900),
            ("yuan_half_up", 35_800),
            ("yuan_down", 35_800),
        ];
        for (word, expected) in rows {
            let amount = Exact::fen(Fen(430_070)).times_ratio(1, 12).unwrap();
            let rule = Rounding::from_word(word).unwrap();
            assert_eq!(amount.round(rule), Some(Fen(expected)), "{word}");
        }
        for wrong in ["", "yuan", "yuan_", "mao_up", "yuan_even"] {
            assert_eq!(Rounding::from_word(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn whole_amounts_stay_and_half_goes_up() {
        let rows = [(5, 2, 3), (-5, 2, -2), (4, 2, 2), (-1, 3, 0), (0, 7, 0)];
        for (numerator, denominator, expected) in rows {
            let amount = Exact::fen(Fen(1)).times_ratio(numerator, denominator).unwrap();
            assert_eq!(amount.round(Rounding::FEN_HALF_UP), Some(Fen(expected)));
        }
        let yuan_up = Rounding::from_word("yuan_up").unwrap();
        assert_eq!(Exact::fen(Fen(63_700)).round(yuan_up), Some(Fen(63_700)));
    }

    #[test]
    fn what_does_not_fit_is_none() {
        let large = Exact::fen(Fen(i64::MAX));
        assert!(large.times_ratio(i128::MAX, 1).is_none());
        assert!(large.times_ratio(2, 1).unwrap().round(Rounding::FEN_HALF_UP).is_none());
        assert!(large.times_ratio(1, 0).is_none());
    }
}
