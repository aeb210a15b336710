//! The what-if sweep: the share of requests that reach the origin over the room of a node, with and without each tier.

use super::model::Tiers;
use super::model::tally::WHO;
use super::params::{KEYS_MAX, Params, Tier};
use crate::concept::{Lane, SweepPlan, SweepPoint};
use crate::sim::{Discard, Model as _, Seed, Time};

/// The ends of the axis, keys that a node holds.
pub const ROOMS: (f64, f64) = (1.0, KEYS_MAX as f64);
/// Points on it.
const POINTS: usize = 8;
/// Requests of a point in the first round.
const REQUESTS: f64 = 2000.0;
/// How many rounds there are.
const ROUNDS: u32 = 3;

/// The lanes: as it is, and without each tier.
const LANES: [(&str, &str, Option<Tier>); 5] = [
    ("all", "As it is", None),
    ("no-edge", "Without edges", Some(Tier::Edge)),
    ("no-shield", "Without the shield", Some(Tier::Shield)),
    ("no-local", "Without in-process", Some(Tier::Local)),
    ("no-cluster", "Without nodes", Some(Tier::Cluster)),
];

/// What to run: the tiers in view, and the same without each of them.
pub fn plan(params: &Params) -> SweepPlan {
    let step = libm::log(ROOMS.1 / ROOMS.0) / (POINTS - 1) as f64;
    let there = |tier: Option<Tier>| tier.is_none_or(|tier| params.has(tier) && params.tiers.len() > 1);
    let lanes = LANES.iter().filter(|lane| there(lane.2)).map(|&(key, label, _)| Lane { key, label }).collect();
    SweepPlan {
        x_label: "keys in a node",
        xs: (0..POINTS).map(|k| libm::round(ROOMS.0 * libm::exp(step * k as f64))).collect(),
        lanes,
        own: 0,
        rounds: ROUNDS,
        note: String::new(),
    }
}

/// Measures one point: the second half of its requests, so that the caches are full.
pub fn point(params: &Params, plan: &SweepPlan, lane: usize, x: usize, round: u32) -> SweepPoint {
    let nothing = SweepPoint { lane: lane as u16, x: x as u16, mean: None, low: 0.0, high: 0.0, count: 0 };
    let (Some(&room), Some(lane)) = (plan.xs.get(x), plan.lanes.get(lane)) else { return nothing };
    let Some(&(_, _, without)) = LANES.iter().find(|other| other.0 == lane.key) else { return nothing };
    let tiers = params.tiers.iter().copied().filter(|&tier| Some(tier) != without).collect();
    // A line at the origin would only make answers late.
    let params = Params { tiers, node_room: room as u32, workers: 256, ..params.clone() };
    let seconds = REQUESTS * f64::from(1u32 << (2 * round.min(3))) / params.rate;
    let mut model = Tiers::new(&params, Seed(1));
    model.run_until(Time::from_secs(seconds / 2.0), &mut Discard);
    model.cut_warmup();
    model.run_until(Time::from_secs(seconds), &mut Discard);
    let Some(mean) = model.tally.share(WHO - 1).map(|share| share * 100.0) else { return nothing };
    SweepPoint { mean: Some(mean), low: mean, high: mean, count: model.tally.answers(), ..nothing }
}
