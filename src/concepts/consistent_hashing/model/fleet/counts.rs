//! What a fleet counts: messages and how they end, look-ups and entries, and the storm after a change.

use crate::policies::place::NodeId;
use crate::sim::{Span, Time};

/// A slice of the storm's record.
pub const SLICE: Span = Span(100_000_000);
/// The most slices: the first 30 seconds after a change.
pub const SLICES_MAX: usize = 300;

/// How a message ends.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum End {
    /// The gateway it went to holds the user.
    Delivered,
    /// The gateway it went to does not hold the user, or is gone.
    Astray,
    /// Nobody can say where the user is: no entry, or no gateway.
    Absent,
    /// The presence directory does not answer.
    Unanswered,
}

/// Counts since the start or the warm-up.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Counts {
    /// Messages sent.
    pub sent: u64,
    /// Of them delivered.
    pub delivered: u64,
    /// Gone to a gateway that did not hold the user.
    pub astray: u64,
    /// Of those, to a gateway that is not there any more.
    pub ghosts: u64,
    /// Nobody could say where the user is.
    pub absent: u64,
    /// The directory did not answer.
    pub unanswered: u64,
    /// Look-ups that the directory answered.
    pub looked_up: u64,
    /// Entries written, or taken away.
    pub written: u64,
    /// Entries that could not be written, because the directory did not answer.
    pub unwritten: u64,
    /// Entries that ended with the lease of their gateway.
    pub lapsed: u64,
    /// Nanoseconds that messages waited for an answer of the directory.
    pub waited: u64,
    /// Tries to connect again.
    pub tries: u64,
    /// Of them refused.
    pub refused: u64,
    /// Connections opened again.
    pub opened: u64,
}

impl Counts {
    /// Messages that have arrived or failed.
    pub const fn ended(&self) -> u64 {
        self.delivered + self.astray + self.absent + self.unanswered
    }
    pub(super) fn end(&mut self, end: End) {
        *match end {
            End::Delivered => &mut self.delivered,
            End::Astray => &mut self.astray,
            End::Absent => &mut self.absent,
            End::Unanswered => &mut self.unanswered,
        } += 1;
    }
    /// What was counted since `cut`.
    pub const fn since(&self, cut: &Self) -> Self {
        Self {
            sent: self.sent - cut.sent,
            delivered: self.delivered - cut.delivered,
            astray: self.astray - cut.astray,
            ghosts: self.ghosts - cut.ghosts,
            absent: self.absent - cut.absent,
            unanswered: self.unanswered - cut.unanswered,
            looked_up: self.looked_up - cut.looked_up,
            written: self.written - cut.written,
            unwritten: self.unwritten - cut.unwritten,
            lapsed: self.lapsed - cut.lapsed,
            waited: self.waited - cut.waited,
            tries: self.tries - cut.tries,
            refused: self.refused - cut.refused,
            opened: self.opened - cut.opened,
        }
    }
}

/// A tenth of a second of the storm.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Slice {
    /// Tries that a gateway let into its line.
    pub taken: u32,
    /// Tries refused.
    pub refused: u32,
    /// Connections opened.
    pub opened: u32,
}

/// The storm since the last change.
#[derive(Clone, PartialEq, Debug)]
pub struct Storm {
    /// When the change came.
    pub at: Time,
    /// Users that had to connect again because of it.
    pub must: u32,
    /// The most tries in any one second.
    pub peak: u32,
    /// The most of them at one gateway, and which.
    pub peak_at: (u32, NodeId),
    /// When the last one was back; none while somebody is away.
    pub back: Option<Time>,
    /// Slice by slice from the change on.
    pub slices: Vec<Slice>,
}

impl Storm {
    pub(super) const fn new(at: Time) -> Self {
        Self { at, must: 0, peak: 0, peak_at: (0, 0), back: None, slices: Vec::new() }
    }
    pub(super) fn slice(&mut self, now: Time, count: impl FnOnce(&mut Slice)) {
        let place = ((now - self.at).0 / SLICE.0) as usize;
        if place < SLICES_MAX {
            if self.slices.len() <= place {
                self.slices.resize(place + 1, Slice::default());
            }
            count(&mut self.slices[place]);
        }
    }
}
