//! Ketama: the ring of memcached clients (libketama, Jones 2007), exactly.
//!
//! A server has 40 digests per average weight, rounded down: MD5 of its address, `-` and k. Each gives four marks of 32
//! bits, lowest byte first. A key's point is the first four bytes of its MD5.

use super::hash::md5;
use super::{Change, Members, NodeId, Placement, Points};

/// Ketama.
#[derive(Clone, PartialEq, Debug)]
pub struct Ketama {
    members: Members,
    points: Points,
}

impl Ketama {
    /// Over these servers, named `host:port`; weights are whole numbers.
    pub fn new(members: Members) -> Self {
        let mut ketama = Self { members, points: Points::default() };
        ketama.build();
        ketama
    }
    /// The marks, between 0 and 2³² − 1.
    pub fn points(&self) -> &Points {
        &self.points
    }
    /// The point of a key on the circle of 32 bits.
    pub fn point(key: &[u8]) -> u64 {
        let [a, b, c, d, ..] = md5(key);
        u64::from(u32::from_le_bytes([a, b, c, d]))
    }
    /// How many digests a server has. The mixture of precisions is libketama's: it decides where 39.9999 becomes 40.
    fn digests(weight: f64, sum: f64, servers: usize) -> u32 {
        let part = weight as f32 / sum as f32;
        (f64::from(part) * 40.0 * f64::from(servers as f32)) as f32 as u32
    }
    fn build(&mut self) {
        let mut placed = Vec::new();
        let sum = self.members.weight();
        for member in self.members.iter() {
            let mut name = format!("{}-", member.node.name).into_bytes();
            let stem = name.len();
            for k in 0..Self::digests(member.node.weight, sum, self.members.len()) {
                name.truncate(stem);
                super::digits(&mut name, u64::from(k));
                let digest = md5(&name);
                let marks = digest.chunks_exact(4).map(|b| u32::from_le_bytes([b[0], b[1], b[2], b[3]]));
                placed.extend(marks.map(|mark| (u64::from(mark), member.id)));
            }
        }
        self.points = Points::new(placed, 32);
    }
}

impl Placement for Ketama {
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
        self.points.owner(point & u64::from(u32::MAX))
    }
    fn candidates(&self, point: u64, visit: &mut dyn FnMut(NodeId) -> bool) {
        let _ = self.points.walk(point & u64::from(u32::MAX)).all(visit);
    }
    fn bytes(&self) -> usize {
        self.points.bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::super::Node;
    use super::*;

    #[test]
    fn libketamas_points_and_owners() {
        let nodes: Vec<Node> = (1..=5).map(|i| Node::new(format!("10.0.1.{i}:11211"))).collect();
        let ketama = Ketama::new(Members::new(&nodes));
        let first: Vec<_> = ketama.points().iter().map(|(mark, id)| (mark, id + 1)).take(6).collect();
        let want = [(762113, 5), (2322555, 5), (4398564, 4), (4826654, 2), (10171922, 1), (24617692, 3)];
        assert_eq!(first, want);
        assert_eq!(ketama.points().len(), 800);
        let keys = ["key:0", "key:1", "key:2", "key:3", "foo", "bar", "hello"];
        let owners = keys.map(|key| ketama.owner(Ketama::point(key.as_bytes())).unwrap() + 1);
        assert_eq!(owners, [1, 3, 5, 4, 2, 5, 4]);
    }

    #[test]
    fn rounded_as_the_c_code_rounds() {
        // Compiled, its expression gives 40 for equal servers, but 39 where the single precision share is too low.
        let odd: Vec<usize> =
            (1..=100).filter(|&servers| Ketama::digests(1.0, servers as f64, servers) != 40).collect();
        assert_eq!(odd, [61]);
        // The servers of libketama's own example file.
        let weights = [600.0, 300.0, 200.0, 350.0, 1000.0, 800.0, 950.0, 100.0];
        let digests = weights.map(|weight| Ketama::digests(weight, 4300.0, 8));
        assert_eq!(digests, [44, 22, 14, 26, 74, 59, 70, 7]);
    }
}
