//! The view over all rules of consistency: a file in `queries/quality` is a rule, and nothing else
//! needs to name it.

use model::Fault;

use crate::files::DefinitionFile;
use crate::header::{self, QuestionFile};
use crate::question::Question;

/// Where the view would stand if it were written by hand.
const PATH: &str = "queries/views/consistency_checks.sql";

const HEADER: &str = r#"--- title = { zh = "数据一致性检查", en = "Consistency checks" }
--- about = { zh = "每条规则检查的每一行，是否通过及依据", en = "Every row that a rule checks, whether it passes and what it says" }
"#;

/// The view over these rules; none if there are none.
pub(crate) fn all(rules: &[&Question]) -> Option<Result<QuestionFile, Vec<Fault>>> {
    let selects: Vec<String> = rules
        .iter()
        .map(|Question { name, .. }| {
            format!(
                "SELECT '{name}' AS rule, r.town_code, r.household_key, r.person_key, \
                 r.is_passed, r.evidence FROM {name} AS r"
            )
        })
        .collect();
    let text = HEADER.to_owned() + &selects.join(" UNION ALL ") + "\n";
    (!rules.is_empty()).then(|| header::read(&DefinitionFile::new(PATH, text), "views"))
}
