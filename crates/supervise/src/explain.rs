//! The means test of one household, line by line (HZ-1): from the answers of two questions to the
//! household that `policy` tests, and from its lines to a table.

use std::collections::BTreeMap;

use engine::{Ask, Reader, Sight};
use model::{Area, Fen, Lang, Month, Programme, Result, ResultTable};
use policy::{
    Approved, Assets, Basis, Disability, Exact, Given, Household, Income, IncomeKind, Labour, Line,
    MeansTest, Member, Method, Rounding, SelfCare, Sex, Supporter,
};

use snapshot::AsOf;

use crate::home::Home;
use crate::{compose, error};

/// The members with what is known of them, and who could support them.
const MEMBERS: &str = "household_means";
const SUPPORTERS: &str = "household_supporters";
/// The months in which it was there.
const MONTHS: &str = "household_months";

impl Home {
    /// Every item counted, left out or capped for one household, by its pseudonym: `line`, `step`,
    /// `person_key` (empty where a line is about the household), `item`, `amount_yuan`,
    /// `treatment`, `counted_yuan` (or the limit), `running_yuan`, `norm`, `norm_value`, `source`,
    /// `explanation`. The look is in the audit log before it is returned.
    ///
    /// # Errors
    /// Nothing is loaded; the snapshot of the day has no such household that the reader may see; the
    /// reader does not see all that the lines tell of.
    pub async fn explain(
        &self,
        household_key: &str,
        as_of: impl Into<AsOf>,
        reader: impl Into<Reader>,
        lang: Lang,
    ) -> Result<ResultTable> {
        let reader = self.reader().narrow(&reader.into());
        if reader.sight != Sight::ALL {
            return Err(error::not_explained());
        }
        let (day, as_of) = self.pin(&as_of.into())?;
        let members = self.about(MEMBERS, household_key, &as_of, &reader).await?;
        let supporters = self.about(SUPPORTERS, household_key, &as_of, &reader).await?;
        let on = self.store().view_at(&as_of)?.month.first_day();
        let rows = Rows::of(&members)?;
        if rows.count == 0 {
            return Err(error::no_household(household_key, day));
        }
        let household = household(&rows, &Rows::of(&supporters)?);
        let test = policy::means_test(self.registry().norms(), on, &household);
        let parts = [members.provenance, supporters.provenance];
        let mut provenance = compose::provenance("explain", &parts)?;
        provenance.parameters.insert("household".to_owned(), household_key.to_owned());
        let table = compose::table(lines(&test, lang)?, provenance);
        self.log_look("explain", &table)?;
        Ok(table)
    }

    /// The latest month, up to a day, whose roster has the household; `None` if none that the reader
    /// may see has.
    ///
    /// # Errors
    /// Nothing is loaded.
    pub async fn last_month_of(
        &self,
        household_key: &str,
        as_of: impl Into<AsOf>,
        reader: impl Into<Reader>,
    ) -> Result<Option<Month>> {
        let (_, as_of) = self.pin(&as_of.into())?;
        let reader = self.reader().narrow(&reader.into());
        let months = self.about(MONTHS, household_key, &as_of, &reader).await?;
        let month = months.texts("month")?.into_iter().flatten().next();
        Ok(month.and_then(|month| month.parse().ok()))
    }

    pub(crate) async fn about(
        &self,
        question: &str,
        household_key: &str,
        as_of: &AsOf,
        reader: &Reader,
    ) -> Result<ResultTable> {
        let params = BTreeMap::from([("household".to_owned(), household_key.to_owned())]);
        let (question, as_of, reader) = (question.to_owned(), as_of.clone(), reader.clone());
        self.result(&Ask { question, as_of, params, reader }, &self.facts()?).await
    }
}

/// The cells of an answer by column and row.
struct Rows {
    columns: BTreeMap<String, Vec<Option<String>>>,
    count: usize,
}

impl Rows {
    fn of(table: &ResultTable) -> Result<Self> {
        let columns = table.columns().into_iter();
        let columns = columns.map(|name| Ok((name.to_owned(), table.texts(name)?)));
        Ok(Self { columns: columns.collect::<Result<_>>()?, count: table.rows() })
    }

    fn text(&self, row: usize, column: &str) -> Option<&str> {
        self.columns.get(column)?.get(row)?.as_deref()
    }

    fn fen(&self, row: usize, column: &str) -> Option<Fen> {
        Fen::parse_yuan(self.text(row, column)?)
    }

    fn number(&self, row: usize, column: &str) -> Option<i64> {
        self.text(row, column)?.parse().ok()
    }

    fn is(&self, row: usize, column: &str) -> bool {
        self.text(row, column) == Some("true")
    }

    /// The items of a text such as `car;motorcycle`.
    fn items(&self, row: usize, column: &str) -> Vec<String> {
        let text = self.text(row, column).unwrap_or_default();
        text.split(';').filter(|item| !item.is_empty()).map(str::to_owned).collect()
    }

    /// Yearly amounts that are not nothing, as incomes.
    fn incomes(&self, row: usize, columns: &[(&str, IncomeKind)]) -> Vec<Income> {
        let amounts = columns.iter().map(|(column, kind)| (self.fen(row, column), *kind));
        amounts
            .filter_map(|(fen, kind)| Some((fen.filter(|fen| fen.0 != 0)?, kind)))
            .map(|(fen, kind)| Income { kind, given: Given::Year(fen), net: true })
            .collect()
    }
}

/// The household of the rows; the facts about the whole household stand in every row.
fn household(rows: &Rows, supporters: &Rows) -> Household {
    let programme = match rows.text(0, "programme") {
        // A tekun case that does not say how it is supported lives at home.
        Some("tekun") | None => Programme::TekunDispersed,
        Some(code) => Programme::from_code(code).unwrap_or(Programme::TekunDispersed),
    };
    let month = |column| rows.text(0, column).and_then(|text| text.parse::<Month>().ok());
    let amount = |column| rows.fen(0, column).unwrap_or_default();
    Household {
        programme,
        area: if rows.text(0, "area") == Some("urban") { Area::Urban } else { Area::Rural },
        method: rows
            .text(0, "calc_method")
            .and_then(|method| Method::from_code(method, rows.text(0, "tier"))),
        single_person: rows.is(0, "is_single_person_case"),
        size: rows.number(0, "household_size").unwrap_or(0),
        covered: rows.number(0, "covered_persons").unwrap_or(0),
        members: (0..rows.count).filter_map(|row| member(rows, row)).collect(),
        basis: Basis::File(rows.fen(0, "annual_income_yuan")),
        supporters: (0..supporters.count).map(|row| supporter(supporters, row)).collect(),
        assets: Assets {
            financial: rows.fen(0, "financial_assets_yuan"),
            homes: rows.number(0, "homes_count"),
            vehicles: rows.items(0, "vehicle_kinds"),
            premises: rows.items(0, "premises_usages"),
            companies: rows.number(0, "companies_count").unwrap_or(0),
            sole_traders: rows
                .items(0, "sole_trader_employees")
                .iter()
                .filter_map(|count| count.parse().ok())
                .collect(),
        },
        grace: month("grace_start").zip(month("grace_end")),
        minimum_wage: rows.fen(0, "minimum_wage_yuan"),
        hardship: None,
        approved: Some(Approved {
            benefit: amount("benefit_yuan"),
            supplement: amount("supplement_yuan"),
        }),
    }
}

/// The member of a row; `None` for the row of a household without persons.
fn member(rows: &Rows, row: usize) -> Option<Member> {
    let label = rows.text(row, "person_key")?.to_owned();
    let mut incomes = rows.incomes(
        row,
        &[
            ("wage_yuan", IncomeKind::Wage),
            ("business_yuan", IncomeKind::Business),
            ("property_yuan", IncomeKind::Property),
            ("transfer_yuan", IncomeKind::Transfer),
        ],
    );
    let itemised: i64 = incomes.iter().map(|income| year(*income).0).sum();
    let rest = rows.fen(row, "person_income_yuan").unwrap_or_default().0 - itemised;
    if rest > 0 {
        let given = Given::Year(Fen(rest));
        incomes.push(Income { kind: IncomeKind::Other, given, net: true });
    }
    let disability = rows.text(row, "disability_type").zip(rows.number(row, "disability_grade"));
    Some(Member {
        label,
        covered: rows.is(row, "is_covered"),
        born: rows.text(row, "birth_date").and_then(|text| text.parse().ok()),
        sex: match rows.text(row, "sex") {
            Some("male") => Some(Sex::Male),
            Some("female") => Some(Sex::Female),
            _ => None,
        },
        disability: disability
            .map(|(kind, grade)| Disability { kind: kind.to_owned(), grade: i128::from(grade) }),
        seriously_ill: rows.text(row, "health_status") == Some("serious_illness"),
        labour: match rows.text(row, "labour_capacity") {
            Some("full") => Labour::Full,
            Some("partial") => Labour::Partial,
            Some("lost" | "none") => Labour::None,
            _ => Labour::Unknown,
        },
        idle_reason: rows.text(row, "employment").map(str::to_owned),
        self_care: rows.text(row, "self_care").and_then(SelfCare::from_code),
        incomes,
        found: rows.incomes(
            row,
            &[
                ("found_employee_pension_yuan", IncomeKind::EmployeePension),
                ("found_resident_pension_yuan", IncomeKind::ResidentPension),
                ("found_pay_yuan", IncomeKind::Wage),
                ("found_taxed_yuan", IncomeKind::Taxed),
            ],
        ),
    })
}

const fn year(income: Income) -> Fen {
    match income.given {
        Given::Year(fen) => fen,
        Given::Month(_) | Given::Mu(_) => Fen(0),
    }
}

/// A child outside, whose own family the feeds do not tell.
fn supporter(rows: &Rows, row: usize) -> Supporter {
    Supporter {
        label: rows.text(row, "relative_key").unwrap_or_default().to_owned(),
        annual_income: rows.fen(row, "wage_yuan").unwrap_or_default(),
        ..Supporter::default()
    }
}

/// The lines as a table.
fn lines(test: &MeansTest, lang: Lang) -> Result<arrow::array::RecordBatch> {
    let lines = &test.lines;
    let texts = |of: fn(&Line) -> Option<&str>| compose::texts(lines.iter().map(of));
    let money = |of: fn(&Line) -> Option<Exact>| {
        let fen = lines.iter().map(|line| of(line)?.round(Rounding::FEN_HALF_UP));
        compose::decimals(fen.map(|fen| fen.map(|fen| i128::from(fen.0))), 2)
    };
    compose::batch([
        ("line", compose::counts((1..=lines.len()).map(|at| i64::try_from(at).ok()))),
        ("step", texts(|line| Some(line.step.code()))),
        ("person_key", texts(|line| Some(line.subject.as_str()).filter(|who| !who.is_empty()))),
        ("item", texts(|line| Some(&line.item))),
        ("amount_yuan", money(|line| line.amount)?),
        ("treatment", texts(|line| Some(line.treatment.code()))),
        ("counted_yuan", money(|line| line.counted)?),
        ("running_yuan", money(|line| line.running)?),
        ("norm", texts(|line| Some(line.norm.as_ref()?.name.as_str()))),
        ("norm_value", texts(|line| Some(line.norm.as_ref()?.value.as_str()))),
        ("source", texts(|line| Some(line.norm.as_ref()?.source.as_str()))),
        ("explanation", compose::texts(lines.iter().map(|line| Some(line.text.get(lang))))),
    ])
}
