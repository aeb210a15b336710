//! Envoy's `ring_hash`: how it scales the number of marks, exactly (`ring_hash_lb.cc`, `thread_aware_lb_impl.cc`).
//!
//! Weights are divided by their sum; the ring grows until the lightest host has a whole number of marks and the ring at
//! least the minimum size (1,024), at most the maximum (8,388,608). Fractions are carried from host to host in the order
//! given. The i-th mark of a host is the xxHash64 of its address, `_` and i; a key is hashed by xxHash64.

use super::ring::marks;
use super::{Change, Hash, Members, NodeId, Placement, Points};

/// Envoy's default of `minimum_ring_size`.
pub const MIN_SIZE: u64 = 1024;
/// Envoy's default of `maximum_ring_size`, and the most it allows.
pub const MAX_SIZE: u64 = 8 * 1024 * 1024;

/// The ring of Envoy.
#[derive(Clone, PartialEq, Debug)]
pub struct RingEnvoy {
    members: Members,
    hash: Hash,
    min: u64,
    max: u64,
    points: Points,
}

impl RingEnvoy {
    /// With `minimum_ring_size` and `maximum_ring_size`. Envoy itself has xxHash64 and MurmurHash2.
    pub fn new(members: Members, hash: Hash, min: u64, max: u64) -> Self {
        let mut ring = Self { members, hash, min, max, points: Points::default() };
        ring.build();
        ring
    }
    /// The marks.
    pub fn points(&self) -> &Points {
        &self.points
    }
    fn build(&mut self) {
        let sum = self.members.weight();
        let normal = |weight: f64| weight / sum;
        let lightest = self.members.iter().map(|member| normal(member.node.weight)).fold(1.0, f64::min);
        let scale = ((lightest * self.min as f64).ceil() / lightest).min(self.max as f64);
        let mut placed = Vec::new();
        let (mut current, mut target) = (0.0, 0.0);
        for member in self.members.iter() {
            target += scale * normal(member.node.weight);
            // One is added at a time there as well; the sums stay below 2^23, so they are exact.
            let mut count = 0u64;
            while current < target {
                current += 1.0;
                count += 1;
            }
            placed.extend(marks(&member.node, count, self.hash).map(|mark| (mark, member.id)));
        }
        self.points = Points::new(placed, 64);
    }
}

impl Placement for RingEnvoy {
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
    use super::super::Node;
    use super::*;

    fn hosts() -> Vec<Node> {
        (90..96).map(|port| Node::new(format!("127.0.0.1:{port}"))).collect()
    }

    #[test]
    fn envoys_own_test() {
        let ring = RingEnvoy::new(Members::new(&hosts()), Hash::Xxh64, 12, MAX_SIZE);
        let want = [
            (833437586790550860, 94),
            (928266305478181108, 92),
            (1033482794131418490, 90),
            (3551244743356806947, 95),
            (3851675632748031481, 93),
            (5583722120771150861, 91),
            (6311230543546372928, 91),
            (7700377290971790572, 93),
            (13144177310400110813, 95),
            (13444792449719432967, 92),
            (15516499411664133160, 94),
            (16117243373044804889, 90),
        ];
        assert_eq!(ring.points().iter().map(|(mark, id)| (mark, 90 + id)).collect::<Vec<_>>(), want);
        let lookups = [(0, 94), (u64::MAX, 94), (3551244743356806947, 95), (3551244743356806948, 93)];
        for (hash, port) in lookups {
            assert_eq!(ring.owner(hash), Some(port - 90));
        }
    }

    #[test]
    fn fractions_are_carried_from_host_to_host() {
        // The example in Envoy's source: four hosts of one weight on a ring of at most 6 get 2, 1, 2, 1.
        let ring = RingEnvoy::new(Members::new(&hosts()[..4]), Hash::Xxh64, 6, 6);
        let count = |id| ring.points().iter().filter(|&(_, owner)| owner == id).count();
        assert_eq!([count(0), count(1), count(2), count(3)], [2, 1, 2, 1]);
        // Weights 1 and 2 with at least 5 marks: the lighter one gets ceil(5/3) = 2, the other 4.
        let nodes = [Node::new("a"), Node::weighted("b", 2.0)];
        let ring = RingEnvoy::new(Members::new(&nodes), Hash::Xxh64, 5, MAX_SIZE);
        assert_eq!(ring.points().len(), 6);
    }
}
