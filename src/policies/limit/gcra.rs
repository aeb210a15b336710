//! Generic cell rate algorithm: one number, the theoretical arrival time of the next request at the even rate.
//!
//! ITU-T I.371 (1993) and ATM Forum TM 4.0 (1996), virtual scheduling form; ties and waits as the crate `governor`
//! (2018): a request is let in from exactly TAT − τ on. It decides like a token bucket of the same rate and capacity,
//! of which it keeps one number instead of two.
//!
//! The number is in fractions of a nanosecond if the rate needs them (7 per 3 s), so nothing is rounded; `governor`
//! rounds the interval down to whole nanoseconds.

use super::{Decision, Limiter, Rate, Unfit, Why};
use crate::sim::{Span, Time};

/// The generic cell rate algorithm.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Gcra {
    rate: Rate,
    capacity: u64,
    /// The capacity in the unit of the state: so far may the theoretical arrival time run ahead.
    ahead: u64,
}

/// The theoretical arrival time, in nanoseconds × [`Rate::count`]: the high and the low half, which pack closer than the
/// whole.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Tat(u64, u64);

impl Tat {
    #[inline]
    const fn new(tat: u128) -> Self {
        Self((tat >> 64) as u64, tat as u64)
    }
    #[inline]
    const fn get(self) -> u128 {
        (self.0 as u128) << 64 | self.1 as u128
    }
}

impl Gcra {
    /// Requests at `rate`, and up to `capacity` at once after a pause.
    pub fn new(rate: Rate, capacity: u64) -> Result<Self, Unfit> {
        Ok(Self { rate, capacity, ahead: rate.fine(capacity)? })
    }
    /// The theoretical arrival time, rounded up to the nanosecond.
    pub fn tat(&self, state: &Tat) -> Time {
        Time(u64::try_from(state.get().div_ceil(u128::from(self.rate.count().get()))).unwrap_or(u64::MAX))
    }
    /// The time between two requests at the even rate, T, rounded up to the nanosecond.
    pub fn interval(&self) -> Span {
        self.rate.time_for(1)
    }
    /// τ: so much may a request come before its theoretical arrival time.
    pub fn tolerance(&self) -> Span {
        self.rate.time_for(self.capacity - 1)
    }
    /// The most requests at once.
    pub const fn capacity(&self) -> u64 {
        self.capacity
    }
    /// The even rate.
    pub const fn rate(&self) -> Rate {
        self.rate
    }

    /// How far the theoretical arrival time runs ahead of `now`.
    #[inline]
    fn lead(&self, state: Tat, now: Time) -> u64 {
        let now = u128::from(now.0) * u128::from(self.rate.count().get());
        // More than `ahead` only if the clock has gone back.
        u64::try_from(state.get().saturating_sub(now)).unwrap_or(u64::MAX)
    }
    #[inline]
    fn time(&self, fine: u64) -> Span {
        Span(fine.div_ceil(self.rate.count().get()))
    }
}

impl Limiter for Gcra {
    type State = Tat;

    fn fresh(&self, _now: Time) -> Tat {
        Tat::new(0)
    }

    #[inline]
    fn check(&self, state: &mut Tat, now: Time, cost: u32) -> Decision {
        let lead = self.lead(*state, now);
        let possible = u64::from(cost) <= self.capacity;
        let more = u64::from(cost).wrapping_mul(self.rate.per().get()); // at most `ahead` if possible
        let next = lead.saturating_add(more);
        let allowed = possible && next <= self.ahead;
        let left = if allowed { next } else { lead };
        if allowed {
            *state = Tat::new(u128::from(now.0) * u128::from(self.rate.count().get()) + u128::from(next));
        }
        Decision {
            allowed,
            delay: Span::ZERO,
            remaining: self.ahead.saturating_sub(left) / self.rate.per(),
            reset: self.time(left),
            retry_after: (possible && !allowed).then(|| self.time(next - self.ahead)),
            why: if possible {
                Why::Early { early: self.time(lead), tolerance: self.time(self.ahead - more) }
            } else {
                Why::TooBig { cost, most: self.capacity }
            },
        }
    }

    fn idle_in(&self, state: &Tat, now: Time) -> Span {
        self.time(self.lead(*state, now))
    }

    fn adopt(&self, old: &Self, state: &mut Tat, now: Time) {
        // So many units are owed, under the old rule as under the new one.
        let owed =
            u128::from(old.lead(*state, now)) * u128::from(self.rate.per().get()) / u128::from(old.rate.per().get());
        let lead = owed.min(u128::from(self.ahead));
        *state = Tat::new(u128::from(now.0) * u128::from(self.rate.count().get()) + lead);
    }
}

#[cfg(test)]
mod tests {
    use super::super::Single;
    use super::*;

    #[test]
    fn a_tie_passes_and_the_wait_leads_to_it() {
        let mut single = Single::new(Gcra::new(Rate::per_second(5), 2).unwrap());
        assert!(single.check(Time(0), 1).allowed && single.check(Time(0), 1).allowed);
        let third = single.check(Time(50_000_000), 1);
        assert_eq!((third.allowed, third.retry_after), (false, Some(Span(150_000_000))));
        assert_eq!(third.why, Why::Early { early: Span(350_000_000), tolerance: Span(200_000_000) });
        assert!(!single.check(Time(199_999_999), 1).allowed);
        assert!(single.check(Time(200_000_000), 1).allowed);
        assert_eq!(single.rule().tat(single.state()), Time(600_000_000));
    }

    #[test]
    fn a_rule_that_changes_keeps_what_is_owed() {
        let mut single = Single::new(Gcra::new(Rate::per_second(5), 4).unwrap());
        single.check(Time(0), 4);
        single.tune(Gcra::new(Rate::per_second(10), 4).unwrap(), Time(0));
        assert_eq!(single.check(Time(0), 1).retry_after, Some(Span(100_000_000)));
    }
}
