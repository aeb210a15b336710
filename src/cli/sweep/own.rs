//! The concept's own sweep.
//!
//! The JSON is one object: `concept`, `params`, `seed`, `x` (what the axis is), `own` (the key of the state's own curve),
//! and `lanes[{key, label, points[{x, mean, low, high, count}]}]`: mean and 95 % band, `null` where nothing was measured.

use super::super::failure::Failure;
use super::super::flags::text;
use super::super::run::params;
use super::super::text::figure;
use super::{Found, done, exact, parallel};
use crate::concept::{Entry, State, Sweep, SweepPoint};
use clap::ArgMatches;
use serde_json::json;

/// Options that only mean something with `--param`.
const NEED_PARAM: &[&str] = &["from", "to", "steps", "metric", "seeds", "until", "warmup"];

/// The sweep of the state, every point with as many requests as its last round takes.
pub fn measured(entry: &'static Entry, state: &State) -> Result<Sweep, Failure> {
    let plan = (entry.sweep)(state);
    let (columns, round) = (plan.xs.len(), plan.rounds.saturating_sub(1));
    let points = parallel(plan.points(), |job, progress| {
        let point = (entry.sweep_point)(state, &plan, job / columns, job % columns, round);
        done(progress);
        Ok(point)
    })?;
    let mut sweep = Sweep::new(plan);
    for point in points {
        sweep.put(point);
    }
    Ok(sweep)
}

pub fn sweep(matches: &ArgMatches, entry: &'static Entry, state: &State) -> Result<Found, Failure> {
    if let Some(name) = NEED_PARAM.iter().find(|name| text(matches, name).is_some()) {
        return Err(Failure::Said(format!("--{name} needs --param KEY; allowed without it: the concept's own sweep")));
    }
    let sweep = measured(entry, state)?;
    let plan = &sweep.plan;
    let finite = |x: f64| Some(x).filter(|x| x.is_finite());
    let band = |point: &SweepPoint| {
        let of = |x| point.mean.and(finite(x));
        (of(point.low), of(point.high))
    };
    let lanes = plan.lanes.iter().enumerate().map(|(i, lane)| {
        let points = sweep.lane(i).map(|(x, point)| {
            let (low, high) = band(&point);
            json!({ "x": x, "mean": point.mean, "low": low, "high": high, "count": point.count })
        });
        json!({ "key": lane.key, "label": lane.label, "points": points.collect::<Vec<_>>() })
    });
    let json = json!({
        "concept": entry.about.id,
        "params": params(entry, state),
        "seed": state.seed,
        "x": plan.x_label,
        "own": plan.lanes.get(plan.own).map(|lane| lane.key),
        "lanes": lanes.collect::<Vec<_>>(),
    });
    let show = if matches.get_flag("csv") { exact } else { figure };
    let mut rows = vec![["lane", "x", "mean", "low", "high", "count"].map(str::to_owned).to_vec()];
    for (i, lane) in plan.lanes.iter().enumerate() {
        rows.extend(sweep.lane(i).map(|(x, point)| {
            let (low, high) = band(&point);
            let cells = [Some(x), point.mean, low, high].map(show);
            [&[lane.key.to_owned()][..], &cells, &[point.count.to_string()]].concat()
        }));
    }
    Ok(Found { title: format!("{} over {}", entry.about.title, plan.x_label), rows, json })
}
