//! Flags: every finding of every flag question in one table.

use std::collections::BTreeMap;

use engine::{Reader, Scope};
use model::{Fen, Provenance, Result, ResultTable};
use registry::{Kind, Question};
use snapshot::AsOf;

use crate::home::Home;
use crate::{compose, error};

/// The column in which a flag says that what it found harms the recipient.
const HARMS: &str = "harms_recipient";

/// One finding; the order of the fields is the order of the rows.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Finding {
    pub(crate) flag: String,
    pub(crate) town_code: Option<String>,
    pub(crate) household_key: Option<String>,
    pub(crate) person_key: Option<String>,
    pub(crate) evidence: Option<String>,
    pub(crate) strength: Option<String>,
    pub(crate) due: Option<Fen>,
    /// What a flag may say in a column of this name; it does not harm the recipient otherwise.
    pub(crate) harms_recipient: bool,
}

impl Home {
    /// The findings of the snapshot of a day: of all flags, or of `only` one.
    ///
    /// Columns: `flag`, `clause` (the first that the flag serves), `month`, `town_code`,
    /// `household_key`, `person_key`, `strength`, `due_yuan`, `evidence`; by flag, town,
    /// household, person and evidence. The look is in the audit log before the rows are returned.
    ///
    /// # Errors
    /// `only` is not a flag; a flag cannot be answered.
    pub async fn flags(
        &self,
        as_of: impl Into<AsOf>,
        only: Option<&str>,
        reader: impl Into<Reader>,
    ) -> Result<ResultTable> {
        self.looked_at(self.flag_table(&as_of.into(), only, None, reader.into()).await?)
    }

    /// The findings of all flags for whoever counts them and shows nobody's row, so that the audit log
    /// has nothing to say; else as [`Home::flags`].
    ///
    /// # Errors
    /// A flag cannot be answered.
    pub async fn flags_to_count(&self, as_of: impl Into<AsOf>) -> Result<ResultTable> {
        self.flag_table(&as_of.into(), None, None, Scope::City.into()).await
    }

    /// The findings about one household, by its pseudonym; as [`Home::flags`].
    ///
    /// # Errors
    /// As there.
    pub async fn household_flags(
        &self,
        as_of: impl Into<AsOf>,
        household_key: &str,
        reader: impl Into<Reader>,
    ) -> Result<ResultTable> {
        self.looked_at(
            self.flag_table(&as_of.into(), None, Some(household_key), reader.into()).await?,
        )
    }

    /// The same table, once the look at it is in the audit log.
    fn looked_at(&self, table: ResultTable) -> Result<ResultTable> {
        self.log_look("flags", &table)?;
        Ok(table)
    }

    pub(crate) async fn flag_table(
        &self,
        as_of: &AsOf,
        only: Option<&str>,
        household: Option<&str>,
        reader: Reader,
    ) -> Result<ResultTable> {
        let (_, as_of) = self.pin(as_of)?;
        let flags: Vec<&Question> = match only {
            Some(name) => vec![self.flag(name)?],
            None => self.registry().flags().collect(),
        };
        let (mut findings, parts) = self.findings(&flags, &as_of, reader).await?;
        findings
            .retain(|finding| household.is_none() || finding.household_key.as_deref() == household);
        let mut provenance = compose::provenance("flags", &parts)?;
        if let Some(name) = only {
            provenance.parameters.insert("flag".to_owned(), name.to_owned());
        }
        if let Some(key) = household {
            provenance.parameters.insert("household".to_owned(), key.to_owned());
        }
        let month = self.store().view_at(&as_of)?.month.to_string();
        let clauses: BTreeMap<_, _> =
            flags.iter().map(|flag| (flag.name.as_str(), flag.clauses.first())).collect();
        let clause = |finding: &Finding| clauses.get(finding.flag.as_str()).copied().flatten();
        let rows = &findings;
        let batch = compose::batch([
            ("flag", compose::texts(rows.iter().map(|row| Some(&row.flag)))),
            ("clause", compose::texts(rows.iter().map(clause))),
            ("month", compose::texts(rows.iter().map(|_| Some(&month)))),
            ("town_code", compose::texts(rows.iter().map(|row| row.town_code.as_ref()))),
            ("household_key", compose::texts(rows.iter().map(|row| row.household_key.as_ref()))),
            ("person_key", compose::texts(rows.iter().map(|row| row.person_key.as_ref()))),
            ("strength", compose::texts(rows.iter().map(|row| row.strength.as_ref()))),
            ("due_yuan", {
                let due = rows.iter().map(|row| row.due.map(|fen| i128::from(fen.0)));
                compose::decimals(due, 2)?
            }),
            ("evidence", compose::texts(rows.iter().map(|row| row.evidence.as_ref()))),
        ])?;
        let table = compose::table(batch, provenance);
        self.note_receipt(&table);
        Ok(table)
    }

    /// The findings of flags in order, and where the answer of each comes from.
    pub(crate) async fn findings(
        &self,
        flags: &[&Question],
        as_of: &AsOf,
        reader: impl Into<Reader>,
    ) -> Result<(Vec<Finding>, Vec<Provenance>)> {
        let names: Vec<&str> = flags.iter().map(|flag| flag.name.as_str()).collect();
        let mut findings = Vec::new();
        let mut parts = Vec::new();
        for (flag, answer) in
            names.iter().zip(self.answers(&self.facts()?, &names, as_of, reader).await?)
        {
            findings.extend(read(flag, &answer)?);
            parts.push(answer.provenance);
        }
        findings.sort_unstable();
        Ok((findings, parts))
    }

    pub(crate) fn flag(&self, name: &str) -> Result<&Question> {
        let question = self.registry().question(name)?;
        match question.kind {
            Kind::Flag => Ok(question),
            _ => Err(error::not_a_flag(name)),
        }
    }
}

/// The findings in the answer of one flag.
fn read(flag: &str, answer: &ResultTable) -> Result<Vec<Finding>> {
    let mut columns = Vec::new();
    for name in ["town_code", "household_key", "person_key", "evidence", "strength", "due_yuan"] {
        columns.push(answer.texts(name)?.into_iter());
    }
    let harms = if answer.columns().contains(&HARMS) { answer.texts(HARMS)? } else { Vec::new() };
    let mut harms = harms.into_iter();
    let mut next = move |column: usize| columns.get_mut(column).and_then(Iterator::next).flatten();
    let finding = |_| Finding {
        flag: flag.to_owned(),
        town_code: next(0),
        household_key: next(1),
        person_key: next(2),
        evidence: next(3),
        strength: next(4),
        due: next(5).as_deref().and_then(Fen::parse_yuan),
        harms_recipient: harms.next().flatten().as_deref() == Some("true"),
    };
    Ok((0..answer.rows()).map(finding).collect())
}
