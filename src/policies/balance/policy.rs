//! Any policy: the list of their names, what can be set, and one type that is each of them.
//!
//! An enum and not a trait object: a run is cheap to clone, and the pick is known to the compiler.

use super::{
    Ask, Balancer, Choice, ConsistentHash, IpHash, JoinIdleQueue, JoinShortestQueue, LeastConnections, LeastCost,
    LeastResponseTime, PeakEwma, Pool, PowerOfChoices, Random, RoundRobin, Server, WeightedLeast, WeightedRoundRobin,
};
use crate::sim::{Dice, Span, Time};

crate::choices! {
    /// The policies.
    pub enum Kind {
        Random = "random", "Random", "Draw a server; each has the same chance.";
        RoundRobin = "round-robin", "Round robin", "Each server in its turn.";
        WeightedRoundRobin = "weighted-round-robin", "Weighted",
            "Turns in proportion to weight, spread out evenly.";
        LeastConnections = "least-connections", "Least requests", "The server with the fewest requests in flight.";
        WeightedLeast = "weighted-least-connections", "Weighted least",
            "The server with the fewest requests in flight for its weight.";
        LeastResponseTime = "least-response-time", "Least response time",
            "The lowest average latency, times the requests in flight plus one.";
        PeakEwma = "peak-ewma", "Peak EWMA",
            "As least response time, but a slow answer counts at once and fades with time.";
        IpHash = "ip-hash", "IP hash", "The hash of the client's address, modulo the number of servers.";
        ConsistentHash = "consistent-hash", "Consistent hash",
            "The first mark on a ring at or after the hash of the client's address.";
        PowerOfChoices = "p2c", "Two choices",
            "Look at a few servers at random and take the one with the fewest requests in flight.";
        JoinShortestQueue = "jsq", "Shortest queue", "Look into every server and join the shortest queue.";
        JoinIdleQueue = "jiq", "Idle first", "The server that has been idle longest; draw one if none is idle.";
        LeastCost = "least-cost", "Least cost", "The server with the least work sent and not yet answered.";
    }
}

/// What can be set about the policies; each uses what concerns it.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Settings {
    /// How many servers power of choices looks at, from 1.
    pub choices: u32,
    /// Least response time: the share of the newest latency in the average, above 0 up to 1.
    pub alpha: f64,
    /// Peak EWMA: the time after which an old latency counts 1/e, in seconds, above 0.
    pub decay_s: f64,
    /// Consistent hash: marks on the ring per unit of weight, from 1.
    pub vnodes: u32,
}

impl Default for Settings {
    fn default() -> Self {
        Self { choices: 2, alpha: 0.2, decay_s: 10.0, vnodes: 100 }
    }
}

macro_rules! policies {
    ($($name:ident => $make:expr;)*) => {
        /// Any of the policies.
        #[derive(Clone, PartialEq, Debug)]
        pub enum Policy {
            $(#[doc = concat!("See [`", stringify!($name), "`].")] $name($name),)*
        }

        impl Policy {
            /// The policy of this kind, with nothing learned yet.
            pub fn new(kind: Kind, settings: &Settings) -> Self {
                match kind { $(Kind::$name => Self::$name($make(settings)),)* }
            }
            /// Picks, and hands the choice to `keep` where it was made: a reason is large, and copying it just after it
            /// was written makes a processor wait.
            #[inline(always)]
            pub fn pick_for<T>(
                &mut self,
                ask: &Ask,
                pool: &Pool<'_>,
                dice: &mut Dice,
                keep: impl FnOnce(Choice) -> T,
            ) -> T {
                match self { $(Self::$name(policy) => keep(policy.pick(ask, pool, dice)),)* }
            }
            /// Which it is.
            pub fn kind(&self) -> Kind {
                match self { $(Self::$name(_) => Kind::$name,)* }
            }
        }

        impl Balancer for Policy {
            #[inline]
            fn pick(&mut self, ask: &Ask, pool: &Pool<'_>, dice: &mut Dice) -> Choice {
                match self { $(Self::$name(policy) => policy.pick(ask, pool, dice),)* }
            }
            fn pool_changed(&mut self, pool: &Pool<'_>) {
                match self { $(Self::$name(policy) => policy.pool_changed(pool),)* }
            }
            #[inline]
            fn answered(&mut self, server: Server, latency: Span, now: Time, pool: &Pool<'_>) {
                match self { $(Self::$name(policy) => policy.answered(server, latency, now, pool),)* }
            }
            fn tune(&mut self, settings: &Settings) {
                match self { $(Self::$name(policy) => policy.tune(settings),)* }
            }
        }
    };
}

policies! {
    Random => |_| Random;
    RoundRobin => |_| RoundRobin::default();
    WeightedRoundRobin => |_| WeightedRoundRobin::default();
    LeastConnections => |_| LeastConnections::default();
    WeightedLeast => |_| WeightedLeast::default();
    LeastResponseTime => LeastResponseTime::new;
    PeakEwma => PeakEwma::new;
    IpHash => |_| IpHash;
    ConsistentHash => ConsistentHash::new;
    PowerOfChoices => PowerOfChoices::new;
    JoinShortestQueue => |_| JoinShortestQueue;
    JoinIdleQueue => |_| JoinIdleQueue::default();
    LeastCost => |_| LeastCost::default();
}
