//! The recent past: the last answers of each pattern, the log, and the window before the last change.

use super::model::Systems;
use super::occurrence::Occurrence;
use super::params::LANES_MAX;
use crate::concept::Ring;
use crate::sim::timeline::Recorder as Records;
use crate::sim::{Model as _, Sink, Time};

/// Answers that are kept, of each lane.
pub const MARKS_MAX: usize = 512;
/// Occurrences that are kept.
pub const LOG_MAX: usize = 256;

/// What came of a read or a write.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mark {
    /// The right value, out of the cache.
    Hit,
    /// The right value, from the database.
    Miss,
    /// An old value.
    Old,
    /// A write was acknowledged.
    Written,
}

/// What the first lane counted in a window.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Window {
    /// Its ends.
    pub from: Time,
    /// Its ends.
    pub to: Time,
    /// Reads that were answered in it.
    pub count: u64,
    /// Old answers, %.
    pub old: Option<f64>,
    /// Answers out of the cache, %.
    pub hits: Option<f64>,
    /// Mean read, ms.
    pub read_ms: Option<f64>,
    /// Mean write, ms.
    pub write_ms: Option<f64>,
    /// Reads and writes at the database a second.
    pub database: Option<f64>,
}

impl Window {
    /// What the first lane counted since the last change.
    pub fn measure(model: &Systems) -> Self {
        let (from, to) = (model.cut_at(), model.now());
        let Some(lane) = model.lanes().first() else { return Self { from, to, ..Self::default() } };
        let (tally, span) = (&lane.tally, to.since(from).secs());
        Self {
            from,
            to,
            count: tally.answered,
            old: tally.old_share().map(|share| share * 100.0),
            hits: tally.hit_ratio().map(|share| share * 100.0),
            read_ms: tally.read_time.mean_s().map(|s| s * 1e3),
            write_ms: tally.write_time.mean_s().map(|s| s * 1e3),
            database: (span > 0.0).then(|| (tally.database_reads + tally.database_writes) as f64 / span),
        }
    }
}

/// The recorder of the patterns.
#[derive(Clone, Default)]
pub struct Recorder {
    /// The last answers of each lane.
    pub marks: [Ring<(Time, Mark), MARKS_MAX>; LANES_MAX],
    /// News.
    pub log: Ring<(Time, Occurrence), LOG_MAX>,
    /// The window before the last change.
    pub was: Option<Window>,
}

impl Sink<Occurrence> for Recorder {
    fn take(&mut self, at: Time, occurrence: &Occurrence) {
        let (lane, mark) = match *occurrence {
            // Messages would flush everything else out.
            Occurrence::Came { .. } => return,
            Occurrence::Answered { lane, old: Some(_), .. } => (lane, Mark::Old),
            Occurrence::Answered { lane, hit, .. } => (lane, if hit { Mark::Hit } else { Mark::Miss }),
            Occurrence::Acknowledged { lane, .. } => (lane, Mark::Written),
            Occurrence::Changed => {
                self.marks = std::array::from_fn(|_| Ring::default());
                self.log.push((at, *occurrence));
                return;
            }
            _ => {
                self.log.push((at, *occurrence));
                return;
            }
        };
        if let Some(marks) = self.marks.get_mut(lane as usize) {
            marks.push((at, mark));
        }
        if mark != Mark::Hit {
            self.log.push((at, *occurrence));
        }
    }
}

impl Records<Systems> for Recorder {
    fn on_input(&mut self, model: &Systems, _at: Time) {
        // A drag is many inputs in a row: the window before the first of them is the one to compare with.
        let window = Window::measure(model);
        if window.count >= 20 || self.was.is_none() {
            self.was = Some(window).filter(|window| window.count > 0);
        }
    }
}
