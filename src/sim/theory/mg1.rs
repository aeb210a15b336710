//! M/G/1: Poisson arrivals, any distribution of service, one server.
//!
//! Source: Pollaczek 1930, Khinchine 1932; Kleinrock 1975, section 5.7; processor sharing: Kleinrock 1976, volume 2,
//! section 4.4. The spread of service enters as the squared coefficient of variation `scv`: 0 constant, 1 exponential.

use super::load;

/// Mean wait under first come first served, in seconds: `rho / (1 - rho) (1 + scv) / 2` service times.
pub fn wait(lambda: f64, mu: f64, scv: f64) -> f64 {
    let rho = load(lambda, mu);
    if rho < 1.0 && mu > 0.0 { rho / (1.0 - rho) * (1.0 + scv) / 2.0 / mu } else { f64::INFINITY }
}

/// Mean sojourn under first come first served, in seconds.
pub fn sojourn(lambda: f64, mu: f64, scv: f64) -> f64 {
    wait(lambda, mu, scv) + 1.0 / mu.max(0.0)
}

/// M/D/1: mean wait with constant service, in seconds; half that of M/M/1.
pub fn constant_wait(lambda: f64, mu: f64) -> f64 {
    wait(lambda, mu, 0.0)
}

/// Mean sojourn under processor sharing, in seconds: `1 / (mu - lambda)` whatever the distribution of service.
pub fn sharing_sojourn(lambda: f64, mu: f64) -> f64 {
    super::mm1::sojourn(lambda, mu)
}

/// Mean sojourn of a request that brings `demand_s` seconds of work, under processor sharing.
pub fn sharing_sojourn_of(lambda: f64, mu: f64, demand_s: f64) -> f64 {
    let rho = load(lambda, mu);
    if rho < 1.0 { demand_s / (1.0 - rho) } else { f64::INFINITY }
}
