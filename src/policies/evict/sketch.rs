//! How often was a key asked for lately? A count-min sketch of four-bit counters, halved now and then, with an optional
//! doorkeeper; and exact counts to compare it with.
//!
//! Cormode and Muthukrishnan 2005 ("An improved data stream summary: the count-min sketch and its applications");
//! Einziger, Friedman, Manes 2017 ("TinyLFU: a highly efficient cache admission policy") add the reset, the small
//! counters and the doorkeeper, a Bloom filter that keeps what is asked for once out of the sketch. Each key has one
//! counter in each of four rows; the estimate is the least of them, so it is never too low but for counters that were
//! full.

use super::Key;
use crate::sim::rng::mix;

const ROWS: usize = 4;
const MOST: u64 = 15;
/// The lower three bits of each counter: what remains after a shift to the right.
const HALF: u64 = 0x7777_7777_7777_7777;
/// The lowest bit of each counter.
const ODD: u64 = 0x1111_1111_1111_1111;

/// Estimates how often keys were asked for.
#[derive(Clone, Debug)]
pub enum Frequency {
    /// With a sketch.
    Sketch(Sketch),
    /// With a counter per key.
    Exact(Exact),
}

impl Frequency {
    /// Counts one request for `key`.
    #[inline]
    pub fn add(&mut self, key: Key) {
        match self {
            Self::Sketch(sketch) => sketch.add(key),
            Self::Exact(exact) => exact.add(key),
        }
    }
    /// Makes room for the keys below `keys`.
    pub fn reserve(&mut self, keys: u32) {
        if let Self::Exact(exact) = self {
            super::reserve(&mut exact.counts, keys);
        }
    }
    /// Bytes that it holds.
    pub fn heap_bytes(&self) -> usize {
        match self {
            Self::Sketch(sketch) => (sketch.words.capacity() + sketch.door.capacity()) * size_of::<u64>(),
            Self::Exact(exact) => exact.counts.capacity() * size_of::<u32>(),
        }
    }
    /// How often `key` was asked for lately.
    #[inline]
    pub fn estimate(&self, key: Key) -> u32 {
        match self {
            Self::Sketch(sketch) => sketch.estimate(key),
            Self::Exact(exact) => exact.estimate(key),
        }
    }
}

/// A count-min sketch with four rows of four-bit counters.
#[derive(Clone, Debug)]
pub struct Sketch {
    /// Row after row, 16 counters a word.
    words: Vec<u64>,
    /// Counters in a row, a power of two.
    width: u64,
    /// Bits of the doorkeeper, a power of two; empty if there is none.
    door: Vec<u64>,
    added: u64,
    /// Additions before everything is halved.
    sample: u64,
}

impl Sketch {
    /// For a cache of `entries`: rows of four counters for each (at least 64), halved after 10 × `entries` requests. With
    /// `doorkeeper` the first request for a key only sets bits.
    pub fn new(entries: u64, doorkeeper: bool) -> Self {
        let entries = entries.clamp(1, 1 << 28);
        let width = (entries * 4).next_power_of_two().max(64);
        let door = if doorkeeper { (entries * 16).next_power_of_two().max(64) / 64 } else { 0 };
        Self {
            words: vec![0; (width / 16) as usize * ROWS],
            width,
            door: vec![0; door as usize],
            added: 0,
            sample: entries * 10,
        }
    }
    /// The word and the shift of the counter of a key with hash `hash` in `row`.
    #[inline]
    fn place(&self, hash: u64, row: usize) -> (usize, u32) {
        // Double hashing (Kirsch, Mitzenmacher 2006): the rows' positions from the two halves of one hash.
        let step = (hash >> 32) | 1;
        let at = hash.wrapping_add(step.wrapping_mul(row as u64)) & (self.width - 1);
        (row * (self.width / 16) as usize + (at / 16) as usize, (at % 16) as u32 * 4)
    }
    #[inline]
    fn hash(key: Key) -> u64 {
        mix(u64::from(key).wrapping_add(0x9e37_79b9_7f4a_7c15))
    }
    /// True if the doorkeeper knows the key; it does from now on.
    #[inline]
    fn knock(&mut self, hash: u64) -> bool {
        let mut known = true;
        for bit in self.bits(hash) {
            let word = &mut self.door[(bit / 64) as usize];
            known &= *word >> (bit % 64) & 1 == 1;
            *word |= 1 << (bit % 64);
        }
        known
    }
    #[inline]
    fn bits(&self, hash: u64) -> [u64; 3] {
        let mask = self.door.len() as u64 * 64 - 1;
        [hash >> 7, hash >> 23, hash >> 41].map(|bits| bits & mask)
    }
    /// Counts one request for `key`.
    #[inline]
    pub fn add(&mut self, key: Key) {
        let hash = Self::hash(key);
        let mut grew = true;
        if self.door.is_empty() || self.knock(hash) {
            grew = false;
            for row in 0..ROWS {
                let (word, shift) = self.place(hash, row);
                if self.words[word] >> shift & MOST < MOST {
                    self.words[word] += 1 << shift;
                    grew = true;
                }
            }
        }
        self.added += u64::from(grew);
        if self.added >= self.sample {
            self.halve();
        }
    }
    /// How often `key` was asked for lately, up to 16.
    #[inline]
    pub fn estimate(&self, key: Key) -> u32 {
        let hash = Self::hash(key);
        let mut least = MOST;
        for row in 0..ROWS {
            let (word, shift) = self.place(hash, row);
            least = least.min(self.words[word] >> shift & MOST);
        }
        let seen = !self.door.is_empty()
            && self.bits(hash).iter().all(|bit| self.door[(bit / 64) as usize] >> (bit % 64) & 1 == 1);
        least as u32 + u32::from(seen)
    }
    /// The reset: every counter is halved, the doorkeeper forgets.
    #[cold]
    fn halve(&mut self) {
        let mut odd = 0;
        for word in &mut self.words {
            odd += u64::from((*word & ODD).count_ones());
            *word = (*word >> 1) & HALF;
        }
        self.added = (self.added - (odd / ROWS as u64).min(self.added)) / 2;
        self.door.fill(0);
    }
    /// Counters in a row.
    pub fn width(&self) -> u64 {
        self.width
    }
    /// The counter at `at` in `row`, 0 to 15.
    pub fn counter(&self, row: usize, at: u64) -> u8 {
        let word = self.words[row * (self.width / 16) as usize + (at / 16) as usize];
        (word >> ((at % 16) * 4) & MOST) as u8
    }
    /// The four counters of `key`, one for each row: where they stand.
    pub fn counters_of(&self, key: Key) -> [u64; ROWS] {
        let hash = Self::hash(key);
        std::array::from_fn(|row| {
            let (word, shift) = self.place(hash, row);
            (word as u64 % (self.width / 16)) * 16 + u64::from(shift / 4)
        })
    }
}

/// A counter for every key, halved after ten requests for each entry of the cache.
#[derive(Clone, Debug)]
pub struct Exact {
    counts: Vec<u32>,
    added: u64,
    sample: u64,
}

impl Exact {
    /// For a cache of `entries`.
    pub fn new(entries: u64) -> Self {
        Self { counts: Vec::new(), added: 0, sample: entries.max(1) * 10 }
    }
    /// Counts one request for `key`.
    #[inline]
    pub fn add(&mut self, key: Key) {
        if key as usize >= self.counts.len() {
            self.counts.resize(key as usize + 1, 0);
        }
        self.counts[key as usize] = self.counts[key as usize].saturating_add(1);
        self.added += 1;
        if self.added >= self.sample {
            for count in &mut self.counts {
                *count /= 2;
            }
            self.added /= 2;
        }
    }
    /// How often `key` was asked for lately.
    #[inline]
    pub fn estimate(&self, key: Key) -> u32 {
        self.counts.get(key as usize).copied().unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_estimate_is_never_too_low_and_seldom_too_high() {
        for doorkeeper in [false, true] {
            let mut sketch = Sketch::new(1000, doorkeeper);
            for key in 0..800 {
                for _ in 0..key % 9 {
                    sketch.add(key);
                }
            }
            let above = (0..800).filter(|&key| {
                let (is, estimate) = (key % 9, sketch.estimate(key));
                assert!(estimate >= is, "{key} was asked for {is} times, estimated at {estimate}");
                estimate > is
            });
            assert!(above.count() < 16, "doorkeeper {doorkeeper}");
        }
    }

    #[test]
    fn counters_stop_at_fifteen_and_are_halved() {
        let mut sketch = Sketch::new(100, false);
        for _ in 0..40 {
            sketch.add(7);
        }
        assert_eq!(sketch.estimate(7), 15);
        assert_eq!(sketch.added, 15); // a full counter counts no more
        sketch.halve();
        assert_eq!(sketch.estimate(7), 7);
        let rows = sketch.counters_of(7);
        assert!((0..ROWS).all(|row| sketch.counter(row, rows[row]) == 7));
    }

    #[test]
    fn it_is_halved_after_ten_requests_an_entry() {
        let mut sketch = Sketch::new(10, false);
        let mut exact = Exact::new(10);
        for k in 0..100 {
            sketch.add(k % 10);
            exact.add(k % 10);
        }
        assert_eq!((sketch.estimate(3), exact.estimate(3)), (5, 5));
    }
}
