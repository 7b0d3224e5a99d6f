//! Receipts: what a printed figure follows from, and whether it still comes out the same.
//!
//! # Invariants
//!
//! - A receipt is the hash of what is noted under it, the rows included: a note that was changed no
//!   longer has its name.
//! - To verify is to compute anew; kept results are not looked at.
//!
//! # Not here
//!
//! The computation of one household, and lists of draws: they carry receipts, but are verified by
//! their own means (`explain`, `draw verify`).

use std::path::PathBuf;

use chrono::NaiveDate;
use engine::{Ask, Reader};
use model::{Provenance, Result, ResultTable, Text};
use plan::Scenario;
use snapshot::AsOf;

use crate::home::Home;
use crate::planning::COMPARISON;
use crate::{error, files, planning};

/// The folder of noted receipts in a home.
pub(crate) const FOLDER: &str = "receipts";

/// What verifying a receipt found.
#[derive(Clone, Debug)]
pub struct Verified {
    /// What the figure was made of.
    pub then: Provenance,
    /// What it is made of now.
    pub now: Provenance,
}

impl Verified {
    /// Whether the rows are the same, cell by cell.
    pub fn is_same(&self) -> bool {
        self.then.rows == self.now.rows
    }

    /// What the answer follows from, by name, as it was and as it is now.
    pub fn parts(&self) -> [(&'static str, &str, &str); 9] {
        let (then, now) = (&self.then, &self.now);
        [
            ("question", &then.query, &now.query),
            ("sql", &then.query_hash, &now.query_hash),
            ("snapshot", &then.snapshot, &now.snapshot),
            ("as_of", &then.as_of, &now.as_of),
            ("norms", &then.norms, &now.norms),
            ("ledger", &then.facts, &now.facts),
            ("scope", &then.scope, &now.scope),
            ("program", &then.program, &now.program),
            ("rows", &then.rows, &now.rows),
        ]
    }

    /// What verifying says, in one sentence.
    pub fn verdict(&self) -> Text {
        let parts = self.parts().into_iter();
        let changed: Vec<&str> = parts
            .filter(|(name, then, now)| then != now && *name != "rows")
            .map(|(name, ..)| name)
            .collect();
        let list = changed.join(", ");
        match (self.is_same(), changed.is_empty()) {
            (true, true) => Text::new(
                "核验一致：用同样的快照、问题、参数、规范和程序重新计算，每一行都相同",
                "verified: computed anew from the same snapshot, question, parameters, norms and program, every row is the same",
            ),
            (true, false) => Text::new(
                format!("结果相同：每一行都与当时一样，但依据已有变化（{list}）"),
                format!(
                    "the same figure: every row is as it was, although it is now made of other parts ({list})"
                ),
            ),
            (false, false) => Text::new(
                format!(
                    "结果不同：当时的依据已有变化（{list}），现在算出的行与当时不一样；如需当时的数字，请用当时的版本核验"
                ),
                format!(
                    "another figure: what it is made of has changed ({list}) and so have the rows; verify it with the version of that time"
                ),
            ),
            (false, true) => Text::new(
                "结果不同：依据都没有变化，而算出的行与当时不一样；请运行 doudi doctor 检查数据是否被改动",
                "another figure although all that it is made of is the same; run doudi doctor to see whether stored data were changed",
            ),
        }
    }
}

impl Home {
    /// What was noted under a receipt.
    ///
    /// # Errors
    /// The caller's: nothing was. Data: what was noted is no longer what it was.
    pub fn noted(&self, code: &str) -> Result<Provenance> {
        let is_code = code.len() == 16 && code.bytes().all(|byte| byte.is_ascii_hexdigit());
        let path = self.receipt_path(&code.to_ascii_lowercase());
        if !is_code || !path.exists() {
            return Err(error::unknown_receipt(code));
        }
        let noted: Provenance =
            serde_json::from_str(&files::read(&path)?).map_err(|_| error::changed_receipt(code))?;
        match noted.receipt().eq_ignore_ascii_case(code) {
            true => Ok(noted),
            false => Err(error::changed_receipt(code)),
        }
    }

    /// Computes the figure of a receipt anew, from the same snapshot and parameters, for the reader
    /// it was made for.
    ///
    /// # Errors
    /// As [`Self::noted`]; the reader of this home sees less than that reader; the rows it was made
    /// from were removed; the question is gone.
    pub async fn verify_receipt(&self, code: &str) -> Result<Verified> {
        let then = self.noted(code)?;
        let reader = Reader::parse(&then.scope).ok_or_else(|| error::changed_receipt(code))?;
        if self.reader().narrow(&reader) != reader {
            return Err(error::unknown_receipt(code));
        }
        let again =
            self.again(&then, reader).await.map_err(|why| error::not_verified(code, &why))?;
        Ok(Verified { then, now: again.provenance })
    }

    async fn again(&self, then: &Provenance, reader: Reader) -> Result<ResultTable> {
        let as_of = AsOf::parse(&then.snapshot)?;
        let day: NaiveDate = then.as_of.parse().map_err(|_| error::changed_receipt(&then.query))?;
        let as_of = self.store().view_at(&as_of)?.pinned(day);
        let fresh = self.fresh();
        let own = |name: &str| then.parameters.get(name).map(String::as_str);
        match then.query.as_str() {
            "flags" => fresh.flag_table(&as_of, own("flag"), own("household"), reader).await,
            "score" => fresh.acting(self.operator(), &reader).score(as_of).await.map(|s| s.table),
            "score_parts" => {
                fresh.acting(self.operator(), &reader).score(as_of).await.map(|s| s.parts)
            }
            "plan" | "plan_groups" => {
                let scenario = Scenario::of_parameters(&then.parameters);
                let scenario = scenario.ok_or_else(|| error::changed_receipt(&then.query))?;
                let home = fresh.acting(self.operator(), &reader);
                match then.query.as_str() {
                    "plan" => home.plan(&scenario, as_of).await,
                    _ => home.plan_groups(&scenario, as_of).await,
                }
            }
            COMPARISON => {
                let scenarios = planning::compared(&then.parameters);
                let scenarios = scenarios.ok_or_else(|| error::changed_receipt(&then.query))?;
                let home = fresh.acting(self.operator(), &reader);
                home.plan_comparison(&scenarios, as_of).await
            }
            question => {
                let facts = fresh.facts_of(&[question])?;
                let (question, params) = (question.to_owned(), then.parameters.clone());
                fresh.result(&Ask { question, as_of, params, reader }, &facts).await
            }
        }
    }

    /// Notes what an answer follows from under its receipt. An answer is an answer although its
    /// receipt cannot be noted; it is unknown then.
    pub(crate) fn note_receipt(&self, table: &ResultTable) {
        let path = self.receipt_path(&table.provenance.receipt());
        if !self.keeps() || path.exists() {
            return;
        }
        let _ = files::make_folder(&self.root().join(FOLDER)).and_then(|()| {
            let text = serde_json::to_vec(&table.provenance)
                .map_err(|why| error::no_text(&why.to_string()))?;
            files::write(&path, &text)
        });
    }

    fn receipt_path(&self, code: &str) -> PathBuf {
        self.root().join(FOLDER).join(format!("{code}.json"))
    }
}
