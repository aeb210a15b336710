//! Token bucket: tokens drip in at the rate, up to the capacity; a request takes as many as it costs, or is rejected.
//!
//! Turner 1986 ("New directions in communications (or which way to the information age?)") gave the idea; RFC 2697
//! (1999) the arithmetic. Refilled when it is asked, as in Go's `x/time/rate` and most libraries: nothing runs between
//! requests. A rejected request leaves no trace. An exact tie (the last token arrives at this nanosecond) passes.
//! In any time *t* at most capacity + rate × *t* are let in.

use super::{Decision, Limiter, Rate, Unfit, Why};
use crate::sim::{Span, Time};

/// A token bucket.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct TokenBucket {
    rate: Rate,
    capacity: u64,
    /// The capacity in fractions of a token; see [`Rate::fine`].
    full: u64,
    starts_full: bool,
}

/// How full the bucket was when a request last took from it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Filled {
    level: u64,
    at: Time,
}

impl TokenBucket {
    /// A bucket of `capacity` tokens that starts full and gets `rate`.
    pub fn new(rate: Rate, capacity: u64) -> Result<Self, Unfit> {
        Ok(Self { rate, capacity, full: rate.fine(capacity)?, starts_full: true })
    }
    /// The same bucket, but a fresh one is empty.
    pub const fn starting_empty(self) -> Self {
        Self { starts_full: false, ..self }
    }
    /// Tokens in it at `now`.
    pub fn tokens(&self, state: &Filled, now: Time) -> f64 {
        self.in_tokens(self.level(state, now))
    }
    /// The most tokens it holds.
    pub const fn capacity(&self) -> u64 {
        self.capacity
    }
    /// How fast tokens come.
    pub const fn rate(&self) -> Rate {
        self.rate
    }

    fn in_tokens(&self, level: u64) -> f64 {
        level as f64 / self.rate.per().get() as f64
    }
    #[inline]
    fn level(&self, state: &Filled, now: Time) -> u64 {
        let came = now.since(state.at).0.saturating_mul(self.rate.count().get());
        state.level.saturating_add(came).min(self.full)
    }
    /// The time in which `level` comes.
    #[inline]
    fn time(&self, level: u64) -> Span {
        Span(level.div_ceil(self.rate.count().get()))
    }

    /// Takes `cost` tokens at `now` whether they are there or not, and gives the wait until they will be; `None`, and
    /// nothing is taken, if the bucket never holds that many. Go's `x/time/rate` calls this a reservation.
    pub fn reserve(&self, state: &mut Reserved, now: Time, cost: u32) -> Option<Span> {
        if u64::from(cost) > self.capacity {
            return None;
        }
        let since = i128::from(now.since(state.at).0);
        let came = since * i128::from(self.rate.count().get());
        let level =
            (state.level + came).min(i128::from(self.full)) - i128::from(cost) * i128::from(self.rate.per().get());
        *state = Reserved { level, at: now };
        let owed = u128::try_from(-level).unwrap_or(0);
        let wait = owed.div_ceil(u128::from(self.rate.count().get()));
        Some(Span(u64::try_from(wait).unwrap_or(u64::MAX)))
    }
    /// The state of a bucket from which tokens are reserved.
    pub fn unreserved(&self, now: Time) -> Reserved {
        Reserved { level: i128::from(if self.starts_full { self.full } else { 0 }), at: now }
    }
}

/// Like [`Filled`], but the level may be below zero: tokens that are promised.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Reserved {
    level: i128,
    at: Time,
}

impl Limiter for TokenBucket {
    type State = Filled;

    fn fresh(&self, now: Time) -> Filled {
        Filled { level: if self.starts_full { self.full } else { 0 }, at: now }
    }

    #[inline]
    fn check(&self, state: &mut Filled, now: Time, cost: u32) -> Decision {
        let level = self.level(state, now);
        let possible = u64::from(cost) <= self.capacity;
        let need = u64::from(cost).wrapping_mul(self.rate.per().get()); // at most `full` if possible
        let allowed = possible && level >= need;
        let left = if allowed { level - need } else { level };
        // Chosen, not branched to: with many keys nobody can guess which way it goes.
        *state = Filled { level: if allowed { left } else { state.level }, at: if allowed { now } else { state.at } };
        Decision {
            allowed,
            delay: Span::ZERO,
            remaining: left / self.rate.per(),
            reset: self.time(self.full - left),
            retry_after: (possible && !allowed).then(|| self.time(need - level)),
            why: if possible {
                Why::Tokens { tokens: self.in_tokens(level), capacity: self.capacity, cost }
            } else {
                Why::TooBig { cost, most: self.capacity }
            },
        }
    }

    fn idle_in(&self, state: &Filled, now: Time) -> Span {
        if self.starts_full { self.time(self.full - self.level(state, now)) } else { Span::MAX }
    }

    fn adopt(&self, old: &Self, state: &mut Filled, now: Time) {
        let level = u128::from(old.level(state, now)) * u128::from(self.rate.per().get());
        let level = level / u128::from(old.rate.per().get());
        *state = Filled { level: u64::try_from(level).unwrap_or(u64::MAX).min(self.full), at: now };
    }
}

#[cfg(test)]
mod tests {
    use super::super::Single;
    use super::*;

    /// One tick of the table in Go's `rate_test.go` at 10 per second.
    const TICK: u64 = 100_000_000;

    fn bucket(capacity: u64) -> TokenBucket {
        TokenBucket::new(Rate::per_second(10), capacity).unwrap()
    }
    fn table(capacity: u64, rows: &[(u64, u32, bool)]) {
        let mut single = Single::new(bucket(capacity));
        for (row, &(tick, cost, allowed)) in rows.iter().enumerate() {
            assert_eq!(single.check(Time(tick * TICK), cost).allowed, allowed, "burst {capacity}, row {row}");
        }
    }

    #[test]
    fn decides_as_the_table_of_go() {
        const T: bool = true;
        const F: bool = false;
        table(1, &[(0, 1, T), (0, 1, F), (0, 1, F), (1, 1, T), (1, 1, F), (1, 1, F), (2, 2, F), (2, 1, T), (2, 1, F)]);
        let three = [(0, 2, T), (0, 2, F), (0, 1, T), (0, 1, F), (1, 4, F), (2, 1, T), (3, 1, T), (4, 1, T), (4, 1, T)];
        table(3, &[&three[..], &[(4, 1, F), (4, 1, F), (9, 3, T), (9, 0, T)]].concat());
    }

    #[test]
    fn a_clock_that_jumps_back_is_met_as_in_go() {
        const T: bool = true;
        const F: bool = false;
        let rows = [(1, 1, T), (0, 1, T), (0, 1, T), (0, 1, F), (0, 1, F), (1, 1, T), (1, 1, F), (1, 1, F), (2, 1, T)];
        table(3, &[&rows[..], &[(2, 1, F), (2, 1, F)]].concat());
    }

    #[test]
    fn reserves_as_go() {
        let rule = bucket(2);
        let mut state = rule.unreserved(Time::ZERO);
        let mut at =
            |tick: u64, cost| rule.reserve(&mut state, Time(tick * TICK), cost).map(|wait| tick + wait.0 / TICK);
        assert_eq!((at(0, 2), at(0, 2), at(3, 2), at(3, 3)), (Some(0), Some(2), Some(4), None));
    }

    #[test]
    fn says_what_is_left_and_when_to_come_back() {
        let mut single = Single::new(bucket(3));
        let first = single.check(Time(0), 2);
        assert_eq!((first.remaining, first.reset), (1, Span(2 * TICK)));
        assert_eq!(first.why, Why::Tokens { tokens: 3.0, capacity: 3, cost: 2 });
        let second = single.check(Time(TICK / 2), 3);
        assert_eq!((second.allowed, second.remaining, second.retry_after), (false, 1, Some(Span(3 * TICK / 2))));
        assert_eq!(second.why, Why::Tokens { tokens: 1.5, capacity: 3, cost: 3 });
        let never = single.check(Time(u64::MAX), 4);
        assert_eq!((never.retry_after, never.why), (None, Why::TooBig { cost: 4, most: 3 }));
        assert_eq!(single.idle_in(Time(2 * TICK)), Span::ZERO);
    }

    #[test]
    fn thirds_of_a_token_are_not_lost() {
        let (rate, _) = Rate::read("7/3s").unwrap();
        let mut single = Single::new(TokenBucket::new(rate, 7).unwrap().starting_empty());
        assert_eq!(single.check(Time(0), 1).retry_after, Some(Span(428_571_429)));
        assert!(!single.check(Time(428_571_428), 1).allowed);
        assert!(single.check(Time(428_571_429), 1).allowed);
        // Seven tokens in exactly three seconds: 6 more fit, the last at the tie.
        assert!(!single.check(Time(2_999_999_999), 6).allowed);
        assert!(single.check(Time(3_000_000_000), 6).allowed);
    }
}
