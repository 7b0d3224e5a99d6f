//! The city's own ledgers.

use super::{Days, Form, Presence, Spec, Table};

/// The file of a ledger; `None` for a feed.
pub(super) fn spec(table: Table) -> Option<Spec> {
    Some(match table {
        Table::Applications => {
            ledger("审批台账", APPLICATIONS, Form::Utf8Bom, Days::Iso, Presence::Always)
        }
        Table::Archives => ledger(
            "档案材料",
            &["户主身份证号", "材料", "状态"],
            Form::Utf8,
            Days::Iso,
            Presence::Always,
        ),
        Table::Rechecks => {
            ledger("定期核查台账", RECHECKS, Form::Gb18030, Days::Slashes, Presence::Always)
        }
        Table::Visits => ledger(
            "走访台账",
            &["户主身份证号", "走访日期", "走访人编号", "类型", "结果", "月报日期"],
            Form::Utf8Bom,
            Days::Dots,
            Presence::Always,
        ),
        Table::NearRelatives => ledger(
            "近亲属备案",
            &["户主身份证号", "经办人编号", "关系", "备案日期"],
            Form::Workbook,
            Days::Serial,
            Presence::Always,
        ),
        Table::Handlers => ledger("经办人员", HANDLERS, Form::Utf8Bom, Days::Iso, Presence::Always),
        Table::Complaints => {
            ledger("信访举报", COMPLAINTS, Form::Workbook, Days::Words, Presence::Always)
        }
        Table::Exits => ledger(
            "退出台账",
            &["户主身份证号", "救助类型", "停发月份", "原因", "告知日期", "听取意见日期"],
            Form::Semicolons,
            Days::Compact,
            Presence::Always,
        ),
        Table::TemporaryRelief => {
            ledger("临时救助台账", RELIEF, Form::TitledWorkbook, Days::Words, Presence::Always)
        }
        Table::ProgrammeMembers => ledger(
            "其他救助与福利",
            &["身份证号", "项目", "月份或日期", "金额(元)", "服务内容", "所属街道"],
            Form::Utf8,
            Days::Iso,
            Presence::Always,
        ),
        other => return occasional(other),
    })
}

fn occasional(table: Table) -> Option<Spec> {
    Some(match table {
        Table::Integrity => ledger(
            "失信名单",
            &["身份证号", "事由", "列入日期", "到期日期"],
            Form::Workbook,
            Days::Iso,
            Presence::Always,
        ),
        Table::Units => ledger(
            "行政区划",
            &["编码", "名称", "上级编码", "类别", "城乡", "户籍人口", "经度", "纬度"],
            Form::Utf8Bom,
            Days::Iso,
            Presence::Always,
        ),
        Table::Budget => ledger(
            "预算",
            &["年度", "救助类型", "预算金额(元)"],
            Form::Workbook,
            Days::Iso,
            Presence::WithRows,
        ),
        Table::Custodians => ledger(
            "代领协议",
            &["户主身份证号", "代领人身份证号", "关系", "账号", "协议日期"],
            Form::Utf8Bom,
            Days::Words,
            Presence::Always,
        ),
        Table::Calendar => ledger(
            "工作日历",
            &["日期", "是否工作日"],
            Form::Utf8,
            Days::Compact,
            Presence::WithRows,
        ),
        _ => return None,
    })
}

const fn ledger(
    file: &'static str,
    headings: &'static [&'static str],
    form: Form,
    days: Days,
    presence: Presence,
) -> Spec {
    Spec { file, headings, form, days, feed: false, presence }
}

const APPLICATIONS: &[&str] = &[
    "申请编号",
    "户主姓名",
    "户主身份证号",
    "救助类型",
    "所属街道",
    "所属社区",
    "申请渠道",
    "受理单位级别",
    "申请日期",
    "受理日期",
    "核对委托日期",
    "核对报告日期",
    "入户调查日期",
    "入户人员编号1",
    "入户人员编号2",
    "民主评议日期",
    "公示开始日期",
    "公示结束日期",
    "审核确认日期",
    "结果",
    "经办人编号",
    "审批人编号",
    "有异议",
    "延长办理",
    "系统录入时间",
];
const RECHECKS: &[&str] =
    &["户主身份证号", "核查日期", "方式", "结果", "原金额(元)", "新金额(元)", "经办人编号", "触发"];
const HANDLERS: &[&str] =
    &["编号", "姓名", "身份证号", "级别", "职务", "所属街道", "所属社区", "银行账号"];
const COMPLAINTS: &[&str] = &[
    "编号",
    "收到日期",
    "渠道",
    "户主身份证号",
    "所属街道",
    "内容类别",
    "入户日期",
    "办结日期",
    "结果",
];
const RELIEF: &[&str] = &[
    "姓名",
    "身份证号",
    "救助类型",
    "困难原因",
    "救助金额(元)",
    "申请日期",
    "发放日期",
    "先行救助",
    "所属街道",
    "所属社区",
];
