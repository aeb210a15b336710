//! Where the letters of the nodes stand around a circle: at an arc of their node, apart from each other, and clear of the
//! keys that moved as far as there is room.

use crate::policies::place::NodeId;
use std::f32::consts::TAU;

/// How long an arc is that a letter stands at, in radians; at a shorter one stands that of a node without a long one.
const LONG: f32 = 0.04;
const SHORT: f32 = 0.012;
/// A key that stands as near outside lies on the letter itself.
pub(super) const NEAR: f32 = 0.08;

/// Where the letter of every node stands: at its longest arc, in the middle if there is room. For those that stay a place
/// without keys outside it comes first, also beside the middle and at a shorter arc. The fresh and the chosen node come
/// before all others.
pub(super) fn letters(
    arcs: &[(f32, f32, NodeId)],
    (fresh, chosen): (Option<NodeId>, Option<NodeId>),
    outside: &[f32],
    (apart, clear): (f32, f32),
) -> Vec<(NodeId, f32)> {
    let near = |a: f32, b: f32| {
        let d = (a - b).rem_euclid(TAU);
        d.min(TAU - d)
    };
    // The middle of an arc, then places by half a letter further from it, by turns on both sides.
    let mut sorted: Vec<(NodeId, f32, f32)> = Vec::new();
    for &(from, to, id) in arcs {
        let (length, mut at, mut step) = (to - from, f32::midpoint(from, to), apart / 2.0);
        let beside = ((length / apart) as usize).saturating_sub(1).min(12);
        for _ in 0..=2 * beside {
            sorted.push((id, length, at));
            at += step;
            step = -step - step.signum() * apart / 2.0;
        }
    }
    // A letter that would stand on another gives way.
    let rank = |id: NodeId| (fresh == Some(id), chosen == Some(id));
    crate::sim::order::sort_by(&mut sorted, |a, b| rank(b.0).cmp(&rank(a.0)).then(b.1.total_cmp(&a.1)));
    let mut placed: Vec<(NodeId, f32)> = Vec::new();
    for (free, least) in [(clear, LONG), (NEAR, LONG), (NEAR, SHORT), (0.0, LONG), (0.0, SHORT)] {
        for &(id, length, middle) in &sorted {
            // In the order of what they cost to ask.
            let short = length < least && chosen != Some(id);
            let known = || placed.iter().any(|(known, _)| *known == id);
            let taken = || placed.iter().any(|(_, other)| near(middle, *other) < apart);
            let crowded = || fresh != Some(id) && outside.iter().any(|key| near(*key, middle) < free);
            if short || known() || taken() || crowded() {
                continue;
            }
            placed.push((id, middle));
        }
    }
    placed
}
