//! Belady's MIN: the victim is the key whose next request is farthest away. Nothing that must guess misses less.
//!
//! Belady 1966 ("A study of replacement algorithms for a virtual-storage computer"); Mattson, Gecsei, Slutz, Traiger 1970
//! prove it optimal. It needs the future, so a trace is read twice: once backward for the next use of every request
//! ([`next_uses`]), once forward. With sizes it is a good guess only: the optimum is NP-hard. It keeps every key that is
//! asked for, as caches that fill on a miss do; a policy that may refuse keys can miss less, but never less than MIN with
//! one more place.

use super::{Eviction, Key, Outcome, Watch, Why};
use std::sync::Arc;

/// The next use of a request whose key never comes again.
pub const NEVER: u32 = u32::MAX;

const ABSENT: u32 = u32::MAX;

/// For each request the position of the next request for the same key, or [`NEVER`]. Traces have at most 2^32 − 2
/// requests.
pub fn next_uses(keys: &[Key]) -> Arc<Vec<u32>> {
    next_uses_in_place(keys.to_vec())
}

/// [`next_uses`] without a second list: each key is replaced by its next use.
pub fn next_uses_in_place(mut keys: Vec<Key>) -> Arc<Vec<u32>> {
    let distinct = keys.iter().max().map_or(0, |&key| key as usize + 1);
    let mut ahead = vec![NEVER; distinct];
    for (at, slot) in keys.iter_mut().enumerate().rev() {
        *slot = std::mem::replace(&mut ahead[*slot as usize], at as u32);
    }
    Arc::new(keys)
}

/// MIN: clairvoyant replacement.
#[derive(Clone, Debug)]
pub struct Belady {
    capacity: u64,
    used: u64,
    next: Arc<Vec<u32>>,
    /// Requests before the first of `next`.
    from: usize,
    /// Requests so far.
    clock: usize,
    /// A heap with four children a node: next use and key, the farthest first.
    heap: Vec<(u32, Key)>,
    /// Where each key stands in the heap, and its size.
    places: Vec<(u32, u32)>,
}

impl Belady {
    /// Room for `capacity`; `next` holds the next use of every request to come. Requests beyond it have no next use.
    pub fn new(capacity: u64, next: Arc<Vec<u32>>) -> Self {
        Self { capacity, used: 0, next, from: 0, clock: 0, heap: Vec::new(), places: Vec::new() }
    }
    /// The next uses of the requests from here on, for who has not all of them at once.
    pub fn foresee(&mut self, next: Vec<u32>) {
        self.next = Arc::new(next);
        self.from = self.clock;
    }
    /// The keys with the positions of their next requests, the next victim first.
    pub fn keys(&self) -> Vec<(Key, u32)> {
        let mut keys: Vec<(Key, u32)> = self.heap.iter().map(|&(next, key)| (key, next)).collect();
        keys.sort_by_key(|&(key, next)| (std::cmp::Reverse(next), key));
        keys
    }
    #[inline]
    fn set(&mut self, place: usize, entry: (u32, Key)) {
        self.heap[place] = entry;
        self.places[entry.1 as usize].0 = place as u32;
    }
    #[inline]
    fn rise(&mut self, mut place: usize, entry: (u32, Key)) {
        while place > 0 {
            let parent = (place - 1) / 4;
            if self.heap[parent].0 >= entry.0 {
                break;
            }
            self.set(place, self.heap[parent]);
            place = parent;
        }
        self.set(place, entry);
    }
    #[inline]
    fn sink(&mut self, mut place: usize, entry: (u32, Key)) {
        loop {
            let first = place * 4 + 1;
            let Some(children) = self.heap.get(first..self.heap.len().min(first + 4)).filter(|c| !c.is_empty()) else {
                break;
            };
            let (mut at, mut most) = (0, children[0].0);
            for (child, &(next, _)) in children.iter().enumerate().skip(1) {
                if next > most {
                    (at, most) = (child, next);
                }
            }
            if most <= entry.0 {
                break;
            }
            self.set(place, self.heap[first + at]);
            place = first + at;
        }
        self.set(place, entry);
    }
    fn evict(&mut self, watch: &mut impl Watch) {
        let Some(&(next, key)) = self.heap.first() else { return };
        if let Some(last) = self.heap.pop().filter(|_| !self.heap.is_empty()) {
            self.sink(0, last);
        }
        let place = &mut self.places[key as usize];
        place.0 = ABSENT;
        self.used -= u64::from(place.1);
        let after = (next != NEVER).then(|| u64::from(next) + 1 - self.clock as u64);
        watch.evicted(key, Why::Farthest { after });
    }
}

impl Eviction for Belady {
    #[inline]
    fn serve(&mut self, key: Key, size: u32, watch: &mut impl Watch) -> Outcome {
        let next = self.next.get(self.clock - self.from).copied().unwrap_or(NEVER);
        self.clock += 1;
        if let Some(&(place, _)) = self.places.get(key as usize).filter(|place| place.0 != ABSENT) {
            // The next use moves away from now, so it rises.
            self.rise(place as usize, (next, key));
            return Outcome::Hit;
        }
        if u64::from(size) > self.capacity {
            watch.refused(key, Why::TooLarge);
            return Outcome::Miss;
        }
        if key as usize >= self.places.len() {
            self.places.resize(key as usize + 1, (ABSENT, 0));
        }
        while self.used + u64::from(size) > self.capacity {
            self.evict(watch);
        }
        self.used += u64::from(size);
        self.places[key as usize].1 = size;
        self.heap.push((next, key));
        self.rise(self.heap.len() - 1, (next, key));
        Outcome::Miss
    }
    #[inline]
    fn holds(&self, key: Key) -> bool {
        self.places.get(key as usize).is_some_and(|place| place.0 != ABSENT)
    }
    #[inline]
    fn used(&self) -> u64 {
        self.used
    }
    fn heap_bytes(&self) -> usize {
        (self.heap.capacity() + self.places.capacity()) * size_of::<(u32, u32)>()
    }
    fn reserve(&mut self, keys: u32) {
        super::reserve(&mut self.places, keys);
        self.heap.reserve_exact(super::resident(self.capacity, keys));
    }
}
