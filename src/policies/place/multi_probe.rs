//! Multi-probe: one mark per node, several points per key; the point that lies closest before a mark decides.
//!
//! Appleton, O'Reilly 2015 (arXiv 1505.00062). With k probes the fullest node has about 1 + 1/(k − 1) times the mean, at
//! the memory of one mark per node; a look-up pays k searches. The i-th point is h₁ + i h₂, as the paper suggests (double
//! hashing). No weights.

use super::{Change, Hash, Members, NodeId, Placement, Points};
use crate::sim::rng::mix;

/// The paper's number of probes for a peak of 1.05 times the mean.
pub const PROBES: u32 = 21;

/// Multi-probe.
#[derive(Clone, PartialEq, Debug)]
pub struct MultiProbe {
    members: Members,
    hash: Hash,
    probes: u32,
    points: Points,
}

impl MultiProbe {
    /// With `probes` points per key, at least 1.
    pub fn new(members: Members, hash: Hash, probes: u32) -> Self {
        let mut multi = Self { members, hash, probes: probes.max(1), points: Points::default() };
        multi.build();
        multi
    }
    /// The marks, one for each node.
    pub fn points(&self) -> &Points {
        &self.points
    }
    /// The points of a key.
    pub fn probes(&self, point: u64) -> impl Iterator<Item = u64> {
        let step = mix(point) | 1;
        (0..u64::from(self.probes)).map(move |i| point.wrapping_add(i.wrapping_mul(step)))
    }
    fn build(&mut self) {
        let hash = self.hash;
        let marks = self.members.iter().map(|m| (hash.of(m.node.name.as_bytes()), m.id)).collect();
        self.points = Points::new(marks, 64);
    }
}

impl Placement for MultiProbe {
    fn members(&self) -> &Members {
        &self.members
    }
    fn members_mut(&mut self) -> &mut Members {
        &mut self.members
    }
    fn changed(&mut self, _change: Change) {
        self.build();
    }
    fn owner(&self, point: u64) -> Option<NodeId> {
        let mut best: Option<(u64, NodeId)> = None;
        for probe in self.probes(point) {
            let (mark, id) = self.points.at(probe)?;
            let distance = mark.wrapping_sub(probe);
            if best.is_none_or(|(nearest, _)| distance < nearest) {
                best = Some((distance, id));
            }
        }
        best.map(|(_, id)| id)
    }
    fn bytes(&self) -> usize {
        self.points.bytes()
    }
}
