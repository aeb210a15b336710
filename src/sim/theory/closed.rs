//! A closed loop: users who think, send one request, and wait for it before they think again.
//!
//! Mean value analysis (Reiser, Lavenberg 1980) of one exponential server and exponential or any other think time;
//! asymptotic bounds: Denning, Buzen 1978. The number of users bounds the load, so it is steady at any rate.

/// A closed loop in steady state.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Closed {
    /// Requests per second.
    pub throughput: f64,
    /// Mean sojourn at the server, in seconds.
    pub sojourn: f64,
    /// Mean number of requests at the server.
    pub in_system: f64,
}

/// One server of rate `mu`, `users` users with mean think time `think_s` seconds.
pub fn one_server(users: u32, think_s: f64, mu: f64) -> Closed {
    if mu <= 0.0 {
        return Closed { throughput: 0.0, sojourn: f64::INFINITY, in_system: f64::from(users) };
    }
    let mut now = Closed { throughput: 0.0, sojourn: 1.0 / mu, in_system: 0.0 };
    for n in 1..=users {
        // An arriving user sees the system as it is with one user fewer.
        let sojourn = (1.0 + now.in_system) / mu;
        let throughput = f64::from(n) / (think_s.max(0.0) + sojourn);
        now = Closed { throughput, sojourn, in_system: throughput * sojourn };
    }
    now
}

/// No closed loop of `users` users is faster than this, in requests per second, whatever the distributions: all users
/// always served at once, or `c` servers always busy.
pub fn throughput_bound(users: u32, think_s: f64, mu: f64, c: u32) -> f64 {
    if mu <= 0.0 {
        return 0.0;
    }
    (f64::from(users) / (think_s.max(0.0) + 1.0 / mu)).min(f64::from(c) * mu)
}

/// The number of users from which on the bound is the servers' capacity: where the two asymptotes cross.
pub fn saturation_users(think_s: f64, mu: f64, c: u32) -> f64 {
    f64::from(c) * (1.0 + think_s.max(0.0) * mu)
}
