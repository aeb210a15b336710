//! What is remembered of the recent past: decisions, news for the log, the sums at the last deed.

use super::model::{All, Crowd, Occurrence, Why};
use crate::concept::Ring;
use crate::sim::timeline::Recorder as Records;
use crate::sim::{Model as _, Sink, Time};

/// A decision.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Mark {
    /// When.
    pub at: Time,
    /// Which request, from 0.
    pub k: u64,
    /// Whose, from 0.
    pub person: u16,
    /// The class.
    pub class: u8,
    /// Did it pass?
    pub allowed: bool,
    /// Refused although a limiter for each person alone would have let it pass.
    pub unjust: bool,
    /// Let in although it would not have.
    pub slipped: bool,
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
    /// Moment and sums of the last deed.
    pub base: Option<(Time, All)>,
    /// The window before the last deed.
    pub was: Option<(Time, Time, All)>,
}

impl Sink<Occurrence> for Recorder {
    fn take(&mut self, at: Time, occurrence: &Occurrence) {
        if let Occurrence::Decided { k, person, class, allowed, unjust, slipped, why, .. } = *occurrence {
            self.marks.push(Mark { at, k, person, class, allowed, unjust, slipped, why });
        }
        self.log.push((at, *occurrence));
    }
}

impl Records<Crowd> for Recorder {
    fn on_input(&mut self, model: &Crowd, at: Time) {
        if self.base.is_none_or(|(base, _)| (at - base).secs() > 0.5) {
            let (from, base) = self.base.unwrap_or((Time::ZERO, All::default()));
            self.was = Some((from, at, model.sums() - base));
        }
        debug_assert!(at == model.now());
        self.base = Some((at, model.sums()));
    }
    fn heap_bytes(&self) -> usize {
        self.marks.heap_bytes() + self.log.heap_bytes()
    }
}
