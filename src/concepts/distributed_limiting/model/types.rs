//! What the model is made of: actions, reasons, occurrences, messages, gateways, sums.

use super::super::params::{Fallback, GATEWAYS_MAX};
use crate::sim::{Span, Time};

/// One number for each gateway.
pub type Each = [u32; GATEWAYS_MAX as usize];

/// What a learner can do.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Action {
    /// The store dies.
    Kill,
    /// The store answers so many times later.
    Slow(u32),
    /// The store is well again.
    Recover,
    /// So many requests at once, one at each gateway in turn.
    Burst(u32),
}

/// Why a request passed or not.
#[allow(missing_docs, reason = "the sentence of a variant names its fields")]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Why {
    /// The store had counted `counted` of `limit`.
    Store { counted: u32, limit: u32 },
    /// The gateway had read `read`; when it wrote, the counter stood at `stood`.
    Raced { read: u32, stood: u32, limit: u32 },
    /// The gateway itself had let in `own` of its `share`.
    Share { own: u32, share: u32 },
    /// The gateway knew of `known` in all, `own` of them its own and not yet told.
    Known { known: u32, own: u32, limit: u32 },
    /// `left` permits of its lease were left.
    Lease { left: u32 },
    /// The store did not answer in time; the gateway had let in `own` and has `share` to itself.
    Away { fallback: Fallback, own: u32, share: u32 },
}

/// What happened.
#[allow(missing_docs, reason = "the sentence of a variant names its fields")]
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Occurrence {
    /// Request `k` came to `gateway`.
    Arrived { k: u64, gateway: u8 },
    /// It was decided; of those who came in the same true window `total` had passed before. `falsely` refused if that
    /// was less than the limit, let in `above` it if it was not.
    Decided { k: u64, gateway: u8, allowed: bool, falsely: bool, above: bool, took: Span, total: u32, why: Why },
    /// The store had counted `counted` when `k` of `gateway` was asked about, and said yes or no in the same step.
    Counted { k: u64, gateway: u8, counted: u32, limit: u32, allowed: bool },
    /// `gateway` read `counted` for request `k`.
    Read { k: u64, gateway: u8, counted: u32 },
    /// `gateway` wrote `to` over `stood` for request `k`.
    Wrote { k: u64, gateway: u8, to: u32, stood: u32 },
    /// `gateway` told the store of `more`; `total` stand there now.
    Told { gateway: u8, more: u32, total: u32 },
    /// The store set `n` of `limit` aside for `gateway`, which asked for `wanted`.
    Granted { gateway: u8, n: u32, wanted: u32, limit: u32 },
    /// A message of `gateway` came to a dead store.
    Unheard { gateway: u8 },
    /// `gateway` heard of `total` in all; it had known of `before`.
    Heard { gateway: u8, total: u32, before: u32 },
    /// `gateway` got `n` permits; `waiting` requests want one.
    Leased { gateway: u8, n: u32, waiting: u32 },
    /// The store died, slowed down, or is well.
    Store { dead: bool, slower: u32 },
    /// `n` requests were added by hand.
    Added { n: u32 },
    /// The settings changed.
    Changed,
}

impl Occurrence {
    /// A word for the trace hash.
    pub fn word(&self) -> u64 {
        let pack =
            |kind: u64, gateway: u8, rest: u64| kind << 56 | u64::from(gateway) << 48 | (rest & 0xffff_ffff_ffff);
        match *self {
            Self::Arrived { k, gateway } => pack(1, gateway, k),
            Self::Decided { k, gateway, allowed, took, .. } => {
                pack(2 + u64::from(allowed), gateway, k ^ took.0.rotate_left(13))
            }
            Self::Heard { gateway, total, .. } => pack(4, gateway, u64::from(total)),
            Self::Leased { gateway, n, .. } => pack(5, gateway, u64::from(n)),
            Self::Store { dead, slower } => pack(6, u8::from(dead), u64::from(slower)),
            Self::Added { n } => pack(7, 0, u64::from(n)),
            Self::Changed => pack(8, 0, 0),
            Self::Counted { gateway, counted, allowed, .. } => {
                pack(9 + u64::from(allowed), gateway, u64::from(counted))
            }
            Self::Read { gateway, counted, .. } => pack(11, gateway, u64::from(counted)),
            Self::Wrote { gateway, to, stood, .. } => pack(12, gateway, u64::from(to) << 24 | u64::from(stood)),
            Self::Told { gateway, more, total } => pack(13, gateway, u64::from(more) << 24 | u64::from(total)),
            Self::Granted { gateway, n, .. } => pack(14, gateway, u64::from(n)),
            Self::Unheard { gateway } => pack(15, gateway, 0),
        }
    }
}

/// What a message carries.
#[allow(missing_docs, reason = "the sentence of a variant names its fields")]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Cargo {
    /// May request `k` pass in this window?
    Ask { k: u64, window: u64 },
    /// The store's answer, with the count it saw.
    Answer { k: u64, allowed: bool, counted: u32 },
    /// What is the count? (check-then-set)
    Read { k: u64, window: u64 },
    /// It is this.
    Value { k: u64, window: u64, counted: u32 },
    /// Set it to this.
    Write { k: u64, window: u64, to: u32 },
    /// So many more of mine.
    Tell { window: u64, more: u32 },
    /// So many in all, now that `more` of yours are in it.
    Total { window: u64, total: u32, more: u32 },
    /// Permits, please.
    Want { window: u64, n: u32 },
    /// Permits, of so many that were wanted.
    Grant { window: u64, n: u32, wanted: u32 },
    /// What the sender knows of everybody.
    Rumour { window: u64, heard: Each },
}

/// A message under way. Gateways are numbered from 0; the store is [`STORE`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Message {
    /// Who sent it.
    pub from: u8,
    /// Who gets it.
    pub to: u8,
    /// When it was sent.
    pub sent: Time,
    /// When it comes.
    pub comes: Time,
    /// What it carries.
    pub cargo: Cargo,
}

/// The store's number.
pub const STORE: u8 = u8::MAX;

/// A request that waits for an answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Waiting {
    /// Which, from 0.
    pub k: u64,
    /// Where.
    pub gateway: u8,
    /// Since when.
    pub since: Time,
    /// The window that its gateway's clock showed then.
    pub(super) window: u64,
}

/// A gateway.
#[derive(Clone, Debug)]
pub struct Gateway {
    /// Its clock is ahead of the true one by so much, nanoseconds.
    pub ahead: i64,
    /// The window that its counts are of.
    pub(super) window: u64,
    /// Requests it let in during that window.
    pub own: u32,
    /// Of these, those that it has not told.
    pub untold: u32,
    /// Told, and not yet in a total that it heard.
    pub flying: u32,
    /// The store's total that it heard last.
    pub known: u32,
    /// What it knows of each gateway, itself included (gossip).
    pub heard: Each,
    /// Permits left of its lease.
    pub leased: u32,
    /// Permits that it has asked for and not heard of.
    pub(super) asked: u32,
    /// The store gave less than was asked for: this window has no more.
    pub(super) dry: bool,
    /// Requests let in and refused since the start.
    pub passed: u64,
    /// Refused since the start.
    pub refused: u64,
}

impl Gateway {
    /// Its clock shows this window: a new one begins with counts of zero.
    pub(super) fn turn(&mut self, window: u64) {
        if self.window != window {
            self.window = window;
            (self.own, self.untold, self.flying, self.known, self.leased) = (0, 0, 0, 0, 0);
            (self.asked, self.dry, self.heard) = (0, false, Each::default());
        }
    }
    /// Of how many the gateway knows when it counts with a store's total.
    pub fn estimate(&self) -> u32 {
        self.known + self.flying + self.untold
    }
    /// Of how many the gateway has heard in all.
    pub fn rumoured(&self) -> u32 {
        self.heard.iter().sum()
    }
}

/// Sums since the start.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Sums {
    /// Requests that came.
    pub sent: u64,
    /// Let in.
    pub passed: u64,
    /// Refused.
    pub refused: u64,
    /// Refused although the limit was not reached in the true window.
    pub falsely: u64,
    /// Let in above the limit of the true window.
    pub above: u64,
    /// Messages sent.
    pub messages: u64,
    /// Time from arrival to decision, all together, nanoseconds.
    pub waited_ns: u128,
    /// Decided without the store although it was needed.
    pub fallbacks: u64,
    /// Windows that ended.
    pub windows: u64,
    /// What passed of the requests that came in the windows that ended.
    pub in_windows: u64,
    /// The most that passed in one window.
    pub worst: u32,
    /// Requests that waited at a gateway when it was taken away.
    pub gone: u64,
    /// Let in, of windows that are not counted any more: those of another length, and those long gone.
    pub uncounted: u64,
}

impl std::ops::Sub for Sums {
    type Output = Self;
    fn sub(self, o: Self) -> Self {
        Self {
            sent: self.sent - o.sent,
            passed: self.passed - o.passed,
            refused: self.refused - o.refused,
            falsely: self.falsely - o.falsely,
            above: self.above - o.above,
            messages: self.messages - o.messages,
            waited_ns: self.waited_ns - o.waited_ns,
            fallbacks: self.fallbacks - o.fallbacks,
            windows: self.windows - o.windows,
            in_windows: self.in_windows - o.in_windows,
            worst: self.worst,
            gone: self.gone - o.gone,
            uncounted: self.uncounted - o.uncounted,
        }
    }
}
