//! The recent past: what became of the last requests, how many loads were under way, the log, and the window before the
//! last change.

use super::model::Caches;
use super::occurrence::Occurrence;
use super::params::LANES_MAX;
use crate::concept::Ring;
use crate::policies::stampede::Decision;
use crate::sim::timeline::Recorder as Records;
use crate::sim::{Sink, Time};

/// Requests that are kept.
pub const MARKS_MAX: usize = 2048;
/// Changes of the loads under way that are kept, of each lane.
pub const LEVELS_MAX: usize = 2048;
/// Occurrences that are kept.
pub const LOG_MAX: usize = 256;

/// A request and what each lane did about it.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Mark {
    /// When.
    pub at: Time,
    /// What each lane did.
    pub decisions: [Option<Decision>; LANES_MAX],
}

/// What a lane counted in a window.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Window {
    /// Its ends.
    pub from: Time,
    /// Its ends.
    pub to: Time,
    /// Requests in it.
    pub count: u64,
    /// Loads a second.
    pub loads_per_s: Option<f64>,
    /// Loads for each expiry.
    pub per_expiry: Option<f64>,
    /// The most loads at once.
    pub peak: Option<f64>,
    /// Answers out of the cache, %.
    pub hits: Option<f64>,
    /// Mean answer, ms.
    pub mean_ms: Option<f64>,
    /// 99 of 100 answers come within, ms.
    pub p99_ms: Option<f64>,
}

impl Window {
    /// What the first lane counted since the last change.
    pub fn measure(model: &Caches) -> Self {
        use crate::sim::Model as _;
        let (from, to) = (model.cut_at(), model.now());
        let Some(lane) = model.lanes().first() else { return Self { from, to, ..Self::default() } };
        let (tally, span) = (&lane.tally, to.since(from).secs());
        Self {
            from,
            to,
            count: tally.requests,
            loads_per_s: (span > 0.0).then(|| tally.loads as f64 / span),
            per_expiry: tally.loads_per_expiry(),
            peak: Some(f64::from(tally.peak)),
            hits: tally.hit_ratio().map(|ratio| ratio * 100.0),
            mean_ms: tally.latency.mean_s().map(|s| s * 1e3),
            p99_ms: tally.latency.quantile(0.99).map(|s| s * 1e3),
        }
    }
}

/// The recorder of the caches.
#[derive(Clone, Default)]
pub struct Recorder {
    /// The last requests.
    pub marks: Ring<Mark, MARKS_MAX>,
    /// Loads under way after each change.
    pub levels: [Ring<(Time, u32), LEVELS_MAX>; LANES_MAX],
    /// News.
    pub log: Ring<(Time, Occurrence), LOG_MAX>,
    /// The window before the last change.
    pub was: Option<Window>,
}

impl Sink<Occurrence> for Recorder {
    fn take(&mut self, at: Time, occurrence: &Occurrence) {
        match *occurrence {
            Occurrence::Asked { answers, shown, .. } => {
                if shown {
                    let decisions = answers.map(|answer| answer.map(|answer| answer.decision));
                    self.marks.push(Mark { at, decisions });
                }
                for (levels, answer) in self.levels.iter_mut().zip(answers.iter().flatten()) {
                    if begins(answer.decision) {
                        let level = levels.newest_first().next().map_or(0, |last| last.1);
                        levels.push((at, level + 1));
                    }
                }
                // Hits would flush everything else out.
                if answers.iter().flatten().any(|answer| answer.decision != Decision::Hit) {
                    self.log.push((at, *occurrence));
                }
                return;
            }
            Occurrence::Timer { lane, .. } => {
                if let Some(levels) = self.levels.get_mut(lane as usize) {
                    let level = levels.newest_first().next().map_or(0, |last| last.1);
                    levels.push((at, level + 1));
                }
            }
            Occurrence::Loaded { lane, level, .. } => {
                if let Some(levels) = self.levels.get_mut(lane as usize) {
                    levels.push((at, level));
                }
            }
            Occurrence::Changed => {
                self.marks = Ring::default();
                self.levels = std::array::from_fn(|_| Ring::default());
            }
            Occurrence::Died { lane, .. } => {
                if let Some(levels) = self.levels.get_mut(lane as usize) {
                    let level = levels.newest_first().next().map_or(0, |last| last.1);
                    levels.push((at, level.saturating_sub(1)));
                }
            }
            Occurrence::Freed { lane, waiting, .. } => {
                if let Some(levels) = self.levels.get_mut(lane as usize)
                    && waiting > 0
                {
                    let level = levels.newest_first().next().map_or(0, |last| last.1);
                    levels.push((at, level + 1));
                }
            }
            Occurrence::Expired | Occurrence::Emptied => {}
        }
        self.log.push((at, *occurrence));
    }
}

/// True if the request begins a load.
pub const fn begins(decision: Decision) -> bool {
    matches!(decision, Decision::Load | Decision::Early | Decision::HitAndLoad | Decision::StaleAndLoad)
}

impl Records<Caches> for Recorder {
    fn on_input(&mut self, model: &Caches, _at: Time) {
        // A drag is many inputs in a row: the window before the first of them is the one to compare with.
        let window = Window::measure(model);
        if window.count >= 20 || self.was.is_none() {
            self.was = Some(window).filter(|window| window.count > 0);
        }
    }
}
