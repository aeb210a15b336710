//! What is remembered of the recent past: the decisions of every lane, the log, the windows that are compared.
//!
//! Everything is bounded, and everything is a function of the run up to now: it travels with the checkpoints.

use super::model::{Limiting, Snapshot};
use super::occurrence::Occurrence;
use super::window::Window;
use crate::concept::Ring;
use crate::policies::limit::Decision;
use crate::sim::timeline::Recorder as Records;
use crate::sim::{Model as _, Sink, Span, Time};
use std::rc::Rc;

/// The most decisions remembered per lane.
pub const MARKS_MAX: usize = 2048;
/// The most occurrences remembered for the log.
pub const LOG_MAX: usize = 256;
/// The most lanes.
pub const LANES_MAX: usize = 4;

/// What became of a request.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// It passed at once.
    Passed,
    /// It was let in and had to wait.
    Queued,
    /// It was turned away.
    Refused,
}

/// A decision.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Mark {
    /// When.
    pub at: Time,
    /// Which request, from 0.
    pub k: u64,
    /// Which client, from 0.
    pub client: u32,
    /// Which attempt, from 0.
    pub attempt: u16,
    /// What became of it.
    pub outcome: Outcome,
    /// When it leaves the limiter; its own moment if at once or never.
    pub leaves: Time,
    /// The whole decision.
    pub reason: Decision,
    /// How long until more units would have been let in, if known.
    pub grows: Option<Span>,
}

/// The decisions of one lane.
#[derive(Clone, Default)]
pub struct LaneLog {
    /// From the newest to the oldest.
    pub marks: Ring<Mark, MARKS_MAX>,
}

/// The recorder of the limiters.
#[derive(Clone, Default)]
pub struct Recorder {
    lanes: [LaneLog; LANES_MAX],
    /// News, for the log.
    pub log: Ring<(Time, Occurrence), LOG_MAX>,
    /// The window before the last deed.
    pub was: Option<Rc<Window>>,
    /// The sums at the last deed.
    pub base: Option<Snapshot>,
    /// What the last deed was.
    pub last_deed: Option<LastDeed>,
    expects_deed: bool,
}

/// What was done last.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LastDeed {
    /// Requests were added.
    Added,
    /// Settings changed.
    Changed,
}

impl Recorder {
    /// The decisions of a lane; the last one's for a number that is too high.
    pub fn lane(&self, lane: usize) -> &LaneLog {
        &self.lanes[lane.min(LANES_MAX - 1)]
    }
    /// The latest decision about request `k` in the lane in focus.
    pub fn decision(&self, k: u64) -> Option<&Mark> {
        self.lanes[0].marks.newest_first().find(|mark| mark.k == k)
    }
}

impl Sink<Occurrence> for Recorder {
    fn take(&mut self, at: Time, occurrence: &Occurrence) {
        if self.expects_deed {
            let deed = match occurrence {
                Occurrence::Added { .. } => Some(LastDeed::Added),
                Occurrence::Changed => Some(LastDeed::Changed),
                _ => None,
            };
            if deed.is_some() {
                self.last_deed = deed;
                self.expects_deed = false;
            }
        }
        match *occurrence {
            Occurrence::Decided { lane, k, client, attempt, in_focus, decision, grows } => {
                if !in_focus {
                    return;
                }
                let outcome = match (decision.allowed, decision.delay.is_zero()) {
                    (true, true) => Outcome::Passed,
                    (true, false) => Outcome::Queued,
                    (false, _) => Outcome::Refused,
                };
                let leaves = at + decision.delay;
                if let Some(log) = self.lanes.get_mut(lane as usize) {
                    log.marks.push(Mark { at, k, client, attempt, outcome, leaves, reason: decision, grows });
                }
                if lane == 0 {
                    self.log.push((at, *occurrence));
                }
            }
            // The busy work would flush everything else out.
            Occurrence::Arrived { .. } | Occurrence::Left { .. } | Occurrence::Finished { .. } => {}
            Occurrence::WillRetry { lane, .. }
            | Occurrence::GaveUp { lane, .. }
            | Occurrence::Looked { lane, .. }
            | Occurrence::Forgot { lane, .. } => {
                if lane == 0 {
                    self.log.push((at, *occurrence));
                }
            }
            Occurrence::Differs { .. } | Occurrence::Added { .. } | Occurrence::Changed => {
                self.log.push((at, *occurrence));
            }
        }
    }
}

impl Records<Limiting> for Recorder {
    fn on_input(&mut self, model: &Limiting, at: Time) {
        // A drag is many inputs in a row: the window before the first of them is the one to compare with.
        let settled = self.base.is_none_or(|base| (at - base.at).0 > model.compared().0 / 20);
        if settled {
            self.was = Some(Rc::new(Window::measure(model, self)));
        }
        debug_assert!(at == model.now());
        self.base = Some(model.snapshot());
        self.expects_deed = true;
    }
    fn heap_bytes(&self) -> usize {
        self.lanes.iter().map(|lane| lane.marks.heap_bytes()).sum::<usize>() + self.log.heap_bytes()
    }
}
