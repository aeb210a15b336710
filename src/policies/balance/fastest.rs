//! The lowest score of response time: what least response time and peak EWMA share.
//!
//! The score of a measured server is its latency × (in flight + 1): what one more request would find, were each of them
//! to take that long. A server that has never answered is tried with one request and then left alone until it answers,
//! as Finagle does with its penalty; sending everything to it would drown it, or be lost if it hangs.
//! Left out: weights.

use super::turn::{Least, Turn};
use super::{Pool, Server, Why};

/// The latency of a server that was never measured: above every real one, as Finagle's penalty.
pub const UNMEASURED: f64 = 1e200;
/// The score of a server that was never tried: below every real one.
const UNTRIED: f64 = -1.0;

/// The server in rotation with the lowest score, ties by turn; `latency` in any unit, or [`UNMEASURED`].
#[allow(clippy::needless_bitwise_bool, reason = "a lazy operator branches, which takes twice as long here")]
pub fn fastest(turn: Turn, pool: &Pool<'_>, latency: impl Fn(Server) -> f64) -> Least<f64> {
    turn.least(pool, |server, backend| {
        let latency = latency(server);
        let untried = (latency == UNMEASURED) & (backend.in_flight == 0);
        if untried { UNTRIED } else { latency * (f64::from(backend.in_flight) + 1.0) }
    })
}

/// The reason; `latency_s` is the latency of the chosen server in seconds, if it was measured.
pub fn why(least: &Least<f64>, pool: &Pool<'_>, latency_s: Option<f64>) -> Why {
    let (in_flight, of) = (pool.get(least.server).in_flight, pool.of());
    match latency_s {
        Some(latency_s) => Why::Fastest { latency_s, in_flight, of },
        None if in_flight == 0 => Why::Unmeasured { unmeasured: least.tied, of },
        None => Why::AllUnmeasured { count: in_flight, of },
    }
}
