//! What is counted of one cache.

use crate::sim::stats::{Histogram, TimeAverage};
use crate::sim::{Span, Time};

/// What is counted.
#[derive(Clone, Debug)]
pub struct Tally {
    /// Requests that came.
    pub requests: u64,
    /// Answered from a fresh value.
    pub hits: u64,
    /// Answered from an old value.
    pub stale: u64,
    /// Turned away.
    pub refused: u64,
    /// Died while they loaded.
    pub lost: u64,
    /// Answered after waiting for a load.
    pub waited: u64,
    /// Loads that began.
    pub loads: u64,
    /// Of these, those of a key that no load was under way for: one for each expiry.
    pub expiries: u64,
    /// The most loads at once.
    pub peak: u32,
    /// Age past the end of old values that were answers: sum and the most, in nanoseconds.
    pub stale_ns: u128,
    /// The most.
    pub stale_most: Span,
    /// How long answers took.
    pub latency: Histogram,
    /// Loads under way over time.
    pub level: TimeAverage,
}

impl Tally {
    /// From now on, with so many loads under way.
    pub fn new(now: Time, level: u32) -> Self {
        Self {
            requests: 0,
            hits: 0,
            stale: 0,
            refused: 0,
            lost: 0,
            waited: 0,
            loads: 0,
            expiries: 0,
            peak: level,
            stale_ns: 0,
            stale_most: Span::ZERO,
            latency: Histogram::default(),
            level: TimeAverage::new(now, level.into()),
        }
    }
    /// Loads for each expiry; `None` before the first.
    pub fn loads_per_expiry(&self) -> Option<f64> {
        (self.expiries > 0).then(|| self.loads as f64 / self.expiries as f64)
    }
    /// The share of answers out of the cache, fresh or old.
    pub fn hit_ratio(&self) -> Option<f64> {
        let answered = self.hits + self.stale + self.waited;
        (answered > 0).then(|| (self.hits + self.stale) as f64 / answered as f64)
    }
}
