//! Rendezvous: every node scores every key, the highest score wins (highest random weight).
//!
//! Thaler, Ravishankar 1996; with weights the score is −w / ln h for a hash h in (0, 1) (Schindelhauer, Schomaker 2005),
//! which gives each node its exact share, and a change of weight moves only what it must. Key and node are combined as
//! in Envoy's rendezvous extension (xorshift* of key xor xxHash64 of the name, the lower 53 bits), with an exact
//! logarithm. A look-up costs N scores.
//!
//! Of the keys that were placed last the winner's hash is remembered. A newcomer then costs one hash for each key instead
//! of N, and who leaves only the look-ups of its own keys.

use super::known::Known;
use super::{Change, Hash, Members, NodeId, Placement};
use crate::sim::order;

/// Rendezvous.
#[derive(Clone, PartialEq, Debug)]
pub struct Rendezvous {
    members: Members,
    hash: Hash,
    nodes: Vec<(u64, NodeId, f64)>,
    even: bool,
    /// Of each key placed last the winner, and the upper 32 bits of its hash.
    known: Option<Known<(u32, NodeId)>>,
}

/// A hash as a real number below 1 has so many bits.
const BITS: u32 = 53;
const ALL: f64 = (1u64 << BITS) as f64;

/// The combination of a key's and a node's hash: 53 bits.
#[inline]
const fn combine(point: u64, node: u64) -> u64 {
    let mut x = point ^ node;
    x ^= x >> 12;
    x ^= x << 25;
    x ^= x >> 27;
    x.wrapping_mul(2685821657736338717) & ((1 << BITS) - 1)
}

/// The score of a hash of 53 bits under a weight.
fn score(hash: u64, weight: f64) -> f64 {
    -weight / libm::log(hash as f64 / ALL)
}

/// True if the score of a hash is surely below this one, at the price of a product: −ln h is at least 1 − h. What is
/// left open by rounding is for the logarithm to say.
#[inline]
fn surely_below(hash: u64, weight: f64, score: f64) -> bool {
    weight * (1.0 + 1e-9) < score * ((ALL - hash as f64) / ALL)
}

/// True if the first of two nodes has the higher score; of equal ones the one with the higher hash.
fn before(a: &(f64, u64, NodeId), b: &(f64, u64, NodeId)) -> bool {
    a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)).is_gt()
}

/// The upper 32 bits of a hash.
#[inline]
const fn upper(hash: u64) -> u32 {
    (hash >> (BITS - 32)) as u32
}

impl Rendezvous {
    /// Over these nodes, whose names are hashed by `hash`.
    pub fn new(members: Members, hash: Hash) -> Self {
        let mut rendezvous = Self { members, hash, nodes: Vec::new(), even: true, known: None };
        rendezvous.build();
        rendezvous
    }
    /// The score of every node for a key, in the order of joining.
    pub fn scores(&self, point: u64) -> Vec<(NodeId, f64)> {
        self.nodes.iter().map(|&(node, id, weight)| (id, score(combine(point, node), weight))).collect()
    }
    /// Each node with its score, or its hash where that says the same, and its hash, in the order of joining.
    fn scored(&self, point: u64) -> Vec<(f64, u64, NodeId)> {
        let scored = |&(node, id, weight): &(u64, NodeId, f64)| {
            let hash = combine(point, node);
            (if self.even { hash as f64 } else { score(hash, weight) }, hash, id)
        };
        self.nodes.iter().map(scored).collect()
    }
    /// The nodes from the highest score down.
    pub fn ranked(&self, point: u64) -> Vec<NodeId> {
        let mut ranked = self.scored(point);
        order::sort_by(&mut ranked, |a, b| b.0.total_cmp(&a.0).then(b.1.cmp(&a.1)));
        ranked.into_iter().map(|(_, _, id)| id).collect()
    }
    /// The highest score: its hash and whose it is.
    fn winner(&self, point: u64) -> Option<(u64, NodeId)> {
        if self.even {
            // With one weight the score grows with the hash: no logarithm is needed.
            let mut top: Option<(u64, NodeId)> = None;
            for &(node, id, _) in &self.nodes {
                let hash = combine(point, node);
                if top.is_none_or(|(highest, _)| hash > highest) {
                    top = Some((hash, id));
                }
            }
            return top;
        }
        let mut best: Option<(f64, u64, NodeId)> = None;
        for &(node, id, weight) in &self.nodes {
            let hash = combine(point, node);
            if best.is_some_and(|(highest, ..)| surely_below(hash, weight, highest)) {
                continue;
            }
            let score = score(hash, weight);
            if best.is_none_or(|(highest, tie, _)| score > highest || score == highest && hash > tie) {
                best = Some((score, hash, id));
            }
        }
        best.map(|(_, hash, id)| (hash, id))
    }
    fn kept(&self, point: u64) -> Option<(u32, NodeId)> {
        self.winner(point).map(|(hash, id)| (upper(hash), id))
    }
    /// Looks a key up again; gives its owner if that is another than it was.
    fn search(&self, point: u64, known: &mut (u32, NodeId)) -> Option<NodeId> {
        let was = known.1;
        *known = self.kept(point).unwrap_or(*known);
        (known.1 != was).then_some(known.1)
    }
    /// Keys of those that are `lost` are looked up; `rivals` may win keys of others: where a rival's hash is not surely too
    /// low it has won, or the key is looked up.
    fn contest(&self, known: &mut Known<(u32, NodeId)>, lost: &[bool], rivals: &[(u64, NodeId, f64)]) {
        if self.even {
            return known.update(|point, known| {
                let (mut best, was, mut open) = (*known, known.1, lost[known.1 as usize]);
                for &(node, id, _) in rivals {
                    let hash = upper(combine(point, node));
                    // Of two with the same upper bits the lower ones decide.
                    open |= hash == best.0 && id != best.1;
                    best = if hash > best.0 { (hash, id) } else { best };
                }
                if open {
                    return self.search(point, known);
                }
                *known = best;
                (best.1 != was).then_some(best.1)
            });
        }
        let mut weights = vec![0.0; lost.len()];
        for node in &self.nodes {
            weights[node.1 as usize] = node.2;
        }
        known.update(|point, known| {
            // The least that the owner's score can be: −ln h is at most (1 − h) / h.
            let share = f64::from(known.0) / 4294967296.0;
            let least = weights[known.1 as usize] * share / (1.0 - share);
            let dares = |&(node, id, weight): &(u64, NodeId, f64)| {
                id != known.1 && !surely_below(combine(point, node), weight, least)
            };
            if lost[known.1 as usize] || rivals.iter().any(dares) { self.search(point, known) } else { None }
        });
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
    fn changed(&mut self, changes: &[Change]) {
        let was = self.nodes.clone();
        self.build();
        let Some(mut known) = self.known.take().filter(|_| !self.nodes.is_empty()) else { return };
        let find = |nodes: &[(u64, NodeId, f64)], id| nodes.iter().find(|node| node.1 == id).copied();
        let (mut lost, mut rivals) = (vec![false; self.members.next() as usize], Vec::new());
        for &(Change::Joined(id) | Change::Left(id) | Change::Weighed(id)) in changes {
            match (find(&was, id), find(&self.nodes, id)) {
                // Whose weight grows keeps what it has, and whose weight shrinks gets nothing.
                (Some(old), Some(new)) if new.2 <= old.2 => lost[id as usize] = new.2 < old.2,
                (_, Some(new)) => rivals.push(new),
                (_, None) => lost[id as usize] = true,
            }
        }
        self.contest(&mut known, &lost, &rivals);
        self.known = Some(known);
    }
    fn owner(&self, point: u64) -> Option<NodeId> {
        self.winner(point).map(|(_, id)| id)
    }
    fn place_each(&mut self, points: &[u64], each: impl FnMut(Option<NodeId>)) {
        let mut known = self.known.take();
        let made = || Known::new(points, |point| self.kept(*point));
        Known::place(&mut known, points, made, |(_, id)| *id, each);
        self.known = known;
    }
    fn take_moves(&mut self) -> Option<Vec<(u32, NodeId)>> {
        Known::take_moves(&mut self.known)
    }
    fn candidates(&self, point: u64, visit: &mut dyn FnMut(NodeId) -> bool) {
        // Mostly few are asked for: the next one is searched for instead of sorting all.
        let mut rest = self.scored(point);
        while let Some(best) = (0..rest.len()).reduce(|best, at| if before(&rest[at], &rest[best]) { at } else { best })
        {
            if !visit(rest.remove(best).2) {
                return;
            }
        }
    }
    fn bytes(&self) -> usize {
        24 * self.nodes.len()
    }
}

#[cfg(test)]
mod tests {
    use super::super::Node;
    use super::*;
    use crate::sim::rng::mix;

    #[test]
    fn what_is_remembered_is_what_a_look_up_finds() {
        let points: Vec<u64> = (0..3000).map(mix).collect();
        let mut all = Rendezvous::new(Members::default(), Hash::Xxh64);
        let mut owners = Vec::new();
        all.place(&points, &mut owners);
        assert!(owners.iter().all(Option::is_none) && owners.len() == 3000);
        // With one weight and with several: joining, leaving, weighing up and down.
        for round in 0..90u32 {
            let some = all.members().at(round as usize % all.members().len().max(1)).map_or(0, |member| member.id);
            match round % 9 {
                3 | 7 => {
                    all.leave(some);
                }
                5 if round > 40 => {
                    all.weigh(some, 3.0);
                }
                8 if round > 40 => {
                    all.weigh(some, 0.4);
                }
                _ => {
                    all.join(Node::weighted(format!("n{round}"), if round > 60 { 2.0 } else { 1.0 }));
                }
            }
            all.place(&points, &mut owners);
            let afresh = Rendezvous::new(all.members().clone(), Hash::Xxh64);
            for (point, owner) in points.iter().zip(&owners) {
                assert_eq!(*owner, afresh.owner(*point), "{round}");
                assert_eq!(*owner, afresh.ranked(*point).first().copied(), "{round}");
            }
            if round % 7 == 0 {
                all.place(&points[..100], &mut owners);
            }
        }
        assert!(all.members().len() > 20 && !all.even);
    }
}
