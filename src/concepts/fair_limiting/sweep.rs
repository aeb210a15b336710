//! The what-if sweep: unjust refusals over how many people sit behind one address, for every way of counting.

use super::model::{Crowd, Sums};
use super::params::{Key, Params};
use crate::concept::{Lane, SweepPlan, SweepPoint};
use crate::sim::rng::mix;
use crate::sim::{Discard, Model as _, Seed, Time};

/// Windows of a point in the first round; later rounds take twice as many.
const WINDOWS: u32 = 12;
/// The most requests of a point, whatever the windows hold.
const REQUESTS: u64 = 40_000;

/// What to run for these parameters.
pub fn plan(params: &Params) -> SweepPlan {
    let all: u32 = params.people().iter().sum();
    let step = all.div_ceil(10).max(1);
    let mut xs: Vec<f64> = (0..=all).step_by(step as usize).map(f64::from).collect();
    if xs.last().is_none_or(|x| *x < f64::from(all)) {
        xs.push(f64::from(all));
    }
    let others = Key::ALL.iter().copied().filter(|key| *key != params.key);
    let lanes = std::iter::once(params.key).chain(others);
    SweepPlan {
        x_label: "people behind one address",
        xs,
        lanes: lanes.map(|key| Lane { key: key.key(), label: key.option().label }).collect(),
        own: 0,
        rounds: 2,
        note: String::new(),
    }
}

/// Measures one point: the share of innocent requests refused unjustly, in per cent, over one long run.
pub fn point(params: &Params, plan: &SweepPlan, lane: usize, x: usize, round: u32) -> SweepPoint {
    let nothing = SweepPoint { lane: lane as u16, x: x as u16, mean: None, low: 0.0, high: 0.0, count: 0 };
    let key = plan.lanes.get(lane).and_then(|lane| Key::ALL.iter().copied().find(|key| key.key() == lane.key));
    let (Some(key), Some(behind)) = (key, plan.xs.get(x)) else { return nothing };
    let at = Params { key, behind: *behind as u32, ..params.clone() };
    let mut model = Crowd::new(&at, Seed(mix(u64::from(round))));
    let until = Time::from_secs(params.window * f64::from(WINDOWS << round.min(4)));
    for _ in 0..REQUESTS {
        if model.next_at().is_none_or(|at| at > until) {
            break;
        }
        model.step(&mut Discard);
    }
    let innocent: Sums = model.sums().innocent();
    let mean = super::metrics::share(innocent.unjust, &innocent).map(|share| 100.0 * share);
    let value = mean.unwrap_or(0.0);
    SweepPoint { mean, low: value, high: value, count: innocent.sent, ..nothing }
}
