//! Every sentence of this crate: what could not be computed, why, and what to do about it.

use std::fmt;

/// The result of everything here that can be refused.
pub type Result<T> = std::result::Result<T, Error>;

/// Why a figure was not computed: always the caller's input, never a bug.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error(Kind);

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Counts { population: u64, sample: u64, errors: u64 },
    Confidence { value: String },
    Rate { numerator: u64, denominator: u64 },
    Goalposts { indicator: String },
    Weight { indicator: String },
    NoIndicator,
    RepeatedIndicator { indicator: String },
    UnknownUnit { indicator: String, unit: String },
    RepeatedUnit { unit: String },
    NoDraws,
    TooFewRespondents,
    NothingPaid,
    NoVariance,
}

impl Error {
    pub(crate) const fn new(kind: Kind) -> Self {
        Self(kind)
    }

    /// The sentence in Chinese.
    pub fn zh(&self) -> String {
        match &self.0 {
            Kind::Counts { population, sample, errors } => format!(
                "不能计算区间：差错{errors}、样本{sample}、总体{population}不成立；应为差错不大于样本、样本不小于1且不大于总体"
            ),
            Kind::Confidence { value } => {
                format!("不能计算区间：置信水平{value}不在0与1之间；请填写如0.95")
            }
            Kind::Rate { numerator, denominator } => {
                format!("不能使用比率{numerator}/{denominator}：分子大于分母；请核对两项计数")
            }
            Kind::Goalposts { indicator } => {
                format!("不能计分“{indicator}”：下限不小于上限；请更正评分上下限")
            }
            Kind::Weight { indicator } => {
                format!("不能计分“{indicator}”：权重不是正数；请更正权重或去掉该指标")
            }
            Kind::NoIndicator => "不能计分：没有指标；请至少给出一个".to_owned(),
            Kind::RepeatedIndicator { indicator } => {
                format!("不能计分：指标“{indicator}”出现不止一次；请只保留一个")
            }
            Kind::UnknownUnit { indicator, unit } => {
                format!("不能计分“{indicator}”：单位“{unit}”不在名单内；请补入名单或去掉该数据")
            }
            Kind::RepeatedUnit { unit } => {
                format!("不能计分：单位“{unit}”出现不止一次；请只保留一个")
            }
            Kind::TooFewRespondents => {
                "不能估计：完成核查的户太少，无法看出差异；请补足完成户或合并分层".to_owned()
            }
            Kind::NothingPaid => "不能计算比率：发放总额为0；请核对发放数".to_owned(),
            Kind::NoVariance => {
                "不能按方差计算区间：样本全对、全错或没有方差；请改用零差错上限或精确区间"
                    .to_owned()
            }
            Kind::NoDraws => "不能计算名次区间：模拟次数为0；请填写如4000".to_owned(),
        }
    }

    /// The sentence in English.
    pub fn en(&self) -> String {
        match &self.0 {
            Kind::Counts { population, sample, errors } => format!(
                "cannot compute the interval: {errors} errors in {sample} of {population} cannot be; errors go up to the sample, the sample from 1 to the population"
            ),
            Kind::Confidence { value } => format!(
                "cannot compute the interval: confidence {value} is not between 0 and 1; give for instance 0.95"
            ),
            Kind::Rate { numerator, denominator } => format!(
                "cannot use rate {numerator}/{denominator}: its numerator exceeds its denominator; check both counts"
            ),
            Kind::Goalposts { indicator } => format!(
                "cannot score `{indicator}`: its low goalpost is not below its high one; correct them"
            ),
            Kind::Weight { indicator } => format!(
                "cannot score `{indicator}`: its weight is not positive; correct it or leave the indicator out"
            ),
            Kind::NoIndicator => {
                "cannot score: there is no indicator; give at least one".to_owned()
            }
            Kind::RepeatedIndicator { indicator } => {
                format!("cannot score: indicator `{indicator}` occurs more than once; keep one")
            }
            Kind::UnknownUnit { indicator, unit } => format!(
                "cannot score `{indicator}`: unit `{unit}` is not on the list; add it or drop its data"
            ),
            Kind::RepeatedUnit { unit } => {
                format!("cannot score: unit `{unit}` occurs more than once; keep one")
            }
            Kind::TooFewRespondents => {
                "cannot estimate: too few units answered to see their spread; complete more visits or join strata".to_owned()
            }
            Kind::NothingPaid => {
                "cannot compute the ratio: nothing was paid; check the amounts".to_owned()
            }
            Kind::NoVariance => {
                "cannot compute the interval by variance: all, none or no spread in the sample; use the bound for zero errors or the exact interval".to_owned()
            }
            Kind::NoDraws => {
                "cannot compute rank intervals: the number of draws is 0; give for instance 4000"
                    .to_owned()
            }
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.en())
    }
}

impl std::error::Error for Error {}
