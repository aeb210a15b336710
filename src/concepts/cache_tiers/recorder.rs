//! The recent past: who answered in each half second, the log, and the window before the last change.

use super::model::Tiers;
use super::model::tally::{WHO, who};
use super::occurrence::Occurrence;
use crate::concept::Ring;
use crate::sim::timeline::Recorder as Records;
use crate::sim::{Model as _, Sink, Time};

/// Nanoseconds of a bin.
pub const BIN: u64 = 500_000_000;
/// Bins that are kept: a minute.
pub const BINS_MAX: usize = 120;
/// Occurrences that are kept.
pub const LOG_MAX: usize = 256;

/// Who answered in a while.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Bin {
    /// Its number: its begin over its length.
    pub number: u64,
    /// Answers by tier, the origin last.
    pub answers: [u32; WHO],
    /// Of them, those out of date.
    pub old: u32,
}

/// What was counted in a window.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Window {
    /// Its ends.
    pub from: Time,
    /// Its ends.
    pub to: Time,
    /// Answers in it.
    pub count: u64,
    /// Answers out of a cache, %.
    pub cached: Option<f64>,
    /// Loads at the origin a second.
    pub loads_per_s: Option<f64>,
    /// Mean answer, ms.
    pub mean_ms: Option<f64>,
    /// 99 of 100 answers come within, ms.
    pub p99_ms: Option<f64>,
    /// Answers out of date, %.
    pub old: Option<f64>,
    /// Mean age of these, s.
    pub old_s: Option<f64>,
}

impl Window {
    /// What was counted since the last change.
    pub fn measure(model: &Tiers) -> Self {
        let (from, to) = (model.cut_at(), model.now());
        let (tally, span) = (&model.tally, to.since(from).secs());
        let old = tally.old();
        Self {
            from,
            to,
            count: tally.answers(),
            cached: tally.share(WHO - 1).map(|share| (1.0 - share) * 100.0),
            loads_per_s: (span > 0.0).then(|| tally.loads as f64 / span),
            mean_ms: tally.latency.mean_s().map(|s| s * 1e3),
            p99_ms: tally.latency.quantile(0.99).map(|s| s * 1e3),
            old: (old.answers > 0).then(|| old.old as f64 / old.answers as f64 * 100.0),
            old_s: old.old_mean_s(),
        }
    }
}

/// The recorder of the tiers.
#[derive(Clone, Default)]
pub struct Recorder {
    /// Who answered.
    pub bins: Ring<Bin, BINS_MAX>,
    /// News.
    pub log: Ring<(Time, Occurrence), LOG_MAX>,
    /// The window before the last change.
    pub was: Option<Window>,
}

impl Sink<Occurrence> for Recorder {
    fn take(&mut self, at: Time, occurrence: &Occurrence) {
        if let Occurrence::Answered { tier, old, .. } = *occurrence {
            let number = at.0 / BIN;
            let mut bin = self.bins.newest().copied().filter(|bin| bin.number == number).unwrap_or_default();
            let fresh = bin.number != number || bin == Bin::default();
            bin.number = number;
            bin.answers[who(tier)] += 1;
            bin.old += u32::from(old.is_some());
            if fresh {
                self.bins.push(bin);
            } else {
                self.bins.replace_newest(bin);
            }
            // What a cache answered well is no news.
            if tier.is_some() && old.is_none() {
                return;
            }
        }
        self.log.push((at, *occurrence));
    }
}

impl Records<Tiers> for Recorder {
    fn on_input(&mut self, model: &Tiers, _at: Time) {
        // A drag is many inputs in a row: the window before the first of them is the one to compare with.
        let window = Window::measure(model);
        if window.count >= 20 || self.was.is_none() {
            self.was = Some(window).filter(|window| window.count > 0);
        }
    }
}
