//! What is counted.

use super::super::params::{Class, Tier};
use crate::sim::stats::{Histogram, TimeAverage};
use crate::sim::{Span, Time};

/// Who can answer: the tiers, and the origin last.
pub const WHO: usize = 5;

/// The place of a tier in lists of [`WHO`].
pub fn who(tier: Option<Tier>) -> usize {
    tier.map_or(WHO - 1, |tier| tier as usize)
}

/// What one tier, or the origin, answered.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Share {
    /// Answers.
    pub answers: u64,
    /// How long they took, together.
    pub took_ns: u128,
    /// Of these, out of date.
    pub old: u64,
    /// For how long they had been, together.
    pub old_ns: u128,
    /// And at most.
    pub old_most: Span,
}

impl Share {
    /// Mean time to an answer.
    pub fn mean_s(&self) -> Option<f64> {
        (self.answers > 0).then(|| self.took_ns as f64 / self.answers as f64 / 1e9)
    }
    /// Mean age of those out of date.
    pub fn old_mean_s(&self) -> Option<f64> {
        (self.old > 0).then(|| self.old_ns as f64 / self.old as f64 / 1e9)
    }
}

/// What is counted.
#[derive(Clone, Debug)]
pub struct Tally {
    /// Requests that came.
    pub requests: u64,
    /// What each tier answered, the origin last.
    pub shares: [Share; WHO],
    /// Answers by class, and of these those of the CDN, and those out of date.
    pub classes: [[u64; 3]; 4],
    /// Turned away.
    pub refused: u64,
    /// Loads at the origin.
    pub loads: u64,
    /// Of these, for warming.
    pub warmed: u64,
    /// Writes.
    pub writes: u64,
    /// How long answers took.
    pub latency: Histogram,
    /// Loads at the origin over time, in work and in line.
    pub level: TimeAverage,
    /// The most of them.
    pub peak: u32,
}

impl Tally {
    /// From now on.
    pub fn new(now: Time, level: u32) -> Self {
        Self {
            requests: 0,
            shares: [Share::default(); WHO],
            classes: [[0; 3]; 4],
            refused: 0,
            loads: 0,
            warmed: 0,
            writes: 0,
            latency: Histogram::default(),
            level: TimeAverage::new(now, level.into()),
            peak: level,
        }
    }
    /// Answers.
    pub fn answers(&self) -> u64 {
        self.shares.iter().map(|share| share.answers).sum()
    }
    /// Those out of date, and how long they had been so, and at most.
    pub fn old(&self) -> Share {
        let mut all = Share::default();
        for share in &self.shares {
            all.answers += share.answers;
            all.old += share.old;
            all.old_ns += share.old_ns;
            all.old_most = all.old_most.max(share.old_most);
        }
        all
    }
    /// The share of answers that `who` gave.
    pub fn share(&self, who: usize) -> Option<f64> {
        let all = self.answers();
        (all > 0).then(|| self.shares[who].answers as f64 / all as f64)
    }
    /// Counts an answer.
    pub fn answer(&mut self, key: u32, tier: Option<Tier>, took: Span, old: Option<Span>) {
        self.latency.record(took);
        let share = &mut self.shares[who(tier)];
        share.answers += 1;
        share.took_ns += u128::from(took.0);
        if let Some(age) = old {
            share.old += 1;
            share.old_ns += u128::from(age.0);
            share.old_most = share.old_most.max(age);
        }
        let class = &mut self.classes[Class::of(key) as usize];
        class[0] += 1;
        class[1] += u64::from(matches!(tier, Some(Tier::Edge | Tier::Shield)));
        class[2] += u64::from(old.is_some());
    }
}
