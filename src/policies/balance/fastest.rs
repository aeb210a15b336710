//! The lowest score of response time: what least response time and peak EWMA share.
//!
//! The score of a measured server is its latency × (in flight + 1): what one more request would find, were each of them
//! to take that long. A server that has never answered is tried with one request and then left alone until it answers,
//! as Finagle does with its penalty; sending everything to it would drown it, or be lost if it hangs.
//! Left out: weights.

use super::turn::{Least, Turn};
use super::{Pool, Server, Why};

/// The order in which servers are considered.
#[derive(Clone, Copy, PartialEq, PartialOrd, Debug)]
pub enum Rank {
    /// Never measured and nothing in flight: first.
    Untried,
    /// Measured: by score.
    Measured,
    /// Waits for its first answer: last, by requests in flight.
    Waiting,
}

/// Rank, then score.
pub type Score = (Rank, f64);

/// The server in rotation with the lowest score, ties by turn; `latency` in any unit, `None` if never measured.
pub fn fastest(turn: Turn, pool: &Pool<'_>, latency: impl Fn(Server) -> Option<f64>) -> Least<Score> {
    turn.least(pool, |server, backend| match latency(server) {
        Some(latency) => (Rank::Measured, latency * (f64::from(backend.in_flight) + 1.0)),
        None if backend.in_flight == 0 => (Rank::Untried, 0.0),
        None => (Rank::Waiting, f64::from(backend.in_flight)),
    })
}

/// The reason; `latency_s` is the latency of the chosen server in seconds, if it was measured.
pub fn why(least: &Least<Score>, pool: &Pool<'_>, latency_s: Option<f64>) -> Why {
    let (in_flight, of) = (pool.get(least.server).in_flight, pool.of());
    match (least.key.0, latency_s) {
        (Rank::Measured, Some(latency_s)) => Why::Fastest { latency_s, in_flight, of },
        (Rank::Untried, _) => Why::Unmeasured { unmeasured: least.tied, of },
        (Rank::Measured | Rank::Waiting, _) => Why::AllUnmeasured { count: in_flight, of },
    }
}
