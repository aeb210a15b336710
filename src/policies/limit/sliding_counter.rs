//! Sliding window counter: two fixed windows; the previous one counts by the share of it that the sliding window still
//! covers.
//!
//! Cloudflare 2017 ("How we built rate limiting capable of scaling to millions of domains"); rounding and ties as
//! `SlidingWindowCounter` of the Python library `limits` (2025): ⌊previous × remaining share + current⌋ + cost ≤ limit;
//! windows follow the clock; rejected requests are not counted. It takes the previous window's requests as evenly
//! spread, so it may be wrong both ways. Evaluated in whole numbers, so a tie is exact.

use super::{Decision, Limiter, Unfit, Why};
use crate::sim::{Span, Time};

/// A sliding window counter.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SlidingCounter {
    limit: u64,
    window: Span,
    /// (limit + 1) × window fits 64 bits, as nearly always.
    narrow: bool,
}

/// The counts of two windows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Two {
    /// The current window is over at this moment; zero before the first.
    end: Time,
    previous: u32,
    current: u32,
}

impl SlidingCounter {
    /// About `limit` units in any `window`; `limit` up to 2^32 − 1.
    pub fn new(limit: u64, window: Span) -> Result<Self, Unfit> {
        super::sized(limit, window)?;
        if limit > u64::from(u32::MAX) {
            return Err(Unfit(format!("a limit of {limit} is too high; allowed: up to {}", u32::MAX)));
        }
        Ok(Self { limit, window, narrow: window.0.checked_mul(limit + 1).is_some() })
    }
    /// Units counted in the previous and in the current window, and the share of the previous one that still counts.
    pub fn counts(&self, state: &Two, now: Time) -> (u64, u64, f64) {
        let state = self.at(state, now);
        (u64::from(state.previous), u64::from(state.current), self.share(&state, now))
    }
    /// ⌊previous × share + current⌋ at `now`.
    pub fn estimate(&self, state: &Two, now: Time) -> u64 {
        self.weigh(&self.at(state, now), now)
    }
    /// The current window: its start and its end.
    pub fn window(&self, state: &Two, now: Time) -> (Time, Time) {
        let end = self.at(state, now).end;
        (end.back(self.window), end)
    }
    /// The most units in a window.
    pub const fn limit(&self) -> u64 {
        self.limit
    }
    /// The length of a window.
    pub const fn length(&self) -> Span {
        self.window
    }

    #[inline]
    fn at(&self, state: &Two, now: Time) -> Two {
        if now < state.end {
            return *state;
        }
        if now < state.end + self.window && state.end > Time::ZERO {
            return Two { end: state.end + self.window, previous: state.current, current: 0 };
        }
        Two { end: Time(now.0 - now.0 % self.window.0) + self.window, previous: 0, current: 0 }
    }
    fn share(&self, state: &Two, now: Time) -> f64 {
        state.end.since(now).0.min(self.window.0) as f64 / self.window.0 as f64
    }
    fn weigh(&self, state: &Two, now: Time) -> u64 {
        let left = state.end.since(now).0.min(self.window.0);
        let past = u128::from(state.previous) * u128::from(left) / u128::from(self.window.0);
        past as u64 + u64::from(state.current)
    }
    /// The wait until `cost` fits: the moment from which `previous` × what is left of the window, over the window, is
    /// below the room.
    fn wait(&self, state: &Two, now: Time, cost: u32) -> Span {
        let window = u128::from(self.window.0);
        // What may be left of a window for `count` of it to weigh less than `room`.
        let left = |room: u64, count: u32| {
            let most = (u128::from(room) * window - 1).checked_div(u128::from(count)).unwrap_or(window);
            most.min(window) as u64
        };
        let to_end = state.end.since(now).0;
        match (self.limit + 1).saturating_sub(u64::from(state.current) + u64::from(cost)) {
            0 => Span(to_end.saturating_add(self.window.0 - left(self.limit + 1 - u64::from(cost), state.current))),
            room => Span(to_end - left(room, state.previous).min(to_end)),
        }
    }
}

impl Limiter for SlidingCounter {
    type State = Two;

    fn fresh(&self, _now: Time) -> Two {
        Two { end: Time::ZERO, previous: 0, current: 0 }
    }

    #[allow(clippy::inline_always, reason = "inlined, what nobody looks at is not computed")]
    #[inline(always)]
    fn check(&self, state: &mut Two, now: Time, cost: u32) -> Decision {
        let before = self.at(state, now);
        let left = before.end.since(now).0.min(self.window.0);
        let possible = u64::from(cost) <= self.limit;
        // ⌊p⌋ + n ≤ limit is p < limit + 1 − n: no division. What does not depend on the count comes first.
        let (previous, current, window) = (u64::from(before.previous), u64::from(before.current), self.window.0);
        let allowed = if self.narrow {
            let room = ((self.limit + 1) * window - previous * left) // `previous` is at most the limit
                .saturating_sub(u64::from(cost).saturating_mul(window));
            current * window < room
        } else {
            let room = (self.limit + 1).saturating_sub(current + u64::from(cost));
            u128::from(previous) * u128::from(left) < u128::from(room) * u128::from(window)
        };
        let after = Two { current: if allowed { before.current + cost } else { before.current }, ..before };
        *state = after;
        let estimate = self.weigh(&before, now);
        Decision {
            allowed,
            delay: Span::ZERO,
            remaining: self.limit.saturating_sub(self.weigh(&after, now)),
            reset: self.idle_in(&after, now),
            retry_after: (possible && !allowed).then(|| self.wait(&before, now, cost)),
            why: if possible {
                Why::Weighted {
                    previous: u64::from(before.previous),
                    share: self.share(&before, now),
                    current: u64::from(before.current),
                    estimate,
                    limit: self.limit,
                    cost,
                }
            } else {
                Why::TooBig { cost, most: self.limit }
            },
        }
    }

    fn idle_in(&self, state: &Two, now: Time) -> Span {
        let state = self.at(state, now);
        match (state.previous, state.current) {
            (0, 0) => Span::ZERO,
            (_, 0) => state.end.since(now),
            _ => state.end.since(now) + self.window,
        }
    }

    fn adopt(&self, old: &Self, state: &mut Two, now: Time) {
        if self.window != old.window {
            // Counts of other windows say little about these; they are kept as they are.
            let Two { current, previous, .. } = old.at(state, now);
            *state = Two { end: Time(now.0 - now.0 % self.window.0) + self.window, previous, current };
        }
        if self.limit < old.limit {
            let most = self.limit as u32;
            *state = Two { previous: state.previous.min(most), current: state.current.min(most), ..*state };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Single;
    use super::*;

    const S: u64 = 1_000_000_000;

    #[test]
    fn the_worked_example_counts_seventy() {
        let mut single = Single::new(SlidingCounter::new(100, Span(60 * S)).unwrap());
        (0..80).for_each(|_| assert!(single.check(Time(30 * S), 1).allowed));
        (0..30).for_each(|_| assert!(single.check(Time(90 * S), 1).allowed));
        let next = single.check(Time(90 * S), 31);
        let counted = Why::Weighted { previous: 80, share: 0.5, current: 30, estimate: 70, limit: 100, cost: 31 };
        assert_eq!((next.allowed, next.why, next.remaining), (false, counted, 30));
        assert_eq!(next.retry_after, Some(Span(1)));
        assert!(single.check(Time(90 * S), 30).allowed);
    }

    #[test]
    fn the_wait_ends_exactly_when_it_fits() {
        let rule = SlidingCounter::new(7, Span(S)).unwrap();
        let mut single = Single::new(rule);
        let mut waits = 0;
        for step in 0..400u64 {
            let now = Time(step * 37_000_001);
            let cost = (step % 4) as u32 + 1;
            if let Some(wait) = single.check(now, cost).retry_after {
                waits += 1;
                let mut early = single.clone();
                assert!(!early.check(Time(now.0 + wait.0 - 1), cost).allowed, "step {step}");
                let mut then = single.clone();
                assert!(then.check(now + wait, cost).allowed, "step {step}");
            }
        }
        assert!(waits > 100);
    }
}
