//! The files of a delivery: which tables there are, their headings, and the form each one takes.
//!
//! # Not here
//!
//! What stands in the rows (`life`, `problems`, `background`).

mod caseload;
mod delivery;
mod feeds;
mod form;
mod ledgers;

pub(crate) use caseload::programme_word;
pub(crate) use delivery::write_month;

/// Encoding and separator, or a workbook.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// UTF-8 with a byte order mark, commas.
    Utf8Bom,
    /// UTF-8 without a mark, commas.
    Utf8,
    /// UTF-8 without a mark, tabs.
    Tabs,
    /// UTF-8 with a mark, semicolons.
    Semicolons,
    /// GB18030, commas.
    Gb18030,
    /// A workbook that starts with the headings.
    Workbook,
    /// A workbook with a title row above and a totals row below.
    TitledWorkbook,
}

/// How a file writes its days and months.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Days {
    /// `2026-10-05`, `2026-10`
    Iso,
    /// `2026/10/5`, `2026-10`
    Slashes,
    /// `2026.10.05`, `2026-10`
    Dots,
    /// `20261005`, `202610`
    Compact,
    /// `2026年10月5日`, `2026年10月`
    Words,
    /// A serial number with a date format, in workbooks; months as words.
    Serial,
}

/// When a table is part of a delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Presence {
    /// Every month, empty if need be.
    Always,
    /// In months with rows.
    WithRows,
}

/// One table's file.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Spec {
    /// File name without its ending.
    pub(crate) file: &'static str,
    /// Headings; feeds have 数据时间 behind them.
    pub(crate) headings: &'static [&'static str],
    /// Form of the file.
    pub(crate) form: Form,
    /// Form of its days.
    pub(crate) days: Days,
    /// Whether another department sends it, so that it says when it was extracted.
    pub(crate) feed: bool,
    /// When it is delivered.
    pub(crate) presence: Presence,
}

/// The ledgers and feeds. The caseload itself is written from the households.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Table {
    /// 临时救助台账
    TemporaryRelief,
    /// 其他救助与福利
    ProgrammeMembers,
    /// 审批台账
    Applications,
    /// 档案材料
    Archives,
    /// 定期核查台账
    Rechecks,
    /// 走访台账
    Visits,
    /// 近亲属备案
    NearRelatives,
    /// 经办人员
    Handlers,
    /// 信访举报
    Complaints,
    /// 退出台账
    Exits,
    /// 失信名单
    Integrity,
    /// 行政区划
    Units,
    /// 预算
    Budget,
    /// 代领协议
    Custodians,
    /// 工作日历
    Calendar,
    /// 公安、卫健：死亡
    Deaths,
    /// 民政：火化
    Cremations,
    /// 公安：车辆
    Vehicles,
    /// 自然资源：不动产
    RealEstate,
    /// 市场监管：企业
    Companies,
    /// 财政：财政供养
    PublicPayroll,
    /// 社保：参保
    Insurance,
    /// 社保：养老金
    Pensions,
    /// 税务：个税
    Tax,
    /// 公积金
    HousingFund,
    /// 银行：存款
    Deposits,
    /// 公安、民航：出行
    Trips,
    /// 司法：服刑
    Prisoners,
    /// 残联：持证残疾人
    Disabled,
    /// 医保：就医
    Medical,
    /// 教育：学籍
    Students,
    /// 省厅：外地在保
    OtherPlaces,
    /// 农业农村：土地
    Land,
    /// 公安：亲属关系
    Kinship,
    /// 统计：价格
    Prices,
    /// 调查队：收支调查
    Survey,
    /// 人社：最低工资
    MinimumWage,
    /// 供电：用电
    Electricity,
}

impl Table {
    /// All of them.
    pub(crate) const ALL: [Self; 38] = [
        Self::TemporaryRelief,
        Self::ProgrammeMembers,
        Self::Applications,
        Self::Archives,
        Self::Rechecks,
        Self::Visits,
        Self::NearRelatives,
        Self::Handlers,
        Self::Complaints,
        Self::Exits,
        Self::Integrity,
        Self::Units,
        Self::Budget,
        Self::Custodians,
        Self::Calendar,
        Self::Deaths,
        Self::Cremations,
        Self::Vehicles,
        Self::RealEstate,
        Self::Companies,
        Self::PublicPayroll,
        Self::Insurance,
        Self::Pensions,
        Self::Tax,
        Self::HousingFund,
        Self::Deposits,
        Self::Trips,
        Self::Prisoners,
        Self::Disabled,
        Self::Medical,
        Self::Students,
        Self::OtherPlaces,
        Self::Land,
        Self::Kinship,
        Self::Prices,
        Self::Survey,
        Self::MinimumWage,
        Self::Electricity,
    ];

    /// The file of this table.
    pub(crate) fn spec(self) -> Spec {
        ledgers::spec(self).or_else(|| feeds::spec(self)).unwrap_or(feeds::MINIMUM_WAGE)
    }
}
