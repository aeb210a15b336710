//! Ring: every node puts marks on a circle, a key goes to the first mark at or after its hash.
//!
//! Karger, Lehman, Leighton, Panigrahy, Levine, Lewin 1997; several marks ("virtual nodes") per node, more for a heavier
//! one, as in Dynamo (DeCandia et al. 2007). The i-th mark of a node is the hash of its name, `_` and i. A node that
//! joins takes 1/(N + 1) of the keys and nobody else's owner changes; one that leaves gives up its own keys only.

use super::{Change, Hash, Members, Node, NodeId, Placement, Points};

/// The most marks of one node, so that a heavy one does not make the ring slow to build.
pub const MARKS_MAX: u32 = 65_536;

/// The ring.
#[derive(Clone, PartialEq, Debug)]
pub struct Ring {
    members: Members,
    hash: Hash,
    vnodes: u32,
    points: Points,
}

impl Ring {
    /// With `vnodes` marks per unit of weight.
    pub fn new(members: Members, hash: Hash, vnodes: u32) -> Self {
        let mut ring = Self { members, hash, vnodes, points: Points::default() };
        ring.build();
        ring
    }
    /// The marks.
    pub fn points(&self) -> &Points {
        &self.points
    }
    /// How many marks a node of this weight has: at least one.
    fn marks(&self, weight: f64) -> u32 {
        ((f64::from(self.vnodes) * weight + 0.5) as u32).clamp(1, MARKS_MAX)
    }
    fn build(&mut self) {
        let mut placed = Vec::new();
        for member in self.members.iter() {
            let count = self.marks(member.node.weight);
            placed.extend(marks(&member.node, u64::from(count), self.hash).map(|mark| (mark, member.id)));
        }
        self.points = Points::new(placed, 64);
    }
}

/// The first `count` marks of a node: the hashes of its name, `_` and the number of the mark.
pub(super) fn marks(node: &Node, count: u64, hash: Hash) -> impl Iterator<Item = u64> {
    let mut name = format!("{}_", node.name).into_bytes();
    let stem = name.len();
    (0..count).map(move |i| {
        name.truncate(stem);
        super::digits(&mut name, i);
        hash.of(&name)
    })
}

impl Placement for Ring {
    fn members(&self) -> &Members {
        &self.members
    }
    fn members_mut(&mut self) -> &mut Members {
        &mut self.members
    }
    fn changed(&mut self, _changes: &[Change]) {
        self.build();
    }
    #[inline]
    fn owner(&self, point: u64) -> Option<NodeId> {
        self.points.owner(point)
    }
    fn candidates(&self, point: u64, visit: &mut dyn FnMut(NodeId) -> bool) {
        let _ = self.points.walk(point).all(visit);
    }
    fn bytes(&self) -> usize {
        self.points.bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heavier_nodes_have_more_marks() {
        let nodes = [0.001, 1.0, 2.5].map(|weight| Node::weighted(format!("n{weight}"), weight));
        let ring = Ring::new(Members::new(&nodes), Hash::Xxh64, 10);
        let count = |id| ring.points().iter().filter(|&(_, owner)| owner == id).count();
        assert_eq!([count(0), count(1), count(2)], [1, 10, 25]);
    }
}
