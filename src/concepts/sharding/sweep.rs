//! The what-if sweep: the share of scatter-gathers slower than 99 of 100 of their parts, over the number of shards, each
//! as busy as now.

use super::metrics;
use super::model::Store;
use super::occurrence::Kind;
use super::params::{Params, Placement};
use super::theory;
use crate::concept::{Lane, SweepPlan, SweepPoint};
use crate::sim::rng::mix;
use crate::sim::{Discard, Model as _, Seed};

/// Numbers of shards.
const SHARDS: [f64; 7] = [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0];
/// Events of a point in the first round.
const EVENTS: u64 = 40_000;

/// What to run.
pub fn plan(_params: &Params) -> SweepPlan {
    SweepPlan {
        x_label: "shards",
        xs: SHARDS.to_vec(),
        lanes: vec![Lane { key: "slow", label: "measured" }],
        own: 0,
        rounds: 3,
        note: String::new(),
    }
}

/// The state of a point: as many shards, each as busy as in `params` at most, and some scatter-gathers.
pub fn at(params: &Params, shards: u32) -> Params {
    let base = Params { scatter: params.scatter.max(5.0), place: Placement::Hash, ..params.clone() };
    let now = theory::load(params, f64::from(params.shards)).min(0.9);
    let then = theory::load(&base, f64::from(shards));
    Params { shards, rate: (base.rate * now / then).clamp(0.1, 1e6), ..base }
}

/// Measures one point.
pub fn point(params: &Params, plan: &SweepPlan, lane: usize, x: usize, round: u32) -> SweepPoint {
    let nothing = SweepPoint { lane: lane as u16, x: x as u16, mean: None, low: 0.0, high: 0.0, count: 0 };
    let Some(&shards) = plan.xs.get(x) else { return nothing };
    let mut store = Store::new(&at(params, shards as u32), Seed(mix(u64::from(round))));
    for _ in 0..EVENTS << (2 * round.min(2)) {
        store.step(&mut Discard);
    }
    let tally = store.tally();
    let count = tally.took[Kind::Scatter as usize].count();
    let Some(mean) = tally.slow_share().filter(|_| count >= 100) else { return nothing };
    debug_assert!(metrics::loads(&store).len() == shards as usize);
    let half = 1.96 * libm::sqrt(mean * (1.0 - mean) / count as f64);
    SweepPoint { mean: Some(mean), low: (mean - half).max(0.0), high: mean + half, count, ..nothing }
}
