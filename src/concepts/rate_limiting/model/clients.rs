//! Clients: who sends request *k*, and what a client does when it is refused.
//!
//! Backoff and its jitters follow Brooker 2015 ("Exponential backoff and jitter", AWS Architecture Blog). `Retry-After`
//! is taken as RFC 9110 (2022) allows it, as a date in whole seconds, rounded up: that is why clients that obey it come
//! back together.

use super::super::params::{Arrivals, Come, Jitter, Params, Reaction};
use crate::policies::limit::Decision;
use crate::sim::{Keyed, Seed, Span, Stream, Time};

/// The clients of a run.
#[derive(Clone, Debug)]
pub struct Clients {
    senders: Keyed,
    jitter: Keyed,
}

/// What a client has heard of a limiter: how much remains and when everything is there again.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Heard {
    /// Units that remained.
    pub remaining: u64,
    /// When the quota is whole again.
    pub reset_at: Time,
}

impl Clients {
    /// The clients of this seed.
    pub fn new(seed: Seed) -> Self {
        Self { senders: seed.keyed(Stream::Clients, 0), jitter: seed.keyed(Stream::Sessions, 1) }
    }

    /// Which client sends request `k`: client 0 with its share, the others evenly or in turn.
    pub fn sender(&self, params: &Params, k: u64) -> u32 {
        let others = params.clients.max(1) - 1;
        if others == 0 {
            return 0;
        }
        let hot = params.hot_share();
        if params.come == Come::Turn {
            // Request k is of client k, so that the number of a key says how many came before it.
            let is_hot = params.arrivals == Arrivals::OneHot && self.senders.unit(k) < hot;
            return if is_hot { 0 } else { (k % u64::from(params.clients)) as u32 };
        }
        let draw = self.senders.unit(k);
        if draw < hot {
            return 0;
        }
        let place = ((draw - hot) / (1.0 - hot) * f64::from(others)) as u32;
        1 + place.min(others - 1)
    }

    /// How long the client of request `k` waits before attempt `attempt` (from 1) after `decision`, which it hears `now`;
    /// `slept` is how long it waited the last time. `None`: it gives up.
    pub fn again(
        &self,
        params: &Params,
        now: Time,
        (k, attempt): (u64, u16),
        decision: &Decision,
        slept: Span,
    ) -> Option<Span> {
        if u32::from(attempt) >= params.tries || params.react == Reaction::Drop {
            return None;
        }
        let base = Span::from_secs(params.retry_base);
        let cap = Span::from_secs(params.retry_cap).max(base);
        let told = |fallback: Span| decision.retry_after.map_or(fallback, |wait| whole_second(now + wait).since(now));
        let wait = match params.react {
            Reaction::Drop => return None,
            Reaction::Ignore => base,
            Reaction::Obey | Reaction::Pace => told(base),
            Reaction::Backoff => {
                let doubled = Span(base.0.saturating_mul(1 << u32::from(attempt - 1).min(40))).min(cap);
                let u = self.jitter.unit(k.wrapping_mul(64).wrapping_add(u64::from(attempt)));
                match params.jitter {
                    Jitter::None => doubled,
                    Jitter::Full => scaled(doubled, u),
                    Jitter::Equal => Span(doubled.0 / 2) + scaled(Span(doubled.0 / 2), u),
                    Jitter::Decorrelated => {
                        let high = Span(slept.max(base).0.saturating_mul(3));
                        (base + scaled(Span(high.0.saturating_sub(base.0)), u)).min(cap)
                    }
                }
            }
        };
        // Nobody comes back within the same millisecond: a client that is refused at once would stop time.
        Some(wait.max(Span(1_000_000)))
    }
}

/// The first whole second at or after `at`.
fn whole_second(at: Time) -> Time {
    Time(at.0.div_ceil(1_000_000_000).saturating_mul(1_000_000_000))
}

fn scaled(span: Span, share: f64) -> Span {
    Span((span.0 as f64 * share) as u64)
}
