//! The what-if sweep: the most that passes in any one window, over the load, for every limiter that can be compared.
//!
//! All points of a round see the same requests, stretched to the load; rounds see other ones. The value is the worst
//! window of a run over the limit of a window: 1 keeps what it promises.

use super::model::Limiting;
use super::params::{Arrivals, Kind, Params, Reaction};
use crate::concept::{Lane, SweepPlan, SweepPoint};
use crate::sim::rng::mix;
use crate::sim::{Discard, Model as _, Seed};

/// How many rounds there are.
pub const ROUNDS: u32 = 3;
/// Loads over the rate.
const LOADS: [f64; 12] = [0.2, 0.4, 0.6, 0.8, 0.9, 1.0, 1.15, 1.35, 1.6, 2.0, 2.5, 3.0];
/// Runs of a point in the first round; each has [`REQUESTS`] requests. Later rounds have twice as many.
const RUNS: u64 = 6;
const REQUESTS: u64 = 400;

/// What to run for these parameters.
pub fn plan(params: &Params) -> SweepPlan {
    let others = Kind::ALL.iter().copied().filter(|kind| *kind != params.limiter && compared(*kind));
    let lanes = std::iter::once(params.limiter).chain(others);
    SweepPlan {
        x_label: "arrivals over rate",
        xs: LOADS.to_vec(),
        lanes: lanes.map(|kind| Lane { key: kind.key(), label: kind.option().label }).collect(),
        own: 0,
        rounds: ROUNDS,
        note: String::new(),
    }
}

/// True if a curve of its own is worth its place.
fn compared(kind: Kind) -> bool {
    use Kind::{FixedWindow, Gcra, LeakyQueue, SlidingCounter, SlidingLog, TokenBucket};
    matches!(kind, TokenBucket | LeakyQueue | Gcra | FixedWindow | SlidingLog | SlidingCounter)
}

/// Measures one point: mean over runs of the worst window; the band is from the least to the most.
pub fn point(params: &Params, plan: &SweepPlan, lane: usize, x: usize, round: u32) -> SweepPoint {
    let nothing = SweepPoint { lane: lane as u16, x: x as u16, mean: None, low: 0.0, high: 0.0, count: 0 };
    let kind = plan.lanes.get(lane).and_then(|lane| Kind::ALL.iter().copied().find(|kind| kind.key() == lane.key));
    let (Some(kind), Some(load)) = (kind, plan.xs.get(x)) else { return nothing };
    let mut at = Params {
        limiter: kind,
        beside: Vec::new(),
        react: Reaction::Drop,
        load: (load * params.rate / f64::from(params.cost)).min(100_000.0),
        ..params.clone()
    };
    if !matches!(
        at.arrivals,
        Arrivals::Steady | Arrivals::Random | Arrivals::Bursty | Arrivals::Sawtooth | Arrivals::OneHot
    ) {
        at.arrivals = Arrivals::Random;
    }
    let runs = RUNS << round.min(6);
    let (mut sum, mut low, mut high) = (0.0, f64::INFINITY, 0.0f64);
    for run in 0..runs {
        let mut model = Limiting::new(&at, Seed(mix(u64::from(round) << 32 | run)));
        model.keep_nothing();
        while model.sent() < REQUESTS && model.next_at().is_some() {
            model.step(&mut Discard);
        }
        let worst = f64::from(model.focus().worst()) / model.window_limit();
        sum += worst;
        low = low.min(worst);
        high = high.max(worst);
    }
    SweepPoint { mean: Some(sum / runs as f64), low, high, count: runs * REQUESTS, ..nothing }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_log_keeps_its_promise_and_the_fixed_window_does_not() {
        let params = Params { limiter: Kind::SlidingLog, ..Params::default() };
        let plan = plan(&params);
        let fixed = plan.lanes.iter().position(|lane| lane.key == "fixed-window").unwrap();
        for x in 0..plan.xs.len() {
            assert!(point(&params, &plan, 0, x, 0).high <= 1.0);
            assert!(point(&params, &plan, fixed, x, 0).high <= 2.0);
        }
        let last = plan.xs.len() - 1;
        assert!(point(&params, &plan, fixed, last, 0).mean.unwrap() > 1.3);
        assert_eq!(point(&params, &plan, fixed, last, 0), point(&params, &plan, fixed, last, 0));
    }
}
