//! What can happen, each with the numbers the rule saw.

use crate::policies::limit::Decision;
use crate::sim::{Span, Time};

/// Something that happened. Requests and clients are numbered from 0, lanes as well.
#[allow(missing_docs, reason = "the sentence of a variant names its fields")]
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Occurrence {
    /// Request `k` of `client` came.
    Arrived { k: u64, client: u32 },
    /// The limiter of `lane` decided about attempt `attempt` (from 0) of request `k`; `in_focus` if it is the limiter of
    /// the key in focus. More units would be let in after `grows` ([`Policy::grows_in`]).
    ///
    /// [`Policy::grows_in`]: crate::policies::limit::Policy::grows_in
    Decided { lane: u8, k: u64, client: u32, attempt: u16, in_focus: bool, decision: Decision, grows: Option<Span> },
    /// Request `k` left the queue of `lane`.
    Left { lane: u8, k: u64, waited: Span },
    /// The work of request `k` in `lane` is done.
    Finished { lane: u8, k: u64, took: Span },
    /// The client will try request `k` again in `after`.
    WillRetry { lane: u8, k: u64, attempt: u16, after: Span },
    /// The client gives request `k` up after `attempts` tries.
    GaveUp { lane: u8, k: u64, attempts: u16 },
    /// Request `k` is the first about which lanes decided differently.
    Differs { k: u64 },
    /// The limiter of `lane` saw the processor busy to `percent`.
    Looked { lane: u8, percent: u8 },
    /// `lane` forgot the key `old` to remember `new`; its limiter would have been as good as fresh after `idle_in`.
    Forgot { lane: u8, old: u32, new: u32, idle_in: Span },
    /// `n` requests were added by hand, the last at `until`.
    Added { n: u32, until: Time },
    /// The settings changed.
    Changed,
}

impl Occurrence {
    /// A word for the trace hash: kind, lane, number of the request, and what was decided.
    pub fn word(&self) -> u64 {
        let pack = |kind: u64, lane: u8, rest: u64| kind << 56 | u64::from(lane) << 48 | (rest & 0xffff_ffff_ffff);
        match *self {
            Self::Arrived { k, client } => pack(1, client as u8, k),
            Self::Decided { lane, k, attempt, decision, .. } => {
                let kind = if decision.allowed { 2 } else { 3 };
                pack(kind, lane, k ^ decision.delay.0.rotate_left(20) ^ u64::from(attempt) << 40)
            }
            Self::Left { lane, k, .. } => pack(4, lane, k),
            Self::Finished { lane, k, .. } => pack(5, lane, k),
            Self::WillRetry { lane, k, attempt, .. } => pack(6, lane, k ^ u64::from(attempt) << 40),
            Self::GaveUp { lane, k, .. } => pack(7, lane, k),
            Self::Differs { k } => pack(8, 0, k),
            Self::Added { n, .. } => pack(9, 0, u64::from(n)),
            Self::Changed => pack(10, 0, 0),
            Self::Forgot { lane, old, new, .. } => pack(12, lane, u64::from(old) << 24 ^ u64::from(new)),
            Self::Looked { lane, percent } => pack(11, lane, u64::from(percent)),
        }
    }
    /// The number of the request it happened to.
    pub fn request(&self) -> Option<u64> {
        match *self {
            Self::Arrived { k, .. }
            | Self::Decided { k, .. }
            | Self::Left { k, .. }
            | Self::Finished { k, .. }
            | Self::WillRetry { k, .. }
            | Self::GaveUp { k, .. }
            | Self::Differs { k } => Some(k),
            Self::Looked { .. } | Self::Forgot { .. } | Self::Added { .. } | Self::Changed => None,
        }
    }
}
