//! What is counted of queries and moves since the last cut.

use super::super::occurrence::{Answer, Kind};
use crate::sim::stats::Histogram;
use crate::sim::{Span, Time};

/// Counts of queries.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    /// Since when.
    pub from: Time,
    /// Queries that were sent.
    pub sent: u64,
    /// Answered, by kind, in the store's time; failed and empty ones left out.
    pub took: [Histogram; 4],
    /// What a single shard took for its part of a scatter-gather.
    pub part: Histogram,
    /// Queries that a dead or full shard failed.
    pub failed: u64,
    /// Reads that found nothing although the rows exist.
    pub empty: u64,
    /// Reads that paid twice.
    pub twice: u64,
    /// Reads that were answered.
    pub reads: u64,
    /// Asks of single shards.
    pub asks: u64,
    /// Rows copied.
    pub copied: u64,
}

impl Tally {
    /// Queries that were answered well.
    pub fn done(&self) -> u64 {
        self.took.iter().map(Histogram::count).sum()
    }
    /// Counts an answer.
    pub fn take(&mut self, answer: &Answer) {
        if answer.failed {
            self.failed += 1;
            return;
        }
        if answer.kind == Kind::Read {
            self.reads += 1;
            self.twice += u64::from(answer.twice);
        }
        if answer.empty {
            self.empty += 1;
            return;
        }
        self.took[answer.kind as usize].record(answer.took);
    }
    /// The share of scatter-gathers that took longer than 99 of 100 of their parts.
    pub fn slow_share(&self) -> Option<f64> {
        let line = self.part.quantile(0.99)?;
        Some(1.0 - self.took[Kind::Scatter as usize].share_within(Span::from_secs(line))?)
    }
    /// Bytes held beside itself.
    pub fn heap_bytes(&self) -> usize {
        self.part.heap_bytes() + self.took.iter().map(Histogram::heap_bytes).sum::<usize>()
    }
}

/// A resharding that is under way.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Moving {
    /// Since when.
    pub began: Time,
    /// Shards before it.
    pub before: u32,
    /// Keys that have still to move.
    pub left: u32,
    /// Rows that it moves, as planned.
    pub rows: u64,
    /// All rows when it was planned.
    pub total: u64,
    /// Rows that are at their new shard.
    pub moved: u64,
}
