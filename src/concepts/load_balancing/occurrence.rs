//! What can happen in a cluster behind a balancer, each with the numbers the rule saw.

use crate::policies::balance::{Server, Why};
use crate::sim::{Span, Time};

/// How a request found its server.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Route {
    /// The policy chose.
    Policy(Why),
    /// Its connection was already open to that server (layer 4).
    Connection,
    /// Its session lives there: the cookie says so.
    Session,
    /// Its address hashes to that server.
    Address,
}

/// Why a server did not take a request.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Refusal {
    /// The queue was full.
    Full {
        /// As many waited as were allowed.
        waiting: u32,
    },
    /// The server was down.
    Down,
}

/// What is done to a server, or happens to it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fault {
    /// It dies and refuses connections; all it held is lost.
    Kill,
    /// It takes requests and never answers.
    Hang,
    /// It dies and comes back at an interval.
    Flap,
    /// Its speed changes.
    Slow,
}

/// Why a server left or entered rotation.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// That many probes in a row had this outcome.
    Probes(u32),
    /// That many requests in a row failed.
    Failures(u32),
    /// Its time as an ejected server was over.
    Served,
    /// The oracle knew at once.
    Oracle,
    /// Somebody decided: drained, removed, added.
    Decided,
}

/// How long a request was with its server before it was lost.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Stay {
    /// When it reached the server.
    pub reached: Time,
    /// When work on it began, if it did.
    pub begun: Option<Time>,
}

/// An occurrence. `k` numbers requests from 0 in the order in which they are sent.
#[allow(missing_docs, reason = "the sentence of a variant names its fields")]
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Occurrence {
    /// Client `client` sent request `k`.
    Sent { k: u64, client: u32 },
    /// The balancer sent request `k` to `server`.
    Routed { k: u64, server: Server, route: Route },
    /// No server was in rotation: request `k` was turned away by the balancer.
    TurnedAway { k: u64 },
    /// `server` did not take request `k`.
    Refused { k: u64, server: Server, refusal: Refusal },
    /// Request `k` waits at `server` behind `ahead` others.
    Queued { k: u64, server: Server, ahead: u32 },
    /// `server` began to work on request `k` after it had waited for `waited`.
    Started { k: u64, server: Server, waited: Span },
    /// `server` finished request `k`; `sojourn` is waiting and service together. `late`: the client had given up.
    Done { k: u64, server: Server, waited: Span, sojourn: Span, late: bool },
    /// Request `k` was lost with `server`.
    Lost { k: u64, server: Server, stay: Stay },
    /// The client of request `k` gave up after `after`; the request was on its way to `server`, or there, or on its way
    /// back; none if the balancer had not chosen one yet.
    TimedOut { k: u64, server: Option<Server>, after: Span },
    /// A fault befell `server`, which held `held` requests; `sessions` sessions went with it.
    Faulted { server: Server, fault: Fault, held: u32, sessions: u32 },
    /// `server` is well again.
    Recovered { server: Server },
    /// `server` takes no new requests and finishes those it has.
    Draining { server: Server },
    /// `server` joined the cluster.
    Added { server: Server },
    /// `server` left the cluster.
    Removed { server: Server },
    /// A probe of `server` came back; `streak` outcomes in a row were like it, `needed` change the verdict.
    Probed { server: Server, good: bool, streak: u32, needed: u32 },
    /// `server` left rotation; `after` its fault, if it had one.
    OutOfRotation { server: Server, verdict: Verdict, after: Option<Span> },
    /// `server` is in rotation again.
    InRotation { server: Server, verdict: Verdict },
    /// The settings changed.
    Changed,
}

impl Occurrence {
    /// A word for the trace hash: kind, server, and number of the request or of what else counts.
    #[allow(clippy::inline_always, reason = "where it is called the kind is known, and the match is gone")]
    #[inline(always)]
    pub fn word(&self) -> u64 {
        let pack =
            |kind: u64, server: Server, rest: u64| kind << 56 | u64::from(server) << 40 | (rest & 0xff_ffff_ffff);
        match *self {
            Self::Sent { k, client } => pack(1, client as u16, k),
            Self::Routed { k, server, .. } => pack(2, server, k),
            Self::TurnedAway { k } => pack(3, 0, k),
            Self::Refused { k, server, refusal } => pack(if refusal == Refusal::Down { 4 } else { 5 }, server, k),
            Self::Queued { k, server, .. } => pack(6, server, k),
            Self::Started { k, server, .. } => pack(7, server, k),
            Self::Done { k, server, late, .. } => pack(if late { 8 } else { 9 }, server, k),
            Self::Lost { k, server, .. } => pack(10, server, k),
            Self::TimedOut { k, server, .. } => pack(11, server.unwrap_or(0), k),
            Self::Faulted { server, fault, held, .. } => pack(12, server, (fault as u64) << 32 | u64::from(held)),
            Self::Recovered { server } => pack(13, server, 0),
            Self::Draining { server } => pack(14, server, 0),
            Self::Added { server } => pack(15, server, 0),
            Self::Removed { server } => pack(16, server, 0),
            Self::Probed { server, good, streak, .. } => pack(17, server, u64::from(streak) << 1 | u64::from(good)),
            Self::OutOfRotation { server, .. } => pack(18, server, 0),
            Self::InRotation { server, .. } => pack(19, server, 0),
            Self::Changed => pack(20, 0, 0),
        }
    }
    /// The server it happened to.
    pub fn server(&self) -> Option<Server> {
        match *self {
            Self::Sent { .. } | Self::TurnedAway { .. } | Self::Changed => None,
            Self::TimedOut { server, .. } => server,
            Self::Routed { server, .. }
            | Self::Refused { server, .. }
            | Self::Queued { server, .. }
            | Self::Started { server, .. }
            | Self::Done { server, .. }
            | Self::Lost { server, .. }
            | Self::Faulted { server, .. }
            | Self::Recovered { server }
            | Self::Draining { server }
            | Self::Added { server }
            | Self::Removed { server }
            | Self::Probed { server, .. }
            | Self::OutOfRotation { server, .. }
            | Self::InRotation { server, .. } => Some(server),
        }
    }
    /// The number of the request it happened to.
    pub fn request(&self) -> Option<u64> {
        match *self {
            Self::Sent { k, .. }
            | Self::Routed { k, .. }
            | Self::TurnedAway { k }
            | Self::Refused { k, .. }
            | Self::Queued { k, .. }
            | Self::Started { k, .. }
            | Self::Done { k, .. }
            | Self::Lost { k, .. }
            | Self::TimedOut { k, .. } => Some(k),
            _ => None,
        }
    }
}

/// An occurrence with its moment.
pub type At = (Time, Occurrence);
