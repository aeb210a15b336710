//! Ring with bounded loads: no node holds more than c times its due; a key whose node is full walks on.
//!
//! Mirrokni, Thorup, Zadimoghaddam 2016 (arXiv 1608.01350): with m keys on n nodes the cap is ceil(c m / n), c = 1 + ε.
//! With weights a node's cap is ceil(c m w / W). Keys are placed in the order given, so the result of a change does not
//! depend on what was there before.

use super::{Change, Hash, Members, NodeId, Placement, Points, Ring};

/// The bound c times this is kept as a whole number, so that caps are exact.
const UNIT: u128 = 1_000_000;

/// The ring with bounded loads.
#[derive(Clone, PartialEq, Debug)]
pub struct Bounded {
    ring: Ring,
    bound: u128,
}

impl Bounded {
    /// With `vnodes` marks per unit of weight and the bound c, above 1.
    pub fn new(members: Members, hash: Hash, vnodes: u32, bound: f64) -> Self {
        Self { ring: Ring::new(members, hash, vnodes), bound: whole(bound) }
    }
    /// The marks.
    pub fn points(&self) -> &Points {
        self.ring.points()
    }
    /// How many of `keys` keys each node may hold, in the order of joining.
    pub fn caps(&self, keys: u64) -> Vec<u64> {
        let weights: Vec<u128> = self.members().iter().map(|member| whole(member.node.weight).max(1)).collect();
        let sum: u128 = weights.iter().sum();
        weights.iter().map(|w| (self.bound * u128::from(keys) * w).div_ceil(UNIT * sum) as u64).collect()
    }
}

fn whole(x: f64) -> u128 {
    (x * UNIT as f64 + 0.5) as u128
}

impl Placement for Bounded {
    fn members(&self) -> &Members {
        self.ring.members()
    }
    fn members_mut(&mut self) -> &mut Members {
        self.ring.members_mut()
    }
    fn changed(&mut self, changes: &[Change]) {
        self.ring.changed(changes);
    }
    /// Where the key would go if nobody were full.
    fn owner(&self, point: u64) -> Option<NodeId> {
        self.ring.owner(point)
    }
    fn place_each(&mut self, points: &[u64], mut each: impl FnMut(Option<NodeId>)) {
        let mut room = self.caps(points.len() as u64);
        // By number, not by place: a look-up for each mark that is passed would cost more than the walk.
        let last = self.members().iter().last().map_or(0, |member| member.id as usize + 1);
        let mut by_id = vec![0u64; last];
        for (member, room) in self.ring.members().iter().zip(room.drain(..)) {
            by_id[member.id as usize] = room;
        }
        for &point in points {
            // Mostly the first one has room, and then there is no walk.
            let first = self.ring.owner(point).filter(|id| by_id[*id as usize] > 0);
            let owner = first.or_else(|| self.ring.points().walk(point).find(|&id| by_id[id as usize] > 0));
            if let Some(id) = owner {
                by_id[id as usize] -= 1;
            }
            each(owner);
        }
    }
    fn candidates(&self, point: u64, visit: &mut dyn FnMut(NodeId) -> bool) {
        self.ring.candidates(point, visit);
    }
    fn bytes(&self) -> usize {
        self.ring.bytes() + 8 * self.members().len()
    }
}

#[cfg(test)]
mod tests {
    use super::super::Node;
    use super::*;

    #[test]
    fn caps_are_exact() {
        let members = |n: usize| Members::new(&(0..n).map(|i| Node::new(format!("n{i}"))).collect::<Vec<_>>());
        // 1.1 × 1000 / 10 is 110 and not 111, as it would be in binary fractions.
        assert_eq!(Bounded::new(members(10), Hash::Xxh64, 8, 1.1).caps(1000), [110; 10]);
        assert_eq!(Bounded::new(members(5), Hash::Xxh64, 8, 1.25).caps(10_000), [2500; 5]);
        assert_eq!(Bounded::new(members(3), Hash::Xxh64, 8, 1.0).caps(10), [4; 3]);
    }

    #[test]
    fn a_full_node_passes_keys_on() {
        let nodes = [Node::new("a"), Node::new("b"), Node::new("c")];
        let mut bounded = Bounded::new(Members::new(&nodes), Hash::Xxh64, 1, 1.0);
        let mut owners = Vec::new();
        // All keys on one point fill the three nodes in the order of the circle.
        bounded.place(&[5; 9], &mut owners);
        let order: Vec<_> = bounded.points().walk(5).collect();
        let want: Vec<_> = order.iter().flat_map(|&id| [Some(id); 3]).collect();
        assert_eq!(owners, want);
    }
}
