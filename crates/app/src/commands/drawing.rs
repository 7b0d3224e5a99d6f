//! Draws that anyone can verify, and exact intervals.

use std::path::Path;

use chrono::NaiveDate;
use model::{Result, Text};
use snapshot::AsOf;

use crate::cli::{Common, Draw, Estimate};
use crate::output::{self, complain, print_rows};
use crate::{commands, error};

/// The confidence of every interval that people read.
const CONFIDENCE: f64 = 0.95;

/// `doudi draw …`.
pub(crate) fn draw(common: &Common, verb: Draw) -> Result<()> {
    match verb {
        Draw::Plan { purpose, when, beacon } => plan(common, &purpose, when.of(None)?, &beacon),
        Draw::Commit { id, on } => commit(common, &id, on.unwrap_or_else(schedule::clock::today)),
        Draw::Reveal { id, value, on } => {
            reveal(common, &id, &value, on.unwrap_or_else(schedule::clock::today))
        }
        Draw::Verify { bundle } => verify(common, &bundle),
        Draw::List => list(common),
        Draw::WorkList { id, out } => work_list(common, &id, out.as_deref()),
        Draw::Replay { method, seed, count, purpose } => replay(&method, &seed, count, &purpose),
    }
}

fn work_list(common: &Common, id: &str, out: Option<&Path>) -> Result<()> {
    let home = commands::home(common)?;
    let table = commands::wait(home.work_list(id))?;
    let Some(out) = out else { return output::print(&table, common.format) };
    let towns = commands::wait(home.town_names(&AsOf::default()))?;
    let words = report::Glossary { registry: home.registry(), lang: common.lang };
    output::write_file(out, &report::visit_list(&words, id, &towns, &table)?)
}

fn plan(common: &Common, purpose: &str, as_of: AsOf, beacon: &str) -> Result<()> {
    let home = commands::home(common)?;
    let planned = commands::wait(home.draw_plan(purpose, as_of, beacon))?;
    output::write(format!("{}\n", planned.id).as_bytes())?;
    let said = Text::new(
        format!(
            "方案哈希 {}，抽样框 {} 户；下一步：doudi draw commit {}",
            planned.plan_hash, planned.units, planned.id
        ),
        format!(
            "plan hash {}, {} households in the frame; next: doudi draw commit {}",
            planned.plan_hash, planned.units, planned.id
        ),
    );
    complain(said.get(common.lang));
    Ok(())
}

fn commit(common: &Common, id: &str, on: NaiveDate) -> Result<()> {
    let commitment = commands::home(common)?.draw_commit(id, on)?;
    output::write(format!("{commitment}\n").as_bytes())?;
    let said = Text::new(
        "请先公布上面的承诺值，再取信标（如掷骰子）",
        "publish the commitment above before the beacon exists (before the dice are thrown)",
    );
    complain(said.get(common.lang));
    Ok(())
}

fn reveal(common: &Common, id: &str, value: &str, on: NaiveDate) -> Result<()> {
    let path = commands::home(common)?.draw_reveal(id, value, on)?;
    output::write(format!("{}\n", path.display()).as_bytes())
}

fn verify(common: &Common, bundle: &Path) -> Result<()> {
    let text = std::fs::read_to_string(bundle).map_err(|why| error::unreadable(bundle, &why))?;
    draw::verify(&text).map_err(|difference| error::not_verified(&difference))?;
    let said = Text::new("核验通过", "verified");
    complain(said.get(common.lang));
    output::write(b"verified\n")
}

fn list(common: &Common) -> Result<()> {
    let draws = commands::home(common)?.draws()?;
    let columns =
        ["draw_id", "purpose", "as_of", "status", "commitment", "committed_on", "revealed_on"];
    let rows: Vec<_> = draws
        .into_iter()
        .map(|draw| {
            vec![
                Some(draw.id),
                Some(draw.purpose),
                Some(draw.as_of.to_string()),
                Some(draw.status.code().to_owned()),
                draw.commitment,
                draw.committed_on.map(|day| day.to_string()),
                draw.revealed_on.map(|day| day.to_string()),
            ]
        })
        .collect();
    print_rows(&columns.map(str::to_owned), &rows, common.format)
}

fn replay(method: &str, seed: &str, count: usize, purpose: &str) -> Result<()> {
    let ids = commands::input_lines()?;
    let drawn = draw::replay::Method::parse(method)
        .and_then(|method| draw::replay(method, seed, &ids, count, purpose))
        .map_err(|why| error::drawing(&why))?;
    let mut text = drawn.join("\n");
    text.push('\n');
    output::write(text.as_bytes())
}

/// `doudi estimate …`.
pub(crate) fn estimate(common: &Common, verb: &Estimate) -> Result<()> {
    let Estimate::Interval { population, sample, errors } = *verb;
    let interval = stats::interval::hypergeometric(population, sample, errors, CONFIDENCE)
        .map_err(|why| error::statistics(&why))?;
    let columns = ["lower", "upper"].map(str::to_owned);
    let row = vec![Some(interval.lower.to_string()), Some(interval.upper.to_string())];
    print_rows(&columns, &[row], common.format)
}
