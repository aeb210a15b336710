//! The what-if sweep: miss ratio over the size of the cache, for the policies that people choose from, and MIN.
//!
//! Each point is a run of its own over the same keys; rounds take four times as many requests as the one before. The
//! first quarter is warm-up and is not counted.

use super::params::{Params, Rule, SIZE_MAX};
use crate::concept::{Lane, SweepPlan, SweepPoint};
use crate::policies::evict::workload::Keys;
use crate::policies::evict::{Eviction as _, Key, Kind, Policy, Spec, curve, next_uses};
use crate::sim::Seed;

/// The key of the lane of Belady's MIN.
pub const MIN: &str = "belady";
/// Requests of a point in the first round.
const REQUESTS_FIRST: usize = 12_000;
/// How many rounds there are.
const ROUNDS: u32 = 3;
/// The policies that are always drawn.
const USUAL: [Rule; 8] =
    [Rule::Lru, Rule::Fifo, Rule::Clock, Rule::Sieve, Rule::S3Fifo, Rule::Arc, Rule::WTinyLfu, Rule::Lfu];
/// Sizes on the axis.
const SIZES: usize = 13;

/// What to run for these parameters: MIN, the policies in view, and the usual ones.
pub fn plan(params: &Params) -> SweepPlan {
    let mut rules = params.rules().to_vec();
    rules.extend(USUAL.iter().filter(|rule| !params.rules().contains(rule)));
    let lanes = rules.iter().map(|rule| Lane { key: rule.key(), label: rule.name() });
    // The size on the screen is measured like the others: where a curve falls off, as in a loop, what lies between two
    // sizes is nothing like either.
    let mut sizes = curve::sizes(2, u64::from(SIZE_MAX), SIZES);
    if let Err(place) = sizes.binary_search(&u64::from(params.size)) {
        sizes.insert(place, u64::from(params.size));
    }
    SweepPlan {
        x_label: "cache size, keys",
        xs: sizes.into_iter().map(|size| size as f64).collect(),
        lanes: std::iter::once(Lane { key: MIN, label: "MIN" }).chain(lanes).collect(),
        own: 0,
        rounds: ROUNDS,
        note: String::new(),
    }
}

/// Measures one point.
pub fn point(params: &Params, plan: &SweepPlan, lane: usize, x: usize, round: u32) -> SweepPoint {
    let nothing = SweepPoint { lane: lane as u16, x: x as u16, mean: None, low: 0.0, high: 0.0, count: 0 };
    let (Some(&size), Some(lane)) = (plan.xs.get(x), plan.lanes.get(lane)) else { return nothing };
    let spec = match Rule::ALL.iter().find(|rule| rule.key() == lane.key) {
        Some(rule) => rule.spec(params),
        None => Spec::from(Kind::Belady),
    };
    let requests = REQUESTS_FIRST << (2 * round.min(4));
    let keys: Vec<Key> = Keys::new(&params.workload(), Seed(1)).take(requests).collect();
    let next = if spec.kind == Kind::Belady { next_uses(&keys) } else { std::sync::Arc::default() };
    let mut policy = Policy::new(&spec, size as u64, &next);
    let (warm, counted) = keys.split_at(requests / 4);
    policy.misses(warm);
    let ratio = policy.misses(counted) as f64 / counted.len() as f64;
    SweepPoint { mean: Some(ratio), low: ratio, high: ratio, count: counted.len() as u64, ..nothing }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::concept::Sweep;

    #[test]
    fn min_is_the_floor_at_every_size() {
        let params = Params::default();
        let plan = plan(&params);
        let mut sweep = Sweep::new(plan.clone());
        for (lane, x) in plan.order() {
            assert!(sweep.put(point(&params, &plan, lane, x, 0)));
        }
        let of = |lane| sweep.lane(lane).map(|(_, point)| point.mean.unwrap()).collect::<Vec<_>>();
        let floor = of(0);
        for lane in 1..plan.lanes.len() {
            assert!(of(lane).iter().zip(&floor).all(|(ratio, floor)| ratio >= floor), "{}", plan.lanes[lane].key);
        }
    }

    #[test]
    fn the_size_on_the_screen_is_measured() {
        use super::super::params::Requests;
        for size in [2, 16, 17, 23, 256] {
            let params = Params { requests: Requests::Loop, around: 17, size, ..Params::default() };
            let plan = plan(&params);
            let x = plan.xs.iter().position(|x| *x == f64::from(size)).expect("it is on the axis");
            assert!(plan.xs.is_sorted_by(|a, b| a < b));
            // One key too many, and LRU has no hit at all.
            let lru = plan.lanes.iter().position(|lane| lane.key == "lru").unwrap();
            let missed = point(&params, &plan, lru, x, 0).mean;
            assert_eq!(missed, Some(if size < 17 { 1.0 } else { 0.0 }), "{size}");
        }
    }
}
