//! What is remembered of the recent past: decisions, news for the log, the sums at the last deed.

use super::model::{Many, Occurrence, Sums, Why};
use crate::concept::Ring;
use crate::sim::timeline::Recorder as Records;
use crate::sim::{Model as _, Sink, Span, Time};

/// A decision.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Mark {
    /// When.
    pub at: Time,
    /// Which request, from 0.
    pub k: u64,
    /// At which gateway, from 0.
    pub gateway: u8,
    /// Did it pass?
    pub allowed: bool,
    /// Refused although the limit was not reached.
    pub falsely: bool,
    /// Let in above the limit.
    pub above: bool,
    /// How long it took.
    pub took: Span,
    /// What had truly passed in the window before it.
    pub total: u32,
    /// Why.
    pub why: Why,
}

/// The recorder.
#[derive(Clone, Default)]
pub struct Recorder {
    /// Decisions.
    pub marks: Ring<Mark, 4096>,
    /// News.
    pub log: Ring<(Time, Occurrence), 256>,
    /// Sums and moment of the last deed, and of the one before it.
    pub base: Option<(Time, Sums)>,
    /// The window before the last deed.
    pub was: Option<(Time, Time, Sums)>,
}

impl Sink<Occurrence> for Recorder {
    fn take(&mut self, at: Time, occurrence: &Occurrence) {
        match *occurrence {
            Occurrence::Decided { k, gateway, allowed, falsely, above, took, total, why } => {
                self.marks.push(Mark { at, k, gateway, allowed, falsely, above, took, total, why });
                self.log.push((at, *occurrence));
            }
            Occurrence::Arrived { .. } => {}
            _ => self.log.push((at, *occurrence)),
        }
    }
}

impl Records<Many> for Recorder {
    fn heap_bytes(&self) -> usize {
        self.marks.heap_bytes() + self.log.heap_bytes()
    }
    fn on_input(&mut self, model: &Many, at: Time) {
        let settled = self.base.is_none_or(|(base, _)| (at - base).secs() > 0.5);
        if settled {
            let from = self.base.map_or((Time::ZERO, Sums::default()), |base| base);
            self.was = Some((from.0, at, model.sums() - from.1));
        }
        debug_assert!(at == model.now());
        self.base = Some((at, model.sums()));
    }
}
