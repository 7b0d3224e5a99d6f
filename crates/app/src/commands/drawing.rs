//! Draws that anyone can verify.

use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use model::{Result, Text};
use snapshot::AsOf;

use crate::cli::{Common, Draw, PlanDraw};
use crate::commands::visits;
use crate::output::{self, complain, print_rows};
use crate::{commands, error};

/// `doudi draw …`.
pub(crate) fn draw(common: &Common, verb: Draw) -> Result<()> {
    match verb {
        Draw::Plan(request) => plan(common, request),
        Draw::Commit { id, on } => commit(common, &id, on.unwrap_or_else(schedule::clock::today)),
        Draw::Reveal { id, value, on } => {
            reveal(common, &id, &value, on.unwrap_or_else(schedule::clock::today))
        }
        Draw::Verify { files, proof } => verify(common, &files, proof),
        Draw::Prove { id, key } => {
            let proof = commands::home(common)?.draw_prove(&id, &key)?;
            output::write(format!("{proof}\n").as_bytes())
        }
        Draw::Page { out } => output::write_file(&out, draw::VERIFIER_PAGE.as_bytes()),
        Draw::Round { chain, at } => {
            let time = at.timestamp().unsigned_abs();
            let spec =
                draw::beacon::drand_spec_at(&chain, time).map_err(|why| error::drawing(&why))?;
            output::write(format!("{spec}\n").as_bytes())
        }
        Draw::List => list(common),
        Draw::WorkList { id, out } => work_list(common, &id, out.as_deref()),
        Draw::Substitute { id, key } => {
            let reserve = commands::home(common)?.draw_substitute(&id, &key)?;
            output::write(format!("{reserve}\n").as_bytes())
        }
        Draw::Result { id } => visits::result(common, &id),
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

fn plan(common: &Common, request: PlanDraw) -> Result<()> {
    let home = commands::home(common)?;
    let PlanDraw { purpose, when, beacon, roster, increment_of } = request;
    let as_of = when.of(None)?;
    let roster = roster.as_deref().map(read_text).transpose()?;
    let request =
        supervise::DrawRequest { purpose, as_of, beacon_spec: beacon, roster, increment_of };
    let planned = commands::wait(home.draw_plan_for(&request))?;
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
    let parts = value.split('+').map(|part| match part.strip_prefix('@') {
        Some(file) => carried_value(Path::new(file)),
        None => Ok(part.to_owned()),
    });
    let value = parts.collect::<Result<Vec<_>>>()?.join("+");
    let path = commands::home(common)?.draw_reveal(id, &value, on)?;
    output::write(format!("{}\n", path.display()).as_bytes())
}

/// The value of a round of drand from the file that its servers publish.
fn carried_value(file: &Path) -> Result<String> {
    draw::beacon::drand_value(&read_text(file)?).map_err(|why| error::drawing(&why))
}

fn read_text(file: &Path) -> Result<String> {
    std::fs::read_to_string(file).map_err(|why| error::unreadable(file, &why))
}

/// One line for each file: `verified`, or the place of its first difference.
fn verify(common: &Common, files: &[PathBuf], proofs: bool) -> Result<()> {
    let mut first = None;
    for file in files {
        let bytes = std::fs::read(file).map_err(|why| error::unreadable(file, &why))?;
        let checked = if proofs {
            draw::verify_proof(&bytes).map(|_| ())
        } else {
            draw::verify(&bytes).map(|_| ())
        };
        match checked {
            Ok(()) => output::write(b"verified\n")?,
            Err(difference) => {
                output::write(format!("{}\n", difference.path).as_bytes())?;
                first.get_or_insert(difference);
            }
        }
    }
    match first {
        Some(difference) => Err(error::not_verified(&difference)),
        None => {
            complain(Text::new("核验通过", "verified").get(common.lang));
            Ok(())
        }
    }
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
