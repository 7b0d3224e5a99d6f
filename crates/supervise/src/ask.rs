//! Asking a question, with what the ledger adds to the snapshot.

use std::collections::BTreeMap;

use engine::{Ask, Facts, Prepared, Reader, Scope};
use futures::{StreamExt, TryStreamExt};
use model::{Provenance, Result, ResultTable};
use snapshot::AsOf;

use crate::home::Home;
use crate::{error, facts, kept};

/// The question that names the towns.
const TOWNS: &str = "town_names";

impl Home {
    /// Asks a registered question; the latest snapshot if no day is given.
    ///
    /// An answer with pseudonyms of persons is written into the audit log before it is returned;
    /// its purpose there is the duty that the question serves.
    ///
    /// # Errors
    /// The question or a parameter is unknown, nothing is loaded for the day, a limit is reached.
    pub async fn ask(
        &self,
        question: &str,
        as_of: impl Into<AsOf>,
        params: BTreeMap<String, String>,
        reader: impl Into<Reader>,
    ) -> Result<ResultTable> {
        let (question, reader) = (question.to_owned(), reader.into());
        let facts = self.facts_of(&[question.as_str()])?;
        let ask = Ask { question, as_of: as_of.into(), params, reader };
        let table = self.result(&ask, &facts).await?;
        self.log_look("ask", &table)?;
        Ok(table)
    }

    /// The answers to several questions with their parameters, in the order asked; what they share is
    /// computed once. For whoever shows nothing of them, or logs each look ([`Self::log_look`]):
    /// nothing is written into the audit log here.
    ///
    /// # Errors
    /// As [`Self::ask`].
    pub async fn answers_to(
        &self,
        asked: &[(&str, BTreeMap<String, String>)],
        as_of: impl Into<AsOf>,
        reader: impl Into<Reader>,
    ) -> Result<Vec<ResultTable>> {
        let (as_of, reader) = (as_of.into(), reader.into());
        let names: Vec<&str> = asked.iter().map(|(question, _)| *question).collect();
        let ask = |(question, params): &(&str, BTreeMap<String, String>)| Ask {
            params: params.clone(),
            ..plain(question, &as_of, &reader)
        };
        self.together(&self.facts_of(&names)?, asked.iter().map(ask)).await
    }

    /// The names of the towns by their codes, as a day knows them.
    ///
    /// # Errors
    /// Nothing is loaded for the day.
    pub async fn town_names(&self, as_of: &AsOf) -> Result<BTreeMap<String, String>> {
        let towns = self.answer(&self.facts()?, TOWNS, as_of, Scope::City).await?;
        let pairs = towns.texts("town_code")?.into_iter().zip(towns.texts("town_name")?);
        Ok(pairs.filter_map(|(code, name)| Some((code?, name?))).collect())
    }

    /// Asks a question without parameters and without a log entry: for what is made of its rows
    /// before anybody sees them.
    pub(crate) async fn answer(
        &self,
        facts: &Facts,
        question: &str,
        as_of: &AsOf,
        reader: impl Into<Reader>,
    ) -> Result<ResultTable> {
        self.result(&plain(question, as_of, &reader.into()), facts).await
    }

    /// [`Self::answer`] for several questions, as many at a time as the engine has threads; in the
    /// order asked. Views that they share are computed once.
    pub(crate) async fn answers(
        &self,
        facts: &Facts,
        questions: &[&str],
        as_of: &AsOf,
        reader: impl Into<Reader>,
    ) -> Result<Vec<ResultTable>> {
        let reader = &reader.into();
        self.together(facts, questions.iter().map(|name| plain(name, as_of, reader))).await
    }

    async fn together(
        &self,
        facts: &Facts,
        asked: impl Iterator<Item = Ask>,
    ) -> Result<Vec<ResultTable>> {
        let mut begun = asked.map(|ask| self.begin(&ask, facts)).collect::<Result<Vec<_>>>()?;
        let open = &mut begun.iter_mut().filter_map(Begun::open).collect::<Vec<_>>();
        self.engine().share(open).await;
        // A list, for a lazy stream over borrowed names cannot be sent between threads.
        let begun: Vec<_> = begun.into_iter().map(|one| self.finish(one)).collect();
        futures::stream::iter(begun).buffered(engine::THREADS).try_collect().await
    }

    /// The kept result, or the computed one, which is then kept unless it is about leads; never more
    /// than the reader of this home sees.
    pub(crate) async fn result(&self, ask: &Ask, facts: &Facts) -> Result<ResultTable> {
        self.finish(self.begin(ask, facts)?).await
    }

    /// The kept result if there is one, and what is needed to compute it.
    fn begin(&self, ask: &Ask, facts: &Facts) -> Result<Begun> {
        let reader = self.reader().narrow(&ask.reader);
        let prepared = self.engine().prepare(&Ask { reader, ..ask.clone() }, facts)?;
        // Leads change with every step; each answer would be kept and none found again.
        let keeps = self.keeps() && !self.reads_leads(&ask.question);
        let kept = if keeps { kept::find(self.root(), prepared.receipt()) } else { None };
        Ok(Begun { prepared, kept, keeps })
    }

    async fn finish(&self, begun: Begun) -> Result<ResultTable> {
        let Begun { prepared, kept, keeps } = begun;
        let table = match kept {
            Some(table) => table,
            None => {
                let table = self.engine().answer(prepared).await?;
                if keeps {
                    // On a disk that is full or cannot be written to an answer is an answer all the same.
                    let _ = kept::keep(self.root(), &table);
                }
                table
            }
        };
        self.note_receipt(&table);
        Ok(table)
    }

    /// What the ledger tells the engine, as it stands now, but for leads.
    pub(crate) fn facts(&self) -> Result<Facts> {
        facts::of(self.ledger(), &self.awaiting_second_look()?)
    }

    /// What the ledger tells the engine for these questions: leads are many and are read only where
    /// they are asked for.
    pub(crate) fn facts_of(&self, questions: &[&str]) -> Result<Facts> {
        let facts = self.facts()?;
        match questions.iter().any(|question| self.reads_leads(question)) {
            true => facts::with_leads(facts, self.ledger(), self.registry().causes()),
            false => Ok(facts),
        }
    }

    fn reads_leads(&self, question: &str) -> bool {
        let uses = self.registry().question(question).map(|question| &question.uses);
        uses.is_ok_and(|uses| uses.iter().any(|table| facts::LEADS.contains(&table.as_str())))
    }

    /// Writes a look at persons into the audit log, as [`Self::ask`] does; an answer without persons
    /// needs none. For whoever shows an answer again that is at hand.
    ///
    /// # Errors
    /// The log cannot be written; then nothing must be shown.
    pub fn log_look(&self, action: &str, table: &ResultTable) -> Result<()> {
        if !shows_persons(table) {
            return Ok(());
        }
        let Provenance { query, clauses, .. } = &table.provenance;
        let body = serde_json::to_string(&table.provenance)
            .map_err(|why| error::no_text(&why.to_string()))?;
        let subject = format!("{query}: {} rows", table.rows());
        self.log(action, &subject, &clauses.join(" "), &body)
    }
}

/// A question on its way to its answer.
struct Begun {
    prepared: Prepared,
    kept: Option<ResultTable>,
    keeps: bool,
}

impl Begun {
    /// What is still to be computed.
    fn open(&mut self) -> Option<&mut Prepared> {
        self.kept.is_none().then_some(&mut self.prepared)
    }
}

/// A question without parameters.
fn plain(question: &str, as_of: &AsOf, reader: &Reader) -> Ask {
    Ask {
        question: question.to_owned(),
        as_of: as_of.clone(),
        params: BTreeMap::new(),
        reader: reader.clone(),
    }
}

/// Whether rows name somebody, if only by pseudonym: whether a look at them is logged.
pub fn shows_persons(table: &ResultTable) -> bool {
    table.rows() > 0 && table.columns().iter().any(|column| column.ends_with("_key"))
}
