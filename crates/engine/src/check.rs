//! Proving a registry: every question planned and run on empty tables.

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow::datatypes::DataType;
use chrono::NaiveDate;
use model::{Fault, Month, Result};
use registry::{Kind, Part, Question, Registry};

use crate::engine::{Engine, asked};
use crate::error;
use crate::reader::Sight;
use crate::run::Job;
use crate::tables::{TOWN, Tables};

impl Engine {
    /// Plans and runs every question and view on empty tables, and compares the result with what
    /// the question says of it. A registry that passes has no mistake that data cannot cause.
    ///
    /// # Errors
    /// Every mistake at once, with its file.
    pub async fn check(&self) -> Result<(), Vec<Fault>> {
        self.check_those(|_| true).await
    }

    /// The same of some questions and views.
    ///
    /// # Errors
    /// As [`Self::check`].
    pub async fn check_those(&self, wanted: impl Fn(&Question) -> bool) -> Result<(), Vec<Fault>> {
        let registry = &self.registry;
        let questions = registry
            .views()
            .chain(registry.questions())
            .chain(registry.flags())
            .chain(registry.indicators());
        let mut faults = Vec::new();
        for question in questions.filter(|question| wanted(question)) {
            faults.extend(self.check_one(question).await.err().into_iter().flatten());
        }
        if faults.is_empty() { Ok(()) } else { Err(faults) }
    }

    async fn check_one(&self, question: &Question) -> Result<(), Vec<Fault>> {
        let job = self.on_nothing(question, Sight::ALL);
        let rows = self.run(job).await.map_err(|why| vec![why.fault(question)])?;
        let missing = promised(question, &self.registry)
            .into_iter()
            .filter(|(column, _)| rows.schema.column_with_name(column).is_none());
        let mut faults: Vec<Fault> =
            missing.map(|(column, why)| error::missing_column(question, column, why)).collect();
        // A number to group by would be taken for a count, and hidden and rounded as one.
        let dimensions = question.analysis.iter().flat_map(|analysis| &analysis.dimensions);
        let found = dimensions.filter_map(|name| rows.schema.field_with_name(name).ok());
        let numbers = found.filter(|field| *field.data_type() != DataType::Utf8);
        faults.extend(numbers.map(|field| error::no_dimension(question, field.name())));
        if faults.is_empty() { Ok(()) } else { Err(faults) }
    }
}

impl Engine {
    /// The columns of a question that are hidden from somebody with this sight; `None` if the
    /// whole question is refused to them.
    ///
    /// # Errors
    /// The question cannot be planned.
    pub async fn hidden_columns(
        &self,
        question: &Question,
        sight: Sight,
    ) -> Result<Option<Vec<String>>> {
        let job = Arc::new(self.on_nothing(question, sight));
        let runtime = Arc::clone(&self.machine()?.runtime);
        job.hidden(runtime).await.map_err(|why| why.fault(question))
    }

    /// A question with its defaults, and all that can be chosen, on empty tables.
    fn on_nothing(&self, question: &Question, sight: Sight) -> Job {
        let params = question.params.iter().map(|(name, param)| {
            let all = param.choices.as_ref().map(|choices| choices.of.join(","));
            (name.clone(), all.or_else(|| param.default.clone()).unwrap_or_default())
        });
        let params: BTreeMap<String, String> = params.collect();
        Job {
            question: asked(question, &params),
            params,
            tables: Tables::empty(),
            sight,
            as_of: NaiveDate::default(),
            month: Month::of(NaiveDate::default()),
            registry: Arc::clone(&self.registry),
        }
    }
}

/// The columns that a question promises, each with the reason in both languages.
fn promised<'a>(
    question: &'a Question,
    registry: &'a Registry,
) -> Vec<(&'a str, (&'static str, &'static str))> {
    let chart = question.chart.iter().flat_map(|chart| chart.columns());
    let mut columns: Vec<_> = chart.map(|name| (name, ("图表需要它", "the chart"))).collect();
    let by_kind: &[&str] = match question.kind {
        Kind::Flag => {
            &["town_code", "household_key", "person_key", "strength", "due_yuan", "evidence"]
        }
        Kind::Indicator => &["town_code", "numerator_count", "denominator_count"],
        Kind::Rule => &["town_code", "household_key", "person_key", "is_passed", "evidence"],
        Kind::Question | Kind::View => &[],
    };
    let disclosed = question.disclose.columns();
    columns.extend(disclosed.map(|name| (name, ("disclose 提到它", "its line disclose"))));
    if question.across {
        columns.push((TOWN, ("跨镇比较要按它取本镇的行", "what compares across towns")));
    }
    let parts = registry.circulars().flat_map(|circular| &circular.parts);
    let parts = parts.filter(|part| part.question.as_ref() == Some(&question.name));
    columns
        .extend(parts.flat_map(Part::own_columns).map(|name| (name, ("通报用到它", "a circular"))));
    let why = ("这类问题都要有它", "a question of this kind");
    columns.extend(by_kind.iter().map(|name| (*name, why)));
    columns
}
