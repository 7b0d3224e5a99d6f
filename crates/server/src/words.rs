//! Every label and sentence of the pages, in both languages, on one page.
//!
//! A name in braces is filled in by [`Word::fill`].

use model::Lang;

/// A label or sentence: Chinese, then English.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Word(&'static str, &'static str);

impl Word {
    /// The side for `lang`.
    pub(crate) const fn get(self, lang: Lang) -> &'static str {
        match lang {
            Lang::Zh => self.0,
            Lang::En => self.1,
        }
    }

    /// The side for `lang` with `{name}` replaced by its value.
    pub(crate) fn fill(self, lang: Lang, values: &[(&str, &str)]) -> String {
        let mut text = self.get(lang).to_owned();
        for (name, value) in values {
            text = text.replace(&format!("{{{name}}}"), value);
        }
        text
    }
}

macro_rules! words {
    ($($name:ident = $zh:literal, $en:literal;)+) => {
        $(#[doc = $en] pub(crate) const $name: Word = Word($zh, $en);)+

        #[cfg(test)]
        const ALL: &[(&str, Word)] = &[$((stringify!($name), $name)),+];
    };
}

words! {
    SERVICE = "兜底 · 社会救助监督", "Doudi · supervision of social assistance";
    SKIP = "跳到正文", "Skip to content";
    MENU = "主菜单", "Main menu";
    OTHER_LANGUAGE = "English", "中文";
    LEADER = "领导", "Leadership";
    INSPECTION = "纪检", "Inspection";
    PLANNING = "规划", "Planning";
    ANALYSIS = "分析台", "Analysis";
    DATA = "数据", "Data";
    QUESTIONS = "全部问题", "All questions";
    AS_OF = "数据截至", "Data as of";
    SNAPSHOT = "快照", "Snapshot";
    MONTH = "月份", "Month";
    STOP = "。", ". ";
    COLON = "：", ": ";
    COMMA = "、", ", ";
    GO = "查看", "Show";
    FOOT = "预警是需要核对的线索，不是结论。每个数字都可以点开到条款、查询、数据行和快照。时间均为北京时间。", "A flag is work to check, not a verdict. Every figure opens to its clause, query, rows and snapshot. Times are Beijing time.";
    RECEIPT = "核验码", "Receipt";

    OVERVIEW_TITLE = "{place}：{month}情况", "{place}: {month}";
    OVERVIEW_ANSWER = "在保 {households} 户、{persons} 人，月保障金额 {amount} 元。{towns}{flags} 条线索等待核对，其中 {high} 条证据强。", "{households} households with {persons} persons, {amount} yuan a month. {towns}{flags} leads wait to be checked, {high} with strong evidence.";
    TOWNS_LAST = "{count} 个镇（区）需要关注：{names}。", "{count} towns need attention: {names}. ";
    TOWNS_NONE = "各镇（区）之间没有可靠的差距。", "No town can be told apart from the others with confidence. ";
    TILE_HOUSEHOLDS = "在保户数", "Households";
    TILE_PERSONS = "保障人数", "Persons";
    TILE_AMOUNT = "月保障金额（元）", "Monthly amount (yuan)";
    TILE_FLAGS = "待核对线索", "Leads to check";
    TILE_VISITS = "年度入户率", "Visited this year";
    CHANGE_UP = "▲ 较上月增加 {by}", "▲ {by} more than last month";
    CHANGE_DOWN = "▼ 较上月减少 {by}", "▼ {by} less than last month";
    CHANGE_NONE = "与上月持平", "as last month";
    NO_EARLIER = "没有上月数据", "no data of last month";
    HIGH_EVIDENCE = "其中证据强 {count} 条", "{count} with strong evidence";
    REQUIRED_VISITS = "应访 {required} 户，已访 {visited} 户", "{visited} of {required} required";
    DUE = "近期法定事项", "Due by law";
    DUE_NONE = "没有带期限的事项。", "Nothing has a deadline.";
    DUE_WHAT = "事项", "What";
    DUE_BY = "期限", "Due";
    DUE_DONE = "● 已完成", "● done";
    DUE_OPEN_COUNT = "未完成", "Open";
    DUE_DONE_COUNT = "已完成", "Done";
    DUE_OVERDUE = "■ 已过期限", "■ overdue";
    DUE_SOON = "▲ 还有 {days} 天", "▲ in {days} days";
    DUE_TODAY = "▲ 今天到期", "▲ today";
    DUE_LATER = "○ 还有 {days} 天", "○ in {days} days";
    TOWNS = "各镇（区）", "Towns";
    SCORE_NOTE = "名次区间重叠的镇（区）之间没有可靠的差距；不要只看名次。", "Towns whose rank intervals overlap cannot be told apart; do not read the rank alone.";
    TOWN = "镇（区）", "Town";
    SCORE = "得分", "Score";
    RANK = "名次（区间）", "Rank (interval)";
    TIER = "判断", "Judgement";
    REASON = "最弱指标", "Weakest indicator";
    OPEN_FLAGS = "待核对线索", "Leads";
    RANK_TITLE = "各镇（区）名次及区间", "Rank of towns with interval";
    POINTS_TITLE = "各镇（区）各指标得分，越深越高", "Points of towns by indicator, the darker the higher";
    SCORE_PARTS = "得分构成", "Parts of the score";
    TIER_ATTENTION = "■ 需要关注", "■ needs attention";
    TIER_MIDDLE = "○ 无明显差异", "○ no clear difference";
    TIER_NOT_RATED = "○ 数据不足，不评", "○ too little data to judge";
    TIER_GOOD = "● 较好", "● better";

    TOWN_TITLE = "{town}：{month}情况", "{town}: {month}";
    TOWN_ANSWER = "得分 {score}，名次 {rank}（区间 {low}–{high}），{tier}。{flags} 条线索等待核对。", "Score {score}, rank {rank} (between {low} and {high}), {tier}. {flags} leads wait to be checked.";
    TOWN_NO_SCORE = "没有得分。{flags} 条线索等待核对。", "No score. {flags} leads wait to be checked.";
    NO_TOWN = "没有镇（区） `{town}`；可在首页查看全部镇（区）", "no town `{town}`; the first page lists all towns";
    FLAGS_BY_RULE = "按规则汇总的线索", "Leads by rule";
    OPEN_ORIGIN = "全部行、下载与来源", "All rows, files and origin";
    OPEN_QUESTION = "查看全部镇（区）与来源", "All towns and where it comes from";

    INSPECTION_TITLE = "核查工作台", "Inspection";
    INSPECTION_ANSWER = "{flags} 条线索来自 {rules} 条规则，其中 {high} 条证据强；已登记 {draws} 次抽取。", "{flags} leads from {rules} rules, {high} with strong evidence; {draws} draws are on record.";
    DRAWS = "随机抽取", "Random draws";
    DRAWS_ABOUT = "抽样框先承诺、后取公开随机数，任何人都能重算。", "The frame is committed before the public value exists; anyone can compute the draw again.";
    DRAWS_NONE = "还没有抽取。用 doudi draw plan 登记一次。", "No draw yet. Record one with doudi draw plan.";
    DRAW = "抽取编号", "Draw";
    PURPOSE = "用途", "Purpose";
    STATUS = "状态", "State";
    COMMITTED_ON = "承诺日期", "Committed on";
    REVEALED_ON = "揭示日期", "Revealed on";
    RULE = "规则", "Rule";
    CLAUSES = "条款", "Clauses";
    COUNT = "条数", "Count";
    HIGH_COUNT = "证据强", "Strong";
    DUE_YUAN = "涉及金额（元）", "At stake (yuan)";
    FLAGS_NONE = "没有线索。", "No leads.";

    FLAG_ANSWER = "{count} 条线索，涉及 {towns} 个镇（区）、{yuan} 元。", "{count} leads in {towns} towns, {yuan} yuan at stake.";
    CAVEATS = "可能的合理解释", "Innocent explanations";
    FLAG_IS_WORK = "线索需要人核实；以下情况规则无法排除：", "A person must check each lead; the rule cannot exclude these:";
    ROWS = "数据行", "Rows";
    DOWNLOAD = "下载", "Download";
    ORIGIN = "数字从哪里来", "Where this comes from";
    MEANING = "含义", "Meaning";
    GRAIN = "每行是", "One row is";
    PARAMETERS = "参数", "Parameters";
    NORMS = "政策参数版本", "Norms version";
    LEDGER_HASH = "抽查与走访记录校验值", "Hash of the draws and visits read";
    QUERY_HASH = "查询校验值", "Query hash";
    PROGRAM = "程序", "Program";
    SQL = "查询语句（SQL）", "Query (SQL)";
    NO_ROWS = "没有符合条件的行。", "No rows.";
    ROWS_STATUS = "第 {from}–{to} 行，共 {all} 行", "Rows {from}–{to} of {all}";
    BEFORE = "上一页", "Previous page";
    AFTER = "下一页", "Next page";
    PAGES = "分页", "Pages";
    HOUSEHOLD_LEFT = "该户已不在册，以下是其最后在册月份的情况。", "The household is on the roster no more; this is how it stood in its last month. ";
    BY_PSEUDONYM = "家庭和人员以代号显示；查看身份须说明用途并留痕（doudi identify）。", "Households and persons stand under pseudonyms; identities are looked up with a purpose, on record (doudi identify).";

    DRAW_TITLE = "抽取 {id}", "Draw {id}";
    DRAW_ANSWER = "{purpose}，{status}；名单 {count} 户。", "{purpose}, {status}; {count} households on the list.";
    DRAW_VERIFY = "核验：下载核验包，运行 doudi draw verify；不需要本系统的其他数据。", "To verify: download the bundle and run doudi draw verify; nothing else of this system is needed.";
    DRAW_AS_OF = "抽样框截至", "Frame as of";
    FRACTION = "抽取比例", "Share";
    BEACON = "公开随机数来源", "Public source";
    BEACON_VALUE = "公开随机数", "Public value";
    COMMITMENT = "承诺值", "Commitment";
    PLAN_HASH = "方案校验值", "Plan hash";
    SEED = "种子", "Seed";
    STRATA = "分层", "Strata";
    DRAWN = "抽中", "Drawn";
    CERTAIN = "必访", "Certain";
    VISITED = "已入户", "Visited";
    STRATUM = "层", "Stratum";
    WORK_LIST = "核查名单", "Work list";
    WORK_LIST_NONE = "尚未揭示，没有名单。", "Not revealed yet; there is no list.";
    PLAN_TEXT = "抽取方案", "Plan of the draw";
    BUNDLE = "核验包", "Verification bundle";
    VISIT_LIST = "入户清单", "Visit lists";
    STATUS_PLANNED = "已拟定", "planned";
    STATUS_COMMITTED = "已承诺", "committed";
    STATUS_REVEALED = "已揭示", "revealed";
    STATUS_VOID = "已作废", "void";

    PLANNING_TITLE = "标准调整测算", "What a new standard costs";
    ESTIMATE_ONLY = "测算，非执行数据", "An estimate, not data of execution";
    PLANNING_ABOUT = "填写新标准，先看结果，再保存；按当前快照逐户计算。", "Enter new standards, look at the result, then save it; every household of the snapshot is computed.";
    NEW_STANDARDS = "新标准", "New standards";
    URBAN = "城市低保标准（元/人）", "Urban standard (yuan per person)";
    RURAL = "农村低保标准（元/人）", "Rural standard (yuan per person)";
    URBAN_PER = "城市标准按", "The urban standard is per";
    RURAL_PER = "农村标准按", "The rural standard is per";
    PER_MONTH = "月", "month";
    PER_YEAR = "年", "year";
    TAKE_UP_URBAN = "城市新增符合条件家庭的申请比例（0–1）", "Take-up of the newly eligible, urban (0–1)";
    TAKE_UP_RURAL = "农村新增符合条件家庭的申请比例（0–1）", "Take-up of the newly eligible, rural (0–1)";
    EFFECTIVE = "执行日期", "In force from";
    HINT_NOW = "现行每月 {value}", "now {value} a month";
    HINT_TAKE_UP = "1 表示全部申请", "1 means that all of them apply";
    HINT_EFFECTIVE = "留空为次年 1 月 1 日", "left empty: the first day of next year";
    INCLUDED = "测算哪些变化", "Whose benefits change";
    INCLUDE_CONTINUING = "在保家庭", "households aided now";
    INCLUDE_NEWLY = "新增符合条件的低保边缘家庭", "edge households that come under the new standard";
    INCLUDE_SUPPLEMENTS = "随标准调整的分类补助", "category supplements that follow the standard";
    ALLOWED = "另外", "Besides";
    ALLOW_RURAL_ABOVE = "允许农村标准高于城市", "the rural standard may be above the urban one";
    CALCULATE = "测算", "Calculate";
    RESULT = "测算结果", "Result";
    PLAN_ANSWER = "月支出由 {now} 元变为 {after} 元，{change}；户数由 {households_now} 变为 {households_after}，新增 {newly} 户，退出 {losing} 户。", "Monthly spending goes from {now} to {after} yuan, {change}; households from {households_now} to {households_after}: {newly} newly eligible, {losing} leaving.";
    MORE_BY = "增加 {by} 元（一年 {year} 元）", "{by} more ({year} in a year)";
    LESS_BY = "减少 {by} 元（一年 {year} 元）", "{by} less ({year} in a year)";
    NO_CHANGE = "没有变化", "no change";
    PLAN_CHART = "月支出{change}（各镇（区）现行与调整后）", "Monthly spending by town, now and after: {change}";
    PLAN_GROUPS = "全市各组", "Groups, all towns";
    PLAN_TOWNS = "各镇（区）", "By town";
    PLAN_TOWN_GROUPS = "各镇（区）各组", "Groups by town";
    GROUP = "组别", "Group";
    HOUSEHOLDS = "户数", "Households";
    PERSONS = "人数", "Persons";
    CHANGE_MONTH = "月增减（元）", "Change (yuan a month)";
    STANDARDS_NOW = "现行标准", "Standards in force";
    MISTAKES = "有 {count} 处需要改正", "{count} to correct";
    SCENARIO_NAME = "方案名称", "Name of the scenario";
    SCENARIO_SAVE = "保存方案", "Save the scenario";
    SCENARIO_SAVE_NEXT = "保存为“{title}”的第 {revision} 版", "Save as revision {revision} of “{title}”";
    SCENARIO_SAVE_OTHER = "另存为新方案", "Save as another scenario";
    SCENARIO_SAVE_ABOUT = "保存后不会被覆盖，每次修改是新的一版。", "What is saved is never overwritten; each change is a new revision.";
    SCENARIO_TITLE_TAKEN = "已有同名方案；请换一个名称，或打开它修改", "another scenario has this name; take another one, or open it and change it";
    SCENARIOS = "已保存的方案", "Saved scenarios";
    SCENARIOS_NONE = "还没有保存的方案。", "No scenario is saved yet.";
    SCENARIO = "方案", "Scenario";
    REVISION = "版次", "Revision";
    REVISION_OF = "第 {number} 版，共 {all} 版", "{number} of {all}";
    SAVED_AT = "保存时间", "Saved at";
    SAVED_BY = "保存人", "Saved by";
    REVISIONS = "各版", "Revisions";
    URBAN_MONTH = "城市标准（元/人月）", "Urban (yuan per person and month)";
    RURAL_MONTH = "农村标准（元/人月）", "Rural (yuan per person and month)";
    TAKE_UP_BOTH = "申请比例（城市、农村）", "Take-up (urban, rural)";
    SCENARIO_CHANGE = "修改", "Change it";
    SCENARIO_FILE = "方案文件", "Scenario file";
    SCENARIO_FILE_ABOUT = "doudi plan 读的同一种文件。", "The same file that doudi plan reads.";
    SCENARIO_REMOVE = "删除这个方案", "Remove this scenario";
    SCENARIO_REMOVE_ABOUT = "从清单中删除；审计日志中仍有各版记录。", "It leaves the list; its revisions stay in the audit log.";
    ANALYSIS_TITLE = "分析台", "Analysis bench";
    ANALYSIS_ABOUT = "选一项分析，再选分组、指标和期间；先看表，后看图。地址就是全部选择，可以转发；满意后存为看板草稿。", "Choose an analysis, then groups, measures and months; the table first, then the chart. The address is the whole choice and can be passed on; what is good is saved as a draft of a dashboard.";
    ANALYSIS_BY = "{title}：{measures}，按{by}", "{title}: {measures} by {by}";
    ANALYSIS_WHOLE = "{title}：{measures}", "{title}: {measures}";
    ANY = "不限", "any";
    ANALYSES = "可选的分析", "Analyses";
    DRAFTS = "看板草稿", "Drafts of dashboards";
    DRAFTS_NONE = "还没有看板草稿。", "No draft is saved yet.";
    DRAFT_NAME = "文件名", "Name of the file";
    DRAFT_NAME_HINT = "小写字母、数字和下划线；已有此名称的草稿则加一个面板，标题不变。", "Lower case, digits and underscores; a draft of this name gets one panel more and keeps its title.";
    DRAFT_ZH = "中文标题", "Title in Chinese";
    DRAFT_EN = "英文标题", "Title in English";
    DRAFT_SAVE = "存为看板草稿", "Save as a draft";
    DRAFT_ABOUT = "草稿就是作者会写的看板文件：核对后放入 dashboards/，即成为看板。以下按您的权限预览。", "A draft is the file that an author of dashboards would write: reviewed, it goes into dashboards/ and is one. Below is what you would see of it.";
    DRAFT_FILE = "看板文件", "Dashboard file";
    DRAFT_REMOVE = "删除这个草稿", "Remove this draft";
    PANELS = "面板", "Panels";
    COMPARE = "比较", "Compare";
    COMPARE_TITLE = "方案比较", "Scenarios compared";
    COMPARE_CHOOSE = "选两个或三个方案比较", "Choose two or three scenarios to compare";
    COMPARE_COUNT = "请选两个或三个方案；现在选了 {count} 个。", "Choose two or three scenarios; {count} are chosen.";
    COMPARE_ANSWER = "“{most}”每月支出最多，为 {most_yuan} 元；“{least}”最少，为 {least_yuan} 元，相差 {by} 元。", "“{most}” costs most, {most_yuan} yuan a month; “{least}” least, {least_yuan}; the difference is {by}.";
    COMPARE_SAME = "各方案每月支出相同，为 {yuan} 元。", "All of them cost the same, {yuan} yuan a month.";
    COMPARE_MEASURES = "并排比较", "Side by side";
    COMPARE_MEASURE = "指标", "Measure";
    COMPARE_TOWNS = "各镇（区）", "By town";
    COMPARE_NUMBERED = "方案{number}：{title}", "Scenario {number}: {title}";
    SPENDING_AFTER = "调整后月支出（元）", "After (yuan a month)";
    CHANGE_YEAR = "年增减（元）", "Change (yuan a year)";
    HOUSEHOLDS_AFTER = "调整后户数", "Households after";
    NEWLY_ELIGIBLE = "新增符合条件（户）", "Newly eligible (households)";
    LOSING = "退出保障（户）", "Leaving (households)";

    DATA_TITLE = "数据", "Data";
    DATA_ANSWER = "已发布 {count} 个快照，最近一个是 {latest}。", "{count} snapshots are published, the latest is {latest}.";
    SNAPSHOTS = "快照与修订", "Snapshots and revisions";
    LOADED_AT = "装入时间", "Loaded at";
    HOUSEHOLD_ROWS = "家庭行数", "Household rows";
    ALL_ROWS = "全部行数", "All rows";
    QUARANTINED = "隔离行数", "Quarantined";
    FILES = "文件数", "Files";
    TABLES = "{snapshot} 的各表", "Tables of {snapshot}";
    TABLE = "表", "Table";
    EXTRACTED_ON = "数据时间", "Extracted on";
    NOTHING_LOADED = "还没有装入数据；先运行 doudi load", "nothing is loaded yet; run doudi load first";
    NO_MONTH = "没有 {month} 的数据；已装入 {loaded}", "nothing is loaded for {month}; loaded are {loaded}";
    BAD_MONTH = "参数 month 应为 YYYY-MM", "parameter month must read YYYY-MM";

    QUESTIONS_TITLE = "全部问题", "All questions";
    DASHBOARDS = "专题", "Dashboards";
    INDICATORS = "评分指标", "Indicators";
    FLAGS = "预警规则", "Flags";
    ASK = "查询", "Ask";

    CLAUSES_TITLE = "条款", "Clauses";
    CLAUSES_ABOUT = "五份市县文件的要求，以及系统中落实它们的内容。", "What five municipal documents ask, and what of the system serves it.";
    CLAUSE_SERVED = "由以下内容落实", "Served by";
    CLAUSE_UNSERVED = "还没有内容落实这一条款。", "Nothing serves this clause yet.";
    NO_CLAUSE = "没有条款 `{id}`", "no clause `{id}`";

    CASES_TITLE = "手算案例", "Cases worked by hand";
    CASES_ABOUT = "按文件原文手工算出的案例，算式写在注释里；程序每次测试都逐行核对。", "Cases worked out by hand from the documents, the arithmetic in comments; the program is tested against every line.";
    CASES_PLACES = "各地", "Places";
    CASES_COUNT = "{count} 例", "{count} cases";

    HOUSEHOLD_TITLE = "家庭 {key}", "Household {key}";
    EXPLAINED = "逐行核算", "The computation, line by line";
    EXPLAINED_ABOUT = "每项计入、不计或封顶的金额，适用的规范和出处；核定与复算；什么会改变结果。", "Every item counted, left out or capped with its norm and source; approved against recomputed; what would change the result.";
    OWN_DEFAULT = "本系统默认", "default of this program";
    HOUSEHOLD_FLAGS = "当月疑点", "Flags of the month";
    HOUSEHOLD_FLAGS_ABOUT = "疑点只是核查的起点，不是结论。", "A flag starts a check; it is never a verdict.";
    HOUSEHOLD_VISITS = "本系统登记的走访", "Visits recorded here";
    VISITED_ON = "入户日期", "Visited on";
    VISIT_OUTCOME = "结果", "Outcome";
    FINDINGS = "问题", "Findings";
    NOTE = "核查情况", "What was found";
    VISIT_TITLE = "登记走访 · 家庭 {key}", "Record a visit · household {key}";
    VISIT_ANSWER = "答复抽查 {draw}。结果一经登记即锁定，更正须写明原因并保留原记录。", "Answers draw {draw}. A result is locked once recorded; a correction says why and leaves it.";
    VISIT_SAVE = "登记", "Record";
    VISIT_RECORDED = "已登记。", "Recorded.";
    VISIT_UNREAD = "没有登记：日期或金额无法识别；金额写元，最多两位小数。", "Not recorded: the day or an amount cannot be read; write yuan with at most two places.";
    VISIT_MODE = "方式", "Mode";
    VISIT_MARKS = "这次走访", "This visit";
    VISITOR_1 = "核查人（一）", "Visitor 1";
    VISITOR_2 = "核查人（二）", "Visitor 2";
    OVERPAID = "多发（元/月）", "Overpaid (yuan a month)";
    UNDERPAID = "少发（元/月）", "Underpaid (yuan a month)";
    VISIT_OPEN = "登记这户的走访", "Record a visit to this household";

    INSPECTION_RESULT = "核查结果", "What the visits found";
    INSPECTION_RESULT_ABOUT = "抽中 {drawn} 户，已有结果 {completed} 户，更正 {amended} 次。完成率不足 98% 时，以最坏情形的上限为准。", "{drawn} drawn, {completed} with a result, {amended} amendments. Below 98% of results the upper end of the worst case leads.";
    STAGE = "口径", "Stage";
    STAGE_FIRST = "初报", "first submitted";
    STAGE_FINAL = "终报", "final";
    RATE = "差错率", "Error rate";
    RATE_RESPONDENTS = "见到的", "those found";
    RATE_SUBSTITUTES = "含递补", "with substitutes";
    RATE_WORST = "最坏情形", "worst case";
    RATE_BEST = "最好情形", "best case";
    OVERPAID_SHARE = "多发占发放", "overpaid, of what was paid";
    UNDERPAID_SHARE = "少发占发放", "underpaid, of what was paid";
    RESULT_BY_TOWN = "各镇（区）差错率（终报）", "Final error rate of each town";
    RESULT_BY_CODE = "各类问题的比例（终报）", "Final rate of each kind of error";
    RESULT_PARTS_ABOUT = "每镇只按本镇的走访推断；一户有几类问题的，每类都计。", "Each town is estimated from its own visits; a household with several kinds of errors counts under each.";
    WITH_RESULT = "已有结果", "With a result";
    WORST_UPPER = "最坏情形上限", "Worst case, upper end";
    SHARE = "比例", "Share";
    INTERVAL = "95% 区间", "95% interval";

    RUNS_TITLE = "运行记录", "Runs";
    JOBS_TITLE = "定时任务", "Scheduled jobs";
    JOBS_NONE = "没有定时任务。", "No job has a schedule.";
    JOB_CRON = "时间（cron）", "Times (cron)";
    JOB_LAST = "上次运行", "Last run";
    JOB_NEXT = "下次运行", "Next run";
    JOB_START = "现在运行", "Run now";
    JOB_START_ABOUT = "手动运行一项任务", "Run a job by hand";
    JOB_UNKNOWN = "没有启动：没有这项定时任务。", "Not started: there is no such job.";
    JOB_RUNNING = "没有启动：这项任务正在运行，请等它结束。", "Not started: the job is running; wait for its end.";
    RUNS_NONE = "还没有运行记录。", "No runs yet.";
    JOB = "任务", "Job";
    STARTED_AT = "开始", "Started";
    ENDED_AT = "结束", "Ended";
    OUTCOME = "结果", "Outcome";
    MESSAGE = "说明", "Message";
    OUTCOME_DONE = "● 完成", "● done";
    OUTCOME_FAILED = "■ 失败", "■ failed";
    OUTCOME_RUNNING = "○ 未结束", "○ not ended";

    NO_QUESTION = "没有问题 `{name}`；全部问题页列出了可用的问题", "no question `{name}`; the page of all questions lists what there is";
    NO_FORMAT = "没有这种格式；可用 csv、gb18030、xlsx、json、parquet、svg、png", "no such format; there are csv, gb18030, xlsx, json, parquet, svg, png";
    NO_TABLE = "这个页面没有可以这样导出的表或图；请用页面上的下载链接", "the page has no table or drawing for such a file; use the links on the page";
    PAGE_XLSX = "整页导出 XLSX", "The whole page as XLSX";
    NO_CHART = "这个问题没有图表", "this question has no chart";
    NO_DRAW = "没有抽取 `{id}`", "no draw `{id}`";
    LEDGER_TITLE = "问题线索台账", "Ledger of leads";
    LEDGER_ANSWER = "{count} 条线索，其中 {overdue} 条超过期限。", "{count} leads, {overdue} of them past their due day.";
    LEADS = "线索", "Leads";
    LEADS_BY_STATE = "各状态线索", "Leads by state";
    LEADS_NONE = "还没有线索。用 doudi ledger open 按疑点生成。", "No leads yet. Open them from the flags with doudi ledger open.";
    LEADS_OPEN = "打开问题线索台账", "Open the ledger of leads";
    OVERDUE = "超期", "Overdue";
    LEAD_TITLE = "线索 {id}", "Lead {id}";
    LEAD_ANSWER = "{cause}，{state}；来源：{source}。", "{cause}, {state}; source: {source}.";
    LEAD_EVIDENCE = "留存的证据", "Evidence, as it was";
    LEAD_HISTORY = "办理经过", "History";
    LEAD_AT = "时间", "When";
    LEAD_ACTOR = "办理人", "Who";
    LEAD_EVENT = "事项", "What";
    LEAD_WHY = "理由或说明", "Why";
    PRECISION_ANSWER = "核查认定 {decided} 条线索，{right} 条属实，准确率 {share}（95%区间 {low}–{high}）。", "Of {decided} leads decided {right} were so: precision {share} (95% interval {low}–{high}).";
    PRECISION_NONE = "还没有认定过线索，准确率未知。", "No lead of it has been decided yet; its precision is unknown.";
    RECALL_ANSWER = "对照走访{visited}户，{cause}方面有问题的{wrong}户：在从未有线索的{frame}户中估计漏掉{missed}户（95%区间 {low}–{high}），此类规则的查全率{recall}。", "Of {visited} control visits {wrong} found something wrong with {cause}: of {frame} households that no lead ever pointed at an estimated {missed} are missed (95% interval {low}–{high}); recall of these rules: {recall}.";
    RECALL_SHARE = " {share}（{low}–{high}）", "{share} ({low}–{high})";
    RECALL_UNDECIDED = "未知，因为此类线索尚未认定", "unknown, no such lead has been decided";
    RECALL_NONE = "还没有足够的对照走访结果，查全率未知。", "There are too few results of control visits yet; recall is unknown.";

    FAULT_NO_PAGE = "没有这个页面；请检查地址", "there is no such page; check the address";
    FAULT_HOST = "本服务只应答自己的名称；请用本机的 127.0.0.1、localhost 或所设的名称打开", "this service answers to its own names only; open it as 127.0.0.1, localhost or the name it was given";
    FAULT_AUTHOR = "这个问题的定义有误，管理员已能在日志中看到原因；请稍后再试", "the definition of this answer is at fault; the administrator finds the cause in the log; try again later";
    FAULT_DATA = "所需数据暂不可用；请联系数据管理员", "the data needed is not available; ask whoever delivers it";
    FAULT_LIMIT = "查询超过时间、内存或行数限制；请缩小范围后再试", "the answer takes more time, memory or rows than allowed; ask for less";
    LOGIN = "登录", "Sign in";
    LOG_IN = "登录", "Sign in";
    LOG_OUT = "退出", "Sign out";
    LOGIN_FAILED = "登录未成功：账户名、密码或验证码不对，或账户暂时不能登录。请核对后再试；多次失败后账户会锁定一段时间。", "Not signed in: the name, password or code is wrong, or the account cannot sign in for now. Check and try again; after several failures it is locked for a while.";
    ENTER_FAILED = "这个地址已经用过或不再有效；请用启动程序的窗口中最新显示的地址，或用账户登录。", "This address was used or no longer holds; use the latest one shown where the program was started, or sign in with an account.";
    DOOR = "本机操作员请用此一次性地址进入：{address}", "the operator of this machine comes in by this address, once: {address}";
    LOCAL_OPERATOR = "本机操作员", "operator of this machine";
    ACCOUNT_NAME = "账户名", "Account";
    PASSWORD = "密码", "Password";
    PRESENT_PASSWORD = "现在的密码", "Present password";
    NEW_PASSWORD = "新密码", "New password";
    NEW_PASSWORD_AGAIN = "再输入一次新密码", "New password again";
    PASSWORD_HINT = "长一些、别人猜不到的密码；不要用常用词、地名或账户名。可以粘贴，可用密码管理器。", "A long one that nobody guesses; no common words, names of the place or the account. Pasting and password managers work.";
    PASSWORDS_DIFFER = "两次输入的新密码不同；请重新输入。", "The two new passwords differ; type them again.";
    PASSWORD_OVER = "密码已到更换期限；更换后才能继续。", "The password is over its time; change it to go on.";
    CHANGE_PASSWORD = "更换密码", "Change password";
    CODE = "一次性验证码", "One-time code";
    CODE_HINT = "验证器显示的六位数字；没有验证器时用一个恢复码。未启用两步验证的账户留空。", "The six digits of your authenticator, or a recovery code; empty for an account without a second factor.";
    SET_UP = "设置账户", "Set up the account";
    SET_UP_ANSWER = "账户 {name}：请设置密码。此链接只能用一次。", "Account {name}: set a password. This link works once.";
    SET_UP_CODE_HINT = "先把上面的密钥加入验证器，再输入它显示的六位数字。", "First add the secret above to an authenticator, then type the six digits that it shows.";
    SET_UP_DONE = "完成设置", "Finish";
    SET_UP_READY = "账户已可使用。", "The account is ready.";
    SET_UP_CODES = "账户已可使用。请现在抄下这些恢复码，它们不会再次显示；每个可代替验证码用一次。", "The account is ready. Note these recovery codes now, they are not shown again; each stands for a code once.";
    LINK_OVER = "设置链接无效：已经用过、超过 72 小时或不完整；请向安全管理员要新的链接。", "The set-up link does not hold: it was used, is over 72 hours old or not whole; ask the security administrator for another.";
    TO_LOGIN = "去登录", "Go and sign in";
    PROVIDER = "统一身份认证", "the identity provider";
    LOG_IN_PROVIDER = "经{provider}登录", "Sign in by {provider}";
    LEAVE_PROVIDER = "在{provider}也退出", "Sign out of {provider} as well";
    LEFT_HERE = "已退出。身份提供方可能还记得您；共用的电脑上，请在那里也退出。", "Signed out. The identity provider may still know you; on a shared computer sign out there as well.";
    PROVIDER_STAYS = "身份提供方没有给出退出地址；请在它自己的页面退出，或关闭浏览器。", "The identity provider tells of no way to sign out; do it on its own pages, or close the browser.";
    CONNECT_PROVIDER = "不设密码，改经{provider}登录", "No password: sign in by {provider}";
    PROVIDER_UNKNOWN = "您已通过身份认证，但没有可用的账户与之连接；请向安全管理员要设置链接，并在其中选择经身份提供方登录。", "You are known to the identity provider, but no open account here is connected with you; ask the security administrator for a set-up link, and choose the identity provider on its page.";
    PROVIDER_DENIED = "身份提供方没有放行；请重试，或联系其管理员。", "The identity provider did not let you on; try again, or ask its administrator.";
    PROVIDER_STALE = "这次登录不是从本浏览器的本页开始的，或已超过十分钟；请重新登录。", "This sign-in did not begin on this page in this browser, or over ten minutes ago; begin again.";
    PROVIDER_AWAY = "身份提供方没有应答；请稍后再试，或用密码登录。", "The identity provider does not answer; try again later, or sign in by password.";
    PROVIDER_UNSOUND = "身份提供方的应答不可信，未予登录；管理员可在日志中看到原因。", "The answer of the identity provider does not hold, and nobody was signed in; the administrator finds the reason in the log.";
    TOTP_SECRET = "验证器密钥", "Secret for the authenticator";
    TOTP_LINK = "验证器链接", "Link for the authenticator";
    OWN_ACCOUNT = "我的账户", "My account";
    OWN_ANSWER = "{name}：{roles}", "{name}: {roles}";
    SESSIONS = "登录会话", "Sessions";
    SESSION = "会话", "Session";
    SEEN_AT = "最近使用", "Last seen";
    BROWSER = "浏览器", "Browser";
    THIS_SESSION = "本次", "this one";
    END_SESSION = "结束所选会话", "End these sessions";
    ACCOUNTS = "账户", "Accounts";
    ROLES = "角色", "Roles";
    TOWN_CODE = "镇（区）编码", "Town code";
    TOWN_CODE_HINT = "只有乡镇经办需要", "for a township clerk only";
    LAST_LOGIN = "最近登录", "Last signed in";
    ADD_ACCOUNT = "新建账户", "Add an account";
    CHANGE_ROLES = "更改角色", "Change roles";
    RESET_ACCOUNT = "重置（新的设置链接）", "Reset (a new set-up link)";
    DISABLE_ACCOUNT = "停用", "Disable";
    ENABLE_ACCOUNT = "恢复", "Enable";
    ACCOUNT_ACTIVE = "可用", "active";
    ACCOUNT_DISABLED = "已停用", "disabled";
    ACCOUNT_BY_PROVIDER = "经身份提供方登录", "signs in by the identity provider";
    ACCOUNT_LOCKED = "因多次失败锁定", "locked after failures";
    ACCOUNT_NOT_SET_UP = "待设置", "not set up";
    SET_UP_LINK = "设置链接", "Set-up link";
    LINK_ONCE = "请把设置链接当面或经安全渠道交给本人；它只显示这一次，72 小时内有效，只能用一次。", "Give the set-up link to its owner in person or by a safe way; it is shown this once, holds 72 hours and works once.";
    CHANGED = "已更改，相关会话已结束。", "Changed; the sessions of the account have ended.";
    OWN_CHANGE = "不能更改自己的账户；请另一位安全管理员或命令行来改。", "Your own account is not changed here; another security administrator or the command line does that.";
    IDENTIFY = "查身份", "Identities";
    IDENTIFY_ANSWER = "按代号查姓名和号码。先写明事由：事由和所查代号在显示之前写入审计日志。", "Names and numbers behind pseudonyms. State the purpose first: it is in the audit log, with the pseudonyms, before anything is shown.";
    IDENTITIES = "查询结果", "Found";
    LOOK_PURPOSE = "事由", "Purpose";
    KEYS = "代号", "Pseudonyms";
    KEYS_HINT = "可多个，用空格或逗号隔开，一次至多 200 个", "several apart by blanks or commas, at most 200 at a time";
    KEYS_MANY = "一次至多查 200 个代号；请分次查询。", "At most 200 pseudonyms at a time; ask in parts.";
    KEY = "代号", "Pseudonym";
    KIND = "种类", "Kind";
    ID_NUMBER = "号码", "Number";
    PERSON_NAME = "姓名", "Name";
    ALARMS = "告警", "Alarms";
    ALARMS_ABOUT = "审计日志中值得核实的情况，界限是规范；告警不是结论，也不阻止任何人。", "What in the log should be looked into; the limits are norms. An alarm is no verdict and stops nobody.";
    ALARM = "情况", "What";
    ALARM_SPAN = "时段或最后使用日", "Hour, day, or day of last use";
    ALARM_MOST = "界限", "Limit";
    ALARM_LOGINS_FAILED = "一小时内多次登录失败", "Many failed logins within an hour";
    ALARM_FILES_EXPORTED = "一天内导出很多文件", "Many files taken away on a day";
    ALARM_ROWS_EXPORTED = "一天内导出很多行", "Many rows taken away on a day";
    ALARM_PERSONS_IDENTIFIED = "一天内查询很多人身份", "Many pseudonyms looked behind on a day";
    ALARM_ACCOUNT_UNUSED = "账户久未使用（天）", "Account not used for long (days)";
    ALARM_COUNT = "数量", "Count";
    OWN_LOG = "我的操作留痕", "What I did";
    OWN_LOG_ABOUT = "您查看、导出和办理过的事项及事由，与审计日志一致，最近的在前。", "What you looked at, took away and did, and why, as it stands in the audit log; the latest first.";
    AUDIT = "审计日志", "Audit log";
    ENTRY = "序号", "Entry";
    AT = "时间", "At";
    ACTOR = "操作人", "Actor";
    ACTION = "操作", "Action";
    SUBJECT = "对象", "Subject";
    SEARCH = "查找", "Search";
    SEARCH_LABEL = "查找（文字或拼音首字母）", "Find (text, or first letters of pinyin)";
    SEARCH_TEXT = "操作人、操作、对象或事由中的文字", "Text in actor, action, subject or purpose";
    VERIFY_CHAIN = "核验整条日志", "Verify the whole log";
    CHAIN_WHOLE = "{count} 条日志首尾相接，未见改动。", "{count} entries, each chained to the one before; nothing was changed.";
    AUDIT_CSV = "导出 CSV", "Export as CSV";
    FAULT_SESSION = "需要登录；请先登录", "this needs a session; sign in first";
    FAULT_RIGHT = "您的角色没有这项权限；如工作需要，请向安全管理员申请", "your role does not have this right; ask the security administrator if your work needs it";
    FAULT_PERSONS = "这个问题逐户逐人列出，而您的角色不看个案；请查看按镇汇总的问题", "the rows of this question are households or persons, which your role does not see; ask a question by town";
    FAULT_FORM = "表单已过期或不是从本站提交；请返回刷新页面后再试", "the form is over its time or was not sent from here; go back, reload the page and try again";
    FAULT_CROWD = "同时访问的人太多；请过几秒再试", "too many requests at this moment; try again in a few seconds";
    FAULT_OFTEN = "尝试过于频繁；请一分钟后再试", "too many tries; wait a minute";
    STEPS = "抽取之后", "After the draw";
    STEPS_ABOUT = "增抽、递补和回避替换都按抽取次序和名册重算得出，写在核验包里，随包核验。", "More households, substitutes and replaced inspectors follow from the order of the draw and the roster; they stand in the bundle and are verified with it.";
    STEP = "步骤", "Step";
    STEP_ON = "日期", "Day";
    STEP_REASON = "原因", "Why";
    STEP_BY = "登记人", "By";
    STEP_ENTRY = "日志条目", "Log entry";
    SECOND_LOOK_ABOUT = " 盲复查 {looked} 户：首查漏查 {missed} 户，首查有而复查无 {unfounded} 户；两次合计推断差错率 {rate}。", " {looked} looked at again: {missed} missed by the first look, {unfounded} found by it alone; error rate from both looks {rate}.";
    CHECKED_ITEMS = "已查事项", "Looked into";
    DEPTH = "是否查得一样深", "Equal depth";
    DEPTH_ABOUT = "发现问题与未发现问题的走访，已查事项、留证、入户、走访次数各自的平均；概率是随机分成两边时相差这么多或更多的可能，四项合计按 95% 判断。相差不等于有过错：查得深的人也发现得多，应当复查。", "Means of visits with a finding and without: items looked into, evidence kept, at home, attempts; the probability of such a difference or a larger one if visits were dealt to the two sides by chance, judged at 95% for all four together. A difference is no fault: who looks deeper also finds more; look again at some.";
    DEPTH_MEASURE = "项目", "Measure";
    DEPTH_FOUND = "有问题", "With a finding";
    DEPTH_CLEAR = "无问题", "Without";
    DEPTH_P = "概率", "Probability";
    DEPTH_VERDICT = "判断", "Verdict";
    DEPTH_EQUAL = "● 无显著差别", "● no more than chance";
    DEPTH_UNEQUAL = "■ 深浅不一", "■ not of equal depth";
    VISIT_BLIND = "等待盲复查，首查结果暂不显示", "awaits a blind second look; what was found is not shown";
    RECEIPT_TITLE = "核验", "Verify a figure";
    RECEIPT_ANSWER = "输入印在数字旁的核验码：程序用当时的快照、问题、参数和规范重新计算，说明是否仍然相同。", "Enter the receipt printed beside a figure: it is computed anew from the snapshot, question, parameters and norms of that time, and you are told whether it is still the same.";
    RECEIPT_VERIFY = "核验", "Verify";
    RECEIPT_HINT = "十六位数字和字母", "sixteen digits and letters";
    RECEIPT_PARTS = "依据", "What the figure is made of";
    RECEIPT_PART = "依据", "Part";
    THEN = "当时", "Then";
    NOW = "现在", "Now";
    SAME = "● 相同", "● the same";
    OTHER = "■ 不同", "■ other";
    RIGHTS = "权限矩阵", "Rights matrix";
    VIEW_AS = "某账户能看到什么", "What an account sees";
    VIEW_AS_ABOUT = "按实际生效的规则逐项列出所选账户能打开的页面、能问的问题和对其隐藏的列；不显示任何数据。每次查看都写入审计日志。", "Page by page and question by question, by the rules in force: what the chosen account may open and ask, and which columns are hidden from it. No data is shown; every look is in the audit log.";
    VIEW_AS_PAGES = "页面", "Pages";
    QUESTION_NAME = "问题代号", "Name of the question";
    WHOSE_ROWS = "数据范围", "Whose rows";
    ALL_TOWNS = "全市", "the whole city";
    SIGHT_PERSONS = "个案", "Households and persons";
    SIGHT_MONEY = "个案金额", "Money of a case";
    SIGHT_TEXT = "个案文字", "Words about a case";
    SEEN = "可见", "seen";
    PARTLY_SEEN = "部分可见", "partly seen";
    HIDDEN = "隐藏", "hidden";
    REFUSED = "不可用", "refused";
    HIDDEN_COLUMNS = "隐藏的列", "Hidden columns";
    ADDRESS = "地址", "Address";
    METHOD = "方法", "Method";
    NEEDS = "所需权限", "Needs";
    OPERATION_TITLE = "运行状况", "How the service does";
    OPERATION_ANSWER = "程序版本 {program}，已运行 {hours} 小时。", "Program {program}, running for {hours} hours.";
    DEFINITIONS_CURRENT = "数据目录中的问题、看板和规范均已启用。", "The questions, dashboards and norms of the home are in use.";
    DEFINITIONS_EARLIER = "数据目录中的定义文件有误，仍使用先前可用的版本：", "The definitions in the home cannot be used; the last that could stay in use:";
    SLOWEST = "耗时最长的问题", "The slowest questions";
    QUESTION = "问题", "Question";
    LONGEST_MS = "最长（毫秒）", "Longest (ms)";
    MEAN_MS = "平均（毫秒）", "Mean (ms)";
    ANSWERS = "回答次数", "Answers";
    FROM_MEMORY = "取自内存", "From memory";
    WHY_EMPTY = "为什么没有数据", "Why there are no rows";
    EMPTY_NOT_DELIVERED = "没有报送过：{tables}", "Never delivered: {tables}";
    EMPTY_NO_ROWS = "截至本月没有行：{tables}", "Delivered up to this month without a row: {tables}";
    EMPTY_FILTER = "地址中设了条件：{filters}", "The address asks for: {filters}";
    EMPTY_TOWN = "您只看到本镇（区）的行", "You see the rows of your town alone";
    EMPTY_NOTHING = "所需的表都有行，条件也未收窄：确实没有符合的情况", "All tables needed have rows and nothing narrows them: there is nothing to tell";
    HIDES_SMALL = "＊ 表示人数或户数很少，为保护隐私不显示，相关的数一并不显示；其余人数、户数取整，分项之和与合计可能不等。", "＊ stands for a few people or households, hidden to protect them together with what would give them away; other counts are rounded, so that parts may not add up to their total.";
    FAULT_BUG = "程序出错，管理员已能在日志中看到原因；请报告请求编号", "the program failed; the administrator finds the cause in the log; report the request id";

    DELIVER = "上报", "Deliver";
    DELIVER_TITLE = "{town}：{month} 上报", "{town}: files for {month}";
    DELIVER_EMPTY = "还没有文件。请上传本镇（区）的表格，检查没有问题后再提交。", "No file yet. Upload the tables of the town; when the check finds nothing wrong, submit them.";
    DELIVER_WRONG = "文件问题 {problems} 个，不能使用的行 {rows} 行，属于其他镇（区）的行 {foreign} 行。请改正后再提交。", "{problems} mistakes of files, {rows} rows that cannot be used, {foreign} rows of other towns. Correct them, then submit.";
    DELIVER_READY = "检查没有发现问题，共 {rows} 行。请核对下面的行数，然后提交。", "The check found nothing wrong; {rows} rows. Compare the counts below, then submit.";
    DELIVER_SENT = "已提交。回执号 {receipt}。装载之前可以再次提交，以最后一次为准。", "Submitted. Receipt {receipt}. Until it is loaded you may submit again; the last one counts.";
    DELIVER_RECEIPT = "回执号", "Receipt";
    DELIVER_UPLOAD_TITLE = "上传文件", "Upload files";
    DELIVER_FILES = "表格文件", "Files";
    DELIVER_FILES_HINT = "CSV、TXT、TSV、XLSX 或 XLS，可一次选多个，合计不超过 64 MB；同名文件会被替换。", "CSV, TXT, TSV, XLSX or XLS, several at once, up to 64 MB together; a file of the same name is replaced.";
    DELIVER_UPLOAD = "上传并检查", "Upload and check";
    DELIVER_DRAFT = "已上传、尚未提交的文件", "Files uploaded and not submitted";
    DELIVER_REMOVE = "删除选中的文件", "Remove the ticked files";
    DELIVER_ROWS = "需要改正的行", "Rows to correct";
    DELIVER_CELL = "{file} 第 {row} 行 {column}", "{file}, row {row}, {column}";
    DELIVER_CORRECT = "保存改正并重新检查", "Save and check again";
    DELIVER_SUBMIT_TITLE = "核对并提交", "Check and submit";
    DELIVER_SUBMIT = "提交", "Submit";
    DELIVER_MONTH = "数据所属月份", "Month of the data";
    DELIVER_TABLES = "各表行数", "Rows by table";
    DELIVER_SAID = "检查结果", "What the check says";
    DELIVER_PROBLEM = "● 需改正", "● to correct";
    DELIVER_NOTE = "○ 提示", "○ note";
    DELIVER_SUBMITTED = "已提交的报送", "Submitted";
    FAULT_LARGE = "文件太大：一次合计不超过 64 MB；请分几次上传。", "The files are too large: 64 MB together at a time; upload them in several steps.";

    LEAD_ASSIGN = "分派", "Hand out";
    LEAD_NOT_NOW = "没有保存：这条线索现在不能这样处理，可能已有人处理过；请看下面的经过。", "Not saved: this is not the next step of the lead, perhaps somebody was faster; see what happened below.";
    LEAD_TAKE = "我来核查", "I check it";
    LEAD_START = "开始核查", "Begin the check";
    LEAD_DECIDE = "认定", "Decide";
    LEAD_RECTIFY = "登记整改", "Record what was put right";
    LEAD_CLOSE = "复核销号", "Verify and close";
    LEAD_RECOVER = "登记追回", "Record money that came back";
    LEAD_AMOUNT = "追回金额（元）", "Amount that came back (yuan)";
    LEAD_REFER = "移送纪检监察", "Refer to discipline inspection";
    LEAD_REFER_TO = "移送何处", "Referred to";
    LEAD_REOPEN = "重开", "Reopen";
    LEAD_TO = "承办人", "Who gets it";
    LEAD_DUE = "期限", "By when";
    LEAD_DUE_HINT = "留空则按规定的期限。", "Empty for the day that the norm gives.";
    ASSIGN_MANY = "批量分派", "Hand out several";
    ASSIGN_ANSWER = "有 {count} 条线索尚未分派。勾选后填写承办人，一次分派。", "{count} leads have nobody yet. Tick some and name who takes them.";
    ASSIGN_UNREAD = "没有分派：请至少勾选一条线索；日期写作 2026-11-30。", "Nothing handed out: tick a lead; write days as 2026-11-30.";
    LEAD_REASON = "理由", "Reason";
    LEAD_NO_NAMES = "不要写姓名和身份证号。", "Write no names or identity numbers.";
    LEAD_OVER = "多发（元）", "Overpaid (yuan)";
    LEAD_UNDER = "少发（元）", "Underpaid (yuan)";
    LEAD_OUTCOME = "结果", "Outcome";
    LEAD_CODE = "问题代码（查实时选一个）", "Code of the finding (one, when there is a finding)";
    LEAD_ACTION_TAKEN = "整改措施", "What was done";
    LEAD_PROOF_FILE = "证明材料", "File that shows it";
    LEAD_PROOF_HINT = "一个文件；系统只记其哈希，材料请自行归档。", "One file; only its hash is kept, so keep the file.";
    LEAD_ONE_FILE = "没有登记：证明材料须是一个文件；多份材料请合并后再传。", "Not recorded: one file must show it; put several into one.";
    LEAD_UNREAD = "没有保存：日期或金额写法不对，或选了多个问题代码；金额写作 123.45。", "Not saved: a date or an amount cannot be read, or there are several codes; write amounts as 123.45.";

    TASKS = "我的任务", "My tasks";
    TASKS_TITLE = "{town}：我的任务", "{town}: my tasks";
    TASKS_ABOUT = "本镇要上报、核实和按期完成的事项；办完的留在表中并注明。", "What the town has to deliver, to check and to finish in time; what is done stays here and says so.";
    TASKS_DELIVERY = "数据上报", "Deliveries";
    TASKS_LEADS = "需要核实和整改的线索", "Leads to check and to put right";
    TASKS_LEADS_ABOUT = "线索是需要核对的信息，不是结论。“待整改”的由本镇办理，点开后登记。", "A lead is something to be checked, not a verdict. Those decided and not yet put right are the town's to do; open them to record it.";
    TASK_DELIVER = "上报 {month} 数据", "Deliver the data of {month}";
    TASK_OPEN = "待处理", "To do";
    TASK_NOT_BEGUN = "○ 未开始", "○ not begun";
    TASK_TO_CORRECT = "■ 待补正", "■ to be corrected";
    TASK_TO_SEND = "▲ 可以提交", "▲ ready to submit";
    TASK_SENT = "● 已提交", "● submitted";
    TASK_LOADED = "● 数据已装载", "● loaded";
    CIRCULARS = "通报", "Circulars";
    CIRCULAR = "通报", "Circular";
    CIRCULARS_ABOUT = "系统按每月数据起草通报，由领导签发；签发后的通报内容不再变化，各镇（区）都能看到。", "Each month's data make a draft, which leadership signs. What was signed no longer changes, and every town sees it.";
    CIRCULARS_NONE = "还没有签发的通报。", "No circular has been issued yet.";
    CIRCULAR_NONE = "这个月的通报尚未签发。", "The circular of this month has not been issued.";
    CIRCULAR_DRAFT = "○ 草稿，未签发", "○ draft, not signed";
    CIRCULAR_SIGNED = "● 已签发", "● issued";
    CIRCULAR_CORRECTED = "● 已更正签发（第{number}版）", "● issued anew (revision {number})";
    CIRCULAR_WITHDRAWN = "■ 已撤回", "■ withdrawn";
    CIRCULAR_NUMBER = "文号", "Number";
    CIRCULAR_NUMBER_HINT = "如：海民通报〔2026〕11号；可以留空。", "Such as 海民通报〔2026〕11号; may stay empty.";
    CIRCULAR_SIGNED_AT = "签发时间", "Signed at";
    CIRCULAR_SIGNED_BY = "签发人", "Signed by";
    CIRCULAR_SIGNED_BY_WHOM = "{by} 于 {at} 签发，内容摘要（SHA-256）{hash}", "Signed by {by} at {at}; SHA-256 of what it says: {hash}";
    CIRCULAR_CHANGED = "签发后数据有更新，现在起草的内容与签发时不同", "The data have changed since, and a draft would say something else";
    CIRCULAR_MOVED = "没有签发：打开页面后数据已更新，请看过新的内容再签发。", "Not signed: the data changed after the page was opened; look at the draft as it is now.";
    CIRCULAR_SIGN = "签发", "Sign and issue";
    CIRCULAR_SIGN_ABOUT = "签发通报", "Sign the circular";
    CIRCULAR_CORRECT = "更正并重新签发", "Correct and issue anew";
    CIRCULAR_CORRECT_ABOUT = "按现在的数据更正通报", "Correct the circular by the data as they are now";
    CIRCULAR_WITHDRAW = "撤回", "Withdraw";
    CIRCULAR_WITHDRAW_ABOUT = "撤回通报", "Withdraw the circular";
    CIRCULAR_WHY = "原因", "Reason";
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use model::Lang;

    use super::{ALL, Word};

    #[test]
    fn no_word_misses_a_side_and_both_have_the_same_holes() {
        let holes = |text: &str| -> BTreeSet<String> {
            text.split('{')
                .skip(1)
                .filter_map(|part| part.split_once('}'))
                .map(|(n, _)| n.to_owned())
                .collect()
        };
        for (name, word) in ALL {
            let (zh, en) = (word.get(Lang::Zh), word.get(Lang::En));
            assert!(!zh.trim().is_empty() && !en.trim().is_empty(), "{name}");
            assert_eq!(holes(zh), holes(en), "{name}");
        }
    }

    #[test]
    fn names_in_braces_are_filled_in() {
        assert_eq!(Word("{a}–{b}", "-").fill(Lang::Zh, &[("a", "1"), ("b", "2")]), "1–2");
    }
}
