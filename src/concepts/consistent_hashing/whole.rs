//! Strategies side by side on all keys, where there are too many to place at once: counted beside the page, strategy
//! after strategy, while the picture shows 20,000 of the keys.
//!
//! What was done to the nodes is done again, in the same order, to a cluster that nobody asks for anything. The counts
//! travel as one point of the sweep, at its first place: what moved as its mean, the fullest node and the spread as its
//! two other numbers.

use super::ConsistentHashing;
use super::model::{COMPARED_KEYS, Cluster};
use super::params::{Params, Tier};
use crate::concept::{Concept as _, Deed, Lane, State, Sweep, SweepPlan, SweepPoint};
use crate::param::ParamSet as _;
use crate::policies::place::Kind;
use crate::sim::{Discard, Model as _, Seed};

/// A strategy on all keys.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Counts {
    /// Which.
    pub kind: Kind,
    /// The share of the keys that moved.
    pub moved: f64,
    /// The fullest node, × due.
    pub fullest: f64,
    /// The standard deviation of the loads, × due.
    pub spread: f64,
}

/// One lane for each strategy in view, if there are too many keys to place them at once.
pub fn lanes(params: &Params) -> Vec<Lane> {
    if params.keys <= COMPARED_KEYS {
        return Vec::new();
    }
    let own = std::iter::once(params.strategy);
    let others = params.compare.iter().copied().filter(|kind| *kind != params.strategy);
    own.chain(others).map(|kind| Lane { key: kind.key(), label: kind.option().label }).collect()
}

/// What of the parameters places keys: counts made under others are not shown.
pub fn fingerprint(params: &Params) -> String {
    let Params { marks, keys, bound, hash, table, probes, shard, .. } = params;
    format!("{marks} {keys} {bound} {hash:?} {table} {probes} {shard}")
}

/// A point of such a lane; `None` if the lane is another.
pub fn point(state: &State, plan: &SweepPlan, lane: usize, x: usize) -> Option<SweepPoint> {
    let kind = kind(plan, lane)?;
    let nothing = SweepPoint { lane: lane as u16, x: x as u16, mean: None, low: 0.0, high: 0.0, count: 0 };
    if x > 0 {
        return Some(nothing);
    }
    let model = replay(state, kind);
    let own = model.own();
    let (low, high) = (own.fullest(), own.spread());
    Some(SweepPoint { mean: Some(own.moved_share()), low, high, count: own.keys().into(), ..nothing })
}

/// The strategy that a lane counts; the first lane is the curve of rings.
fn kind(plan: &SweepPlan, lane: usize) -> Option<Kind> {
    let key = plan.lanes.get(lane.max(1)).filter(|_| lane > 0)?.key;
    Kind::ALL.iter().copied().find(|kind| kind.key() == key)
}

/// The cluster under this strategy, as it was done to the one of the state, without requests.
fn replay(state: &State, kind: Kind) -> Cluster {
    let quiet = |params: &Params| Params {
        strategy: kind,
        compare: Vec::new(),
        rate: 0.0,
        sketch: 0,
        tier: Tier::Cache,
        ..params.clone()
    };
    let mut params = Params::from_values(&state.values);
    let mut model = Cluster::new(&quiet(&params), Seed(state.seed));
    for (at, deed) in state.deeds.iter().filter(|(at, _)| *at <= state.at) {
        model.settle(*at);
        match deed {
            Deed::Set(index, value) => {
                params.put(*index, value);
                model.set(&quiet(&params), &mut Discard);
            }
            // What cannot be done was not done in the run either.
            Deed::Act(act) => {
                if let Ok(action) = ConsistentHashing::action(act, None) {
                    model.act(&action, &mut Discard);
                }
            }
        }
    }
    model
}

/// What has been counted of the strategies, if it is of this very state: the same parameters, and the own strategy's counts
/// are those of the model.
pub fn read(model: &Cluster, sweep: &Sweep) -> Vec<Counts> {
    if sweep.plan.note != fingerprint(model.params()) {
        return Vec::new();
    }
    let of = |lane: usize| {
        let kind = kind(&sweep.plan, lane)?;
        let (_, point) = sweep.lane(lane).next()?;
        Some(Counts { kind, moved: point.mean?, fullest: point.low, spread: point.high })
    };
    let all: Vec<Counts> = (1..sweep.plan.lanes.len()).filter_map(of).collect();
    let own = model.own();
    let same = |counts: &Counts| counts.moved == own.moved_share() && counts.fullest == own.fullest();
    let known = all.iter().any(|counts| counts.kind == own.kind && same(counts));
    if known { all } else { Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::link;
    use crate::sim::Time;

    fn state(link: &str) -> State {
        link::decode(link, ConsistentHashing::entry()).state
    }
    fn swept(state: &State) -> Sweep {
        let entry = ConsistentHashing::entry();
        let plan = (entry.sweep)(state);
        let mut sweep = Sweep::new(plan.clone());
        for lane in 1..plan.lanes.len() {
            for x in 0..plan.xs.len() {
                sweep.put((entry.sweep_point)(state, &plan, lane, x, 0));
            }
        }
        sweep
    }

    #[test]
    fn all_keys_are_counted_as_the_own_strategy_counts_them() {
        let link = "strategy=ring&compare=modulo,bounded,range&keys=30000&nodes=4&rate=50&t=3&do=1:nodes=5;2:kill=2;2.5:weigh=1x2";
        let state = state(link);
        let sweep = swept(&state);
        let entry = ConsistentHashing::entry();
        assert!((entry.sweeps_history)(&state.values));
        assert_eq!(
            sweep.plan.lanes.iter().map(|lane| lane.key).collect::<Vec<_>>()[1..],
            ["ring", "modulo", "bounded", "range"]
        );
        // What another strategy counts beside the page is what it counts when it is the own one.
        for kind in [Kind::Ring, Kind::Modulo, Kind::Bounded, Kind::Range] {
            let own = replay(&self::state(&link.replace("strategy=ring", &format!("strategy={}", kind.key()))), kind);
            let all = read(&replay(&state, Kind::Ring), &sweep);
            let counts = all.iter().find(|counts| counts.kind == kind).unwrap();
            assert_eq!(
                (counts.moved, counts.fullest, own.own().keys()),
                (own.own().moved_share(), own.own().fullest(), 30_000)
            );
            assert!(counts.moved > 0.0, "{kind:?}");
        }
        // Another state is not told by it.
        let mut model = replay(&state, Kind::Ring);
        model.settle(Time::from_secs(9.0));
        model.act(&super::super::model::Action::Several(1), &mut Discard);
        assert_eq!(read(&model, &sweep), []);
        let params = Params { marks: 17, ..model.params().clone() };
        model.set(&params, &mut Discard);
        assert_eq!(read(&model, &sweep), []);
    }

    #[test]
    fn few_keys_need_no_second_count() {
        let state = state("keys=20000");
        assert_eq!((ConsistentHashing::entry().sweep)(&state).lanes.len(), 1);
        assert!(!(ConsistentHashing::entry().sweeps_history)(&state.values));
    }
}
