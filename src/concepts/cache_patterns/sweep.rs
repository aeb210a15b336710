//! The what-if sweep: the share of old answers over the time to live, for every pattern.

use super::model::Systems;
use super::params::{Params, Pattern};
use crate::concept::{Lane, SweepPlan, SweepPoint};
use crate::sim::{Discard, Model as _, Seed, Time};

/// The ends of the axis, seconds.
pub const LIVES: (f64, f64) = (0.1, 600.0);
/// Points on it.
const POINTS: usize = 9;
/// Reads of a point in the first round.
const READS: f64 = 4000.0;
/// How many rounds there are.
const ROUNDS: u32 = 3;

/// What to run: the patterns in view first, then the others.
pub fn plan(params: &Params) -> SweepPlan {
    let mut patterns = params.patterns.clone();
    patterns.extend(Pattern::ALL.iter().filter(|pattern| !params.patterns.contains(pattern)));
    let step = libm::log(LIVES.1 / LIVES.0) / (POINTS - 1) as f64;
    SweepPlan {
        x_label: "time to live, s",
        xs: (0..POINTS).map(|k| LIVES.0 * libm::exp(step * k as f64)).collect(),
        lanes: patterns.iter().map(|pattern| Lane { key: pattern.key(), label: pattern.name() }).collect(),
        own: 0,
        rounds: ROUNDS,
        note: String::new(),
    }
}

/// Measures one point; the first fifth is left out.
pub fn point(params: &Params, plan: &SweepPlan, lane: usize, x: usize, round: u32) -> SweepPoint {
    let nothing = SweepPoint { lane: lane as u16, x: x as u16, mean: None, low: 0.0, high: 0.0, count: 0 };
    let (Some(&ttl), Some(lane)) = (plan.xs.get(x), plan.lanes.get(lane)) else { return nothing };
    let Some(&pattern) = Pattern::ALL.iter().find(|pattern| pattern.key() == lane.key) else { return nothing };
    let params = Params { patterns: vec![pattern], ttl, ..params.clone() };
    let reads = READS * f64::from(1u32 << (2 * round.min(4)));
    let seconds = (reads / params.reads).max(3.0 * ttl).min(20.0 * reads / params.reads);
    let mut systems = Systems::new(&params, Seed(1));
    systems.run_until(Time::from_secs(seconds / 5.0), &mut Discard);
    systems.cut_warmup();
    systems.run_until(Time::from_secs(seconds), &mut Discard);
    let tally = &systems.lanes()[0].tally;
    let Some(mean) = tally.old_share().map(|share| share * 100.0) else { return nothing };
    SweepPoint { mean: Some(mean), low: mean, high: mean, count: tally.answered, ..nothing }
}
