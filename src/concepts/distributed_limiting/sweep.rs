//! The what-if sweep: what passes in a window over the limit, for every scheme, over the number of gateways.
//!
//! All points of a round see the same arrivals.

use super::metrics;
use super::model::{Action, Shared};
use super::params::{Params, Scheme};
use crate::concept::{Lane, SweepPlan, SweepPoint};
use crate::sim::rng::mix;
use crate::sim::{Discard, Model as _, Seed};

const GATEWAYS: [f64; 8] = [1.0, 2.0, 3.0, 4.0, 6.0, 8.0, 10.0, 12.0];
/// Requests of a point in the first round; later rounds take twice as many.
const REQUESTS: u64 = 3000;

/// What to run for these parameters.
pub fn plan(params: &Params) -> SweepPlan {
    let others = Scheme::ALL.iter().copied().filter(|scheme| *scheme != params.scheme);
    let lanes = std::iter::once(params.scheme).chain(others);
    SweepPlan {
        x_label: "gateways",
        xs: GATEWAYS.to_vec(),
        lanes: lanes.map(|scheme| Lane { key: scheme.key(), label: scheme.option().label }).collect(),
        own: 0,
        rounds: 2,
        note: String::new(),
    }
}

/// What of the store is no longer as the parameters say after `done`.
pub fn note(params: &Params, done: &[Action]) -> String {
    let mut model = Shared::new(params, Seed(0));
    for action in done {
        model.act(action, &mut Discard);
    }
    match (model.has_store(), model.store_dead(), model.store_slower()) {
        (true, true, _) => "store down".to_owned(),
        (true, false, slower) if slower > 1 => format!("store {slower}× slower"),
        _ => String::new(),
    }
}

/// Measures one point, with the store as it is after `done`; no band: the mean over the windows of one long run.
pub fn point(params: &Params, done: &[Action], plan: &SweepPlan, (lane, x): (usize, usize), round: u32) -> SweepPoint {
    let nothing = SweepPoint { lane: lane as u16, x: x as u16, mean: None, low: 0.0, high: 0.0, count: 0 };
    let scheme = plan.lanes.get(lane).and_then(|lane| Scheme::ALL.iter().copied().find(|s| s.key() == lane.key));
    let (Some(scheme), Some(n)) = (scheme, plan.xs.get(x)) else { return nothing };
    let at = Params { scheme, gateways: *n as u32, ..params.clone() };
    let mut model = Shared::new(&at, Seed(mix(u64::from(round))));
    for action in done {
        model.act(action, &mut Discard);
    }
    let requests = REQUESTS << round.min(4);
    for _ in 0..requests * 20 {
        if model.sums().sent >= requests {
            break;
        }
        model.step(&mut Discard);
    }
    let mean = metrics::metrics(&model).into_iter().find(|m| m.name == "admitted.of_limit").and_then(|m| m.value);
    let value = mean.unwrap_or(0.0);
    SweepPoint { mean, low: value, high: value, count: requests, ..nothing }
}
