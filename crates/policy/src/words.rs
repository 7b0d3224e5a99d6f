//! The sentences of a means test, in both languages.

use model::{Fen, Text};

use crate::exact::{Exact, Rounding};
use crate::income::IncomeKind;
use crate::property::Property;

/// Yuan with two places, for sentences.
pub(crate) fn yuan(amount: Exact) -> String {
    amount.round(Rounding::FEN_HALF_UP).map_or_else(|| "?".to_owned(), |fen: Fen| fen.to_string())
}

/// What an income is called.
pub(crate) fn income(kind: IncomeKind) -> Text {
    let (zh, en) = match kind {
        IncomeKind::Wage => ("工资性收入", "wages"),
        IncomeKind::ImputedWork => ("核算务工收入", "imputed work income"),
        IncomeKind::Business => ("经营净收入", "net business income"),
        IncomeKind::Land => ("土地收入（按亩核算）", "land, by the mu"),
        IncomeKind::Property => ("财产净收入", "net property income"),
        IncomeKind::Transfer => ("转移净收入", "net transfers"),
        IncomeKind::EmployeePension => ("职工养老金", "employee pension"),
        IncomeKind::ResidentPension => ("城乡居民养老金", "residents' pension"),
        IncomeKind::Support => ("赡养（抚、扶养）费", "support"),
        IncomeKind::Taxed => ("纳税收入", "taxed income"),
        IncomeKind::Other => ("其他收入", "other income"),
        IncomeKind::Honour => ("优待抚恤金", "honour and compassion payments"),
        IncomeKind::FamilyPlanning => ("计划生育奖励扶助金", "family-planning awards"),
        IncomeKind::Scholarship => ("奖学金", "scholarship"),
        IncomeKind::Bravery => ("见义勇为奖励", "award for bravery"),
        IncomeKind::Assistance => ("政府救助款物", "government assistance"),
        IncomeKind::ElderlyAllowance => ("高龄津贴", "old-age allowance"),
        IncomeKind::MedicalBenefit => ("基本医疗保险待遇", "medical insurance benefits"),
        IncomeKind::Paid => {
            ("缴纳的税费、社保费和支付的赡养费", "taxes, contributions and support paid")
        }
        IncomeKind::HardshipSpending => {
            ("残疾、患病增加的刚性支出", "spending forced by disability or illness")
        }
    };
    Text::new(zh, en)
}

/// What a limit of property is about.
pub(crate) fn property(property: Property) -> Text {
    let (zh, en) = match property {
        Property::Financial => ("人均金融资产", "financial assets per person"),
        Property::Homes => ("住房套数", "dwellings"),
        Property::Vehicles => ("机动车辆（扣除豁免车型）", "vehicles that are not exempt"),
        Property::Premises => ("商铺等非住宅", "premises that are no dwelling"),
        Property::Companies => {
            ("企业和有雇员的个体户", "companies and sole traders with employees")
        }
    };
    Text::new(zh, en)
}

/// What gives a supplement.
pub(crate) fn trigger(trigger: &str) -> Text {
    match trigger {
        "minor" => Text::new("未成年人", "minor"),
        "severe_disability" => Text::new("重度残疾人", "severely disabled"),
        "serious_illness" => Text::new("重病患者", "seriously ill"),
        _ => match trigger.strip_prefix("age_") {
            Some(years) => {
                Text::new(format!("{years} 周岁以上老年人"), format!("aged {years} or more"))
            }
            None => Text::new(trigger, trigger),
        },
    }
}

/// A text with something behind it in each language.
pub(crate) fn with(text: &Text, zh: impl AsRef<str>, en: impl AsRef<str>) -> Text {
    Text::new(format!("{}{}", text.zh, zh.as_ref()), format!("{}{}", text.en, en.as_ref()))
}
