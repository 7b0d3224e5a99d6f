//! The table: name, outcome, what is said in Chinese and English, and the damage; a case is a line.

use std::fs;

use encoding_rs::GB18030;
use tests::delivery::{self, HOUSEHOLD, household, id, payment, person};
use tests::desk::{Desk, Entry, container, encrypted, sheet, sparse, xlsx, zip};

use super::Case;
use super::Outcome::{self, Loads, Mistaken, Refused};

type Row = (&'static str, Outcome, &'static str, &'static str, fn(&mut Desk));

/// Every case.
pub fn all() -> &'static [Case] {
    let rows = FOLDERS.iter().chain(HEADINGS).chain(TEXTS).chain(CELLS).chain(ROWS);
    let rows = rows.chain(ZIPS).chain(WORKBOOKS).chain(OTHERS);
    let case = |&(name, outcome, zh, en, damage): &Row| Case { name, outcome, zh, en, damage };
    Vec::leak(rows.map(case).collect())
}

#[rustfmt::skip]
const FOLDERS: &[Row] = &[
    ("empty folder", Refused, "是空的", "is empty", |d| {
        for file in ["units.csv", "households.csv", "persons.csv", "payments.csv"] {
            d.remove(file);
        }
    }),
    ("only hidden files", Refused, "是空的", "is empty", |d| {
        for file in ["units.csv", "households.csv", "persons.csv", "payments.csv"] {
            d.remove(file);
        }
        d.put(".DS_Store", "x");
        d.put("~$households.xlsx", "x");
    }),
    ("no folder", Mistaken, "找不到", "", |d| d.delivered = d.path("nowhere")),
    ("a file instead of a folder", Mistaken, "既不是文件夹也不是文件夹的 ZIP", "", |d| {
        d.delivered = d.path("households.csv");
    }),
    ("required table missing", Refused, "缺少必报的表「发放花名册」", "the required table Payment roster is missing", |d| {
        d.remove("payments.csv");
    }),
    ("required table without rows", Refused, "「发放花名册」没有任何数据行", "Payment roster has no rows", |d| {
        d.put("payments.csv", delivery::PAYMENT);
    }),
    ("the same file twice", Refused, "是同一个文件", "it is the same file as `payments.csv`", |d| {
        d.put("payments2.csv", d.read("payments.csv"));
    }),
    ("a link", Refused, "这是链接而不是文件", "it is a link, not a file", |d| {
        std::os::unix::fs::symlink(d.path("units.csv"), d.path("more.csv")).expect("a link");
    }),
    ("a file over the size limit", Refused, "文件超过 1024 MB", "the file is over 1024 MB", |d| {
        sparse(&d.path("huge.csv"), (1 << 30) + 1);
    }),
    ("too many files", Refused, "超过上限 1000 个", "over the limit of 1000", |d| {
        (0..1000).for_each(|n| d.put(&format!("{n}.txt"), "x"));
    }),
    ("a picture beside the tables", Loads(0), "`公示.jpg` 不是表格文件", "`公示.jpg` is not a table", |d| {
        d.put("公示.jpg", b"\xff\xd8\xff\xe0\0\0\0\0");
    }),
    ("a picture that claims to be a table", Refused, "既不是 UTF-8 也不是 GB18030", "neither UTF-8 nor GB18030", |d| {
        d.put("公示.csv", b"\x89PNG\0\0\0\0");
    }),
    ("a table of something else", Loads(0), "`通讯录.csv` 未被识别", "`通讯录.csv` was not recognised", |d| {
        d.put("通讯录.csv", "部门,分机\n低保股,101\n");
    }),
    ("a month that has not begun", Refused, "该月还没有开始", "that month has not begun", |d| d.month = "2199-01"),
];

#[rustfmt::skip]
const HEADINGS: &[Row] = &[
    ("required heading missing", Refused, "缺少列 与户主关系", "no column 与户主关系", |d| {
        d.edit("persons.csv", "与户主关系", "备注");
    }),
    ("heading twice", Refused, "都是 `性别`", "both mean `性别`", |d| {
        d.edit("persons.csv", "姓名,身份证号,户主身份证号,与户主关系,性别", "姓名,身份证号,户主身份证号,与户主关系,性别,性别");
    }),
    ("heading beside its alias", Refused, "列「所属街道」和「所属乡镇」", "columns `所属街道` and `所属乡镇` both mean", |d| {
        d.edit("households.csv", "近亲属备案", "所属乡镇");
    }),
    ("unknown heading twice", Refused, "列「备注」和「备注」", "both mean `备注`", |d| {
        d.edit("households.csv", "近亲属备案,申请原因", "备注,备注");
    }),
    ("unknown heading", Loads(0), "`households.csv` 中有 1 个未知的列没有读取：政治面貌", "`households.csv`: 1 unknown columns were kept out: 政治面貌", |d| {
        d.edit("households.csv", "近亲属备案", "政治面貌");
    }),
    ("column without heading", Loads(0), "第11列(无列名", "no heading)", |d| {
        d.edit("households.csv", "近亲属备案", "");
    }),
    ("no programme anywhere", Refused, "没有「救助类型」列", "no column 救助类型", |d| {
        d.edit("households.csv", "救助类型", "类别备注");
    }),
    ("headings of two rows", Loads(0), "", "", |d| {
        let upper = "户主姓名,户主身份证号,救助类型,人口,,金额,,,所属社区,最初享受月份,近亲属备案,申请原因";
        let lower = ",,,家庭人口数,保障人口数,户月保障金额(元),合计(元),所属街道,,,,";
        d.edit("households.csv", HOUSEHOLD, &format!("{upper}\n{lower}"));
    }),
];

#[rustfmt::skip]
const TEXTS: &[Row] = &[
    ("mixed encodings", Refused, "混有两种编码（第 2 行是 UTF-8，第 62 行不是）", "line 2 is UTF-8, line 62 is not", |d| {
        let gb = GB18030.encode("示例,,农村低保,,,,\n").0.into_owned();
        d.put("payments.csv", [d.read("payments.csv").replacen(delivery::PAYMENT, "head_name,head_id_no,programme,benefit_paid,total_paid,pay_status,paid_on", 1).into_bytes(), gb].concat());
    }),
    ("UTF-16", Refused, "既不是 UTF-8 也不是 GB18030", "neither UTF-8 nor GB18030", |d| {
        let text: Vec<u8> = d.read("persons.csv").encode_utf16().flat_map(u16::to_le_bytes).collect();
        d.put("persons.csv", [b"\xff\xfe".to_vec(), text].concat());
    }),
    ("a NUL byte", Refused, "空字节（NUL）", "there is a NUL byte in it", |d| {
        d.edit("persons.csv", "示例7,", "示\0例7,");
    }),
    ("a NUL byte far down", Refused, "空字节（NUL）", "there is a NUL byte in it", |d| {
        let rows = "编号,收到日期\n".to_owned() + "C1,2026-10-01\n".repeat(5000).as_str();
        d.put("complaints.csv", rows + "\0");
    }),
    ("a quote that is never closed", Refused, "引号没有成对", "a quotation mark of this line is not closed", |d| {
        d.edit("persons.csv", "示例7,", "\"示例7,");
    }),
    ("a quote closed amid a later row", Refused, "（persons.csv:8）", "(persons.csv:8)", |d| {
        d.edit("persons.csv", "示例7,", "\"示例7,");
        d.edit("persons.csv", "示例20,", "\"示例20\",");
    }),
    ("a quote closed amid its cell", Refused, "引号没有成对", "a quotation mark of this line is not closed", |d| {
        d.edit("persons.csv", "示例7,", "\"示\"例7,");
    }),
    ("a cell of 10 MB", Refused, "有单元格超过 32767 个字符", "a cell has more than 32767 characters", |d| {
        d.edit("persons.csv", "示例7,", &format!("{},", "长".repeat(10 << 20)));
    }),
    ("too many columns", Refused, "超过 500 列", "more than 500 columns", |d| {
        d.add("persons.csv", &",".repeat(600));
    }),
];

/// Edits a cell of household 7.
fn cell(d: &Desk, from: &str, to: &str) {
    let row = household(7);
    assert!(row.contains(from));
    d.edit("households.csv", &row, &row.replacen(from, to, 1));
}

/// Edits a cell of payment 7.
fn paid(d: &Desk, from: &str, to: &str) {
    let row = payment(7);
    assert!(row.contains(from));
    d.edit("payments.csv", &row, &row.replacen(from, to, 1));
}

/// Renames person 7.
fn name(d: &Desk, to: &str) {
    d.edit("persons.csv", &person(7), &person(7).replacen("示例7", to, 1));
}

#[rustfmt::skip]
const CELLS: &[Row] = &[
    ("identity number that lost its digits", Loads(2), "已丢失末几位", "lost its last digits", |d| cell(d, &id(7), "4.69E+17")),
    ("identity number too short", Loads(2), "不是 18 位或 15 位身份证号", "not an identity number", |d| cell(d, &id(7), "46900219")),
    ("wrong check digit", Loads(0), "校验码不对，已加载并标记", "loaded and marked `check_digit`", |d| {
        let wrong = format!("{}0", &id(7)[..17]);
        let wrong = if wrong == id(7) { format!("{}1", &id(7)[..17]) } else { wrong };
        for file in ["households.csv", "persons.csv", "payments.csv"] {
            d.put(file, d.read(file).replace(&id(7), &wrong));
        }
    }),
    ("identity number of 15 digits", Loads(0), "15 位旧号", "marked `fifteen_digits`", |d| {
        let old = id(7);
        let old = format!("{}{}", &old[..6], &old[8..17]);
        for file in ["households.csv", "persons.csv", "payments.csv"] {
            d.put(file, d.read(file).replace(&id(7), &old));
        }
    }),
    ("identity number with spaces", Loads(0), "去掉了空格", "had spaces removed", |d| {
        let spaced = id(7).replacen("1960", " 1960 ", 1);
        d.edit("payments.csv", &id(7), &spaced);
    }),
    ("the thirtieth of February", Loads(1), "不是日期", "not a date", |d| paid(d, "2026-10-10", "2026-02-30")),
    ("a serial day in a text", Loads(1), "不是日期", "not a date", |d| paid(d, "2026-10-10", "46305")),
    ("a day of another age", Loads(1), "不是日期", "not a date", |d| paid(d, "2026-10-10", "1026-10-10")),
    ("the thirteenth month", Loads(2), "不是月份", "not a month", |d| cell(d, "2024-05", "2024-13")),
    ("money with three decimals", Loads(2), "金额最多两位小数", "money has at most two decimals", |d| cell(d, "600.00", "600.005")),
    ("a negative amount", Loads(1), "不能是负数", "must not be negative", |d| paid(d, ",600,600,", ",600,-600,")),
    ("money in words", Loads(1), "不是数", "not a number", |d| paid(d, ",600,600,", ",六百,600,")),
    ("a separator at the wrong place", Loads(1), "不是数", "not a number", |d| paid(d, ",600,600,", ",600,\"6,00\",")),
    ("half a person", Loads(2), "应为整数", "must be a whole number", |d| cell(d, ",1,1,", ",1,0.5,")),
    ("neither yes nor no", Loads(2), "不是“是”或“否”", "neither yes nor no", |d| cell(d, ",否,", ",也许,")),
    ("a required cell empty", Loads(1), "必填项为空", "a required cell is empty", |d| paid(d, ",600,600,", ",600,,")),
    ("unknown town", Loads(2), "行政区划中没有这个街道（乡镇）", "no such town among the units", |d| cell(d, "万泉镇", "南海镇")),
    ("unknown village", Loads(0), "1 行的村（社区）在行政区划中找不到", "1 rows name a village that is not among the units", |d| cell(d, "新民村", "仙游村")),
    ("unknown programme", Loads(2), "不是已知的救助类型", "not a known programme", |d| cell(d, "农村低保", "五保")),
    ("tekun without its way of support", Loads(2), "特困须写明集中供养或分散供养", "for tekun say whether", |d| cell(d, "农村低保", "特困")),
    ("unknown code", Loads(0), "「申请原因」有 1 个未知代码，照原样保留：懒惰 (1)", "`申请原因`: 1 unknown codes were kept as given: 懒惰 (1)", |d| cell(d, "因病", "懒惰")),
    ("a formula in a name", Loads(0), "", "", |d| name(d, "=cmd|' /C calc'!A0")),
    ("a script in a name", Loads(0), "", "", |d| name(d, "<script>alert(1)</script>")),
    ("a rare character in a name", Loads(0), "", "", |d| name(d, "𠮷𪚥")),
    ("a rare character in GB18030", Loads(0), "", "", |d| {
        name(d, "𠮷𪚥");
        let text = d.read("persons.csv");
        d.put("persons.csv", GB18030.encode(&text).0);
    }),
];

#[rustfmt::skip]
const ROWS: &[Row] = &[
    ("second row of a key", Loads(1), "与 `households.csv` 第 8 行重复", "the same key stands in row 8 of `households.csv`", |d| {
        d.add("households.csv", &household(7));
    }),
    ("a key in two files", Loads(1), "与 `households.csv` 第 8 行重复", "the same key stands in row 8 of `households.csv`", |d| {
        d.put("households2.csv", format!("{HOUSEHOLD}\n{}\n", household(7)));
    }),
    ("person without household", Loads(1), "找不到所属家庭，已隔离（不计入比例）", "1 persons have no household", |d| {
        d.add("persons.csv", &person(99));
    }),
    ("a separator too many", Loads(1), "单元格多于列数", "more cells than headings", |d| {
        d.edit("payments.csv", &payment(7), &format!("{},多", payment(7)));
    }),
    ("a row cut short", Loads(1), "必填项为空", "a required cell is empty", |d| {
        d.edit("payments.csv", &payment(7), "示例7");
    }),
    ("too many bad rows", Refused, "185 行中有 4 行不能使用（2.16%），达到上限 2.00%", "4 of 185 rows cannot be used (2.16%)", |d| {
        (1..=4).for_each(|n| d.edit("payments.csv", &payment(n), &payment(n).replace("成功", "成功").replace("2026-10-10", "昨天")));
    }),
    ("totals that do not add up", Refused, "合计行不符：写的是 36001，上面各行之和是 36000.00", "it says 36001, the rows above make 36000.00", |d| {
        d.add("payments.csv", "合计,,,36000,36001,,");
    }),
    ("totals that add up", Loads(0), "", "", |d| d.add("payments.csv", "合计,,,36000,36000,,")),
    ("subtotals that add up", Loads(0), "", "", |d| {
        d.edit("payments.csv", &payment(7), &format!("小计,,,3600,3600,,\n{}", payment(7)));
        d.add("payments.csv", "小计,,,32400,32400,,\n合计,,,36000,36000,,");
    }),
    ("a subtotal that does not add up", Refused, "写的是 32401，上面各行之和是 32400.00", "it says 32401, the rows above make 32400.00", |d| {
        d.edit("payments.csv", &payment(7), &format!("小计,,,3600,3600,,\n{}", payment(7)));
        d.add("payments.csv", "小计,,,32401,32400,,\n合计,,,36000,36000,,");
    }),
    ("a note behind the totals", Loads(0), "按备注略过", "was left out as a note", |d| {
        d.add("payments.csv", "合计,,,36000,36000,,\n制表人：某某,,,,,,");
    }),
];

#[rustfmt::skip]
const ZIPS: &[Row] = &[
    ("a sound ZIP", Loads(0), "", "", |d| d.pack(&[])),
    ("names in GB18030", Loads(0), "`十月/说明.pdf` 不是表格文件", "`十月/说明.pdf` is not a table", |d| {
        d.pack(&[Entry::new(&GB18030.encode("十月/说明.pdf").0, b"%PDF-1.7")]);
    }),
    ("names in no encoding", Refused, "无法辨认", "cannot be read", |d| d.pack(&[Entry::new(b"\xff\xff.csv", b"x")])),
    ("a path that climbs", Refused, "（../../units.csv）", "(../../units.csv)", |d| d.pack(&[Entry::new(b"../../units.csv", b"x")])),
    ("a path that climbs by backslashes", Refused, "文件名指向报送文件夹之外", "its name leads out of the delivery", |d| d.pack(&[Entry::new(b"a\\..\\..\\b.csv", b"x")])),
    ("an absolute path", Refused, "文件名指向报送文件夹之外", "its name leads out of the delivery", |d| d.pack(&[Entry::new(b"/etc/units.csv", b"x")])),
    ("a link in a ZIP", Refused, "这是链接而不是文件", "it is a link, not a file", |d| d.pack(&[Entry::link(b"more.csv", b"units.csv")])),
    ("a ZIP in a ZIP", Refused, "报送中的 ZIP 不再解压", "a ZIP inside a delivery is not unpacked", |d| {
        let inner = zip(&[Entry::new(b"a.csv", b"x")]);
        d.pack(&[Entry::new("附件.zip".as_bytes(), &inner)]);
    }),
    ("a ZIP in a folder", Refused, "报送中的 ZIP 不再解压", "a ZIP inside a delivery is not unpacked", |d| {
        d.put("附件.zip", zip(&[Entry::new(b"a.csv", b"x")]));
    }),
    ("an encrypted ZIP", Refused, "文件有密码", "it has a password", |d| {
        d.deliver(&encrypted(zip(&[Entry::new(b"units.csv", b"x")])));
    }),
    ("a truncated ZIP", Refused, "ZIP 损坏或不完整", "the ZIP is damaged or incomplete", |d| {
        d.pack(&[]);
        let bytes = fs::read(&d.delivered).expect("a ZIP");
        d.deliver(&bytes[..bytes.len() / 2]);
    }),
    ("a ZIP with a flipped byte", Refused, "ZIP 损坏或不完整", "the ZIP is damaged or incomplete", |d| {
        d.pack(&[]);
        let mut bytes = fs::read(&d.delivered).expect("a ZIP");
        bytes[200] ^= 0x55;
        d.deliver(&bytes);
    }),
    ("an empty ZIP", Refused, "是空的", "is empty", |d| d.deliver(&zip(&[]))),
    ("a text named ZIP", Refused, "ZIP 损坏或不完整", "the ZIP is damaged or incomplete", |d| d.deliver(b"x")),
    ("one name twice in a ZIP", Refused, "ZIP 损坏或不完整（one name twice）", "one name twice", |d| {
        d.pack(&[Entry::new(b"units.csv", b"x")]);
    }),
    ("too many files in a ZIP", Refused, "超过上限 1000 个", "over the limit of 1000", |d| {
        let names: Vec<String> = (0..1000).map(|n| format!("{n:04}.txt")).collect();
        let entries: Vec<_> = names.iter().map(|name| Entry::new(name.as_bytes(), b"x")).collect();
        d.pack(&entries);
    }),
    ("a ZIP bomb", Refused, "超过压缩大小的 200 倍", "over 200 times its size", |d| {
        d.pack(&[Entry::new(b"bomb.csv", &vec![b'0'; 64 << 20])]);
    }),
    ("a workbook instead of a folder", Mistaken, "既不是文件夹也不是文件夹的 ZIP", "", |d| {
        d.deliver(&xlsx(&sheet(&[&["a"]]), &[]));
    }),
];

/// Deaths in a workbook: the headings, and this row of person 7.
fn deaths(row: &[&str]) -> Vec<u8> {
    xlsx(&sheet(&[&["身份证号", "死亡日期"], row]), &[])
}

#[rustfmt::skip]
const WORKBOOKS: &[Row] = &[
    ("a formula without a stored value", Loads(1), "公式没有保存结果", "a formula without a stored value", |d| {
        d.put("死亡.xlsx", deaths(&[&id(7), "<c><f>TODAY()</f></c>"]));
    }),
    ("a formula whose value was left empty", Loads(1), "公式没有保存结果", "a formula without a stored value", |d| {
        d.put("死亡.xlsx", deaths(&[&id(7), "<c><f>TODAY()</f><v></v></c>"]));
    }),
    ("a formula with its value", Loads(0), "", "", |d| {
        d.put("死亡.xlsx", deaths(&[&id(7), "<c><f>A1+1</f><v>46300</v></c>"]));
    }),
    ("an external link", Loads(0), "", "", |d| {
        let link = "<?xml version=\"1.0\"?><externalLink xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"/>";
        let outside = "<c><f>[1]Sheet1!$A$1</f><v>46300</v></c>";
        let rows = sheet(&[&["身份证号", "死亡日期"], &[&id(7), outside]]);
        d.put("死亡.xlsx", xlsx(&rows, &[("xl/externalLinks/externalLink1.xml", link)]));
    }),
    ("an error value", Loads(1), "错误值", "an error value", |d| {
        d.put("死亡.xlsx", deaths(&[&id(7), "<c t=\"e\"><v>#N/A</v></c>"]));
    }),
    ("an identity number kept as a number", Loads(1), "已丢失末几位", "lost its last digits", |d| {
        d.put("死亡.xlsx", deaths(&["<c><v>469002196001010071</v></c>", "2026-10-01"]));
    }),
    ("a million empty rows", Loads(0), "", "", |d| {
        let rows = sheet(&[&["身份证号", "死亡日期"], &[&id(7), "2026-10-01"]]);
        let empty: String =
            (3..1_000_003).map(|n| format!("<row r=\"{n}\"><c r=\"A{n}\" s=\"0\"/></row>")).collect();
        d.put("死亡.xlsx", xlsx(&rows.replace("</sheetData>", &(empty + "</sheetData>")), &[]));
    }),
    ("a blank cell at the far corner", Loads(0), "", "", |d| {
        d.put("死亡.xlsx", xlsx("<sheetData><row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>身份证号</t></is></c><c r=\"B1\" t=\"inlineStr\"><is><t>死亡日期</t></is></c></row><row r=\"1048576\"><c r=\"XFD1048576\" s=\"0\"/></row></sheetData>", &[]));
    }),
    ("a cell at the far corner", Refused, "超过 500 列", "more than 500 columns", |d| {
        let far = "<row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row></sheetData>";
        let rows = sheet(&[&["身份证号", "死亡日期"]]);
        d.put("死亡.xlsx", xlsx(&rows.replace("</sheetData>", far), &[]));
    }),
    ("a workbook's totals that do not add up", Refused, "合计行不符：写的是 201", "it says 201, the rows above make 200.00", |d| {
        let headings: &[&str] = &["姓名", "身份证号", "救助类型", "救助金额(元)", "申请日期"];
        let rows = sheet(&[
            headings,
            &["示例7", &id(7), "急难型", "<c><v>200</v></c>", "2026-10-01"],
            &["合计", "", "", "<c><v>201</v></c>", ""],
        ]);
        d.put("临时救助.xlsx", xlsx(&rows, &[]));
    }),
    ("a truncated workbook", Refused, "ZIP 损坏或不完整", "damaged or incomplete", |d| {
        let bytes = deaths(&[&id(7), "2026-10-01"]);
        d.put("死亡.xlsx", &bytes[..bytes.len() - 30]);
    }),
    ("a workbook that is a bomb", Refused, "超过压缩大小的 200 倍", "over 200 times its size", |d| {
        let long = " ".repeat(64 << 20);
        d.put("死亡.xlsx", xlsx(&format!("{long}{}", sheet(&[&["身份证号", "死亡日期"]])), &[]));
    }),
    ("a workbook whose rows go back", Refused, "行的次序错乱", "its rows are out of order", |d| {
        d.put("死亡.xlsx", xlsx("<sheetData><row r=\"2\"><c><v>1</v></c></row><row r=\"1\"><c><v>1</v></c></row></sheetData>", &[]));
    }),
    ("a workbook with a password", Refused, "文件有密码", "it has a password", |d| {
        d.put("死亡.xlsx", container("EncryptedPackage", &[7; 5000]));
    }),
    ("a workbook in binary parts", Refused, "无法读取 XLSB 文件", "cannot read a XLSB file", |d| {
        d.put("死亡.xlsb", zip(&[Entry::new(b"[Content_Types].xml", b"x"), Entry::new(b"xl/workbook.bin", b"x")]));
    }),
    ("an XLS with cells at far corners", Refused, "单元格相距太远", "its cells stand too far apart", |d| {
        let label = |row: u16, column: u16| [0xfd, 10, row, column, 0, 0, 0].map(u16::to_le_bytes).concat();
        // A sheet named AA that begins behind the list of sheets, at byte 18.
        let sheets = [0x85, 10, 18, 0, 0, 2, 0x4141, 0x0a, 0].map(u16::to_le_bytes).concat();
        let cells = [label(0, 0), label(65_535, 65_535)].concat();
        d.put("死亡.xls", container("Workbook", &[sheets, cells, vec![0; 5000]].concat()));
    }),
    ("a truncated XLS", Refused, "无法读取工作簿", "cannot read the workbook", |d| {
        d.put("家庭.xls", &old_workbook()[..2000]);
    }),
    ("an XLS with an identity number kept as a number", Loads(6), "已丢失末几位", "lost its last digits", |d| {
        // Its five households are in the delivery already; the second sheet loads one death of two.
        d.put("农村低保家庭查询.xls", old_workbook());
        (200..320).for_each(|n| d.add("households.csv", &household(n)));
    }),
];

fn old_workbook() -> Vec<u8> {
    fs::read(tests::root().join("tests/fixtures/formats/农村低保家庭查询.xls"))
        .expect("the fixture")
}

#[rustfmt::skip]
const OTHERS: &[Row] = &[
    ("a truncated Parquet", Refused, "无法读取 Parquet", "cannot read the Parquet file", |d| {
        d.put("死亡.parquet", b"PAR1\x15\x04\x15\x10\x15\x14\x4c\x15\x02\x15\x00");
    }),
    ("a Parquet with a false foot", Refused, "无法读取", "cannot read", |d| {
        d.put("死亡.parquet", [b"PAR1".to_vec(), vec![0x19; 64], vec![60, 0, 0, 0], b"PAR1".to_vec()].concat());
    }),
];
