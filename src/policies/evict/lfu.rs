//! LFU: the key with the fewest requests since it came in leaves; among equals the one touched longest ago.
//!
//! In use since the 1960s (Coffman and Denning 1973, *Operating Systems Theory*). Here in constant time with a list of
//! buckets, one per count: Shah, Mitra, Matani 2010 ("An O(1) algorithm for implementing the LFU cache eviction
//! scheme"). Counts are forgotten at eviction. Left out: ageing, see [`LfuDa`](super::LfuDa).

use super::{Eviction, Key, Outcome, Watch, Why};

const NONE: u32 = u32::MAX;

/// A key in a bucket.
#[derive(Clone, Copy, Debug)]
struct Node {
    newer: u32,
    older: u32,
    size: u32,
    bucket: u32,
}

/// All keys with the same count, from the newest to the oldest touch.
#[derive(Clone, Copy, Debug)]
struct Bucket {
    count: u32,
    newest: u32,
    oldest: u32,
    /// Neighbours by count.
    lower: u32,
    higher: u32,
}

/// Least frequently used.
#[derive(Clone, Debug)]
pub struct Lfu {
    capacity: u64,
    used: u64,
    nodes: Vec<Node>,
    buckets: Vec<Bucket>,
    /// Buckets to use again.
    free: Vec<u32>,
    lowest: u32,
}

impl Lfu {
    /// Room for `capacity`.
    pub fn new(capacity: u64) -> Self {
        Self { capacity, used: 0, nodes: Vec::new(), buckets: Vec::new(), free: Vec::new(), lowest: NONE }
    }
    /// The keys with their counts, the next victim first.
    pub fn keys(&self) -> impl Iterator<Item = (Key, u32)> + '_ {
        let buckets = std::iter::successors(self.buckets.get(self.lowest as usize), |bucket| {
            self.buckets.get(bucket.higher as usize)
        });
        buckets.flat_map(|bucket| {
            let keys = std::iter::successors(Some(bucket.oldest), |&key| {
                Some(self.nodes[key as usize].newer).filter(|&key| key != NONE)
            });
            keys.map(|key| (key, bucket.count))
        })
    }
    /// A bucket for `count` between its neighbours.
    #[inline]
    fn bucket(&mut self, count: u32, lower: u32, higher: u32) -> u32 {
        let bucket = Bucket { count, newest: NONE, oldest: NONE, lower, higher };
        let at = self.free.pop().unwrap_or(self.buckets.len() as u32);
        if at as usize == self.buckets.len() {
            self.buckets.push(bucket);
        } else {
            self.buckets[at as usize] = bucket;
        }
        match self.buckets.get_mut(lower as usize) {
            Some(below) => below.higher = at,
            None => self.lowest = at,
        }
        if let Some(above) = self.buckets.get_mut(higher as usize) {
            above.lower = at;
        }
        at
    }
    #[inline]
    fn put(&mut self, key: Key, at: u32) {
        let bucket = &mut self.buckets[at as usize];
        let older = std::mem::replace(&mut bucket.newest, key);
        if older == NONE {
            bucket.oldest = key;
        } else {
            self.nodes[older as usize].newer = key;
        }
        let node = &mut self.nodes[key as usize];
        node.newer = NONE;
        node.older = older;
        node.bucket = at;
    }
    /// Takes a key out of its bucket and drops the bucket if it is empty.
    #[inline]
    fn take(&mut self, key: Key) {
        let Node { newer, older, bucket: at, .. } = self.nodes[key as usize];
        if newer == NONE {
            self.buckets[at as usize].newest = older;
        } else {
            self.nodes[newer as usize].older = older;
        }
        if older == NONE {
            self.buckets[at as usize].oldest = newer;
        } else {
            self.nodes[older as usize].newer = newer;
        }
        let Bucket { newest, lower, higher, .. } = self.buckets[at as usize];
        if newest == NONE {
            match self.buckets.get_mut(lower as usize) {
                Some(below) => below.higher = higher,
                None => self.lowest = higher,
            }
            if let Some(above) = self.buckets.get_mut(higher as usize) {
                above.lower = lower;
            }
            self.free.push(at);
        }
    }
    #[inline]
    fn hit(&mut self, key: Key) {
        let at = self.nodes[key as usize].bucket;
        let Bucket { count, newest, oldest, higher, .. } = self.buckets[at as usize];
        let above = self.buckets.get(higher as usize).map_or(NONE, |bucket| bucket.count);
        let next = count.saturating_add(1);
        if above != next && newest == oldest {
            // Alone in its bucket: the bucket itself is counted up.
            self.buckets[at as usize].count = next;
            return;
        }
        let to = if above == next { higher } else { self.bucket(next, at, higher) };
        self.take(key);
        self.put(key, to);
    }
    #[inline]
    fn evict(&mut self, watch: &mut impl Watch) {
        let Some(&Bucket { count, oldest, .. }) = self.buckets.get(self.lowest as usize) else { return };
        self.take(oldest);
        let node = &mut self.nodes[oldest as usize];
        node.bucket = NONE;
        self.used -= u64::from(node.size);
        watch.evicted(oldest, Why::LeastFrequent { count });
    }
}

impl Eviction for Lfu {
    #[inline]
    fn serve(&mut self, key: Key, size: u32, watch: &mut impl Watch) -> Outcome {
        if self.holds(key) {
            self.hit(key);
            return Outcome::Hit;
        }
        if u64::from(size) > self.capacity {
            watch.refused(key, Why::TooLarge);
            return Outcome::Miss;
        }
        if key as usize >= self.nodes.len() {
            self.nodes.resize(key as usize + 1, Node { newer: NONE, older: NONE, size: 0, bucket: NONE });
        }
        while self.used + u64::from(size) > self.capacity {
            self.evict(watch);
        }
        self.used += u64::from(size);
        self.nodes[key as usize].size = size;
        let lowest = self.lowest;
        let once = self.buckets.get(lowest as usize).is_some_and(|bucket| bucket.count == 1);
        let at = if once { lowest } else { self.bucket(1, NONE, lowest) };
        self.put(key, at);
        Outcome::Miss
    }
    #[inline]
    fn holds(&self, key: Key) -> bool {
        self.nodes.get(key as usize).is_some_and(|node| node.bucket != NONE)
    }
    #[inline]
    fn used(&self) -> u64 {
        self.used
    }
    fn heap_bytes(&self) -> usize {
        self.nodes.capacity() * size_of::<Node>()
            + self.buckets.capacity() * size_of::<Bucket>()
            + self.free.capacity() * size_of::<u32>()
    }
    fn reserve(&mut self, keys: u32) {
        super::reserve(&mut self.nodes, keys);
    }
}
