//! Copysets: few different sets of nodes hold all replicas, so few failures hit one.
//!
//! Cidon, Rumble, Stutsman, Katti, Ousterhout, Rosenblum 2013 (USENIX ATC). Random replication of enough keys uses nearly
//! every set of R nodes, so any R nodes that die at once lose something. Copysets come from P = ceil(S / (R − 1)) random
//! permutations cut into groups of R, where S is the scatter width: how many nodes help to recover one.

use super::NodeId;
use crate::sim::Dice;

/// The sets that may hold a key.
#[derive(Clone, PartialEq, Debug)]
pub struct Copysets {
    sets: Vec<Vec<NodeId>>,
    /// The sets that each node is in, by number.
    of: Vec<Vec<u32>>,
}

impl Copysets {
    /// For nodes 0 to `nodes` − 1 with `replicas` copies and a scatter width of at least `scatter`. What a permutation
    /// leaves over at its end, fewer than `replicas`, is in no set of that permutation.
    pub fn new(nodes: u32, replicas: u32, scatter: u32, dice: &mut Dice) -> Self {
        let replicas = replicas.clamp(1, nodes.max(1));
        let permutations = scatter.div_ceil((replicas - 1).max(1)).max(1);
        let mut sets: Vec<Vec<NodeId>> = Vec::new();
        let mut of = vec![Vec::new(); nodes as usize];
        for _ in 0..permutations {
            let mut order: Vec<NodeId> = (0..nodes).collect();
            for i in (1..order.len()).rev() {
                order.swap(i, dice.below(i as u32 + 1) as usize);
            }
            for set in order.chunks_exact(replicas as usize) {
                let mut set = set.to_vec();
                crate::sim::order::sort(&mut set);
                if !sets.contains(&set) {
                    for &node in &set {
                        of[node as usize].push(sets.len() as u32);
                    }
                    sets.push(set);
                }
            }
        }
        Self { sets, of }
    }
    /// The sets.
    pub fn sets(&self) -> &[Vec<NodeId>] {
        &self.sets
    }
    /// Where a key goes whose first copy is on `primary`: one of that node's sets, by the key's hash.
    pub fn set(&self, primary: NodeId, point: u64) -> Option<&[NodeId]> {
        let sets = self.of.get(primary as usize)?;
        let at = point.checked_rem(sets.len() as u64)?;
        Some(&self.sets[sets[at as usize] as usize])
    }
    /// True if the nodes for which `dead` holds include a whole set.
    pub fn lose(&self, dead: impl Fn(NodeId) -> bool) -> bool {
        self.sets.iter().any(|set| set.iter().all(|&node| dead(node)))
    }
}

/// The chance that `dead` nodes of `nodes`, drawn at random, include one of `sets` sets of `replicas` nodes, if
/// the sets are as good as independent: 1 − (1 − C(dead, R) / C(nodes, R))^sets.
pub fn loss(nodes: u32, replicas: u32, dead: u32, sets: f64) -> f64 {
    let hit = super::shuffle::sets(dead, replicas) / super::shuffle::sets(nodes, replicas).max(1.0);
    if hit >= 1.0 { 1.0 } else { -libm::expm1(sets * libm::log1p(-hit)) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::{Seed, Stream};

    #[test]
    fn every_node_reaches_its_scatter_width() {
        let mut dice = Seed(1).dice(Stream::Keys, 0);
        let copysets = Copysets::new(99, 3, 10, &mut dice);
        assert_eq!(copysets.sets().len(), 5 * 33);
        for node in 0..99 {
            let mut others: Vec<NodeId> =
                copysets.sets().iter().filter(|set| set.contains(&node)).flatten().copied().collect();
            others.sort_unstable();
            others.dedup();
            assert!((9..=11).contains(&others.len()), "{}", others.len());
            assert!(copysets.set(node, 7).unwrap().contains(&node));
        }
    }

    #[test]
    fn the_papers_comparison() {
        // 5000 nodes, 3 copies, 1 % die at once: random replication of very many chunks loses some nearly surely;
        // copysets with a scatter width of 10 do in 0.1 % or so of the cases.
        let dead = 50;
        assert!(loss(5000, 3, dead, 5000.0 * 10_000.0) > 0.999);
        let with_copysets = loss(5000, 3, dead, 5000.0 / 3.0 * 5.0);
        assert!((0.004..0.009).contains(&with_copysets), "{with_copysets}");
    }

    #[test]
    fn dying_nodes_lose_what_the_formula_says() {
        let mut dice = Seed(5).dice(Stream::Keys, 0);
        let copysets = Copysets::new(60, 3, 4, &mut dice);
        let trials = 20_000;
        let lost = (0..trials)
            .filter(|_| {
                let mut dead = Vec::new();
                while dead.len() < 8 {
                    let node = dice.below(60) as NodeId;
                    if !dead.contains(&node) {
                        dead.push(node);
                    }
                }
                copysets.lose(|node| dead.contains(&node))
            })
            .count();
        let want = loss(60, 3, 8, copysets.sets().len() as f64);
        let measured = lost as f64 / f64::from(trials);
        let error = (want * (1.0 - want) / f64::from(trials)).sqrt();
        assert!((measured - want).abs() < 4.0 * error + 0.002, "{measured} {want}");
    }
}
