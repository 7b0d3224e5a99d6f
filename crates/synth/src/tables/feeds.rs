//! The feeds of other departments.

use super::{Days, Form, Presence, Spec, Table};

/// The file of a feed; `None` for a ledger.
pub(super) fn spec(table: Table) -> Option<Spec> {
    let (file, headings, form, days): (_, &'static [&'static str], _, _) = match table {
        Table::Deaths => ("公安死亡信息", &["身份证号", "死亡日期"], Form::Utf8Bom, Days::Iso),
        Table::Cremations => {
            ("殡葬火化信息", &["身份证号", "火化日期"], Form::Workbook, Days::Serial)
        }
        Table::Vehicles => (
            "公安车辆信息",
            &["身份证号", "车辆类型", "初次登记日期", "估值(元)"],
            Form::Gb18030,
            Days::Slashes,
        ),
        Table::RealEstate => (
            "不动产登记信息",
            &["身份证号", "用途", "面积(平方米)", "登记日期"],
            Form::Utf8,
            Days::Iso,
        ),
        Table::Companies => (
            "市场主体信息",
            &["身份证号", "企业名称", "角色", "成立日期", "状态", "从业人数"],
            Form::Utf8Bom,
            Days::Words,
        ),
        Table::PublicPayroll => {
            ("财政供养人员", &["身份证号", "单位", "月工资(元)"], Form::Workbook, Days::Iso)
        }
        Table::Insurance => (
            "职工参保信息",
            &["身份证号", "单位", "缴费基数(元)", "起始月份", "截止月份"],
            Form::Utf8,
            Days::Compact,
        ),
        Table::Pensions => {
            ("养老金发放信息", &["身份证号", "类型", "月养老金(元)"], Form::Gb18030, Days::Iso)
        }
        Table::Tax => {
            ("个人所得税信息", &["身份证号", "月份", "收入额(元)"], Form::Utf8, Days::Iso)
        }
        Table::HousingFund => {
            ("公积金缴存信息", &["身份证号", "月缴存额(元)", "状态"], Form::Utf8Bom, Days::Iso)
        }
        Table::Deposits => {
            ("银行存款信息", &["身份证号", "余额(元)", "时点"], Form::Tabs, Days::Slashes)
        }
        other => return social(other).or_else(|| statistics(other)),
    };
    Some(feed(file, headings, form, days, Presence::Always))
}

fn social(table: Table) -> Option<Spec> {
    let (file, headings, form, days): (_, &'static [&'static str], _, _) = match table {
        Table::Trips => {
            ("出行信息", &["身份证号", "类型", "出行日期"], Form::Utf8Bom, Days::Compact)
        }
        Table::Prisoners => {
            ("服刑人员信息", &["身份证号", "起始日期", "截止日期"], Form::Workbook, Days::Words)
        }
        Table::Disabled => (
            "持证残疾人信息",
            &["身份证号", "残疾类别", "残疾等级", "有效期"],
            Form::Utf8,
            Days::Dots,
        ),
        Table::Medical => (
            "医保结算信息",
            &["身份证号", "病种", "自付金额(元)", "结算日期"],
            Form::Gb18030,
            Days::Iso,
        ),
        Table::Students => (
            "学籍信息",
            &["身份证号", "学校", "学段", "状态", "毕业日期"],
            Form::Utf8Bom,
            Days::Slashes,
        ),
        Table::OtherPlaces => (
            "外地在保信息",
            &["身份证号", "地区", "救助类型", "起始月份"],
            Form::Utf8Bom,
            Days::Words,
        ),
        Table::Land => (
            "土地承包信息",
            &["身份证号", "承包面积(亩)", "实际耕种面积(亩)"],
            Form::Gb18030,
            Days::Iso,
        ),
        Table::Kinship => {
            ("亲属关系信息", &["身份证号", "关系人身份证号", "关系"], Form::Utf8, Days::Iso)
        }
        Table::Electricity => {
            ("用电信息", &["身份证号", "月份", "用电量(度)"], Form::Utf8, Days::Iso)
        }
        _ => return None,
    };
    Some(feed(file, headings, form, days, Presence::Always))
}

fn statistics(table: Table) -> Option<Spec> {
    Some(match table {
        Table::Prices => feed(
            "价格指数",
            &["月份", "CPI同比", "食品同比", "SCPI同比", "公布日期"],
            Form::Utf8Bom,
            Days::Words,
            Presence::WithRows,
        ),
        Table::Survey => feed(
            "住户收支调查",
            &["年度", "城乡", "组别", "人均可支配收入(元)", "人均消费支出(元)"],
            Form::Workbook,
            Days::Iso,
            Presence::WithRows,
        ),
        Table::MinimumWage => MINIMUM_WAGE,
        _ => return None,
    })
}

/// The minimum wage.
pub(super) const MINIMUM_WAGE: Spec = feed(
    "最低工资标准",
    &["生效日期", "月最低工资(元)"],
    Form::Utf8Bom,
    Days::Iso,
    Presence::WithRows,
);

const fn feed(
    file: &'static str,
    headings: &'static [&'static str],
    form: Form,
    days: Days,
    presence: Presence,
) -> Spec {
    Spec { file, headings, form, days, feed: true, presence }
}
