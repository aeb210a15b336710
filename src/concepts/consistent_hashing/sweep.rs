//! More marks, flatter load: the fullest node of rings with 1 to 1,024 marks, each measured over up to 200 seeds. Of very
//! many keys the strategies side by side are counted here as well ([`whole`]).

use super::model::address;
use super::params::{NODES_MAX, Params};
use super::whole;
use crate::concept::{Lane, SweepPlan, SweepPoint};
use crate::policies::place::{Members, Node, Ring};
use crate::sim::order;

/// Marks on the axis.
const MARKS: &[f64] = &[1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0, 512.0, 1024.0];
/// Rings per point in each round.
const RINGS: [u64; 3] = [20, 60, 200];

/// The number of nodes as the key of a lane, so that the chart knows what was swept.
const NODES: [&str; NODES_MAX + 1] = [
    "0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14", "15", "16", "17", "18", "19", "20",
    "21", "22", "23", "24", "25", "26", "27", "28", "29", "30", "31", "32",
];

/// How many nodes the rings of a plan have.
pub fn nodes(plan: &SweepPlan) -> Option<u32> {
    plan.lanes.first()?.key.parse().ok()
}

/// What to run.
pub fn plan(params: &Params) -> SweepPlan {
    let nodes = NODES[(params.nodes as usize).min(NODES_MAX)];
    let own = Lane { key: nodes, label: "Ring" };
    // Strategies on all of very many keys are counted once: so all is measured in one round.
    let all = whole::lanes(params);
    let rounds = if all.is_empty() { RINGS.len() as u32 } else { 1 };
    let lanes = std::iter::once(own).chain(all).collect();
    SweepPlan { x_label: "marks per node", xs: MARKS.to_vec(), lanes, own: 0, rounds, note: String::new() }
}

/// The share of the fullest node as a multiple of the mean, for rings of other seeds; the band holds 95 % of them.
pub fn point(params: &Params, plan: &SweepPlan, lane: usize, x: usize, round: u32) -> SweepPoint {
    let marks = plan.xs.get(x).copied().unwrap_or(1.0) as u32;
    let round = if plan.rounds == 1 { RINGS.len() - 1 } else { round as usize };
    let rings = RINGS[round.min(RINGS.len() - 1)];
    let mut peaks: Vec<f64> = (0..rings).map(|seed| peak(params, 1000 + seed, marks)).collect();
    order::sort_by(&mut peaks, f64::total_cmp);
    let at = |share: f64| peaks[((share * (peaks.len() - 1) as f64 + 0.5) as usize).min(peaks.len() - 1)];
    let mean = peaks.iter().sum::<f64>() / peaks.len() as f64;
    SweepPoint { lane: lane as u16, x: x as u16, mean: Some(mean), low: at(0.025), high: at(0.975), count: rings }
}

/// The fullest node's share of the circle as a multiple of the mean.
pub fn peak(params: &Params, seed: u64, marks: u32) -> f64 {
    shares(params, seed, marks).into_iter().fold(0.0, f64::max)
}

/// Each node's share of the circle as a multiple of the mean.
pub fn shares(params: &Params, seed: u64, marks: u32) -> Vec<f64> {
    let nodes: Vec<Node> = (0..params.nodes).map(|id| Node::new(address(seed, id))).collect();
    let ring = Ring::new(Members::new(&nodes), params.hash, marks);
    let mut shares = vec![0u64; nodes.len()];
    let mut before = ring.points().iter().last().map_or(0, |(mark, _)| mark);
    for (mark, owner) in ring.points().iter() {
        shares[owner as usize] = shares[owner as usize].wrapping_add(mark.wrapping_sub(before));
        before = mark;
    }
    // A single mark goes all the way round: 2^64, which is 0.
    if nodes.len() == 1 {
        return vec![1.0];
    }
    shares.iter().map(|share| *share as f64 / 18446744073709551616.0 * nodes.len() as f64).collect()
}
