//! Load-balancing policies: which server gets this request?
//!
//! A policy sees what a balancer can see ([`Pool`]) and answers with a server and the reason ([`Choice`]). The reason is
//! data: the numbers the rule looked at and the rule that fired.

use crate::sim::{Dice, Span, Time};

/// The number of a server in the cluster, from 0. Numbers are never used again after a server is removed.
pub type Server = u16;

/// What the balancer knows about one server.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Backend {
    /// Weight, above 0; slow start lowers it for a while.
    pub weight: f64,
    /// Requests sent and not yet answered, as the balancer counts them (on the wire, waiting, in service).
    pub in_flight: u32,
    /// Outstanding cost: the sum of the visible costs of those requests, in nanoseconds of work at speed 1.
    pub cost: u64,
    /// The server's own count: waiting and in service. Only policies with perfect information look at it.
    pub at_server: u32,
}

/// The servers that may be chosen now.
#[derive(Clone, Copy, Debug)]
pub struct Pool<'a> {
    /// Every server by number, those out of rotation included.
    pub backends: &'a [Backend],
    /// The numbers of those in rotation, ascending; never empty when a policy is asked.
    pub up: &'a [Server],
}

impl Pool<'_> {
    /// The backend with this number.
    pub fn get(&self, server: Server) -> &Backend {
        &self.backends[server as usize]
    }
}

/// What the balancer knows about the request.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Ask {
    /// The moment of the decision.
    pub now: Time,
    /// The source address as a number; clients behind one NAT share it.
    pub address: u64,
    /// The visible cost of the request in nanoseconds of work at speed 1 (LLM serving: tokens known up front).
    pub cost: u64,
}

/// One server that a rule looked at, with the number it saw there.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Look {
    /// Which server.
    pub server: Server,
    /// What the rule compared: a count, a cost in seconds, a latency in seconds.
    pub saw: f64,
}

/// The most candidates a reason lists.
pub const LOOKS_MAX: usize = 4;

/// Up to [`LOOKS_MAX`] looks; `of` counts all that were looked at.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Looks {
    list: [Option<Look>; LOOKS_MAX],
    /// How many servers the rule looked at, the unlisted ones included.
    pub of: u16,
}

impl Looks {
    /// Adds one; past the limit only the count grows.
    pub fn push(&mut self, server: Server, saw: f64) {
        if let Some(slot) = self.list.get_mut(self.of as usize) {
            *slot = Some(Look { server, saw });
        }
        self.of += 1;
    }
    /// Those that are listed.
    pub fn iter(&self) -> impl Iterator<Item = Look> + '_ {
        self.list.iter().flatten().copied()
    }
}

/// Why a server was chosen: the rule and the numbers it saw.
#[allow(missing_docs, reason = "the sentence of a variant names its fields")]
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Why {
    /// It was the only one in rotation.
    OnlyOne,
    /// Drawn at random, each with probability 1 / `of`.
    Drawn { of: u16 },
    /// Its turn: place `place` of `of`.
    Turn { place: u16, of: u16 },
    /// Smooth weighted round robin: its current weight was the highest, `current` before the total was taken off.
    HighestWeight { current: f64, total: f64 },
    /// The fewest requests in flight; `tied` servers had that many.
    FewestInFlight { count: u32, tied: u16, of: u16 },
    /// The fewest in flight per unit of weight.
    FewestPerWeight { count: u32, weight: f64, tied: u16, of: u16 },
    /// The shortest queue at the server itself; `tied` servers had it.
    ShortestQueue { count: u32, tied: u16, of: u16 },
    /// The lowest score of response time; seconds.
    Fastest { score_s: f64, of: u16 },
    /// Not yet measured, so it is tried first.
    Unmeasured,
    /// Sampled at random and compared.
    Sampled { looks: Looks },
    /// It had reported itself idle, the longest ago of `idle`.
    Idle { idle: u16 },
    /// Nobody had reported idle; drawn at random.
    NobodyIdle { of: u16 },
    /// Hash of the address, modulo the number in rotation.
    HashModulo { hash: u64, of: u16 },
    /// First mark at or after the hash on the ring.
    HashRing { hash: u64, mark: u64 },
    /// The least outstanding cost; seconds of work.
    LeastCost { cost_s: f64, of: u16 },
}

/// A decision.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Choice {
    /// The server chosen; one of `Pool::up`.
    pub server: Server,
    /// Why.
    pub why: Why,
}

/// A load-balancing policy.
pub trait Balancer: Clone {
    /// Chooses one of `pool.up` for `ask`.
    fn pick(&mut self, ask: &Ask, pool: &Pool<'_>, dice: &mut Dice) -> Choice;
    /// The set in rotation or the weights changed. Called before the first pick too.
    fn pool_changed(&mut self, _pool: &Pool<'_>) {}
    /// `server` answered a request after `latency`, as the balancer saw it; `pool` already counts it out.
    fn answered(&mut self, _server: Server, _latency: Span, _now: Time, _pool: &Pool<'_>) {}
}
