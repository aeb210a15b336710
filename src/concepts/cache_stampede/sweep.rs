//! The what-if sweep: loads for each expiry over the rate of requests, for every cure.

use super::model::Caches;
use super::params::{Params, Rule};
use crate::concept::{Lane, SweepPlan, SweepPoint};
use crate::sim::{Discard, Model as _, Seed, Time};

/// The ends of the axis, requests a second.
pub const RATES: (f64, f64) = (0.5, 2000.0);
/// Points on it.
const POINTS: usize = 10;
/// Requests of a point in the first round.
const REQUESTS: f64 = 6000.0;
/// How many rounds there are.
const ROUNDS: u32 = 3;

/// What to run: the cures in view first, then the others.
pub fn plan(params: &Params) -> SweepPlan {
    let mut rules = params.cures.clone();
    rules.extend(Rule::ALL.iter().filter(|rule| !params.cures.contains(rule)));
    let step = libm::log(RATES.1 / RATES.0) / (POINTS - 1) as f64;
    SweepPlan {
        x_label: "requests a second",
        xs: (0..POINTS).map(|k| RATES.0 * libm::exp(step * k as f64)).collect(),
        lanes: rules.iter().map(|rule| Lane { key: rule.key(), label: rule.name() }).collect(),
        own: 0,
        rounds: ROUNDS,
        note: String::new(),
    }
}

/// Measures one point: at least some thousand requests, and at least some twenty lives.
pub fn point(params: &Params, plan: &SweepPlan, lane: usize, x: usize, round: u32) -> SweepPoint {
    let nothing = SweepPoint { lane: lane as u16, x: x as u16, mean: None, low: 0.0, high: 0.0, count: 0 };
    let (Some(&rate), Some(lane)) = (plan.xs.get(x), plan.lanes.get(lane)) else { return nothing };
    let Some(&rule) = Rule::ALL.iter().find(|rule| rule.key() == lane.key) else { return nothing };
    let params = Params { cures: vec![rule], rate, ..params.clone() };
    let requests = REQUESTS * f64::from(1u32 << (2 * round.min(4)));
    let seconds = (requests / rate).max(20.0 * (params.ttl + params.load)).min(20.0 * requests / rate);
    let mut caches = Caches::new(&params, Seed(1));
    caches.run_until(Time::from_secs(seconds), &mut Discard);
    let tally = &caches.lanes()[0].tally;
    let Some(mean) = tally.loads_per_expiry() else { return nothing };
    SweepPoint { mean: Some(mean), low: mean, high: mean, count: tally.expiries, ..nothing }
}
