//! What a limiter answers, and why. The names follow the IETF draft "RateLimit header fields for HTTP" (2019 to 2026)
//! and `Retry-After` of RFC 9110 (2022).

use crate::sim::Span;

/// The answer to one request.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Decision {
    /// True if it may pass.
    pub allowed: bool,
    /// How long it is held before it is passed on; zero unless the limiter is a queue.
    pub delay: Span,
    /// Whole units that would be let in at this moment, after this decision.
    pub remaining: u64,
    /// How long until the whole quota is there again, if nothing comes.
    pub reset: Span,
    /// Rejected: how long until the same request would pass, if nothing else comes; rounded up to the nanosecond.
    /// `None` if it was let in, or would never be (it costs more than the limiter ever holds, or nobody can know).
    pub retry_after: Option<Span>,
    /// Why.
    pub why: Why,
}

/// The rule that fired and the numbers it saw, before this request was counted.
#[allow(missing_docs, reason = "the sentence of a variant names its fields")]
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Why {
    /// It costs `cost`, and the limiter never lets in more than `most` at once.
    TooBig { cost: u32, most: u64 },
    /// A bucket of `capacity` tokens held `tokens`; the request takes `cost`.
    Tokens { tokens: f64, capacity: u64, cost: u32 },
    /// A bucket of `capacity` stood at `level`; the request adds `cost`.
    Level { level: f64, capacity: u64, cost: u32 },
    /// It came `early` before its theoretical arrival time; up to `tolerance` is allowed.
    Early { early: Span, tolerance: Span },
    /// `counted` of `limit` were counted in this window, which ends in `ends_in`.
    Window { counted: u64, limit: u64, cost: u32, ends_in: Span },
    /// `counted` of `limit` stand in the log; the oldest leaves the window in `oldest_in`.
    Log { counted: u64, limit: u64, cost: u32, oldest_in: Span },
    /// `previous` × `share` + `current` = `estimate`, rounded down, of `limit`.
    Weighted { previous: u64, share: f64, current: u64, estimate: u64, limit: u64, cost: u32 },
    /// `in_flight` of `limit` were in flight.
    InFlight { in_flight: u64, limit: u64, cost: u32 },
    /// nginx: an excess of `excess` requests, of `burst` allowed, this one counted; in thousandths.
    Excess { excess: u64, burst: u64 },
    /// Guava: the next free permit is `wait` away, `stored` permits were kept.
    NextFree { wait: Span, stored: f64 },
    /// A limit that moves: `counted` of `limit`, where `base` is the configured one.
    Moved { counted: u64, limit: u64, base: u64, cost: u32 },
    /// The memory for `keys` keys is full, and this one is not among them.
    NoRoom { keys: u64 },
    /// HAProxy: an estimated `rate` of requests per period against `limit`.
    Measured { rate: u64, limit: u64 },
}
