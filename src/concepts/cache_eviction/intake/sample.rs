//! A first answer for a long trace: every policy over the requests of some of the keys, in caches as much smaller.
//!
//! Waldspurger, Park, Garthwaite, Ahmad 2015 (FAST, "Efficient MRC construction with SHARDS"): whether a key belongs to the
//! sample is decided by its hash, so that all its requests do or none. Misses are counted over the requests that such a share
//! of the keys has on average, not over those it has (SHARDS-adj), because a very popular key is in it or is not.
//! Waldspurger, Saemundsson, Ahmad, Park 2017 (ATC, "Cache modeling and optimization using miniature simulations") do so with
//! any policy. LRU's misses are known exactly, and what the sample gets wrong for LRU it gets wrong for others in nearly the
//! same way, most of all at small sizes: that is taken off (a control variate), and what is left is measured with each policy
//! that becomes known.

use crate::policies::evict::curve::{Curves, Requests};
use crate::policies::evict::{Key, Kind, Spec};
use crate::sim::rng::mix;

/// Requests of a sample, about.
const REQUESTS: usize = 120_000;
/// A trace with fewer requests than this is replayed as it is.
const LONG: usize = 400_000;
/// In a cache for fewer keys than this, chance is all that is seen.
const KEYS_LEAST: f64 = 16.0;

/// The sample and what it says.
pub struct Sample {
    curves: Curves,
    /// The share of the keys.
    share: f64,
    /// The requests that so many keys have on average.
    requests: f64,
    /// The sizes of which it says nothing.
    blind: Vec<bool>,
    done: bool,
}

impl Sample {
    /// Of `requests`, of which `distinct` are for different keys, at the same sizes; `None` if there is no need of one.
    pub fn of(requests: &Requests, distinct: u32, specs: &[Spec], sizes: &[u64]) -> Option<Self> {
        let all = requests.len();
        if all < LONG {
            return None;
        }
        let share = REQUESTS as f64 / all as f64;
        let below = (share * (1u64 << 32) as f64) as u64;
        // Keys anew from 0, so that policies note nothing of all the others.
        let (mut numbers, mut next) = (vec![Key::MAX; distinct as usize], 0);
        let mut number = |key: Key| {
            let slot = numbers.get_mut(key as usize)?;
            if mix(u64::from(key)) >> 32 >= below {
                return None;
            }
            if *slot == Key::MAX {
                *slot = next;
                next += 1;
            }
            Some(*slot)
        };
        let (few, mean) = match requests {
            Requests::Keys(keys) => (Requests::Keys(keys.iter().filter_map(|&key| number(key)).collect()), 1),
            Requests::Sized(pairs, mean) => {
                let pairs = pairs.iter().filter_map(|&(key, size)| Some((number(key)?, size))).collect();
                (Requests::Sized(pairs, *mean), (*mean).max(1))
            }
        };
        if next == 0 {
            return None;
        }
        let blind = sizes.iter().map(|&size| size as f64 * share / (mean as f64) < KEYS_LEAST).collect();
        let sizes = sizes.iter().map(|&size| ((size as f64 * share) as u64).max(1)).collect();
        let curves = Curves::of(few, 0, specs, sizes);
        Some(Self { curves, share, requests: all as f64 * share, blind, done: false })
    }
    /// Makes about `requests` requests more.
    pub fn advance(&mut self, requests: usize) {
        self.done = self.curves.advance(requests);
    }
    /// True once it has said all that it can say.
    pub fn done(&self) -> bool {
        self.done
    }
    /// How far it is, 0 to 1.
    pub fn progress(&self) -> f64 {
        self.curves.share()
    }
    /// The share of the keys.
    pub fn share(&self) -> f64 {
        self.share
    }
    /// About what share of the requests miss, as it is counted.
    pub fn ratio(&self, kind: Kind, at: usize) -> Option<f64> {
        let line = self.curves.lines().iter().find(|line| line.spec.kind == kind)?;
        let misses = line.misses.get(at).copied().flatten().filter(|_| !self.blind[at])?;
        Some((misses as f64 / self.requests).min(1.0))
    }
    /// The same, put right by what it gets wrong for LRU, of which `lru` is the truth if it is known.
    pub fn put_right(&self, kind: Kind, at: usize, lru: Option<f64>) -> Option<f64> {
        let wrong = lru.and_then(|truth| Some(self.ratio(Kind::Lru, at)? - truth)).unwrap_or(0.0);
        Some((self.ratio(kind, at)? - wrong).clamp(0.0, 1.0))
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::params::Params;
    use super::super::{sizes, specs};
    use super::*;
    use crate::policies::evict::workload::{Keys, Pattern, Workload};
    use crate::policies::evict::{Eviction as _, Policy, next_uses};
    use crate::sim::Seed;
    use std::sync::Arc;

    #[test]
    fn what_it_says_is_near_the_truth() {
        let workload = Workload { pattern: Pattern::Zipf, keys: 40_000, alpha: 0.9, fresh: 10 };
        let keys: Arc<[Key]> = Keys::new(&workload, Seed(5)).take(500_000).collect();
        let distinct = keys.iter().max().unwrap() + 1;
        let (specs, sizes) = (specs(&Params::default()), sizes(u64::from(distinct), None));
        let mut sample = Sample::of(&Requests::Keys(keys.clone()), distinct, &specs, &sizes).unwrap();
        while !sample.done() {
            sample.advance(50_000);
        }
        assert!((0.2..0.3).contains(&sample.share()) && sample.progress() == 1.0);
        let next = next_uses(&keys);
        let truth = |kind: Kind, at: usize| {
            let spec = specs.iter().find(|spec| spec.kind == kind).unwrap();
            Policy::new(spec, sizes[at], &next).misses(&keys) as f64 / keys.len() as f64
        };
        for kind in [Kind::Fifo, Kind::Belady, Kind::S3Fifo] {
            let (mut raw, mut right, mut most, mut count) = (0.0, 0.0, 0.0f64, 0.0);
            for at in (0..sizes.len()).step_by(3) {
                let Some(counted) = sample.ratio(kind, at) else { continue };
                let (known, lru) = (truth(kind, at), truth(Kind::Lru, at));
                let off = (sample.put_right(kind, at, Some(lru)).unwrap() - known).abs();
                assert_eq!(sample.put_right(Kind::Lru, at, Some(lru)), Some(lru));
                assert_eq!(sample.put_right(kind, at, None), Some(counted));
                (raw, right, count) = (raw + (counted - known).abs(), right + off, count + 1.0);
                most = most.max(off);
            }
            assert!(count > 2.0 && most < 0.05 && right / count < 0.02, "{}: {most} {}", kind.name(), right / count);
            assert!(right < raw, "{}: {right} of {raw}", kind.name());
        }
    }

    #[test]
    fn a_short_trace_has_none_and_small_caches_are_left_out() {
        let few: Arc<[Key]> = (0..1000).collect();
        assert!(Sample::of(&Requests::Keys(few), 1000, &Spec::list("lru").unwrap(), &[10]).is_none());
        let many: Arc<[(Key, u32)]> = (0..1_200_000).map(|n| (n % 50_000, 100)).collect();
        let requests = Requests::Sized(many, 100);
        let mut sample = Sample::of(&requests, 50_000, &Spec::list("fifo").unwrap(), &[1000, 4_000_000]).unwrap();
        sample.advance(usize::MAX / 2);
        // A loop that does not fit.
        assert!(sample.ratio(Kind::Fifo, 0).is_none() && sample.ratio(Kind::Fifo, 1).unwrap() > 0.9);
        assert!(sample.ratio(Kind::Lru, 1).is_none());
    }
}
