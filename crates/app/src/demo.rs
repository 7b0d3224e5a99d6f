//! `doudi demo`: a made-up municipality from its first delivery to what a leader should do next.
//!
//! It goes the way of every municipality (the same synth, load, flags, draw, report as the single
//! commands) and knows one thing more: the labels of the problems that were planted, so that it can
//! say how many were found.

mod labels;
mod summary;

use std::path::PathBuf;
use std::time::Instant;

use chrono::NaiveDate;
use engine::Scope;
use model::{Month, Result, Text};
use supervise::{Home, Place, Scenario};

use crate::cli::{City, Common, Demo};
use crate::commands::{self, data, serve, wait};
use crate::progress::Bar;
use crate::{error, output};

/// Digits of the dice that the demo throws; a real draw throws its own after the commitment.
const DEMO_DICE: &str = "61352904187730254916";

/// What the demo did, for its closing summary.
struct Story {
    home: PathBuf,
    month: Month,
    loaded: Vec<snapshot::LoadReport>,
    found: Vec<labels::Found>,
    draws: Vec<Drawn>,
    attention: Vec<String>,
    plan: (model::Fen, model::Fen),
    jobs: usize,
    seconds: u64,
}

/// A draw that was made and verified.
struct Drawn {
    id: String,
    units: u64,
    chosen: u64,
    bundle: PathBuf,
}

/// Does all of it.
pub(crate) fn run(common: &Common, options: &Demo) -> Result<()> {
    let started = Instant::now();
    let city = &options.city;
    let place = Place::named_or_file(&city.jurisdiction);
    let home = Home::init_or_open(&common.home, &place, commands::operator())?;
    let deliveries = common.home.join("deliveries");
    data::synthesise(common, city, &deliveries, false, home.registry().norms().clone())?;
    let loaded = load_all(common, &home, &deliveries, city)?;

    let bar = Bar::new(common.lang);
    let as_of = city.month.last_day();
    bar.label(&Text::new("查找疑点", "looking for flags"));
    let found = labels::compare(&home, &deliveries.join("labels.csv"), city.month)?;
    bar.label(&Text::new("抽查与核验", "drawing and verifying"));
    let draws = ["new_cases", "annual_visits"]
        .iter()
        .map(|purpose| draw(&home, purpose, as_of))
        .collect::<Result<Vec<_>>>()?;
    bar.label(&Text::new("评分、测算与报表", "scorecard, plan and reports"));
    let attention = wait(home.score(Some(as_of)))?.attention();
    let plan = plan(&home, as_of)?;
    let jobs = wait(schedule::run_due(&home, as_of))?;
    bar.clear();
    if let Some(fault) = schedule::first_failure(&jobs) {
        output::complain(&fault.say(common.lang));
    }

    let story = Story {
        home: common.home.clone(),
        month: city.month,
        loaded,
        found,
        draws,
        attention,
        plan,
        jobs: jobs.len(),
        seconds: started.elapsed().as_secs(),
    };
    output::write(summary::text(&story, &home, common.lang).as_bytes())?;
    drop(home);
    if options.no_serve { Ok(()) } else { serve::serve(common, &options.listening) }
}

fn load_all(
    common: &Common,
    home: &Home,
    deliveries: &std::path::Path,
    city: &City,
) -> Result<Vec<snapshot::LoadReport>> {
    let bar = Bar::new(common.lang);
    let months = city.months as i32;
    let loaded = (0..months)
        .map(|at| {
            let month = city.month.plus(1 - months + at);
            data::load_month(home, &deliveries.join(month.to_string()), month, &bar)
        })
        .collect();
    bar.clear();
    loaded
}

/// Plans, commits, reveals and verifies one draw; a draw made before is only verified again.
fn draw(home: &Home, purpose: &str, as_of: NaiveDate) -> Result<Drawn> {
    let made = home
        .draws()?
        .into_iter()
        .find(|draw| draw.purpose == purpose && draw.as_of == as_of && draw.revealed_on.is_some());
    let id = match made {
        Some(draw) => draw.id,
        None => {
            let id = wait(home.draw_plan(purpose, Some(as_of), "dice:20"))?.id;
            home.draw_commit(&id, as_of)?;
            let next_day = as_of.succ_opt().unwrap_or(as_of);
            home.draw_reveal(&id, DEMO_DICE, next_day)?;
            id
        }
    };
    let bundle = home.bundle_path(&id);
    let text = std::fs::read(&bundle).map_err(|why| error::unreadable(&bundle, &why))?;
    let verified = draw::verify(&text).map_err(|difference| error::not_verified(&difference))?;
    Ok(Drawn { id, units: verified.units_count, chosen: verified.visited_count, bundle })
}

/// What a rise of both standards by five in a hundred would cost a month: before, after.
fn plan(home: &Home, as_of: NaiveDate) -> Result<(model::Fen, model::Fen)> {
    let scenario = Scenario::raised_by(home.registry().norms(), as_of, 5)?;
    let table = wait(home.plan(&scenario, Some(as_of)))?;
    let total = |column: &str| -> Result<model::Fen> {
        let cells = table.texts(column)?;
        Ok(cells.iter().flatten().filter_map(|cell| model::Fen::parse_yuan(cell)).sum())
    };
    Ok((total("yuan_now")?, total("yuan_after")?))
}

/// All flags of the city on a month.
async fn all_flags(home: &Home, month: Month) -> Result<model::ResultTable> {
    home.flags(Some(month.last_day()), None, Scope::City).await
}
