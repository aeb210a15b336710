//! LRU stack distances: at which place of the LRU list each request finds its key. LRU with room for *c* hits exactly the
//! requests with a distance of at most *c*, so one pass gives the whole curve.
//!
//! Mattson, Gecsei, Slutz, Traiger 1970 ("Evaluation techniques for storage hierarchies"); Bennett and Kruskal 1975 with a
//! tree of counts over time, here a Fenwick tree (Fenwick 1994) that is renumbered when its moments are used up.

use super::super::Key;

const NEVER: u32 = u32::MAX;

/// Keys by the moment of their last request.
#[derive(Clone, Debug, Default)]
pub struct Stack {
    /// A Fenwick tree over moments from 1: how many keys were requested last at each. Its length is a power of two, plus 1.
    tree: Vec<u32>,
    /// The key requested last at each moment, or [`NEVER`].
    keys: Vec<Key>,
    /// The moment of each key, or [`NEVER`].
    moments: Vec<u32>,
    now: u32,
    live: u32,
}

impl Stack {
    /// Bytes that it holds.
    pub fn heap_bytes(&self) -> usize {
        (self.tree.capacity() + self.keys.capacity() + self.moments.capacity()) * size_of::<u32>()
    }
    /// How many keys it holds.
    pub fn len(&self) -> u32 {
        self.live
    }
    /// True if it holds none.
    pub fn is_empty(&self) -> bool {
        self.live == 0
    }
    #[inline]
    fn add(&mut self, mut at: u32, by: u32) {
        while let Some(count) = self.tree.get_mut(at as usize) {
            *count = count.wrapping_add(by);
            at += at & at.wrapping_neg();
        }
    }
    /// Keys whose last request was at `at` or before.
    #[inline]
    fn up_to(&self, mut at: u32) -> u32 {
        let mut sum = 0;
        while at > 0 {
            sum += self.tree[at as usize];
            at &= at - 1;
        }
        sum
    }
    /// Numbers the moments anew, from 1 without gaps, with room for as many again.
    #[cold]
    fn renumber(&mut self) {
        let room = (self.live.max(512) * 2).next_power_of_two();
        let mut keys = vec![NEVER; room as usize + 1];
        let mut now = 0;
        for &key in self.keys.iter().filter(|&&key| key != NEVER) {
            now += 1;
            keys[now as usize] = key;
            self.moments[key as usize] = now;
        }
        self.keys = keys;
        self.now = now;
        self.tree.clear();
        self.tree.resize(room as usize + 1, 0);
        for at in 1..=room {
            let own = u32::from(at <= now);
            self.tree[at as usize] += own;
            let above = at + (at & at.wrapping_neg());
            if above <= room {
                self.tree[above as usize] += self.tree[at as usize];
            }
        }
    }
    /// Requests `key`; its stack distance from 1, or `None` if it never came before.
    #[inline]
    pub fn push(&mut self, key: Key) -> Option<u32> {
        if self.now as usize + 1 >= self.tree.len() {
            self.renumber();
        }
        if key as usize >= self.moments.len() {
            self.moments.resize(key as usize + 1, NEVER);
        }
        self.now += 1;
        let now = self.now;
        let before = std::mem::replace(&mut self.moments[key as usize], now);
        self.keys[now as usize] = key;
        let mut distance = None;
        if before == NEVER {
            self.live += 1;
        } else if before + 1 == now {
            // Asked for twice in a row: nothing lies between.
            distance = Some(1);
            self.keys[before as usize] = NEVER;
            self.add(before, 1u32.wrapping_neg());
        } else {
            distance = Some(self.live - self.up_to(before) + 1);
            self.keys[before as usize] = NEVER;
            self.add(before, 1u32.wrapping_neg());
        }
        self.add(now, 1);
        distance
    }
    /// The key at `place` of the LRU list, 0 for the most recent; `place` is below [`len`](Self::len).
    pub fn at(&self, place: u32) -> Key {
        // The key with `wanted` keys at its moment or before.
        let mut wanted = self.live - place;
        let (mut at, mut step) = (0usize, self.tree.len() / 2);
        while step > 0 {
            if let Some(&count) = self.tree.get(at + step)
                && count < wanted
            {
                wanted -= count;
                at += step;
            }
            step /= 2;
        }
        self.keys[at + 1]
    }
}

/// Stack distances of a trace, counted.
#[derive(Clone, Debug, Default)]
pub struct Distances {
    stack: Stack,
    /// Requests at each distance; the first is never used.
    counts: Vec<u64>,
    requests: u64,
}

impl Distances {
    /// Requests `key`.
    #[inline]
    pub fn push(&mut self, key: Key) {
        self.requests += 1;
        let Some(distance) = self.stack.push(key) else { return };
        if distance as usize >= self.counts.len() {
            self.counts.resize(distance as usize + 1, 0);
        }
        self.counts[distance as usize] += 1;
    }
    /// Forgets what was counted and keeps the list: what comes next is counted from a warm cache.
    pub fn forget(&mut self) {
        self.counts.clear();
        self.requests = 0;
    }
    /// Requests so far.
    pub fn requests(&self) -> u64 {
        self.requests
    }
    /// Different keys so far.
    pub fn distinct(&self) -> u32 {
        self.stack.len()
    }
    /// Each size at which LRU misses less than with one place less, ascending, with its misses; first of all size 0, where
    /// everything misses.
    pub fn steps(&self) -> impl Iterator<Item = (u64, u64)> + Clone + '_ {
        let mut left = self.requests;
        let step = move |(size, &hits): (usize, &u64)| {
            left -= hits;
            (size as u64, left)
        };
        let all = self.counts.iter().enumerate().skip(1).filter(|(_, hits)| **hits > 0).map(step);
        std::iter::once((0, self.requests)).chain(all)
    }
    /// The misses of LRU at each of `sizes`, which ascend.
    pub fn misses(&self, sizes: &[u64]) -> Vec<u64> {
        let (mut hits, mut at) = (0, 1);
        let to_misses = |&size: &u64| {
            while at < self.counts.len() && at as u64 <= size {
                hits += self.counts[at];
                at += 1;
            }
            self.requests - hits
        };
        sizes.iter().map(to_misses).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::{Eviction as _, Lru};
    use super::*;
    use crate::sim::{Seed, Stream};

    #[test]
    fn distances_and_places_are_those_of_a_list() {
        let mut dice = Seed(5).dice(Stream::Keys, 0);
        let (mut stack, mut list) = (Stack::default(), Vec::<Key>::new());
        for _ in 0..20_000 {
            let key = dice.below(dice.clone().below(700) + 1);
            let place = list.iter().position(|&other| other == key);
            assert_eq!(stack.push(key), place.map(|place| place as u32 + 1));
            place.map(|place| list.remove(place));
            list.insert(0, key);
            assert_eq!(stack.len() as usize, list.len());
            let place = dice.below(stack.len());
            assert_eq!(stack.at(place), list[place as usize]);
        }
    }

    #[test]
    fn one_pass_gives_what_many_caches_give() {
        let mut dice = Seed(6).dice(Stream::Keys, 0);
        let keys: Vec<Key> = (0..5000).map(|_| dice.below(dice.clone().below(300) + 1)).collect();
        let mut distances = Distances::default();
        for &key in &keys {
            distances.push(key);
        }
        let sizes = [1, 2, 3, 10, 77, 299, 300, 1000];
        let misses = sizes.map(|size| Lru::new(size).misses(&keys));
        assert_eq!(distances.misses(&sizes), misses);
        for (size, misses) in distances.steps().skip(1) {
            assert_eq!(misses, Lru::new(size).misses(&keys));
            assert!(misses < Lru::new(size - 1).misses(&keys) || size == 1);
        }
    }
}
