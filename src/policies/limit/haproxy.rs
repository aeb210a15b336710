//! HAProxy stick table: `http_req_rate(period)` of the tracked key, rejected above a limit.
//!
//! `freq_ctr.c` of HAProxy (2010 to 2021), as `http-request track-sc0 src` and `deny if { sc_http_req_rate(0) gt N }`
//! use it: the request is counted first, whether it will be rejected or not, then the rate is read as ⌊current +
//! previous × what is left of the period⌋ on a clock of milliseconds. Periods begin with the first request at an even
//! millisecond, and follow each other while requests keep coming. As rejected requests are counted, a client that
//! hammers stays out.

use super::{Decision, Limiter, Unfit, Why};
use crate::sim::{Span, Time};

const MS: u64 = 1_000_000;
/// The tick of a key without a request.
const UNUSED: u64 = u64::MAX;

/// A rate counter with a limit.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct HaProxy {
    limit: u64,
    period_ms: u64,
}

/// The counts of two periods; the tick is the start of the current one in milliseconds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct FreqCtr {
    tick_ms: u64,
    current: u32,
    previous: u32,
}

impl HaProxy {
    /// Rejects above `limit` requests per `period`, a whole number of milliseconds.
    pub fn new(limit: u64, period: Span) -> Result<Self, Unfit> {
        super::sized(limit, period)?;
        if !period.0.is_multiple_of(MS) || limit > u64::from(u32::MAX) {
            return Err(Unfit("HAProxy takes a period in whole milliseconds and a limit below 2^32".to_owned()));
        }
        Ok(Self { limit, period_ms: period.0 / MS })
    }
    /// The rate that `sc_http_req_rate` reads at `now`.
    pub fn rate(&self, state: &FreqCtr, now: Time) -> u64 {
        self.read(state, now.0 / MS)
    }
    /// The most requests per period.
    pub const fn limit(&self) -> u64 {
        self.limit
    }
    /// The period.
    pub const fn period(&self) -> Span {
        Span(self.period_ms * MS)
    }
    /// Counts of the previous and the current period.
    pub const fn counts(&self, state: &FreqCtr) -> (u32, u32) {
        (state.previous, state.current)
    }

    /// Counts of the previous and the current period as `now` sees them, and when the current one began.
    pub fn periods(&self, state: &FreqCtr, now: Time) -> (u32, u32, Time) {
        let state = self.update(state, now.0 / MS, 0);
        (state.previous, state.current, Time(state.tick_ms.saturating_mul(MS)))
    }

    /// How long until more would pass than now, if nothing comes.
    pub(super) fn grows_in(&self, state: FreqCtr, now: Time) -> Option<Span> {
        let state = self.update(&state, now.0 / MS, 0);
        let left = self.limit.saturating_sub(self.read(&state, now.0 / MS));
        let more = u32::try_from(left + 1).ok().filter(|more| u64::from(*more) <= self.limit)?;
        Some(self.wait(state, now, more))
    }
    /// `update_freq_ctr_period`.
    fn update(&self, state: &FreqCtr, now_ms: u64, add: u32) -> FreqCtr {
        if state.tick_ms == UNUSED {
            return FreqCtr { tick_ms: now_ms & !1, current: add, previous: 0 };
        }
        let mut next = *state;
        if now_ms.saturating_sub(next.tick_ms) >= self.period_ms {
            next = FreqCtr { tick_ms: next.tick_ms + self.period_ms, current: 0, previous: next.current };
            if now_ms - next.tick_ms >= self.period_ms {
                next.previous = 0;
                next.tick_ms = now_ms;
            }
            next.tick_ms &= !1;
        }
        next.current = next.current.saturating_add(add);
        next
    }
    /// `read_freq_ctr_period`, without what it does against flapping: a rate that is read before a request is counted
    /// stays 1 as long as the last one counts at all.
    fn read(&self, state: &FreqCtr, now_ms: u64) -> u64 {
        let elapsed = now_ms.saturating_sub(state.tick_ms);
        let (past, current, left) = if elapsed <= self.period_ms {
            (state.previous, state.current, self.period_ms - elapsed)
        } else {
            (state.current, 0, (2 * self.period_ms).saturating_sub(elapsed))
        };
        u64::from(current) + (u128::from(past) * u128::from(left) / u128::from(self.period_ms)) as u64
    }
}

impl Limiter for HaProxy {
    type State = FreqCtr;

    fn fresh(&self, _now: Time) -> FreqCtr {
        FreqCtr { tick_ms: UNUSED, current: 0, previous: 0 }
    }

    fn check(&self, state: &mut FreqCtr, now: Time, cost: u32) -> Decision {
        let now_ms = now.0 / MS;
        *state = self.update(state, now_ms, cost);
        let rate = self.read(state, now_ms);
        let allowed = rate <= self.limit;
        let possible = u64::from(cost) <= self.limit;
        Decision {
            allowed,
            delay: Span::ZERO,
            // A masked tick may end an odd period early, for the next request.
            remaining: self.limit.saturating_sub(self.read(&self.update(state, now_ms, 0), now_ms)),
            reset: self.idle_in(state, now),
            retry_after: (possible && !allowed).then(|| self.wait(*state, now, cost)),
            why: if possible {
                Why::Measured { rate, limit: self.limit }
            } else {
                Why::TooBig { cost, most: self.limit }
            },
        }
    }

    fn idle_in(&self, state: &FreqCtr, now: Time) -> Span {
        if state.tick_ms == UNUSED {
            return Span::ZERO;
        }
        // Sooner, the next period would still follow this one instead of beginning with a request.
        Span((state.tick_ms + 2 * self.period_ms).saturating_mul(MS).saturating_sub(now.0))
    }

    fn adopt(&self, old: &Self, state: &mut FreqCtr, now: Time) {
        if self.period_ms != old.period_ms && state.tick_ms != UNUSED {
            *state = FreqCtr { tick_ms: (now.0 / MS) & !1, ..*state };
        }
    }
}

impl HaProxy {
    /// The wait until `cost` more pass, if nothing else comes. The rate only falls meanwhile, so the moment is found by
    /// halving.
    fn wait(&self, state: FreqCtr, now: Time, cost: u32) -> Span {
        let fits = |ms: u64| self.read(&self.update(&state, ms, cost), ms) <= self.limit;
        let (mut out, mut fitting) = (now.0 / MS, state.tick_ms + 2 * self.period_ms + 2);
        while fitting - out > 1 {
            let middle = out + (fitting - out) / 2;
            if fits(middle) {
                fitting = middle;
            } else {
                out = middle;
            }
        }
        Span(fitting.saturating_mul(MS).saturating_sub(now.0))
    }
}

#[cfg(test)]
mod tests {
    use super::super::Single;
    use super::*;

    fn single() -> Single<HaProxy> {
        Single::new(HaProxy::new(5, Span(1000 * MS)).unwrap())
    }

    #[test]
    fn counts_what_it_rejects() {
        let mut single = single();
        let mut at = |ms: u64| single.check(Time(ms * MS), 1).allowed;
        assert_eq!((0..8).map(|_| at(100)).collect::<Vec<_>>(), [true, true, true, true, true, false, false, false]);
        // 8 counted: at 0.6 of the next period 3 of them weigh, the one that was rejected, and this one.
        assert!(!at(1100));
        assert!(at(1700));
        assert!(at(9000));
    }

    #[test]
    fn the_wait_ends_when_the_next_passes() {
        let mut single = single();
        let mut rejected = 0;
        for step in 0..200u64 {
            let now = Time(step * 61_300_001);
            if let Some(wait) = single.check(now, 1).retry_after {
                rejected += 1;
                assert!(!single.clone().check(Time(now.0 + wait.0 - 1), 1).allowed, "step {step}");
                assert!(single.clone().check(now + wait, 1).allowed, "step {step}");
            }
        }
        assert!(rejected > 50);
    }
}
