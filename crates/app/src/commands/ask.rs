//! Questions and the three analyses: flags, scorecard, plan.

use std::collections::BTreeMap;
use std::path::Path;

use engine::Scope;
use model::{Month, Result, Text, beijing};
use registry::Circular;
use report::{Glossary, Paper, Stamp};
use snapshot::AsOf;
use supervise::{Home, Scenario, Trial};

use crate::cli::{Calibrate, Common, FlagVerb, Flags, Format, Query, Report, When};
use crate::commands::{self, as_of};
use crate::error;
use crate::output::{self, complain, print_rows, write_file};

/// `doudi query`.
pub(crate) fn query(common: &Common, query: Query) -> Result<()> {
    let home = commands::home(common)?;
    let params: BTreeMap<String, String> = query.params.into_iter().collect();
    let table = commands::wait(home.ask(&query.name, query.when.of(None)?, params, Scope::City))?;
    if query.provenance {
        let path = format!("{}.provenance.json", query.name);
        let text = serde_json::to_vec_pretty(&table.provenance).map_err(|_| {
            commands::bug("来源记录无法写成 JSON", "the provenance has no JSON form")
        })?;
        write_file(Path::new(&path), &text)?;
    }
    output::print(&table, common.format)
}

/// `doudi questions`.
pub(crate) fn questions(common: &Common) -> Result<()> {
    let home = commands::home(common)?;
    let columns = ["name", "theme", "clauses", "title"].map(str::to_owned);
    let rows: Vec<_> = home
        .registry()
        .questions()
        .map(|question| {
            vec![
                Some(question.name.clone()),
                Some(question.theme.clone()),
                Some(question.clauses.join(" ")),
                Some(question.title.get(common.lang).to_owned()),
            ]
        })
        .collect();
    print_rows(&columns, &rows, common.format)
}

/// `doudi flags`.
pub(crate) fn flags(common: &Common, flags: Flags) -> Result<()> {
    let Flags { month, flag, when, verb } = flags;
    if let Some(FlagVerb::Calibrate(trial)) = verb {
        return calibrate(common, trial);
    }
    let home = commands::home(common)?;
    let as_of = as_of(&home, month, when)?;
    output::print(&commands::wait(home.flags(as_of, flag.as_deref(), Scope::City))?, common.format)
}

/// `doudi flags calibrate`.
fn calibrate(common: &Common, trial: Calibrate) -> Result<()> {
    let Calibrate { flag, norms, from, to } = trial;
    let trial = Trial { flag, norms: norms.into_iter().collect(), from, to };
    let table = commands::wait(commands::home(common)?.calibrate(&trial))?;
    let counts = table.texts("only_count")?;
    if counts.into_iter().flatten().all(|count| count == "0") {
        let said = Text::new(
            "改动后所指对象不变；请核对该疑点是否使用这些规范",
            "the change names nobody else; check whether the flag reads these norms",
        );
        complain(said.get(common.lang));
    }
    output::print(&table, common.format)
}

/// `doudi score`.
pub(crate) fn score(common: &Common, month: Option<Month>, when: When) -> Result<()> {
    let home = commands::home(common)?;
    let as_of = as_of(&home, month, when)?;
    output::print(&commands::wait(home.score(as_of))?.table, common.format)
}

/// `doudi plan`.
pub(crate) fn plan(common: &Common, file: &Path, when: When) -> Result<()> {
    let home = commands::home(common)?;
    let text = std::fs::read_to_string(file).map_err(|why| error::unreadable(file, &why))?;
    let scenario = Scenario::read(&file.display().to_string(), &text)?;
    output::print(&commands::wait(home.plan(&scenario, when.of(None)?))?, common.format)
}

/// `doudi report`.
pub(crate) fn report(common: &Common, wanted: Report) -> Result<()> {
    let home = commands::home(common)?;
    let _held = home.store().hold()?;
    let as_of = as_of(&home, wanted.month, wanted.when)?;
    let bytes = match home.registry().circular(&wanted.name) {
        Ok(circular) => circular_file(common, &home, circular, &as_of)?,
        Err(_) => question_file(common, &home, &wanted.name, as_of, wanted.params)?,
    };
    write_file(&wanted.out, &bytes)
}

fn question_file(
    common: &Common,
    home: &Home,
    name: &str,
    as_of: AsOf,
    params: Vec<(String, String)>,
) -> Result<Vec<u8>> {
    let params: BTreeMap<String, String> = params.into_iter().collect();
    let table = commands::wait(home.ask(name, as_of, params, Scope::City))?;
    let bytes = match common.format {
        None | Some(Format::Xlsx) => report::workbook_for(home.registry(), &table, common.lang)?,
        Some(Format::Csv) => report::csv(&table),
        Some(Format::Json) => {
            report::json(&Glossary { registry: home.registry(), lang: common.lang }, &table)
                .into_bytes()
        }
        Some(Format::Parquet) => report::parquet(&table)?,
        Some(_) => return Err(error::no_such_format(name)),
    };
    home.cite(&table.provenance)?;
    Ok(bytes)
}

/// The circular that was signed, else the draft.
fn circular_file(
    common: &Common,
    home: &Home,
    circular: &Circular,
    as_of: &AsOf,
) -> Result<Vec<u8>> {
    let month = home.store().view_at(as_of)?.month;
    let key = (circular.name.clone(), month);
    let signed = home.circulars()?.into_iter().rfind(|one| one.key == key);
    let (paper, stamp) = match signed.as_ref().and_then(|one| Some((one, one.body.as_deref()?))) {
        Some((one, body)) => {
            let stamp = Stamp { number: one.number.clone(), day: beijing::day(one.at) };
            (Paper::read(body)?, Some(stamp))
        }
        None => {
            let answers = commands::wait(home.circular_answers(circular, as_of.clone()))?;
            for table in answers.answers.iter().flatten() {
                home.cite(&table.provenance)?;
            }
            (Paper::fill(home.registry(), circular, &answers)?, None)
        }
    };
    match common.format {
        None | Some(Format::Docx) => report::circular_docx(&paper, stamp.as_ref(), common.lang),
        Some(Format::Pdf) => {
            let fonts = home.root().join(report::FONTS);
            report::circular_pdf(&paper, stamp.as_ref(), common.lang, &fonts)
        }
        Some(_) => Err(error::no_such_format(&circular.name)),
    }
}
