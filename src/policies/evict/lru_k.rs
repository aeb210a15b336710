//! LRU-K: the victim's K-th last request is longest ago; keys with fewer than K requests go first.
//!
//! O'Neil, O'Neil, Weikum 1993 (SIGMOD, "The LRU-K page replacement algorithm for database disk buffering"). Among keys
//! with fewer than K requests the one whose last request is longest ago leaves first. Left out: the correlated reference
//! period (here 0) and history kept after eviction (the paper's retained information period, here 0).

use super::heap::Heap;
use super::{Eviction, Key, Outcome, Watch, Why};

/// The largest K.
const K_MAX: u32 = 8;

/// LRU-K.
#[derive(Clone, Debug)]
pub struct LruK {
    capacity: u64,
    used: u64,
    k: usize,
    clock: u64,
    /// For each key the number of its place among the residents, from 1; 0 if it is none of them.
    places: Vec<u32>,
    /// For each place the moments of its key's last K requests, latest first; 0 for none. Requests count from 1. As history
    /// ends with the stay, other keys need none, and K costs nothing for them.
    history: Vec<u64>,
    /// For each place its key's size.
    sizes: Vec<u32>,
    /// Places that are free.
    free: Vec<u32>,
    /// Priorities ([`priority`]).
    heap: Heap<u64>,
}

/// What has a K-th last request leaves in the order of it, after what has none, in the order of the last one. No two keys
/// have either in common, so one number tells.
#[inline]
fn priority(kth: u64, last: u64) -> u64 {
    if kth == 0 { last } else { kth | 1 << 63 }
}

impl LruK {
    /// Room for `capacity`; `k` from 1 to 8.
    pub fn new(capacity: u64, k: u32) -> Self {
        let k = k.clamp(1, K_MAX) as usize;
        let (places, history, sizes, free) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        Self { capacity, used: 0, k, clock: 0, places, history, sizes, free, heap: Heap::default() }
    }
    /// The keys with the moments of their K-th last (0: none) and last requests, the next victim first.
    pub fn keys(&self) -> Vec<(Key, u64, u64)> {
        let mut keys: Vec<_> = self.heap.keys().map(|key| (key, self.moments(key))).collect();
        keys.sort_by_key(|&(_, moments)| moments);
        keys.into_iter().map(|(key, (kth, last))| (key, kth, last)).collect()
    }
    /// The moments of the K-th last and of the last request.
    #[inline]
    fn moments(&self, key: Key) -> (u64, u64) {
        let at = self.at(key);
        (self.history[at + self.k - 1], self.history[at])
    }
    /// Where the history of a resident begins.
    #[inline]
    fn at(&self, key: Key) -> usize {
        (self.places[key as usize] as usize - 1) * self.k
    }
    #[inline]
    fn evict(&mut self, watch: &mut impl Watch) {
        let (places, history, k) = (&self.places, &self.history, self.k);
        let present = |key: Key| {
            let at = (places[key as usize] as usize - 1) * k;
            priority(history[at + k - 1], history[at])
        };
        let Some((_, key)) = self.heap.pop(present) else { return };
        let place = std::mem::take(&mut self.places[key as usize]);
        self.free.push(place);
        self.used -= u64::from(self.sizes[place as usize - 1]);
        watch.evicted(key, Why::KthLast { k: k as u8 });
    }
}

impl Eviction for LruK {
    #[inline]
    fn serve(&mut self, key: Key, size: u32, watch: &mut impl Watch) -> Outcome {
        self.clock += 1;
        if self.holds(key) {
            let at = self.at(key);
            let history = &mut self.history[at..at + self.k];
            for back in (1..history.len()).rev() {
                history[back] = history[back - 1];
            }
            history[0] = self.clock;
            return Outcome::Hit;
        }
        if u64::from(size) > self.capacity {
            watch.refused(key, Why::TooLarge);
            return Outcome::Miss;
        }
        if key as usize >= self.places.len() {
            self.places.resize(key as usize + 1, 0);
        }
        while self.used + u64::from(size) > self.capacity {
            self.evict(watch);
        }
        self.used += u64::from(size);
        let place = self.free.pop().unwrap_or_else(|| {
            self.sizes.push(0);
            self.history.resize(self.history.len() + self.k, 0);
            self.sizes.len() as u32
        });
        self.places[key as usize] = place;
        self.sizes[place as usize - 1] = size;
        let at = self.at(key);
        self.history[at..at + self.k].fill(0);
        self.history[at] = self.clock;
        let (kth, last) = self.moments(key);
        self.heap.insert(key, priority(kth, last));
        Outcome::Miss
    }
    #[inline]
    fn holds(&self, key: Key) -> bool {
        self.places.get(key as usize).is_some_and(|&place| place > 0)
    }
    #[inline]
    fn used(&self) -> u64 {
        self.used
    }
    fn heap_bytes(&self) -> usize {
        let small = self.places.capacity() + self.sizes.capacity() + self.free.capacity();
        self.history.capacity() * size_of::<u64>() + small * size_of::<u32>() + self.heap.heap_bytes()
    }
    fn reserve(&mut self, keys: u32) {
        super::reserve(&mut self.places, keys);
        let residents = super::resident(self.capacity, keys);
        super::reserve(&mut self.sizes, residents as u32);
        super::reserve(&mut self.history, (residents as u32).saturating_mul(self.k as u32));
        self.heap.reserve(residents);
    }
}
