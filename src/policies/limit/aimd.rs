//! Adaptive concurrency, additive increase and multiplicative decrease: one more after each good answer while the limit
//! is used, a tenth less after a drop or an answer that took too long.
//!
//! Chiu and Jain 1989 showed that this converges to a fair share; Jacobson 1988 brought it to TCP. The arithmetic is
//! `AIMDLimit` of Netflix `concurrency-limits` (2018): on a drop or above the time-out max(1, min(limit − 1,
//! ⌊limit × 0.9⌋)); otherwise limit + 1 if at least half of it is in flight. Left out: Netflix counts in flight when the
//! request came, this when it is done.

use super::concurrency::admit;
use super::{Decision, Limiter, Unfit, Why};
use crate::sim::{Span, Time};

/// A concurrency limit that grows by one and shrinks by a factor.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Aimd {
    initial: u64,
    most: u64,
    timeout: Span,
    backoff: f64,
}

/// The moving limit and what is in flight.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Moving {
    limit: u64,
    in_flight: u64,
}

impl Aimd {
    /// Starts at `initial`, never above `most`; an answer after `timeout` counts as a drop.
    pub fn new(initial: u64, most: u64, timeout: Span) -> Result<Self, Unfit> {
        super::sized(initial, timeout)?;
        Ok(Self { initial, most: most.max(initial), timeout, backoff: 0.9 })
    }
    /// The same, with another factor on a drop: from 0.5, below 1.
    pub fn backing_off(self, backoff: f64) -> Result<Self, Unfit> {
        if !(0.5..1.0).contains(&backoff) {
            return Err(Unfit(format!("a back-off of {backoff} is not allowed; allowed: from 0.5, below 1")));
        }
        Ok(Self { backoff, ..self })
    }
    /// The first limit.
    pub const fn initial(&self) -> u64 {
        self.initial
    }
    /// The highest limit.
    pub const fn most(&self) -> u64 {
        self.most
    }
    /// The limit now.
    pub const fn limit(&self, state: &Moving) -> u64 {
        state.limit
    }
    /// Units in flight.
    pub const fn in_flight(&self, state: &Moving) -> u64 {
        state.in_flight
    }
}

impl Limiter for Aimd {
    type State = Moving;

    fn fresh(&self, _now: Time) -> Moving {
        Moving { limit: self.initial, in_flight: 0 }
    }

    fn check(&self, state: &mut Moving, _now: Time, cost: u32) -> Decision {
        let why = Why::Moved { counted: state.in_flight, limit: state.limit, base: self.initial, cost };
        admit(&mut state.in_flight, state.limit, self.most, cost, why)
    }

    fn idle_in(&self, state: &Moving, _now: Time) -> Span {
        if state.in_flight == 0 && state.limit == self.initial { Span::ZERO } else { Span::MAX }
    }

    fn finished(&self, state: &mut Moving, _now: Time, took: Span, cost: u32, dropped: bool) {
        if dropped || took > self.timeout {
            let less = (state.limit as f64 * self.backoff) as u64;
            state.limit = less.min(state.limit - 1).max(1);
        } else if state.in_flight * 2 >= state.limit {
            state.limit = (state.limit + 1).min(self.most);
        }
        state.in_flight = state.in_flight.saturating_sub(u64::from(cost));
    }

    fn adopt(&self, _old: &Self, state: &mut Moving, _now: Time) {
        state.limit = state.limit.min(self.most);
    }
}

#[cfg(test)]
mod tests {
    use super::super::Single;
    use super::*;

    #[test]
    fn grows_by_one_and_shrinks_by_a_tenth() {
        let mut single = Single::new(Aimd::new(10, 12, Span(100)).unwrap());
        let limit = |single: &Single<Aimd>| single.rule().limit(single.state());
        single.check(Time(0), 1);
        single.finished(Time(1), Span(1), 1, false);
        assert_eq!(limit(&single), 10, "one of ten in flight does not use the limit");
        (0..6).for_each(|_| assert!(single.check(Time(1), 1).allowed));
        single.finished(Time(2), Span(1), 1, false);
        assert_eq!(limit(&single), 11);
        single.finished(Time(300), Span(299), 1, false);
        assert_eq!(limit(&single), 9);
        (0..20).for_each(|_| single.finished(Time(400), Span(1), 1, true));
        assert_eq!(limit(&single), 1);
    }
}
