//! Count-min: how often each key was asked for, in far fewer counters than there are keys, never too low.
//!
//! Cormode and Muthukrishnan 2005 ("An improved data stream summary: the count-min sketch and its applications"). Each of
//! d rows has w counters and a hash function of its own from a pairwise independent family, ((a x + b) mod p) mod w with
//! the prime p = 2^61 − 1. The estimate is the least of a key's d counters. Of N requests it is more than e N / w too high
//! with a chance of at most e^−d.

use crate::sim::Dice;

const PRIME: u64 = (1 << 61) - 1;

/// The counters.
#[derive(Clone, PartialEq, Debug)]
pub struct CountMin {
    width: u32,
    /// a and b of every row.
    hashes: Vec<(u64, u64)>,
    /// Row after row.
    counters: Vec<u32>,
    total: u64,
}

impl CountMin {
    /// With so many rows of so many counters, both at least 1.
    pub fn new(width: u32, rows: u32, dice: &mut Dice) -> Self {
        let (width, rows) = (width.max(1), rows.max(1));
        let hashes = (0..rows).map(|_| (1 + dice.bits() % (PRIME - 1), dice.bits() % PRIME)).collect();
        Self { width, hashes, counters: vec![0; (width * rows) as usize], total: 0 }
    }
    /// Counters in a row.
    pub fn width(&self) -> u32 {
        self.width
    }
    /// Rows.
    pub fn rows(&self) -> u32 {
        self.hashes.len() as u32
    }
    /// Requests counted.
    pub fn total(&self) -> u64 {
        self.total
    }
    /// The counter of a key in a row.
    pub fn column(&self, row: u32, key: u64) -> u32 {
        let (a, b) = self.hashes[row as usize];
        let sum = u128::from(a) * u128::from(key % PRIME) + u128::from(b);
        ((sum % u128::from(PRIME)) as u64 % u64::from(self.width)) as u32
    }
    /// What a counter says.
    pub fn counter(&self, row: u32, column: u32) -> u32 {
        self.counters[(row * self.width + column) as usize]
    }
    /// Counts a request for a key.
    pub fn add(&mut self, key: u64) {
        self.add_many(key, 1);
    }
    /// Counts so many requests for a key.
    pub fn add_many(&mut self, key: u64, count: u32) {
        for row in 0..self.rows() {
            let at = row * self.width + self.column(row, key);
            let counter = &mut self.counters[at as usize];
            *counter = counter.saturating_add(count);
        }
        self.total += u64::from(count);
    }
    /// How often a key was asked for, or more.
    pub fn estimate(&self, key: u64) -> u32 {
        (0..self.rows()).map(|row| self.counter(row, self.column(row, key))).min().unwrap_or(0)
    }
    /// Forgets all counts; the hash functions stay.
    pub fn clear(&mut self) {
        self.counters.fill(0);
        self.total = 0;
    }
    /// How much too high an estimate is at most, but for a chance of e^−d: e N / w.
    pub fn error(&self) -> f64 {
        std::f64::consts::E * self.total as f64 / f64::from(self.width)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::{Seed, Stream};

    #[test]
    fn never_too_low_and_seldom_far_too_high() {
        for seed in 0..20 {
            let mut dice = Seed(seed).dice(Stream::Keys, 0);
            let mut sketch = CountMin::new(64, 4, &mut dice);
            let counts: Vec<u32> = (0..500).map(|key| 1 + 600 / (key + 1)).collect();
            for (key, count) in counts.iter().enumerate() {
                (0..*count).for_each(|_| sketch.add(key as u64));
            }
            assert_eq!(sketch.total(), counts.iter().map(|count| u64::from(*count)).sum::<u64>());
            let over = |key: usize| i64::from(sketch.estimate(key as u64)) - i64::from(counts[key]);
            assert!((0..500).all(|key| over(key) >= 0));
            let far = (0..500).filter(|key| over(*key) as f64 > sketch.error()).count();
            // At most e^−4 = 1.8 % by the theorem, in the mean; it is a loose bound.
            assert!(far <= 20, "{far} of 500");
            sketch.clear();
            assert_eq!((sketch.estimate(0), sketch.total()), (0, 0));
        }
    }

    #[test]
    fn hashes_as_the_paper_writes_them() {
        let mut sketch = CountMin::new(10, 1, &mut Seed(1).dice(Stream::Keys, 0));
        sketch.hashes = vec![(3, 4)];
        assert_eq!([0, 1, 2, 5].map(|key| sketch.column(0, key)), [4, 7, 0, 9]);
        // (p − 1) 3 + 4 = 3p + 1: 1 after the prime is taken away.
        assert_eq!(sketch.column(0, PRIME - 1), 1);
    }
}
