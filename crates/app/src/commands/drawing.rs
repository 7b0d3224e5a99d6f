//! Draws that anyone can verify.

use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use draw::beacon::NistCertificate;
use model::{Result, Text};
use snapshot::AsOf;

use supervise::{DrawRequest, Extension, Home, PlannedDraw};

use crate::cli::{Beacon, Common, Draw, ExtendDraw, PlanDraw, When};
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
        Draw::Extend(extension) => extend(common, extension),
        Draw::Recuse { id, key, inspector, reason } => {
            recuse(common, &id, [&key, &inspector, &reason])
        }
        Draw::SecondLook { id, beacon, roster } => {
            second_look(common, id, beacon, roster.as_deref())
        }
        Draw::Bundle { id, out } => {
            output::write_file(&out, &commands::home(common)?.draw_bundle(&id)?)
        }
        Draw::Accept { id, when, circular } => accept(common, &id, when, circular.as_deref()),
        Draw::Change { earlier, later } => visits::change(common, &earlier, &later),
        Draw::Depth { id } => visits::depth(common, &id),
        Draw::Result { id, by: None } => visits::result(common, &id),
        Draw::Result { id, by: Some(by) } => visits::parts(common, &id, by),
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
    let request = DrawRequest { purpose, as_of, roster, increment_of, ..from_beacon(beacon)? };
    plan_for(common, &home, &request)
}

/// A request that names its source of chance and nothing else.
fn from_beacon(beacon: Beacon) -> Result<DrawRequest> {
    let Beacon { beacon: beacon_spec, certificate } = beacon;
    let certificate = certificate.as_deref().map(read_text).transpose()?;
    let certificate = certificate.as_deref().map(NistCertificate::from_pem).transpose();
    let certificate = certificate.map_err(|why| error::drawing(&why))?;
    Ok(DrawRequest { beacon_spec, certificate, ..DrawRequest::default() })
}

/// Whether a certificate is NIST's is for people to compare.
fn compare_certificate(common: &Common, certificate: &NistCertificate) {
    let id = &certificate.id;
    let said = Text::new(
        format!(
            "请把方案所用证书与NIST公布的比对：https://beacon.nist.gov/beacon/2.0/certificate/{id}"
        ),
        format!(
            "compare the certificate of the plan with the one that NIST publishes: https://beacon.nist.gov/beacon/2.0/certificate/{id}"
        ),
    );
    complain(said.get(common.lang));
}

fn plan_for(common: &Common, home: &Home, request: &DrawRequest) -> Result<()> {
    let planned = commands::wait(home.draw_plan_for(request))?;
    let PlannedDraw { id, plan_hash, units } = &planned;
    output::write(format!("{id}\n").as_bytes())?;
    let said = Text::new(
        format!("方案哈希 {plan_hash}，抽样框 {units} 户；下一步：doudi draw commit {id}"),
        format!(
            "plan hash {plan_hash}, {units} households in the frame; next: doudi draw commit {id}"
        ),
    );
    complain(said.get(common.lang));
    if let Some(certificate) = &request.certificate {
        compare_certificate(common, certificate);
    }
    Ok(())
}

/// More of the same frame, one pseudonym a line; or the plan for those who came since.
fn extend(common: &Common, extension: ExtendDraw) -> Result<()> {
    let home = commands::home(common)?;
    let ExtendDraw { id, share, stratum, count, reason, newcomers, when, beacon, roster } =
        extension;
    if newcomers {
        let request = DrawRequest {
            purpose: home.ledger().draw(&id)?.purpose,
            as_of: when.of(None)?,
            roster: roster.as_deref().map(read_text).transpose()?,
            increment_of: Some(id),
            ..from_beacon(beacon)?
        };
        return plan_for(common, &home, &request);
    }
    let extension = match (share, stratum) {
        (Some(share), _) => Extension::Share(share),
        (None, stratum) => Extension::Count {
            stratum: stratum.unwrap_or_default(),
            count: count.unwrap_or_default(),
        },
    };
    let added = home.draw_extend(&id, &extension, &reason.unwrap_or_default())?;
    let lines: String = added.iter().map(|key| format!("{key}\n")).collect();
    output::write(lines.as_bytes())?;
    let count = added.len();
    let said = Text::new(
        format!("增抽 {count} 户，已记入审计日志；公布用 doudi draw bundle {id}"),
        format!("{count} households more, in the audit log; publish with doudi draw bundle {id}"),
    );
    complain(said.get(common.lang));
    Ok(())
}

/// Household and team, one changed team a line.
fn recuse(common: &Common, id: &str, [key, inspector, reason]: [&str; 3]) -> Result<()> {
    let teams = commands::home(common)?.draw_recuse(id, key, inspector, reason)?;
    let row = |team: draw::Team| vec![Some(team.draw_id), Some(team.inspectors.join("、"))];
    let rows: Vec<_> = teams.into_iter().map(row).collect();
    print_rows(&["household_key", "inspectors"].map(str::to_owned), &rows, common.format)
}

fn second_look(common: &Common, id: String, beacon: Beacon, roster: Option<&Path>) -> Result<()> {
    let request = DrawRequest {
        purpose: "second_look".to_owned(),
        roster: roster.map(read_text).transpose()?,
        second_look_of: Some(id),
        ..from_beacon(beacon)?
    };
    plan_for(common, &commands::home(common)?, &request)
}

fn accept(common: &Common, id: &str, when: When, circular: Option<&Path>) -> Result<()> {
    let home = commands::home(common)?;
    let as_of = when.of(None)?;
    let Some(out) = circular else {
        return output::print(&commands::wait(home.acceptance(id, as_of))?, common.format);
    };
    let tables = commands::wait(home.circular(id, as_of))?;
    let words = report::Glossary { registry: home.registry(), lang: common.lang };
    let sheets: Vec<report::Sheet<'_>> = tables.iter().map(report::Sheet::from).collect();
    output::write_file(out, &report::workbook(&words, &sheets)?)
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

/// The value of a round of drand or a pulse of NIST from the file that its servers publish.
fn carried_value(file: &Path) -> Result<String> {
    draw::beacon::carried_value(&read_text(file)?).map_err(|why| error::drawing(&why))
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
            draw::verify_proof(&bytes).map(|_| None)
        } else {
            draw::verify(&bytes).map(|verified| verified.plan.nist_certificate())
        };
        match checked {
            Ok(certificate) => {
                output::write(b"verified\n")?;
                certificate.iter().for_each(|named| compare_certificate(common, named));
            }
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
