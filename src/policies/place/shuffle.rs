//! Shuffle sharding: every customer gets a small set of nodes of its own, so that few share all of them.
//!
//! MacCárthaigh 2014 (Amazon Builders' Library). The set is the first k by rendezvous (Thaler, Ravishankar 1996), so
//! a node that joins or leaves changes as few sets as it can. One customer that breaks its nodes takes down those who
//! have the very same set: 1 of C(n, k).

use super::{Change, Hash, Members, NodeId, Placement, Rendezvous};

/// Shuffle sharding.
#[derive(Clone, PartialEq, Debug)]
pub struct Shuffle {
    rendezvous: Rendezvous,
    size: u32,
}

impl Shuffle {
    /// With `size` nodes for each key, at least 1.
    pub fn new(members: Members, hash: Hash, size: u32) -> Self {
        Self { rendezvous: Rendezvous::new(members, hash), size: size.max(1) }
    }
    /// The nodes of a key.
    pub fn shard(&self, point: u64) -> Vec<NodeId> {
        let mut shard = self.rendezvous.ranked(point);
        shard.truncate(self.size as usize);
        shard
    }
}

/// How many different sets of `k` out of `n` there are, as a real number.
pub fn sets(n: u32, k: u32) -> f64 {
    (0..k.min(n)).fold(if k > n { 0.0 } else { 1.0 }, |c, i| c * f64::from(n - i) / f64::from(i + 1))
}

/// The chance that two customers share exactly `both` of their `k` nodes out of `n` (hypergeometric).
pub fn overlap(n: u32, k: u32, both: u32) -> f64 {
    if both > k || k > n { 0.0 } else { sets(k, both) * sets(n - k, k - both) / sets(n, k) }
}

impl Placement for Shuffle {
    fn members(&self) -> &Members {
        self.rendezvous.members()
    }
    fn members_mut(&mut self) -> &mut Members {
        self.rendezvous.members_mut()
    }
    fn changed(&mut self, changes: &[Change]) {
        self.rendezvous.changed(changes);
    }
    /// The first of the set.
    fn owner(&self, point: u64) -> Option<NodeId> {
        self.rendezvous.owner(point)
    }
    fn place_each(&mut self, points: &[u64], each: impl FnMut(Option<NodeId>)) {
        self.rendezvous.place_each(points, each);
    }
    fn take_moves(&mut self) -> Option<Vec<(u32, NodeId)>> {
        self.rendezvous.take_moves()
    }
    fn candidates(&self, point: u64, visit: &mut dyn FnMut(NodeId) -> bool) {
        let mut left = self.size;
        self.rendezvous.candidates(point, &mut |id| {
            left -= 1;
            visit(id) && left > 0
        });
    }
    fn bytes(&self) -> usize {
        self.rendezvous.bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_many_share_everything() {
        // Eight workers, two for each customer: 28 sets, as in the article.
        assert_eq!(sets(8, 2), 28.0);
        assert_eq!((sets(3, 4), sets(5, 0)), (0.0, 1.0));
        let chances: Vec<f64> = (0..=2).map(|both| overlap(8, 2, both)).collect();
        assert!((chances.iter().sum::<f64>() - 1.0).abs() < 1e-12 && (chances[2] - 1.0 / 28.0).abs() < 1e-12);
    }
}
