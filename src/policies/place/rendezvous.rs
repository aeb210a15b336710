//! Rendezvous: every node scores every key, the highest score wins (highest random weight).
//!
//! Thaler, Ravishankar 1996; with weights the score is −w / ln h for a hash h in (0, 1) (Schindelhauer, Schomaker 2005),
//! which gives each node its exact share, and a change of weight moves only what it must. Key and node are combined as
//! in Envoy's rendezvous extension (xorshift* of key xor xxHash64 of the name, the lower 53 bits), with an exact
//! logarithm. A look-up costs N scores.

use super::{Change, Hash, Members, NodeId, Placement};
use crate::sim::order;

/// Rendezvous.
#[derive(Clone, PartialEq, Debug)]
pub struct Rendezvous {
    members: Members,
    hash: Hash,
    nodes: Vec<(u64, NodeId, f64)>,
    even: bool,
}

/// The combination of a key's and a node's hash: 53 bits.
#[inline]
const fn combine(point: u64, node: u64) -> u64 {
    let mut x = point ^ node;
    x ^= x >> 12;
    x ^= x << 25;
    x ^= x >> 27;
    x.wrapping_mul(2685821657736338717) & ((1 << 53) - 1)
}

/// The score of a hash of 53 bits under a weight.
fn score(hash: u64, weight: f64) -> f64 {
    -weight / libm::log(hash as f64 / 9007199254740992.0)
}

impl Rendezvous {
    /// Over these nodes, whose names are hashed by `hash`.
    pub fn new(members: Members, hash: Hash) -> Self {
        let mut rendezvous = Self { members, hash, nodes: Vec::new(), even: true };
        rendezvous.build();
        rendezvous
    }
    /// The score of every node for a key, in the order of joining.
    pub fn scores(&self, point: u64) -> Vec<(NodeId, f64)> {
        self.nodes.iter().map(|&(node, id, weight)| (id, score(combine(point, node), weight))).collect()
    }
    /// The nodes from the highest score down.
    pub fn ranked(&self, point: u64) -> Vec<NodeId> {
        let mut ranked: Vec<_> = self
            .nodes
            .iter()
            .map(|&(node, id, weight)| {
                let hash = combine(point, node);
                (if self.even { hash as f64 } else { score(hash, weight) }, hash, id)
            })
            .collect();
        order::sort_by(&mut ranked, |a, b| b.0.total_cmp(&a.0).then(b.1.cmp(&a.1)));
        ranked.into_iter().map(|(_, _, id)| id).collect()
    }
    fn build(&mut self) {
        let hash = self.hash;
        self.nodes = self
            .members
            .iter()
            .map(|member| (hash.of(member.node.name.as_bytes()), member.id, member.node.weight))
            .collect();
        self.even = self.members.even();
    }
}

impl Placement for Rendezvous {
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
        let mut best: Option<(f64, u64, NodeId)> = None;
        if self.even {
            // With one weight the score grows with the hash: no logarithm is needed.
            let mut top: Option<(u64, NodeId)> = None;
            for &(node, id, _) in &self.nodes {
                let hash = combine(point, node);
                if top.is_none_or(|(highest, _)| hash > highest) {
                    top = Some((hash, id));
                }
            }
            return top.map(|(_, id)| id);
        }
        for &(node, id, weight) in &self.nodes {
            let hash = combine(point, node);
            let score = score(hash, weight);
            if best.is_none_or(|(highest, tie, _)| score > highest || score == highest && hash > tie) {
                best = Some((score, hash, id));
            }
        }
        best.map(|(_, _, id)| id)
    }
    fn candidates(&self, point: u64, visit: &mut dyn FnMut(NodeId) -> bool) {
        let _ = self.ranked(point).into_iter().all(visit);
    }
    fn bytes(&self) -> usize {
        24 * self.nodes.len()
    }
}
