//! Concurrency limit: at most so many requests at once; what comes above is rejected, and nobody is told when to come
//! back.
//!
//! Little's law (1961) makes it a rate limit that moves with the latency: limit / latency. Netflix `concurrency-limits`
//! (2018) "FixedLimit", Envoy's circuit breaker `max_requests`, Stripe's "concurrent requests limiter" (2017).

use super::{Decision, Limiter, Unfit, Why};
use crate::sim::{Span, Time};

/// A limit on requests in flight.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Concurrency {
    limit: u64,
}

/// Units in flight.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct InFlight(u64);

impl Concurrency {
    /// At most `limit` units in flight.
    pub fn new(limit: u64) -> Result<Self, Unfit> {
        super::sized(limit, Span(1))?;
        Ok(Self { limit })
    }
    /// The most units in flight.
    pub const fn limit(&self) -> u64 {
        self.limit
    }
    /// Units in flight.
    pub const fn in_flight(&self, state: &InFlight) -> u64 {
        state.0
    }
}

/// The answer of a limit on what is in flight, which counts the request in if it passes.
pub(super) fn admit(in_flight: &mut u64, limit: u64, most: u64, cost: u32, why: Why) -> Decision {
    let sum = in_flight.saturating_add(u64::from(cost));
    let allowed = sum <= limit;
    if allowed {
        *in_flight = sum;
    }
    Decision {
        allowed,
        delay: Span::ZERO,
        remaining: limit.saturating_sub(*in_flight),
        reset: if *in_flight == 0 { Span::ZERO } else { Span::MAX },
        retry_after: None,
        why: if u64::from(cost) <= most { why } else { Why::TooBig { cost, most } },
    }
}

impl Limiter for Concurrency {
    type State = InFlight;

    fn fresh(&self, _now: Time) -> InFlight {
        InFlight(0)
    }

    #[inline]
    fn check(&self, state: &mut InFlight, _now: Time, cost: u32) -> Decision {
        let why = Why::InFlight { in_flight: state.0, limit: self.limit, cost };
        admit(&mut state.0, self.limit, self.limit, cost, why)
    }

    fn idle_in(&self, state: &InFlight, _now: Time) -> Span {
        if state.0 == 0 { Span::ZERO } else { Span::MAX }
    }

    fn finished(&self, state: &mut InFlight, _now: Time, _took: Span, cost: u32, _dropped: bool) {
        state.0 = state.0.saturating_sub(u64::from(cost));
    }

    fn adopt(&self, _old: &Self, _state: &mut InFlight, _now: Time) {}
}

#[cfg(test)]
mod tests {
    use super::super::Single;
    use super::*;

    #[test]
    fn a_place_is_free_again_when_a_request_is_done() {
        let mut single = Single::new(Concurrency::new(2).unwrap());
        assert!(single.check(Time(0), 1).allowed && single.check(Time(0), 1).allowed);
        let third = single.check(Time(9), 1);
        assert_eq!((third.allowed, third.retry_after), (false, None));
        assert_eq!(third.why, Why::InFlight { in_flight: 2, limit: 2, cost: 1 });
        single.finished(Time(10), Span(10), 1, false);
        assert!(single.check(Time(10), 1).allowed);
        assert_eq!(single.idle_in(Time(11)), Span::MAX);
    }
}
