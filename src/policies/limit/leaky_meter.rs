//! Leaky bucket as a meter: each request pours its cost in, the bucket leaks at the rate, what would overflow is
//! rejected.
//!
//! Turner 1986; ITU-T I.371 (1993), continuous-state leaky bucket. It is the token bucket turned upside down (level =
//! capacity − tokens), and decides alike: a test compares them. An exact tie passes. The Python library `aiolimiter`
//! and nginx's `limit_req` are meters.

use super::{Decision, Limiter, Rate, Unfit, Why};
use crate::sim::{Span, Time};

/// A leaky bucket that measures.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct LeakyMeter {
    rate: Rate,
    capacity: u64,
    /// The capacity in fractions of a unit; see [`Rate::fine`].
    full: u64,
}

/// How full the bucket was when a request last poured into it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Poured {
    level: u64,
    at: Time,
}

impl LeakyMeter {
    /// A bucket of `capacity` that starts empty and leaks at `rate`.
    pub fn new(rate: Rate, capacity: u64) -> Result<Self, Unfit> {
        Ok(Self { rate, capacity, full: rate.fine(capacity)? })
    }
    /// Units in it at `now`.
    pub fn units(&self, state: &Poured, now: Time) -> f64 {
        self.in_units(self.level(state, now))
    }
    /// The most units it holds.
    pub const fn capacity(&self) -> u64 {
        self.capacity
    }
    /// How fast it leaks.
    pub const fn rate(&self) -> Rate {
        self.rate
    }

    fn in_units(&self, level: u64) -> f64 {
        level as f64 / self.rate.per().get() as f64
    }
    #[inline]
    pub(super) fn level(&self, state: &Poured, now: Time) -> u64 {
        state.level.saturating_sub(now.since(state.at).0.saturating_mul(self.rate.count().get()))
    }
    #[inline]
    pub(super) fn time(&self, level: u64) -> Span {
        Span(level.div_ceil(self.rate.count().get()))
    }
}

impl Limiter for LeakyMeter {
    type State = Poured;

    fn fresh(&self, now: Time) -> Poured {
        Poured { level: 0, at: now }
    }

    #[inline]
    fn check(&self, state: &mut Poured, now: Time, cost: u32) -> Decision {
        let level = self.level(state, now);
        let possible = u64::from(cost) <= self.capacity;
        let more = u64::from(cost).wrapping_mul(self.rate.per().get()); // at most `full` if possible
        let sum = level.saturating_add(more);
        let allowed = possible && sum <= self.full;
        let left = if allowed { sum } else { level };
        *state = Poured { level: if allowed { left } else { state.level }, at: if allowed { now } else { state.at } };
        Decision {
            allowed,
            delay: Span::ZERO,
            remaining: self.full.saturating_sub(left) / self.rate.per(),
            reset: self.time(left),
            retry_after: (possible && !allowed).then(|| self.time(sum - self.full)),
            why: if possible {
                Why::Level { level: self.in_units(level), capacity: self.capacity, cost }
            } else {
                Why::TooBig { cost, most: self.capacity }
            },
        }
    }

    fn idle_in(&self, state: &Poured, now: Time) -> Span {
        self.time(self.level(state, now))
    }

    fn adopt(&self, old: &Self, state: &mut Poured, now: Time) {
        let level = u128::from(old.level(state, now)) * u128::from(self.rate.per().get());
        let level = (level / u128::from(old.rate.per().get())).min(u128::from(self.full));
        *state = Poured { level: u64::try_from(level).unwrap_or(u64::MAX), at: now };
    }
}
