//! Households and their members as the system knows them.

use chrono::NaiveDate;
use model::{Area, Fen, Month, Programme};

use crate::registrar::Sex;
use crate::rules::Terms;

/// Yearly income by source.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Income {
    /// 工资性收入
    pub(crate) wage: Fen,
    /// 经营净收入
    pub(crate) business: Fen,
    /// 财产净收入
    pub(crate) property: Fen,
    /// 转移净收入
    pub(crate) transfer: Fen,
}

impl Income {
    /// All sources together.
    pub(crate) fn total(&self) -> Fen {
        self.wage + self.business + self.property + self.transfer
    }

    /// The same income, every source at `per_mille` thousandths and cut to whole yuan.
    pub(crate) fn scaled(&self, per_mille: i64) -> Self {
        let scale = |part: Fen| Fen::from_yuan(part.0 * per_mille / 100_000);
        Self {
            wage: scale(self.wage),
            business: scale(self.business),
            property: scale(self.property),
            transfer: scale(self.transfer),
        }
    }
}

/// A member of a household.
#[derive(Clone, Debug)]
pub(crate) struct Person {
    /// The identity number, eighteen characters.
    pub(crate) id: String,
    /// How the caseload files write the number, where that differs.
    pub(crate) written_id: Option<String>,
    /// Name.
    pub(crate) name: String,
    /// Sex in the number.
    pub(crate) sex: Sex,
    /// Sex as the file states it.
    pub(crate) stated_sex: Sex,
    /// Birth in the number.
    pub(crate) birth: NaiveDate,
    /// Birth as the file states it.
    pub(crate) stated_birth: NaiveDate,
    /// 与户主关系
    pub(crate) relation: &'static str,
    /// 是否保障对象
    pub(crate) covered: bool,
    /// 婚姻状况
    pub(crate) marital: &'static str,
    /// 文化程度
    pub(crate) education: &'static str,
    /// 就业状况
    pub(crate) employment: &'static str,
    /// 健康状况
    pub(crate) health: &'static str,
    /// 患病病种
    pub(crate) illness: &'static str,
    /// 劳动能力
    pub(crate) labour: &'static str,
    /// 生活自理能力
    pub(crate) self_care: &'static str,
    /// 残疾类别 and 残疾等级
    pub(crate) disability: Option<(&'static str, &'static str)>,
    /// 在读学校名称
    pub(crate) school: String,
    /// The stage of that school.
    pub(crate) stage: &'static str,
    /// 照料人姓名
    pub(crate) caregiver: String,
    /// 供养机构
    pub(crate) institution: String,
    /// Declared income of a year.
    pub(crate) income: Income,
    /// Whether the category supplement was granted for this person.
    pub(crate) supplemented: bool,
}

/// The health word of a serious illness.
pub(crate) const SERIOUS: &str = "重病";

impl Person {
    /// Age in full years on `day`.
    pub(crate) fn age(&self, day: NaiveDate) -> i32 {
        day.years_since(self.birth).and_then(|years| i32::try_from(years).ok()).unwrap_or(0)
    }

    /// Grade 1–2 of any kind, 3 of the intellectual or mental kind.
    pub(crate) fn severely_disabled(&self) -> bool {
        self.disability.is_some_and(|(kind, grade)| {
            matches!(grade, "一级" | "二级") || (grade == "三级" && matches!(kind, "智力" | "精神"))
        })
    }

    /// The number as the caseload files write it.
    pub(crate) fn written(&self) -> &str {
        self.written_id.as_deref().unwrap_or(&self.id)
    }
}

/// Where a household lives: positions in the list of towns and of the town's villages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place {
    /// Position of the town.
    pub(crate) town: usize,
    /// Position of the village in its town.
    pub(crate) village: usize,
}

/// A bank account that receives benefits.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Account {
    /// 开户银行
    pub(crate) bank: String,
    /// 银行账户名称
    pub(crate) name: String,
    /// 银行账号
    pub(crate) number: String,
}

/// How often a household is re-checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cycle {
    /// 年
    Year,
    /// 半年
    HalfYear,
    /// 季
    Quarter,
}

impl Cycle {
    /// The word in the files.
    pub(crate) const fn label(self) -> &'static str {
        match self {
            Self::Year => "年",
            Self::HalfYear => "半年",
            Self::Quarter => "季",
        }
    }

    const fn months(self, terms: &Terms) -> u32 {
        let [year, half, quarter] = terms.cycles;
        match self {
            Self::Year => year,
            Self::HalfYear => half,
            Self::Quarter => quarter,
        }
    }
}

/// What the payment roster does with a household.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Roster {
    /// Pays what the system says.
    Agrees,
    /// Pays that much more or less.
    Differs(Fen),
    /// Forgets it.
    Forgets,
    /// Pays it, and the money comes back.
    Returned,
}

/// The amounts of a month.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Amounts {
    /// Top-up, or a tekun person's living.
    pub(crate) benefit: Fen,
    /// Category supplement, or a tekun person's care.
    pub(crate) supplement: Fen,
}

impl Amounts {
    /// Both together.
    pub(crate) fn total(self) -> Fen {
        self.benefit + self.supplement
    }
}

/// A case.
#[derive(Clone, Debug)]
pub(crate) struct Household {
    /// Programme.
    pub(crate) programme: Programme,
    /// Area whose standard counts.
    pub(crate) area: Area,
    /// Where it lives.
    pub(crate) place: Place,
    /// Members, the head first.
    pub(crate) members: Vec<Person>,
    /// 申请原因
    pub(crate) cause: &'static str,
    /// 最初享受月份
    pub(crate) first_benefit: Month,
    /// 核查类别
    pub(crate) cycle: Cycle,
    /// 上次核查日期
    pub(crate) last_recheck: Option<NaiveDate>,
    /// 拥有产权住房套数
    pub(crate) homes: i64,
    /// 住房总面积
    pub(crate) home_area: i64,
    /// 金融资产总额
    pub(crate) assets: Fen,
    /// 近亲属备案
    pub(crate) near_relative: bool,
    /// 单人户
    pub(crate) single: bool,
    /// 渐退开始月份 and 渐退结束月份
    pub(crate) grace: Option<(Month, Month)>,
    /// 外出原因 of a long absence; empty when none is stated.
    pub(crate) absent: Option<&'static str>,
    /// The account that is paid.
    pub(crate) account: Account,
    /// 家庭住址
    pub(crate) address: String,
    /// 联系电话
    pub(crate) phone: String,
    /// 低保证号
    pub(crate) cert: String,
    /// The first month in whose files it stands.
    pub(crate) joins: Month,
    /// The first month in whose files it no longer stands.
    pub(crate) leaves: Option<Month>,
    /// Reserved for a planted problem or look-alike: life leaves it alone.
    pub(crate) pinned: bool,
    /// Gets no visits but the village's.
    pub(crate) shunned: bool,
    /// Busy with a death, a change or a late re-check up to and with this month.
    pub(crate) busy: Option<Month>,
    /// The month in which a late re-check is made up.
    pub(crate) late_recheck: Option<Month>,
    /// A benefit that stands whatever the rule says.
    pub(crate) frozen: Option<Fen>,
    /// An error in the approved benefit.
    pub(crate) error: Fen,
    /// How the roster treats it.
    pub(crate) roster: Roster,
    /// The last month in which the roster pays it, though it has left.
    pub(crate) ghost_until: Option<Month>,
}

impl Household {
    /// The head's identity number.
    pub(crate) fn head_id(&self) -> &str {
        self.members.first().map_or("", |head| &head.id)
    }

    /// Whether it stands in the files of `month`.
    pub(crate) fn present(&self, month: Month) -> bool {
        self.joins <= month && self.leaves.is_none_or(|leaves| month < leaves)
    }

    /// Whether its programme pays.
    pub(crate) fn has_benefit(&self) -> bool {
        self.is_dibao() || self.is_tekun()
    }

    /// Whether it is on the roll of `month`.
    pub(crate) fn on_roll(&self, month: Month) -> bool {
        self.has_benefit() && self.present(month) && self.first_benefit <= month
    }

    /// Urban or rural dibao.
    pub(crate) fn is_dibao(&self) -> bool {
        matches!(self.programme, Programme::DibaoUrban | Programme::DibaoRural)
    }

    /// Tekun of either kind.
    pub(crate) fn is_tekun(&self) -> bool {
        matches!(self.programme, Programme::TekunInstitutional | Programme::TekunDispersed)
    }

    /// Whether life may change it in `month`.
    pub(crate) fn free(&self, month: Month) -> bool {
        !self.pinned && self.leaves.is_none() && self.busy.is_none_or(|busy| busy < month)
    }

    /// Number of members.
    pub(crate) fn size(&self) -> i64 {
        self.members.len() as i64
    }

    /// Number of covered members.
    pub(crate) fn covered(&self) -> i64 {
        self.members.iter().filter(|person| person.covered).count() as i64
    }

    /// Declared income of a year.
    pub(crate) fn income(&self) -> Fen {
        self.members.iter().map(|person| person.income.total()).sum()
    }

    /// Months between its re-checks: those of its class, or of filed near relatives if less.
    pub(crate) fn recheck_months(&self, terms: &Terms) -> u32 {
        let registered = terms.registered_cycle.filter(|_| self.near_relative);
        let class = self.cycle.months(terms);
        registered.map_or(class, |months| months.min(class))
    }

    /// The day from which the next re-check counts.
    pub(crate) fn checked_base(&self) -> NaiveDate {
        self.last_recheck.unwrap_or_else(|| self.first_benefit.first_day())
    }

    /// The approved amounts under the terms of a month.
    pub(crate) fn amounts(&self, terms: &Terms) -> Amounts {
        if self.is_tekun() {
            return self.tekun_amounts(terms);
        }
        if !self.is_dibao() {
            return Amounts::default();
        }
        let rule = terms.topup(self.area, self.covered(), self.income()) + self.error;
        let granted = self.members.iter().filter(|p| p.covered && p.supplemented).count() as i64;
        Amounts {
            benefit: self.frozen.unwrap_or(rule),
            supplement: Fen(terms.supplement(self.area).0 * granted),
        }
    }

    fn tekun_amounts(&self, terms: &Terms) -> Amounts {
        let care = |person: &Person| match person.self_care {
            "完全丧失" => terms.tekun_care(2),
            "部分丧失" => terms.tekun_care(1),
            _ => terms.tekun_care(0),
        };
        Amounts {
            benefit: Fen(terms.tekun_living(self.area).0 * self.covered()),
            supplement: self.members.iter().map(care).sum(),
        }
    }
}
