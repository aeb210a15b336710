//! What a trace is like, whatever the cache: how popular its keys are, how many come once only, and how many are in use.
//!
//! Working set: Denning 1968, the distinct keys among the last *T* requests; its mean from the gaps between requests for
//! the same key, Denning and Schwartz 1972. Popularity: Breslau et al. 1999 ("Web caching and Zipf-like distributions"),
//! a straight line through the logarithms of rank and count. Here the line goes through ranks that lie evenly on the
//! logarithmic axis, so that the many rare keys weigh no more than the few popular ones, and through keys that were asked
//! for at least [`COUNT_LEAST`] times, as the counts of rarer ones are mostly chance.

use super::super::Key;

/// The fewest requests of a key that the line goes through.
pub const COUNT_LEAST: u32 = 8;
/// The fewest points that make a line.
const POINTS_LEAST: usize = 8;
/// Between two points of the line.
const RATIO: f64 = 1.15;

/// A Zipf distribution fitted to counts.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Zipf {
    /// The exponent: the key of rank *r* is asked for in proportion to 1 / *r*^α.
    pub alpha: f64,
    /// How much of the variance of the logarithms the line explains, 0 to 1.
    pub r2: f64,
    /// How many keys, the most popular ones, the line goes through.
    pub keys: u32,
}

/// What a trace is like.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Profile {
    /// Requests.
    pub requests: u64,
    /// Different keys.
    pub distinct: u32,
    /// Keys that are asked for once.
    pub once: u32,
    /// The straight line through popularity, if the keys make one.
    pub zipf: Option<Zipf>,
    /// Counts of the keys, descending.
    counts: Vec<u32>,
}

impl Profile {
    /// From a trace of dense keys.
    pub fn new(keys: &[Key]) -> Self {
        let mut counts: Vec<u32> = Vec::new();
        for &key in keys {
            if key as usize >= counts.len() {
                counts.resize(key as usize + 1, 0);
            }
            counts[key as usize] += 1;
        }
        counts.retain(|&count| count > 0);
        counts.sort_unstable_by(|a, b| b.cmp(a));
        let once = counts.len() - counts.partition_point(|&count| count > 1);
        let zipf = fit(&counts);
        Self { requests: keys.len() as u64, distinct: counts.len() as u32, once: once as u32, zipf, counts }
    }
    /// The share of the requests for the most popular `share` of the keys, both 0 to 1.
    pub fn top(&self, share: f64) -> f64 {
        let keys = (libm::round(share * self.counts.len() as f64) as usize).min(self.counts.len());
        let sum: u64 = self.counts[..keys].iter().map(|&count| u64::from(count)).sum();
        sum as f64 / self.requests.max(1) as f64
    }
    /// Ranks from 1 with their counts, evenly on a logarithmic axis.
    pub fn ranks(&self) -> Vec<(u32, u32)> {
        ranks(self.counts.len()).map(|rank| (rank as u32, self.counts[rank - 1])).collect()
    }
}

fn ranks(most: usize) -> impl Iterator<Item = usize> {
    std::iter::successors(Some(1.0f64), |rank| Some((rank * RATIO).max(libm::floor(*rank) + 1.0)))
        .map(|rank| rank as usize)
        .take_while(move |&rank| rank <= most)
}

fn fit(counts: &[u32]) -> Option<Zipf> {
    let keys = counts.partition_point(|&count| count >= COUNT_LEAST);
    let points: Vec<(f64, f64)> =
        ranks(keys).map(|rank| (libm::log(rank as f64), libm::log(f64::from(counts[rank - 1])))).collect();
    if points.len() < POINTS_LEAST {
        return None;
    }
    let n = points.len() as f64;
    let mean = |of: fn(&(f64, f64)) -> f64| points.iter().map(of).sum::<f64>() / n;
    let (x, y) = (mean(|p| p.0), mean(|p| p.1));
    let sum = |of: &dyn Fn(f64, f64) -> f64| points.iter().map(|p| of(p.0 - x, p.1 - y)).sum::<f64>();
    let (xx, xy, yy) = (sum(&|x, _| x * x), sum(&|x, y| x * y), sum(&|_, y| y * y));
    // Keys that are all as popular lie on a line, too: a level one.
    let r2 = if yy > 0.0 { xy * xy / (xx * yy) } else { 1.0 };
    Some(Zipf { alpha: (-xy / xx).max(0.0), r2, keys: keys as u32 })
}

/// The mean number of distinct keys among `window` requests in a row, over all such windows, exactly; `None` if the trace
/// is shorter, or the window empty.
pub fn working_set(keys: &[Key], window: usize) -> Option<f64> {
    let windows = (keys.len() + 1).checked_sub(window).filter(|&windows| windows > 0 && window > 0)?;
    // A request is the last one for its key in each window that ends at it or after it, before the next request for the
    // key, and that is not too late to hold it.
    let mut last = vec![u32::MAX; keys.iter().max().map_or(0, |&key| key as usize + 1)];
    let mut sum = 0u64;
    let mut count = |at: usize, next: usize| {
        let from = at.max(window - 1);
        let to = next.min(at + window);
        sum += to.saturating_sub(from) as u64;
    };
    for (at, &key) in keys.iter().enumerate() {
        let before = std::mem::replace(&mut last[key as usize], at as u32);
        if before != u32::MAX {
            count(before as usize, at);
        }
    }
    for &at in last.iter().filter(|&&at| at != u32::MAX) {
        count(at as usize, keys.len());
    }
    Some(sum as f64 / windows as f64)
}

#[cfg(test)]
mod tests {
    use super::super::super::workload::{Keys, Pattern, Workload};
    use super::*;
    use crate::sim::{Seed, Stream};
    use std::collections::BTreeSet;

    #[test]
    fn the_exponent_of_a_zipf_stream_is_found() {
        for alpha in [0.0, 0.4, 0.7, 1.0, 1.3] {
            let workload = Workload { pattern: Pattern::Zipf, keys: 5000, alpha, fresh: 10 };
            let keys: Vec<Key> = Keys::new(&workload, Seed(3)).take(400_000).collect();
            let found = Profile::new(&keys).zipf.unwrap();
            assert!((found.alpha - alpha).abs() < 0.06 && (found.r2 > 0.97 || alpha == 0.0), "{alpha}: {found:?}");
        }
    }

    #[test]
    fn wonders_do_not_bend_the_fit() {
        let workload = Workload { pattern: Pattern::Zipf, keys: 2000, alpha: 0.9, fresh: 10 };
        let mut keys: Vec<Key> = Keys::new(&workload, Seed(4)).take(300_000).collect();
        let before = Profile::new(&keys);
        keys.extend(10_000..110_000);
        let after = Profile::new(&keys);
        assert_eq!((before.zipf, after.once - before.once), (after.zipf, 100_000));
        assert!((after.top(1.0) - 1.0).abs() < 1e-12);
    }

    #[test]
    fn too_few_keys_make_no_line() {
        assert_eq!(Profile::new(&[1, 1, 1, 2]).zipf, None);
        let empty = Profile::new(&[]);
        assert_eq!((empty.distinct, empty.zipf, empty.top(0.2)), (0, None, 0.0));
    }

    #[test]
    fn the_working_set_is_what_counting_every_window_gives() {
        let mut dice = Seed(5).dice(Stream::Keys, 0);
        let keys: Vec<Key> = (0..700).map(|_| dice.below(dice.clone().below(60) + 1)).collect();
        for window in [1, 2, 7, 60, 699, 700] {
            let sizes = keys.windows(window).map(|part| part.iter().collect::<BTreeSet<_>>().len());
            let (sum, count) = (sizes.clone().sum::<usize>(), sizes.count());
            assert_eq!(working_set(&keys, window), Some(sum as f64 / count as f64), "{window}");
        }
        assert_eq!((working_set(&keys, 0), working_set(&keys, 701), working_set(&[], 1)), (None, None, None));
    }
}
