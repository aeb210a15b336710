//! The recent past: the last requests with all answers, and the window before the last change.

use super::model::{Caches, Lane};
use super::occurrence::Occurrence;
use super::params::{LANES_MAX, Rule};
use crate::sim::timeline::Recorder as Records;
use crate::sim::{Sink, Time};
use std::collections::VecDeque;

/// Requests in a window.
pub const WINDOW: usize = 1000;
/// Occurrences that are kept in full.
pub const LOG_MAX: usize = 256;

/// The hits of one request, a bit for each cache in view.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Hits {
    /// A bit for each cache.
    pub bits: u8,
    /// It belonged to a scan.
    pub scanned: bool,
}

/// Miss ratios over a window.
#[derive(Clone, PartialEq, Debug)]
pub struct Window {
    /// Its ends.
    pub from: Time,
    /// Its ends.
    pub to: Time,
    /// Requests in it.
    pub count: u64,
    /// The share that missed, by policy.
    pub missed: Vec<(Rule, f64)>,
}

/// The recorder of the caches.
#[derive(Clone, Debug, Default)]
pub struct Recorder {
    /// The last requests since the caches in view were the same, the latest last.
    pub hits: VecDeque<Hits>,
    /// Hits of each cache among them.
    counts: [u32; LANES_MAX],
    /// The last occurrences, the latest last.
    pub log: VecDeque<(Time, Occurrence)>,
    /// The window before the last change.
    pub was: Option<Window>,
}

impl Recorder {
    /// Miss ratios over the last requests, at most [`WINDOW`].
    pub fn window(&self, lanes: &[Lane], now: Time) -> Window {
        let count = self.hits.len() as u64;
        let missed = |hits: u32| 1.0 - f64::from(hits) / count.max(1) as f64;
        let missed = lanes.iter().zip(self.counts).map(|(lane, hits)| (lane.rule, missed(hits))).collect();
        let from = Time(now.0.saturating_sub(count * super::model::EACH.0));
        Window { from, to: now, count, missed: if count > 0 { missed } else { Vec::new() } }
    }
    /// The share of the last `most` requests that cache `lane` missed.
    pub fn missed(&self, lane: usize, most: usize) -> Option<f64> {
        let count = self.hits.len().min(most);
        let hits = self.hits.iter().rev().take(count).filter(|hits| hits.bits >> lane & 1 == 1).count();
        (count > 0).then(|| 1.0 - hits as f64 / count as f64)
    }
    fn forget(&mut self) {
        self.hits.clear();
        self.counts = [0; LANES_MAX];
    }
    fn count(&mut self, hits: Hits, by: u32) {
        for (lane, count) in self.counts.iter_mut().enumerate() {
            *count = count.wrapping_add(u32::from(hits.bits >> lane & 1).wrapping_mul(by));
        }
    }
}

impl Sink<Occurrence> for Recorder {
    fn take(&mut self, at: Time, occurrence: &Occurrence) {
        match *occurrence {
            Occurrence::Asked { scanned, answers, .. } => {
                let bit = |(lane, answer): (usize, &Option<super::occurrence::Answer>)| {
                    u8::from(answer.is_some_and(|answer| answer.hit)) << lane
                };
                let hits = Hits { bits: answers.iter().enumerate().map(bit).sum(), scanned };
                if self.hits.len() == WINDOW
                    && let Some(old) = self.hits.pop_front()
                {
                    self.count(old, u32::MAX);
                }
                self.count(hits, 1);
                self.hits.push_back(hits);
            }
            Occurrence::Emptied | Occurrence::Changed => self.forget(),
            Occurrence::Scan { .. } => {}
        }
        if self.log.len() == LOG_MAX {
            self.log.pop_front();
        }
        self.log.push_back((at, *occurrence));
    }
}

impl Records<Caches> for Recorder {
    fn on_input(&mut self, model: &Caches, at: Time) {
        // A drag is many inputs in a row: the window before the first of them is the one to compare with.
        if self.hits.len() >= 50 || self.was.is_none() {
            self.was = Some(self.window(model.lanes(), at)).filter(|window| window.count > 0);
        }
    }
    fn heap_bytes(&self) -> usize {
        self.hits.capacity() * size_of::<Hits>() + self.log.capacity() * size_of::<(Time, Occurrence)>()
    }
}
