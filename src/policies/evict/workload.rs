//! Streams of keys to ask a cache for: made from a seed, the same on every platform.
//!
//! Popularity by Zipf 1949 (probability of rank *i* proportional to 1 / *i*^α; Breslau, Cao, Fan, Phillips, Shenker 1999
//! for the web), drawn in constant time by Walker's alias method (Walker 1977, Vose 1991). Keys are dense: the popular
//! ones are 0, 1, 2, … from the hottest on, and what is new comes after them.

use super::Key;
use super::curve::Stack;
use crate::sim::{Dice, Seed, Stream};
use std::sync::Arc;

/// What is asked for.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Pattern {
    /// Zipf popularity; even with exponent 0.
    Zipf,
    /// Every key once, then the next; never one twice.
    Scan,
    /// Keys 0 to `len` − 1 again and again.
    Loop {
        /// Its length.
        len: u32,
    },
    /// Zipf, and about every `every` requests a scan of `len` keys that nobody asked for before.
    ZipfAndScans {
        /// Keys in a scan.
        len: u32,
        /// Requests between the end of a scan and the begin of the next, on average.
        every: u32,
    },
    /// Zipf, but each `period` requests the popularities move on by `by` keys.
    Shifting {
        /// Requests between two moves.
        period: u32,
        /// Keys that they move on.
        by: u32,
    },
    /// The *d*-th most recently used key with probability proportional to 1 / *d*^α: an LRU stack model.
    Recency,
    /// Zipf over a working set, of which each day a share is replaced by new keys.
    Daily {
        /// Requests in a day.
        day: u32,
        /// Keys replaced each day.
        fresh: u32,
    },
    /// Zipf, and a share of the requests, in 1/10,000, for keys that are asked for only once.
    OneHitWonders {
        /// The share.
        share: u32,
    },
}

/// What makes a stream.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Workload {
    /// What is asked for.
    pub pattern: Pattern,
    /// Popular keys, at least 1.
    pub keys: u32,
    /// The exponent α.
    pub alpha: f64,
    /// How many new keys there are, at least 1; when all were asked for, the first comes again.
    pub fresh: u32,
}

/// As many new keys as a policy bears in a long run.
pub const NEW_MAX: u32 = 1 << 22;

/// Walker's table: draws a rank with its probability in constant time.
#[derive(Clone, Debug)]
pub struct Alias {
    /// For each column the share that is its own, in 2^32, and the other rank.
    columns: Arc<[(u32, u32)]>,
}

impl Alias {
    /// A table for Zipf's law over `n` ranks.
    pub fn zipf(n: u32, alpha: f64) -> Self {
        Self::new(&weights(n, alpha))
    }
    /// A table for these weights, which are positive.
    pub fn new(weights: &[f64]) -> Self {
        let n = weights.len();
        let mean = weights.iter().sum::<f64>() / n as f64;
        let mut share: Vec<f64> = weights.iter().map(|weight| weight / mean).collect();
        let mut columns: Vec<(u32, u32)> = (0..n as u32).map(|rank| (u32::MAX, rank)).collect();
        let (mut less, mut more): (Vec<usize>, Vec<usize>) = (0..n).partition(|&rank| share[rank] < 1.0);
        while let (Some(&small), Some(&large)) = (less.last(), more.last()) {
            less.pop();
            columns[small] = ((share[small] * 4_294_967_296.0) as u32, large as u32);
            share[large] -= 1.0 - share[small];
            if share[large] < 1.0 {
                more.pop();
                less.push(large);
            }
        }
        Self { columns: columns.into() }
    }
    /// A rank from 0.
    #[inline]
    pub fn draw(&self, dice: &mut Dice) -> u32 {
        let bits = dice.bits();
        let column = (((bits >> 32) * self.columns.len() as u64) >> 32) as u32;
        let (own, other) = self.columns[column as usize];
        if (bits as u32) < own { column } else { other }
    }
}

/// Zipf's weights of `n` ranks, the first 1.
pub fn weights(n: u32, alpha: f64) -> Vec<f64> {
    (1..=n.max(1)).map(|rank| libm::pow(f64::from(rank), -alpha)).collect()
}

/// The share of requests that the most popular part of `n` keys gets by Zipf's law.
pub fn top_share(n: u32, alpha: f64, part: f64) -> f64 {
    let weights = weights(n, alpha);
    let top = (f64::from(n) * part) as usize;
    weights.iter().take(top).sum::<f64>() / weights.iter().sum::<f64>()
}

/// A stream of keys.
#[derive(Clone, Debug)]
pub struct Keys {
    workload: Workload,
    alias: Alias,
    dice: Dice,
    /// Requests so far.
    count: u64,
    /// New keys so far.
    fresh: u32,
    /// Keys left in the scan that runs.
    scan: u32,
    /// The working set of the day, by rank.
    set: Vec<Key>,
    stack: Stack,
}

impl Keys {
    /// A stream from a seed.
    pub fn new(workload: &Workload, seed: Seed) -> Self {
        let mut keys = Self {
            workload: *workload,
            alias: Alias::zipf(workload.keys.max(1), workload.alpha),
            dice: seed.dice(Stream::Keys, 0),
            count: 0,
            fresh: 0,
            scan: 0,
            set: Vec::new(),
            stack: Stack::default(),
        };
        keys.tune(workload);
        keys
    }
    /// What is asked for from now on. What was drawn so far stays: the random numbers, the new keys, the order of recency.
    pub fn tune(&mut self, workload: &Workload) {
        let keys = workload.keys.max(1);
        if (keys, workload.alpha) != (self.workload.keys, self.workload.alpha) {
            self.alias = Alias::zipf(keys, workload.alpha);
        }
        self.workload = Workload { keys, ..*workload };
        match workload.pattern {
            Pattern::Recency if self.stack.len() != keys => {
                self.stack = Stack::default();
                for key in (0..keys).rev() {
                    self.stack.push(key);
                }
            }
            Pattern::Daily { .. } if self.set.len() != keys as usize => self.set = (0..keys).collect(),
            _ => {}
        }
        self.scan = 0;
        self.fresh %= workload.fresh.max(1);
    }
    /// Bytes that a copy holds of its own: the table of popularities is shared.
    pub fn heap_bytes(&self) -> usize {
        self.set.capacity() * size_of::<Key>() + self.stack.heap_bytes()
    }
    /// Begins a scan of `len` new keys, whatever the pattern.
    pub fn begin_scan(&mut self, len: u32) {
        self.scan = len;
    }
    /// True if `key` is among the `n` most popular keys of the next request; false where no key is more popular than
    /// another.
    pub fn is_hot(&self, key: Key, n: u32) -> bool {
        let keys = self.workload.keys;
        match self.workload.pattern {
            Pattern::Zipf if self.workload.alpha == 0.0 => false,
            Pattern::Zipf | Pattern::ZipfAndScans { .. } | Pattern::OneHitWonders { .. } => key < n.min(keys),
            Pattern::Shifting { period, by } => {
                let moved = (self.count / u64::from(period.max(1)) * u64::from(by) % u64::from(keys)) as u32;
                key < keys && (key + keys - moved) % keys < n
            }
            Pattern::Daily { .. } => self.set.iter().take(n as usize).any(|&hot| hot == key),
            Pattern::Scan | Pattern::Loop { .. } | Pattern::Recency => false,
        }
    }
    /// True while a scan runs: after a key of it was given and before its last.
    pub fn scanning(&self) -> bool {
        self.scan > 0
    }
    fn new_key(&mut self) -> Key {
        let key = self.workload.keys + self.fresh;
        self.fresh = (self.fresh + 1) % self.workload.fresh.max(1);
        key
    }
    /// The next key.
    pub fn draw(&mut self) -> Key {
        let n = self.count;
        self.count += 1;
        let keys = self.workload.keys;
        if self.scan > 0 {
            self.scan -= 1;
            return self.new_key();
        }
        match self.workload.pattern {
            Pattern::Zipf => self.alias.draw(&mut self.dice),
            Pattern::Scan => (n % u64::from(self.workload.fresh.max(1))) as Key,
            Pattern::Loop { len } => (n % u64::from(len.max(1))) as Key,
            Pattern::ZipfAndScans { len, every } => {
                if len > 0 && self.dice.below(every.max(1)) == 0 {
                    self.scan = len - 1;
                    return self.new_key();
                }
                self.alias.draw(&mut self.dice)
            }
            Pattern::Shifting { period, by } => {
                let moves = n / u64::from(period.max(1));
                let rank = self.alias.draw(&mut self.dice);
                ((u64::from(rank) + moves * u64::from(by)) % u64::from(keys)) as Key
            }
            Pattern::Recency => {
                let key = self.stack.at(self.alias.draw(&mut self.dice));
                self.stack.push(key);
                key
            }
            Pattern::Daily { day, fresh } => {
                if n > 0 && n.is_multiple_of(u64::from(day.max(1))) {
                    for _ in 0..fresh.min(keys) {
                        let rank = self.dice.below(keys) as usize;
                        self.set[rank] = self.new_key();
                    }
                }
                self.set[self.alias.draw(&mut self.dice) as usize]
            }
            Pattern::OneHitWonders { share } => {
                if self.dice.below(10_000) < share {
                    return self.new_key();
                }
                self.alias.draw(&mut self.dice)
            }
        }
    }
}

impl Iterator for Keys {
    type Item = Key;
    fn next(&mut self) -> Option<Key> {
        Some(self.draw())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(pattern: Pattern, alpha: f64, n: usize) -> Vec<Key> {
        Keys::new(&Workload { pattern, keys: 50, alpha, fresh: NEW_MAX }, Seed(3)).take(n).collect()
    }

    #[test]
    fn zipf_has_its_frequencies() {
        for alpha in [0.0, 0.8, 1.5] {
            const N: usize = 200_000;
            let mut counts = [0u32; 50];
            for key in keys(Pattern::Zipf, alpha, N) {
                counts[key as usize] += 1;
            }
            let weights = weights(50, alpha);
            let sum: f64 = weights.iter().sum();
            for (count, weight) in counts.iter().zip(weights) {
                let mean = N as f64 * weight / sum;
                assert!((f64::from(*count) - mean).abs() < 5.0 * libm::sqrt(mean), "alpha {alpha}: {counts:?}");
            }
        }
    }

    /// The exponent at which a fifth of the keys gets four fifths of the requests: the share grows with it, so there is one.
    #[test]
    fn eighty_twenty_holds_at_one_skew_only() {
        for (n, at) in [(400, 1.077), (1000, 1.024), (10_000, 0.950), (100_000, 0.914)] {
            let shares: Vec<f64> = (0..=30).map(|k| top_share(n, f64::from(k) * 0.05, 0.2)).collect();
            assert!(shares.windows(2).all(|pair| pair[0] < pair[1]), "{n}: {shares:?}");
            assert!((shares[0] - 0.2).abs() < 1e-3, "without a skew a fifth gets a fifth");
            assert!((top_share(n, at, 0.2) - 0.8).abs() < 1e-3, "{n}: {}", top_share(n, at, 0.2));
            assert!(top_share(n, at - 0.1, 0.2) < 0.78 && top_share(n, at + 0.1, 0.2) > 0.82);
        }
        let rounded = |alpha: f64| (top_share(400, alpha, 0.2) * 100.0 + 0.5) as u32;
        assert_eq!([0.8, 1.08, 1.4].map(rounded), [63, 80, 93], "as the story says");
    }

    /// "10 to 20 % of the working set": what LRU and LFU hit there, by skew. One number is right nowhere.
    #[test]
    fn a_tenth_of_the_working_set_is_worth_what_the_skew_says() {
        use super::super::{Eviction as _, Policy, Spec};
        let hits = |policy: &str, alpha: f64, part: f64| {
            let (keys, requests) = (400, 60_000);
            let mut cache =
                Policy::new(&policy.parse::<Spec>().unwrap(), (f64::from(keys) * part) as u64, &Arc::default());
            let workload = Workload { pattern: Pattern::Zipf, keys, alpha, fresh: 1 };
            let mut stream = Keys::new(&workload, Seed(5));
            let mut hit = |stream: &mut Keys| !cache.request(stream.draw(), 1).is_miss();
            let _warm = (0..requests / 2).filter(|_| hit(&mut stream)).count();
            (0..requests / 2).filter(|_| hit(&mut stream)).count() as f64 / f64::from(requests / 2)
        };
        for alpha in [0.5, 0.8, 1.0, 1.3] {
            for part in [0.1, 0.2] {
                // No policy that looks at popularity alone gets more than the most popular keys do.
                let (lfu, lru, most) =
                    (hits("lfu", alpha, part), hits("lru", alpha, part), top_share(400, alpha, part));
                assert!(lru < lfu && lfu < most + 0.02, "{alpha} {part}: {lru} {lfu} {most}");
            }
        }
        let lru: Vec<f64> = [0.0, 0.5, 1.0, 1.5].map(|alpha| hits("lru", alpha, 0.1)).to_vec();
        assert!(lru[0] < 0.13 && lru[3] > 0.8 && lru.windows(2).all(|pair| pair[0] < pair[1]), "{lru:?}");
    }

    #[test]
    fn patterns_are_what_they_say() {
        assert_eq!(keys(Pattern::Scan, 1.0, 4), [0, 1, 2, 3]);
        assert_eq!(keys(Pattern::Loop { len: 3 }, 1.0, 7), [0, 1, 2, 0, 1, 2, 0]);
        let scans = keys(Pattern::ZipfAndScans { len: 7, every: 20 }, 1.0, 5000);
        let new: Vec<Key> = scans.iter().copied().filter(|&key| key >= 50).collect();
        assert!(new.iter().enumerate().all(|(at, &key)| key == 50 + at as Key), "new keys come once, in order");
        assert!((900..1700).contains(&new.len()), "7 of about 26: {}", new.len());
        let wonders = keys(Pattern::OneHitWonders { share: 3000 }, 1.0, 10_000);
        assert!((2800..3200).contains(&wonders.iter().filter(|&&key| key >= 50).count()));
        let shifting = keys(Pattern::Shifting { period: 100, by: 10 }, 1.5, 300);
        let hottest = |keys: &[Key]| (0..50).max_by_key(|key| keys.iter().filter(|k| *k == key).count());
        assert_eq!(
            [&shifting[..100], &shifting[100..200], &shifting[200..]].map(hottest),
            [Some(0), Some(10), Some(20)]
        );
        let daily = keys(Pattern::Daily { day: 100, fresh: 10 }, 0.0, 1000);
        assert!(daily[..100].iter().all(|&key| key < 50) && daily[900..].iter().filter(|&&key| key >= 50).count() > 60);
    }

    #[test]
    fn recency_is_a_law_of_stack_distances() {
        // With α = 1.5 over 50 the most recent key is asked for again with probability 1 / 2.33.
        let keys = keys(Pattern::Recency, 1.5, 20_000);
        let again = keys.windows(2).filter(|pair| pair[0] == pair[1]).count() as f64 / 20_000.0;
        let sum: f64 = weights(50, 1.5).iter().sum();
        assert!((again - 1.0 / sum).abs() < 0.02, "{again}");
    }
}
