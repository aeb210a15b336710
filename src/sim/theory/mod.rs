//! Closed forms of queueing theory, to be drawn on what was measured.
//!
//! Rates (`lambda`: arrivals, `mu`: services of one server) are per second, results are seconds or counts. A queue
//! that cannot keep up (load 1 or more) has no steady state; its times and lengths are `f64::INFINITY`, and so are
//! those of a server of rate zero. With no arrivals a request finds everything empty. Percentiles are asked for as
//! shares `q` in 0 to 1; at 1 they are infinite.
//!
//! - [`mm1`]: one server, exponential service; [`mmc`]: several behind one queue (Erlang C); [`mmck`]: with a bound.
//! - [`mg1`]: one server, any service (Pollaczek-Khinchine), with M/D/1 and processor sharing.
//! - [`routing`]: round robin and power of d choices over many servers.
//! - [`closed`]: a fixed number of users who think.
//! - [`poisson`]: a Poisson number of requests and a bounded room.
//! - [`laws`]: Little's law, the utilisation law, the knee.

pub mod closed;
pub mod laws;
pub mod mg1;
pub mod mm1;
pub mod mmc;
pub mod mmck;
pub mod poisson;
pub mod routing;

#[cfg(test)]
mod lindley;
#[cfg(test)]
mod tests;

/// Load per server: arrivals over capacity. Infinite for a capacity of zero.
pub fn load(lambda: f64, capacity: f64) -> f64 {
    if lambda <= 0.0 {
        0.0
    } else if capacity > 0.0 {
        lambda / capacity
    } else {
        f64::INFINITY
    }
}

/// The `t` at which the falling `above(t)` comes down to `1 - q`, to rounding, by doubling and halving; `scale` is a
/// time of the right order.
fn invert_tail(q: f64, scale: f64, above: impl Fn(f64) -> f64) -> f64 {
    let tail = 1.0 - q;
    if tail <= 0.0 {
        return f64::INFINITY;
    }
    if above(0.0) <= tail {
        return 0.0;
    }
    let (mut low, mut high) = (0.0, scale);
    while above(high) > tail {
        low = high;
        high *= 2.0;
        if high == f64::INFINITY {
            return high;
        }
    }
    for _ in 0..200 {
        let middle = 0.5 * (low + high);
        if middle <= low || middle >= high {
            break;
        }
        if above(middle) > tail {
            low = middle;
        } else {
            high = middle;
        }
    }
    high
}
