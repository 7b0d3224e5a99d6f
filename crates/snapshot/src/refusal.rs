//! A refused delivery: what is wrong, where, what to do, on one page in both languages.
//!
//! # Invariants
//!
//! - The page holds cells of personal data, so only its owner may read it; it stays in the home, wherever
//!   its snapshots are.
//! - Of many problems or rows the first are shown and all are counted.

use std::fmt::Write;
use std::path::Path;

use model::{Fault, Lang, Result, beijing};

use crate::load::LoadOptions;
use crate::quarantine::{self, Quarantined};
use crate::store::{self, Store};
use crate::table::Loaded;
use crate::{disk, error};

/// Problems told on the page, and by the command.
const PROBLEMS_SHOWN: usize = 30;
/// Rows shown on the page.
const ROWS_SHOWN: usize = 20;

/// Keeps the page and the quarantine of a refused delivery, and says where they are.
pub(crate) fn refuse(
    store: &Store,
    delivery: &Path,
    options: &LoadOptions,
    problems: &[Fault],
    loaded: &[Loaded],
) -> Result<Fault> {
    let rows: Vec<_> = loaded.iter().flat_map(|l| l.quarantined.iter().cloned()).collect();
    quarantine::publish(store, store::refused(options.month), &rows)?;
    let page = store.home().join(store::refusal(options.month));
    let refusal = Refusal { delivery, options, problems, loaded, rows: &rows };
    disk::write_private(&page, refusal.page().as_bytes())?;
    let shown = problems.get(..PROBLEMS_SHOWN).unwrap_or(problems);
    let kept = (!rows.is_empty()).then_some(options.month);
    Ok(error::refused(shown, problems.len(), kept, &page))
}

struct Refusal<'a> {
    delivery: &'a Path,
    options: &'a LoadOptions,
    problems: &'a [Fault],
    loaded: &'a [Loaded],
    rows: &'a [Quarantined],
}

impl Refusal<'_> {
    /// Chinese first, English below; with a mark, so that plain editors read it as UTF-8.
    fn page(&self) -> String {
        let mut page = String::from('\u{feff}');
        self.write(&mut page, &ZH, Lang::Zh);
        page.push_str("\n----------------------------------------------------------------\n\n");
        self.write(&mut page, &EN, Lang::En);
        page
    }

    fn write(&self, page: &mut String, words: &Words, lang: Lang) {
        let month = self.options.month;
        let at = beijing::minute(self.options.loaded_at);
        let _ = writeln!(page, "{} {month}\n", words.title);
        let _ = writeln!(page, "{}{}", words.delivery, self.delivery.display());
        let _ = writeln!(page, "{}{at}\n{}\n", words.at, words.result);

        let _ = writeln!(page, "{} ({})\n", words.why, self.problems.len());
        for (number, problem) in (1..).zip(self.problems.iter().take(PROBLEMS_SHOWN)) {
            let _ = writeln!(page, "{number}. {}", problem.say(lang));
        }
        rest(page, words, self.problems.len(), PROBLEMS_SHOWN);

        let _ = writeln!(page, "\n{}\n", words.tables);
        for loaded in self.loaded {
            let label = loaded.table.label();
            let rows = loaded.rows + loaded.quarantined.len() as u64;
            let (name, bad) = (label.get(lang), loaded.quarantined.len());
            let _ = writeln!(page, "- {name}: {rows}{}{bad}", words.of_which);
        }
        let _ = writeln!(page, "\n{} ({})\n", words.rows, self.rows.len());
        for row in self.rows.iter().take(ROWS_SHOWN) {
            let _ = writeln!(page, "- {}", row.say(lang));
        }
        rest(page, words, self.rows.len(), ROWS_SHOWN);
        let _ = write!(
            page,
            "\n{}\n\n{}",
            words.what_to_do,
            words.steps.replace("MONTH", &month.to_string())
        );
    }
}

fn rest(page: &mut String, words: &Words, all: usize, shown: usize) {
    if let Some(more) = all.checked_sub(shown).filter(|more| *more > 0) {
        let _ = writeln!(page, "{}{more}", words.more);
    }
}

/// The fixed words of the page in one language.
struct Words {
    title: &'static str,
    delivery: &'static str,
    at: &'static str,
    result: &'static str,
    why: &'static str,
    tables: &'static str,
    of_which: &'static str,
    rows: &'static str,
    more: &'static str,
    what_to_do: &'static str,
    steps: &'static str,
}

const ZH: Words = Words {
    title: "报送未通过",
    delivery: "报送：",
    at: "检查时间（北京时间）：",
    result: "没有发布任何数据；以前发布的快照照常使用。",
    why: "一、原因",
    tables: "二、各表的数据行",
    of_which: " 行，其中不能使用 ",
    rows: "三、不能使用的行（文件:工作表:行 列 [原文] 原因）",
    more: "……另有 ",
    what_to_do: "四、怎么办",
    steps: "1. 按第一部分改正文件。\n\
            2. 不能使用的行可以导出改正：doudi quarantine --month MONTH --format xlsx --out 隔离清单.xlsx\n   \
            改正后把该文件放入报送文件夹，与其他文件一起报送。\n\
            3. 重新加载：doudi load 报送文件夹 --month MONTH\n",
};

const EN: Words = Words {
    title: "Delivery refused",
    delivery: "Delivery: ",
    at: "Checked at (Beijing time): ",
    result: "Nothing was published; the snapshots published before stay in use.",
    why: "1. Why",
    tables: "2. Rows by table",
    of_which: " rows, of which cannot be used: ",
    rows: "3. Rows that cannot be used (file:sheet:row column [text] reason)",
    more: "… and more: ",
    what_to_do: "4. What to do",
    steps: "1. Correct the files as part 1 says.\n\
            2. Rows that cannot be used can be taken out for correction: doudi quarantine --month MONTH --format xlsx --out quarantine.xlsx\n   \
            Correct them, and put that file into the delivery beside the others.\n\
            3. Load again: doudi load FOLDER --month MONTH\n",
};
