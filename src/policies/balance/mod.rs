//! Load-balancing policies: which server gets this request?
//!
//! A policy sees what a balancer can see ([`Pool`]) and answers with a server and the reason ([`Choice`]). The reason is
//! data: the numbers the rule looked at and the rule that fired.
//!
//! Every policy is one file with the same skeleton: state, `new`, `pick`, `pool_changed`, `answered`, `tune`, so that
//! two can be read side by side. [`Policy`] is any of them; [`Kind`] names them; [`Settings`] holds what can be set.
//!
//! ```
//! use kneepoint::policies::balance::{Ask, Backend, Balancer as _, Kind, Policy, Pool, Settings};
//! use kneepoint::sim::{Seed, Stream, Time};
//!
//! let backends = [5.0, 1.0, 1.0].map(|weight| Backend { weight, in_flight: 0, cost: 0, at_server: 0 });
//! let pool = Pool { backends: &backends, up: &[0, 1, 2] };
//! let ask = Ask { now: Time::ZERO, address: 0, cost: 0 };
//! let mut dice = Seed(7).dice(Stream::Policy, 0);
//! let mut policy = Policy::new(Kind::WeightedRoundRobin, &Settings::default());
//! policy.pool_changed(&pool);
//! let turns: Vec<u16> = (0..7).map(|_| policy.pick(&ask, &pool, &mut dice).server).collect();
//! assert_eq!(turns, [0, 0, 1, 0, 2, 0, 0]);
//! ```

mod consistent_hash;
mod fastest;
mod hash;
mod ip_hash;
mod jiq;
mod jsq;
mod least_connections;
mod least_cost;
mod least_response_time;
mod p2c;
mod peak_ewma;
mod policy;
mod random;
mod round_robin;
mod turn;
mod weighted_least;
mod weighted_round_robin;

pub use consistent_hash::ConsistentHash;
pub use ip_hash::IpHash;
pub use jiq::JoinIdleQueue;
pub use jsq::JoinShortestQueue;
pub use least_connections::LeastConnections;
pub use least_cost::LeastCost;
pub use least_response_time::LeastResponseTime;
pub use p2c::PowerOfChoices;
pub use peak_ewma::PeakEwma;
pub use policy::{Kind, Policy, Settings};
pub use random::Random;
pub use round_robin::RoundRobin;
pub use weighted_least::WeightedLeast;
pub use weighted_round_robin::WeightedRoundRobin;

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
    #[inline(always)]
    pub fn get(&self, server: Server) -> &Backend {
        &self.backends[server as usize]
    }
    /// How many are in rotation.
    pub fn of(&self) -> u16 {
        self.up.len() as u16
    }
    /// Visits every server that is out of rotation.
    fn each_down(&self, mut visit: impl FnMut(Server)) {
        let mut up = self.up.iter().copied().peekable();
        for server in 0..self.backends.len() as Server {
            if up.next_if_eq(&server).is_none() {
                visit(server);
            }
        }
    }
    /// The choice when there is none: a single server in rotation.
    fn only_one(&self) -> Option<Choice> {
        if let [server] = *self.up { Some(Choice { server, why: Why::OnlyOne }) } else { None }
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
    /// What the rule compared: requests in flight.
    pub saw: f64,
}

/// The most candidates a reason lists.
pub const LOOKS_MAX: usize = 4;

/// Up to [`LOOKS_MAX`] looks, in the order of looking; `of` counts all that were looked at.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Looks {
    // A reason is made for every request and copied into the records of the run: counts in two arrays take a third of the
    // room of an array of optional looks.
    servers: [Server; LOOKS_MAX],
    saw: [u32; LOOKS_MAX],
    /// How many servers the rule looked at, the unlisted ones included.
    pub of: u16,
}

impl Looks {
    /// Looks at two servers.
    #[inline(always)]
    pub fn two([a, b]: [Server; 2], [x, y]: [u32; 2]) -> Self {
        Self { servers: [a, b, 0, 0], saw: [x, y, 0, 0], of: 2 }
    }
    /// Adds one; past the limit only the count grows.
    pub fn push(&mut self, server: Server, saw: u32) {
        let at = self.of as usize;
        if at < LOOKS_MAX {
            self.servers[at] = server;
            self.saw[at] = saw;
        }
        self.of += 1;
    }
    /// Makes sure that the chosen one is listed: if it came past the limit it takes the last place.
    pub fn chose(&mut self, server: Server, saw: u32) {
        if self.of as usize > LOOKS_MAX && !self.servers.contains(&server) {
            self.servers[LOOKS_MAX - 1] = server;
            self.saw[LOOKS_MAX - 1] = saw;
        }
    }
    /// Those that are listed.
    pub fn iter(&self) -> impl Iterator<Item = Look> + '_ {
        let listed = LOOKS_MAX.min(self.of as usize);
        self.servers.iter().zip(&self.saw).take(listed).map(|(&server, &saw)| Look { server, saw: f64::from(saw) })
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
    /// Its turn: place `place` of `of`, counted from 1.
    Turn { place: u16, of: u16 },
    /// Smooth weighted round robin: its current weight was the highest of `of`, `current` before the total was taken
    /// off.
    HighestWeight { current: f64, total: f64, of: u16 },
    /// The fewest requests in flight; `tied` servers had that many, and it was the next of them in turn.
    FewestInFlight { count: u32, tied: u16, of: u16 },
    /// The fewest in flight per unit of weight; `tied` servers had that quotient, and it was the next in turn.
    FewestPerWeight { count: u32, weight: f64, tied: u16, of: u16 },
    /// The shortest queue at the server itself; `tied` servers had it, and it was drawn from them.
    ShortestQueue { count: u32, tied: u16, of: u16 },
    /// The lowest score `latency_s` × (`in_flight` + 1), in seconds; `latency_s` is what the policy believes an answer
    /// takes.
    Fastest { latency_s: f64, in_flight: u32, of: u16 },
    /// `unmeasured` servers have never been measured and have nothing in flight: they are tried first, in turn.
    Unmeasured { unmeasured: u16, of: u16 },
    /// All `of` servers wait for their first measurement; it had the fewest in flight.
    AllUnmeasured { count: u32, of: u16 },
    /// Sampled at random and compared: the fewest in flight, the first sampled if several had that many.
    Sampled { looks: Looks },
    /// It had reported itself idle, the longest ago of `idle`.
    Idle { idle: u16 },
    /// Nobody had reported idle; drawn at random.
    NobodyIdle { of: u16 },
    /// Hash of the address, modulo the number in rotation.
    HashModulo { hash: u64, of: u16 },
    /// First mark at or after the hash on the ring.
    HashRing { hash: u64, mark: u64 },
    /// The least outstanding cost, in seconds of work; `tied` servers had it, and it was the next of them in turn.
    LeastCost { cost_s: f64, tied: u16, of: u16 },
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
    /// Chooses one of `pool.up` for `ask`. The caller sends the request there: it counts it in before the next pick.
    fn pick(&mut self, ask: &Ask, pool: &Pool<'_>, dice: &mut Dice) -> Choice;
    /// The set in rotation or the weights changed; the set may be empty. Called before the first pick too.
    fn pool_changed(&mut self, _pool: &Pool<'_>) {}
    /// `server` answered a request after `latency`, as the balancer saw it; `pool` already counts it out. A request
    /// given up after a time-out is reported as an answer that took that long.
    fn answered(&mut self, _server: Server, _latency: Span, _now: Time, _pool: &Pool<'_>) {}
    /// The settings changed while it runs; what was learned stays. [`pool_changed`](Self::pool_changed) follows.
    fn tune(&mut self, _settings: &Settings) {}
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod laws;
#[cfg(test)]
mod testing;
