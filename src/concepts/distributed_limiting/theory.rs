//! What passes in a window as a multiple of the limit, in closed form, for Poisson arrivals and clocks that agree.
//!
//! - A gateway that counts alone up to `c` lets E min(X, c) pass, X Poisson: exact. So do all that share one atomic
//!   counter. The sum over the gateways is N times the limit when each sees more than the limit.
//! - Read, decide, write: the counter goes from c to c + 1 one round trip after the first who reads c. All who come
//!   meanwhile read c too and pass. So 1 + λ · round trip pass for each that is counted (a renewal argument; exact while
//!   the window is long).
//! - News that is A seconds old on average hides λ (N − 1)/N · A requests of the others. For syncs A is the interval
//!   (half of it until the other tells, half until this one hears) and a round trip. For rumours pushed to random others
//!   at Poisson moments, A is the interval times H(N − 1), the harmonic number: the time until a random other knows,
//!   Σ over m informed of 1 / (m (N − m) / (N − 1)) / (N − 1) summed (push gossip; compare Pittel 1987, "On spreading a
//!   rumor"), and half a round trip for each of the N H(N − 1)/(N − 1) − 1 hops of a random recursive tree.
//!   Gateways stop one by one, so these are approximations; tests say how good.

use super::params::{Fallback, Params, Scheme};
use crate::sim::theory::poisson::least;

/// The share of all requests that comes to gateway `index` of `n`.
pub fn share(params: &Params, n: u32, index: u32) -> f64 {
    (1.0 - params.skew) / f64::from(n.max(1)) + if index == 0 { params.skew } else { 0.0 }
}

fn harmonic(n: u32) -> f64 {
    (1..=n).map(|k| 1.0 / f64::from(k)).sum()
}

/// How the store is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Store {
    /// It answers nobody.
    pub dead: bool,
    /// It answers so many times later.
    pub slower: u32,
}

impl Store {
    /// It is there and as fast as its wire.
    pub const WELL: Self = Self { dead: false, slower: 1 };
    /// The time there and back, seconds.
    fn trip(self, params: &Params) -> f64 {
        params.rtt / 2e3 * (1.0 + f64::from(self.slower))
    }
    /// Nobody hears of it in time.
    pub fn away(self, params: &Params) -> bool {
        self.dead || self.trip(params) * 1e3 > params.patience
    }
}

/// How old what a gateway knows of another one is, on average, in seconds; None where nobody hears of others.
pub fn age(params: &Params, n: u32, store: Store) -> Option<f64> {
    match params.scheme {
        _ if n < 2 => Some(0.0),
        Scheme::Sync if store.dead => None,
        Scheme::Sync => Some(params.every + store.trip(params)),
        Scheme::Gossip => {
            let (h, n) = (harmonic(n - 1), f64::from(n));
            Some(params.every * h + (n * h / (n - 1.0) - 1.0) * params.rtt / 2e3)
        }
        _ => None,
    }
}

/// What passes in a window over the limit.
pub fn admitted(params: &Params, store: Store) -> f64 {
    let n = params.gateways.max(1);
    let limit = params.limit.max(1);
    let mean = params.load * params.window;
    let together = least(mean, limit);
    let alone = |room: &dyn Fn(u32) -> u32| -> f64 { (0..n).map(|i| least(mean * share(params, n, i), room(i))).sum() };
    let shares = |i: u32| limit / n + u32::from(i < limit % n);
    let passed = match params.scheme {
        Scheme::Central | Scheme::Lease if store.away(params) => match params.fallback {
            Fallback::Open => mean,
            Fallback::Closed => 0.0,
            Fallback::Local => alone(&shares),
            Fallback::Whole => alone(&|_| limit),
        },
        Scheme::Central if params.atomic => together,
        Scheme::Central => mean.min(together * (1.0 + params.load * store.trip(params))),
        Scheme::Lease => together,
        Scheme::Split => alone(&shares),
        Scheme::Local => alone(&|_| limit),
        Scheme::Sync | Scheme::Gossip => {
            // What the others let in unseen; a single gateway has no others.
            let unseen = |age: f64| params.load * (1.0 - share(params, n, 0)) * age;
            alone(&|_| limit).min(age(params, n, store).map_or(f64::INFINITY, |age| together + unseen(age)))
        }
    };
    passed / f64::from(limit)
}

/// Messages a second.
pub fn messages(params: &Params, store: Store) -> f64 {
    let n = f64::from(params.gateways.max(1));
    let room = f64::from(params.limit) / params.window;
    match params.scheme {
        Scheme::Split | Scheme::Local => 0.0,
        // Nobody answers.
        Scheme::Central if store.dead => params.load,
        Scheme::Central if params.atomic || store.away(params) => 2.0 * params.load,
        // Who passes writes, too.
        Scheme::Central => 2.0 * params.load + admitted(params, store) * room,
        Scheme::Sync if store.dead => n / params.every,
        Scheme::Sync => 2.0 * n / params.every,
        Scheme::Gossip if params.gateways < 2 => 0.0,
        Scheme::Gossip => n / params.every,
        // A question and an answer for each batch; and each gateway's last batch is half used, or, where there are no
        // more permits, its last question is answered with too little.
        Scheme::Lease => {
            let batches = params.load.min(room) / f64::from(params.batch.max(1));
            let last = if params.load > room { 1.0 } else { 0.5 };
            2.0 * (batches + last * n / params.window)
        }
    }
}

/// Whether the closed form of what passes holds now, and why not.
pub fn holds(params: &Params, store: Store) -> (bool, &'static str) {
    let clocks = params.clock_skew > 0.0 || params.clocks.iter().any(|ahead| *ahead != params.clocks[0]);
    match params.scheme {
        _ if clocks => (false, "Does not hold: the clocks differ."),
        Scheme::Central | Scheme::Lease if store.away(params) => match params.fallback {
            Fallback::Open => (true, "Holds: without the store all pass."),
            Fallback::Closed => (true, "Holds: without the store none pass."),
            Fallback::Local => (
                true,
                "Holds: without the store every gateway counts alone, up to its share. All shares are the limit.",
            ),
            Fallback::Whole => (
                true,
                "Holds: without the store every gateway counts alone, up to the whole limit. So N gateways let up to N times the limit pass.",
            ),
        },
        Scheme::Central if params.atomic => (true, "Holds: Poisson arrivals, and one counter for all."),
        Scheme::Central => (
            true,
            "Holds while the window is long: for each that is counted, those who come in one round trip pass too.",
        ),
        Scheme::Lease => (true, "Holds at most: permits left over in one gateway are missing in another."),
        Scheme::Split | Scheme::Local => (true, "Holds: Poisson arrivals, and every gateway counts alone."),
        Scheme::Sync if store.dead => (true, "Holds: the store is down, and every gateway counts alone."),
        Scheme::Sync | Scheme::Gossip if params.skew > 0.0 => (false, "Does not hold: it counts on even traffic."),
        Scheme::Sync => (
            true,
            "About: what the others let in unseen is λ (N − 1)/N times the age of the news, an interval and a round trip.",
        ),
        Scheme::Gossip => (true, "About: the age of a rumour is the interval times 1 + 1/2 + … + 1/(N − 1)."),
    }
}
