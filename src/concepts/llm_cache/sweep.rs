//! The what-if sweep: hits and wrong answers of a semantic cache over its threshold, and the hits of an exact one.

use super::model::Prompts;
use super::params::{Cache, Params};
use crate::concept::{Lane, SweepPlan, SweepPoint};
use crate::sim::{Discard, Model as _, Seed, Time};

/// The ends of the axis.
pub const THRESHOLDS: (f64, f64) = (0.2, 1.0);
/// Points on it.
const POINTS: usize = 17;
/// Prompts of a point in the first round.
const PROMPTS: f64 = 1000.0;
/// How many rounds there are.
const ROUNDS: u32 = 2;

/// What to run: hits, wrong answers, and an exact cache.
pub fn plan(_params: &Params) -> SweepPlan {
    let step = (THRESHOLDS.1 - THRESHOLDS.0) / (POINTS - 1) as f64;
    let lane = |key: &'static str, label: &'static str| Lane { key, label };
    SweepPlan {
        x_label: "threshold",
        xs: (0..POINTS).map(|k| THRESHOLDS.0 + step * k as f64).collect(),
        lanes: vec![lane("hits", "Hits"), lane("wrong", "Wrong"), lane("exact", "Same letters")],
        own: 0,
        rounds: ROUNDS,
        note: String::new(),
    }
}

/// Measures one point, in % of the prompts.
pub fn point(params: &Params, plan: &SweepPlan, lane: usize, x: usize, round: u32) -> SweepPoint {
    let nothing = SweepPoint { lane: lane as u16, x: x as u16, mean: None, low: 0.0, high: 0.0, count: 0 };
    let (Some(&threshold), Some(lane)) = (plan.xs.get(x), plan.lanes.get(lane)) else { return nothing };
    let cache = if lane.key == "exact" { Cache::Exact } else { Cache::Semantic };
    let params = Params { caches: vec![cache], threshold, ..params.clone() };
    let seconds = PROMPTS * f64::from(1u32 << (2 * round.min(3))) / params.rate;
    let mut model = Prompts::new(&params, Seed(1));
    model.run_until(Time::from_secs(seconds), &mut Discard);
    let tally = &model.lanes()[0].tally;
    let share = if lane.key == "wrong" { tally.wrong_share() } else { tally.hit_ratio() };
    let Some(mean) = share.map(|share| share * 100.0) else { return nothing };
    SweepPoint { mean: Some(mean), low: mean, high: mean, count: tally.prompts, ..nothing }
}
