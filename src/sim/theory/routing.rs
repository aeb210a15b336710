//! Many equal servers with a queue each, exponential service, Poisson arrivals `lambda` in total over `n` servers.
//!
//! Order of the mean sojourn: M/M/n <= join the shortest queue <= two choices <= round robin <= random. Random routing
//! makes each server an M/M/1 with `lambda / n`.

use super::load;

/// Round robin: mean sojourn in seconds.
///
/// Every n-th arrival of a Poisson process goes to the same server, so each is an E_n/M/1 queue: G/M/1 with
/// `T = 1 / (mu (1 - s))`, `s` the root below 1 of `s = (n rho / (n rho + 1 - s))^n` (Kleinrock 1975, section 6.4).
pub fn round_robin_sojourn(lambda: f64, mu: f64, n: u32) -> f64 {
    let n = n.max(1);
    if load(lambda, mu * f64::from(n)) >= 1.0 || mu <= 0.0 {
        return f64::INFINITY;
    }
    1.0 / (mu * (1.0 - round_robin_busy(lambda, mu, n)))
}

/// Round robin: mean wait in seconds.
pub fn round_robin_wait(lambda: f64, mu: f64, n: u32) -> f64 {
    let n = n.max(1);
    if load(lambda, mu * f64::from(n)) >= 1.0 || mu <= 0.0 {
        return f64::INFINITY;
    }
    let s = round_robin_busy(lambda, mu, n);
    s / (mu * (1.0 - s))
}

/// The root `s`: the share of arrivals that find their server busy. Below load 1.
fn round_robin_busy(lambda: f64, mu: f64, n: u32) -> f64 {
    let stages = load(lambda, mu); // n rho
    if stages == 0.0 {
        return 0.0;
    }
    let n = f64::from(n);
    let mut s = 0.0;
    // The right side is convex and above s at 0, so Newton's method climbs to the smaller root and never passes it.
    for _ in 0..200 {
        let right = libm::exp(-n * libm::log1p((1.0 - s) / stages));
        let slope = n * right / (stages + 1.0 - s);
        let step = (right - s) / (1.0 - slope);
        if step <= 1e-16 || step.is_nan() {
            break;
        }
        s += step;
    }
    s
}

/// Power of `d` choices: the share of servers with at least `i` requests, `rho^((d^i - 1)/(d - 1))`, in the limit of
/// many servers (Vvedenskaya, Dobrushin, Karpelevich 1996; Mitzenmacher 1996, "The power of two choices in randomized
/// load balancing"). `d = 1` is random routing. With few servers it is too optimistic. 1 if they cannot keep up.
pub fn choices_tail(rho: f64, d: u32, i: u32) -> f64 {
    if rho >= 1.0 {
        return 1.0;
    }
    libm::pow(rho.max(0.0), exponent(d, i))
}

/// Power of `d` choices: mean sojourn in seconds at load `rho`, in the limit of many servers.
pub fn choices_sojourn(rho: f64, mu: f64, d: u32) -> f64 {
    if rho >= 1.0 || mu <= 0.0 {
        return f64::INFINITY;
    }
    if d <= 1 {
        return 1.0 / (mu * (1.0 - rho.max(0.0)));
    }
    // Little's law: the tails add up to the mean queue, arrivals per server are rho mu.
    let mut sum = 0.0;
    for i in 1.. {
        let term = libm::pow(rho.max(0.0), exponent(d, i) - 1.0);
        sum += term;
        if term < 1e-17 {
            break;
        }
    }
    sum / mu
}

/// 1 + d + ... + d^(i-1).
fn exponent(d: u32, i: u32) -> f64 {
    if d <= 1 {
        return f64::from(i);
    }
    (libm::pow(f64::from(d), f64::from(i)) - 1.0) / f64::from(d - 1)
}
