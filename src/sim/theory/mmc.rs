//! M/M/c: Poisson arrivals, exponential service, `c` equal servers behind one queue, first come first served.
//!
//! Source: Erlang 1917; Kleinrock 1975, section 3.5. The best that any balancer can do with exponential service.

use super::{invert_tail, load};

/// Erlang B: the share of requests that find all `c` servers busy if none may wait; `offered` is arrivals over the
/// rate of one server. No servers block everything.
pub fn erlang_b(c: u32, offered: f64) -> f64 {
    let offered = offered.max(0.0);
    if offered == f64::INFINITY {
        return 1.0;
    }
    // B_n = a B_(n-1) / (n + a B_(n-1)): stable for any number of servers.
    (1..=c).fold(1.0, |b, n| offered * b / (f64::from(n) + offered * b))
}

/// Erlang C: the share of requests that have to wait; 1 if the servers cannot keep up.
pub fn erlang_c(c: u32, offered: f64) -> f64 {
    let rho = load(offered, f64::from(c));
    if rho >= 1.0 {
        return 1.0;
    }
    let b = erlang_b(c, offered);
    b / (1.0 - rho * (1.0 - b))
}

/// Mean wait, in seconds.
pub fn wait(lambda: f64, mu: f64, c: u32) -> f64 {
    let spare = spare(lambda, mu, c);
    if spare > 0.0 { erlang_c(c, load(lambda, mu)) / spare } else { f64::INFINITY }
}

/// Mean sojourn, in seconds.
pub fn sojourn(lambda: f64, mu: f64, c: u32) -> f64 {
    wait(lambda, mu, c) + 1.0 / mu.max(0.0)
}

/// Mean number of requests in the system.
pub fn in_system(lambda: f64, mu: f64, c: u32) -> f64 {
    if lambda > 0.0 { lambda * sojourn(lambda, mu, c) } else { 0.0 }
}

/// The share of requests that wait longer than `t` seconds: `C e^(-(c mu - lambda) t)`.
pub fn wait_above(lambda: f64, mu: f64, c: u32, t: f64) -> f64 {
    let spare = spare(lambda, mu, c);
    if spare > 0.0 { erlang_c(c, load(lambda, mu)) * libm::exp(-spare * t) } else { 1.0 }
}

/// The share of requests whose sojourn is longer than `t` seconds.
pub fn sojourn_above(lambda: f64, mu: f64, c: u32, t: f64) -> f64 {
    let spare = spare(lambda, mu, c);
    if spare <= 0.0 {
        return 1.0;
    }
    // A wait that is exponential with rate `spare`, with probability C, and then an exponential service.
    let gap = spare - mu;
    let both = if (gap * t).abs() < 1e-9 { mu * t } else { -mu * libm::expm1(-gap * t) / gap };
    libm::exp(-mu * t) * (1.0 + erlang_c(c, load(lambda, mu)) * both)
}

/// The wait that a share `q` of requests does not exceed, in seconds.
pub fn wait_quantile(lambda: f64, mu: f64, c: u32, q: f64) -> f64 {
    let (spare, waits) = (spare(lambda, mu, c), erlang_c(c, load(lambda, mu)));
    if spare <= 0.0 || q >= 1.0 {
        f64::INFINITY
    } else if q <= 1.0 - waits {
        0.0
    } else {
        libm::log(waits / (1.0 - q)) / spare
    }
}

/// The sojourn that a share `q` of requests does not exceed, in seconds.
pub fn sojourn_quantile(lambda: f64, mu: f64, c: u32, q: f64) -> f64 {
    if spare(lambda, mu, c) <= 0.0 {
        return f64::INFINITY;
    }
    invert_tail(q, 1.0 / mu, |t| sojourn_above(lambda, mu, c, t))
}

/// The rate that is left over.
fn spare(lambda: f64, mu: f64, c: u32) -> f64 {
    f64::from(c) * mu - lambda.max(0.0)
}
