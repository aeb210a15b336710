//! M/M/c/K: like M/M/c, but at most `k` requests in the system, those in service included; the rest is turned away.
//!
//! Source: Kleinrock 1975, section 3.6. With one server M/M/1/K, with `k = c` Erlang's loss system. It is steady at
//! any load, because what does not fit is rejected.

/// What a bounded queue does in steady state.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Bounded {
    /// The share of requests that are turned away.
    pub blocking: f64,
    /// Requests served per second.
    pub throughput: f64,
    /// Mean number of requests in the system.
    pub in_system: f64,
    /// Mean sojourn of a request that was let in, in seconds.
    pub sojourn: f64,
    /// Mean wait of a request that was let in, in seconds.
    pub wait: f64,
}

/// The steady state of `c` servers (at least 1) with room for `k` requests (at least `c`). Work grows with `k`.
pub fn bounded(lambda: f64, mu: f64, c: u32, k: u32) -> Bounded {
    let (lambda, c) = (lambda.max(0.0), c.max(1));
    if mu <= 0.0 || lambda == 0.0 {
        let stuck = lambda > 0.0;
        let service = 1.0 / mu.max(0.0);
        return Bounded {
            blocking: if stuck { 1.0 } else { 0.0 },
            throughput: 0.0,
            in_system: if stuck { f64::from(k.max(c)) } else { 0.0 },
            sojourn: service,
            wait: if stuck { f64::INFINITY } else { 0.0 },
        };
    }
    // Room by room: with room for n, the system is full a share p of the time, holds `mean` and serves `busy`.
    let (mut p, mut mean, mut busy) = (1.0, 0.0, 0.0);
    for n in 1..=k.max(c) {
        let serving = f64::from(n.min(c));
        let ratio = p * lambda / (serving * mu);
        let rest = 1.0 / (1.0 + ratio);
        p = if ratio.is_finite() { ratio * rest } else { 1.0 };
        mean = mean * rest + f64::from(n) * p;
        busy = busy * rest + serving * p;
    }
    // From the departures: the arrivals that get in cancel badly when nearly everything is turned away.
    let throughput = busy * mu;
    let sojourn = if throughput > 0.0 { mean / throughput } else { f64::INFINITY };
    Bounded { blocking: p, throughput, in_system: mean, sojourn, wait: (sojourn - 1.0 / mu).max(0.0) }
}
