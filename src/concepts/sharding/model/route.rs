//! From a key to the shard that should have it: the ring and mod N of [`crate::policies::place`], or ranges cut by rows.
//!
//! Ranges as in Bigtable (Chang et al. 2006): the fullest is split at the row in its middle, and what leaves is given to
//! the emptier neighbour. A shard can be split on its own under every placement: under hashes by the next bit of the
//! hash, as in extendible hashing (Fagin et al. 1979).

use super::super::params::Placement;
use super::keys::Keys;
use crate::policies::place::{Kind, Members, Node, Placement as _, Settings, Strategy};
use crate::sim::rng::mix;

/// One split: of what the first had, the second takes those keys whose bit is set.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Split {
    from: u8,
    to: u8,
    bit: u32,
}

/// Which shard should have which key.
#[derive(Clone, PartialEq, Debug)]
pub struct Routes {
    /// How keys find shards.
    pub placement: Placement,
    /// The shards that rows should lie on, in their order.
    pub shards: Vec<u8>,
    splits: Vec<Split>,
    /// First place in the order of keys, and whose it is; ascending, from 0.
    ranges: Vec<(u64, u8)>,
    /// The strategy, for keys that come later.
    strategy: Option<Strategy>,
}

impl Routes {
    /// Shards 0 to `n` − 1; ranges are cut so that all have as many rows.
    pub fn new(placement: Placement, n: u32, keys: &Keys) -> Self {
        let mut routes =
            Self { placement, shards: (0..n as u8).collect(), splits: Vec::new(), ranges: Vec::new(), strategy: None };
        routes.build(keys);
        routes
    }
    /// Another placement over the same shards.
    pub fn place(&mut self, placement: Placement, keys: &Keys) {
        (self.placement, self.splits) = (placement, Vec::new());
        self.build(keys);
    }
    /// Cuts everything anew.
    pub fn build(&mut self, keys: &Keys) {
        self.ranges.clear();
        self.strategy = None;
        let kind = match self.placement {
            Placement::Hash => Kind::Ring,
            Placement::Modulo => Kind::Modulo,
            Placement::Range => return self.cut(keys),
        };
        let nodes: Vec<Node> = self.shards.iter().map(|shard| Node::new(format!("shard-{}", shard + 1))).collect();
        self.strategy = Some(Strategy::new(kind, Members::new(&nodes), &Settings::default()));
    }
    fn cut(&mut self, keys: &Keys) {
        let mut order: Vec<(u64, u64)> = keys.all.iter().map(|key| (key.order, key.rows)).collect();
        crate::sim::order::sort(&mut order);
        let (rows, n) = (u128::from(keys.rows().max(1)), self.shards.len() as u128);
        let (mut before, mut last) = (0u128, 0usize);
        self.ranges.push((0, self.shards[0]));
        for (at, own) in order {
            // A key belongs where its middle row falls; where one key is wider than a piece, pieces are passed over.
            let piece = ((2 * before + u128::from(own)) * n / (2 * rows)) as usize;
            if piece > last && piece < self.shards.len() {
                self.ranges.push((at, self.shards[piece]));
                last = piece;
            }
            before += u128::from(own);
        }
        self.fill(keys);
    }
    /// Gives shards without a range one, by splitting the fullest.
    fn fill(&mut self, keys: &Keys) {
        for shard in self.shards.clone() {
            if self.ranges.iter().all(|range| range.1 != shard) {
                self.halve_fullest(shard, keys);
            }
        }
    }
    /// Rows in each range.
    fn loads(&self, keys: &Keys) -> Vec<u64> {
        let mut loads = vec![0; self.ranges.len()];
        for key in &keys.all {
            loads[self.range(key.order)] += key.rows;
        }
        loads
    }
    fn range(&self, order: u64) -> usize {
        self.ranges.partition_point(|range| range.0 <= order).saturating_sub(1)
    }
    fn halve_fullest(&mut self, to: u8, keys: &Keys) {
        let loads = self.loads(keys);
        let mut order: Vec<usize> = (0..loads.len()).collect();
        crate::sim::order::sort_by(&mut order, |&a, &b| loads[b].cmp(&loads[a]));
        let _ = order.into_iter().any(|range| self.halve(range, to, keys));
    }
    /// Splits a range at the key in the middle of its rows; false if it has one key only.
    fn halve(&mut self, range: usize, to: u8, keys: &Keys) -> bool {
        let mut own: Vec<(u64, u64)> =
            keys.all.iter().filter(|key| self.range(key.order) == range).map(|key| (key.order, key.rows)).collect();
        crate::sim::order::sort(&mut own);
        let rows: u64 = own.iter().map(|key| key.1).sum();
        let mut before = 0;
        let middle = own.iter().position(|key| {
            before += key.1;
            2 * before >= rows
        });
        // The key that holds the middle stays below the cut, unless it is the last one.
        let (Some(middle), true) = (middle, own.len() > 1) else { return false };
        let cut = own[(middle + 1).min(own.len() - 1)].0;
        self.ranges.insert(range + 1, (cut, to));
        true
    }
    /// Sets the number of shards. New ones take the lowest free numbers; the last ones leave. Earlier splits are undone.
    pub fn resize(&mut self, n: u32, free: impl Fn(u8) -> bool, keys: &Keys) {
        let before = self.shards.len();
        while self.shards.len() > n as usize {
            let Some(gone) = self.shards.pop() else { break };
            self.merge(gone, keys);
        }
        let mut next = 0u8;
        while self.shards.len() < n as usize && usize::from(next) < super::SHARDS_MAX {
            if free(next) && !self.shards.contains(&next) {
                self.shards.push(next);
                if self.placement == Placement::Range {
                    self.halve_fullest(next, keys);
                }
            }
            next += 1;
        }
        if self.placement != Placement::Range && (before != n as usize || !self.splits.is_empty()) {
            self.splits.clear();
            self.build(keys);
        }
    }
    /// Gives the ranges of a shard that leaves to the emptier neighbour.
    fn merge(&mut self, gone: u8, keys: &Keys) {
        while let Some(range) = self.ranges.iter().position(|range| range.1 == gone) {
            let loads = self.loads(keys);
            let left = range.checked_sub(1);
            let right = (range + 1 < self.ranges.len()).then_some(range + 1);
            let heir = match (left, right) {
                (Some(left), Some(right)) => Some(if loads[left] <= loads[right] { left } else { right }),
                (left, right) => left.or(right),
            };
            let Some(heir) = heir else { return };
            self.ranges[range].1 = self.ranges[heir].1;
            // Neighbours of one shard are one range.
            self.ranges.dedup_by(|later, earlier| later.1 == earlier.1);
        }
    }
    /// Splits a shard: half of what it has goes to `to`. False if that cannot be: a range of one key.
    pub fn split(&mut self, from: u8, to: u8, keys: &Keys) -> bool {
        if self.placement == Placement::Range {
            let loads = self.loads(keys);
            let own = (0..self.ranges.len()).filter(|&range| self.ranges[range].1 == from);
            let Some(fullest) = own.max_by_key(|&range| loads[range]) else { return false };
            if !self.halve(fullest, to, keys) {
                return false;
            }
        } else {
            self.splits.push(Split { from, to, bit: self.splits.len() as u32 % 64 });
        }
        self.shards.push(to);
        true
    }
    /// The shard that should have a key.
    pub fn shard(&self, point: u64, order: u64) -> u8 {
        if self.placement == Placement::Range {
            return self.ranges[self.range(order)].1;
        }
        let owner = self.strategy.as_ref().and_then(|strategy| strategy.owner(point)).unwrap_or(0);
        let first = self.shards.get(owner as usize).copied().unwrap_or(0);
        let bits = mix(point);
        let go = |at: u8, split: &Split| if at == split.from && bits >> split.bit & 1 == 1 { split.to } else { at };
        self.splits.iter().fold(first, go)
    }
    /// The shards whose ranges a stretch of keys touches, as bits; under hashes all of them.
    pub fn touched(&self, first: u64, last: u64) -> u64 {
        if self.placement != Placement::Range {
            return self.shards.iter().fold(0, |mask, shard| mask | 1 << shard);
        }
        self.ranges[self.range(first)..=self.range(last)].iter().fold(0, |mask, range| mask | 1 << range.1)
    }
}
