//! Leaky bucket as a queue: requests wait in the bucket and leave one after the other at the rate; what finds no room is
//! rejected.
//!
//! Turner 1986; Tanenbaum, "Computer Networks" (1981 and later), as a traffic shaper. A request leaves when everything
//! poured in before it has leaked, so the first leaves at once, and departures are never closer than cost / rate. The
//! one that left last fills its place until the next may leave; so the queue lets in what the meter lets in, and only
//! spreads it out. The longest wait is (capacity − 1) / rate.

use super::leaky_meter::{LeakyMeter, Poured};
use super::{Decision, Limiter, Rate, Unfit};
use crate::sim::{Span, Time};

/// A leaky bucket that delays.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct LeakyQueue {
    meter: LeakyMeter,
}

impl LeakyQueue {
    /// A queue for `capacity` units, drained at `rate`.
    pub fn new(rate: Rate, capacity: u64) -> Result<Self, Unfit> {
        Ok(Self { meter: LeakyMeter::new(rate, capacity)? })
    }
    /// Units in it at `now`, the one that left last included until the next may leave.
    pub fn units(&self, state: &Poured, now: Time) -> f64 {
        self.meter.units(state, now)
    }
    /// The most units it holds.
    pub const fn capacity(&self) -> u64 {
        self.meter.capacity()
    }
    /// How fast it is drained.
    pub const fn rate(&self) -> Rate {
        self.meter.rate()
    }
}

impl Limiter for LeakyQueue {
    type State = Poured;

    fn fresh(&self, now: Time) -> Poured {
        self.meter.fresh(now)
    }

    #[inline]
    fn check(&self, state: &mut Poured, now: Time, cost: u32) -> Decision {
        let before = self.meter.time(self.meter.level(state, now));
        let decision = self.meter.check(state, now, cost);
        Decision { delay: if decision.allowed { before } else { Span::ZERO }, ..decision }
    }

    fn idle_in(&self, state: &Poured, now: Time) -> Span {
        self.meter.idle_in(state, now)
    }

    fn adopt(&self, old: &Self, state: &mut Poured, now: Time) {
        self.meter.adopt(&old.meter, state, now);
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Single, Why};
    use super::*;

    #[test]
    fn a_burst_leaves_at_the_rate() {
        let mut queue = Single::new(LeakyQueue::new(Rate::per_second(10), 100).unwrap());
        let delays: Vec<u64> = (0..100).map(|_| queue.check(Time(0), 1).delay.0).collect();
        assert_eq!(delays, (0..100).map(|k| k * 100_000_000).collect::<Vec<_>>());
        let next = queue.check(Time(0), 1);
        assert_eq!((next.allowed, next.retry_after), (false, Some(Span(100_000_000))));
        assert_eq!(next.why, Why::Level { level: 100.0, capacity: 100, cost: 1 });
        assert_eq!(queue.check(Time(100_000_000), 1).delay, Span(9_900_000_000));
    }
}
