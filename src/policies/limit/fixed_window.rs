//! Fixed window: count in windows that follow each other, reject above the limit, start again at zero.
//!
//! The oldest of them all (`INCR` and `EXPIRE` in the Redis documentation, 2010). The window starts at the clock's full
//! multiples of its length, or at the first request after the last one ended, as in the Python library `limits` (2015).
//! A window does not hold its own end. Twice the limit can pass within one window's length around a boundary.
//!
//! Counters that are raised before they are looked at (`INCR` > limit, `limits`) count rejected requests too. With a
//! cost of 1 that decides nothing; with other costs a rejected big request shuts out a small one that would have fitted.

use super::{Decision, Limiter, Unfit, Why};
use crate::sim::{Span, Time};

/// Where windows start.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Anchor {
    /// At multiples of the window's length since the start of the run.
    Clock,
    /// At the first request after the last window ended.
    First,
}

/// A fixed-window counter.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct FixedWindow {
    limit: u64,
    window: Span,
    anchor: Anchor,
    counts_rejected: bool,
}

/// The current window's count.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Counted {
    /// The window is over at this moment; zero before the first.
    end: Time,
    /// Units counted in it.
    count: u64,
}

impl FixedWindow {
    /// At most `limit` units per `window`; rejected ones are not counted.
    pub fn new(limit: u64, window: Span, anchor: Anchor) -> Result<Self, Unfit> {
        super::sized(limit, window)?;
        Ok(Self { limit, window, anchor, counts_rejected: false })
    }
    /// The same, but rejected requests are counted as well.
    pub const fn counting_rejected(self) -> Self {
        Self { counts_rejected: true, ..self }
    }
    /// The same with another limit.
    pub(super) const fn with_limit(self, limit: u64) -> Self {
        Self { limit, ..self }
    }
    /// Units counted in the window that holds `now`.
    pub fn counted(&self, state: &Counted, now: Time) -> u64 {
        self.at(state, now).count
    }
    /// The window that holds `now`: its start and its end. With [`Anchor::First`] and no open window it starts now.
    pub fn window(&self, state: &Counted, now: Time) -> (Time, Time) {
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

    /// The state with the window that holds `now`.
    #[inline]
    fn at(&self, state: &Counted, now: Time) -> Counted {
        if now < state.end {
            return *state;
        }
        let start = match self.anchor {
            Anchor::First => now,
            // Most windows follow each other, which saves the division.
            Anchor::Clock if state.end + self.window > now => state.end,
            Anchor::Clock => Time(now.0 - now.0 % self.window.0),
        };
        Counted { end: start + self.window, count: 0 }
    }
}

impl Limiter for FixedWindow {
    type State = Counted;

    fn fresh(&self, _now: Time) -> Counted {
        Counted { end: Time::ZERO, count: 0 }
    }

    #[inline]
    fn check(&self, state: &mut Counted, now: Time, cost: u32) -> Decision {
        let window = self.at(state, now);
        let sum = window.count.saturating_add(u64::from(cost));
        let allowed = sum <= self.limit;
        let count = if allowed || self.counts_rejected { sum } else { window.count };
        *state = Counted { end: window.end, count };
        let ends_in = window.end.since(now);
        let possible = u64::from(cost) <= self.limit;
        Decision {
            allowed,
            delay: Span::ZERO,
            remaining: self.limit.saturating_sub(count),
            reset: ends_in,
            retry_after: (possible && !allowed).then_some(ends_in),
            why: if possible {
                Why::Window { counted: window.count, limit: self.limit, cost, ends_in }
            } else {
                Why::TooBig { cost, most: self.limit }
            },
        }
    }

    fn idle_in(&self, state: &Counted, now: Time) -> Span {
        if state.count == 0 && self.anchor == Anchor::Clock { Span::ZERO } else { state.end.since(now) }
    }

    fn adopt(&self, old: &Self, state: &mut Counted, now: Time) {
        if self.window == old.window && self.anchor == old.anchor {
            return;
        }
        // The open window takes the new length; what was counted in it stays counted.
        let (start, _) = old.window(state, now);
        let count = old.counted(state, now);
        let start = if self.anchor == Anchor::Clock { Time(now.0 - now.0 % self.window.0) } else { start };
        *state = Counted { end: start + self.window, count };
    }
}

#[cfg(test)]
mod tests {
    use super::super::Single;
    use super::*;

    const S: u64 = 1_000_000_000;

    fn single(anchor: Anchor) -> Single<FixedWindow> {
        Single::new(FixedWindow::new(2, Span(S), anchor).unwrap())
    }
    fn decide(mut single: Single<FixedWindow>, arrivals: &[(u64, u32)]) -> Vec<bool> {
        arrivals.iter().map(|&(at, cost)| single.check(Time(at), cost).allowed).collect()
    }

    #[test]
    fn windows_follow_the_clock_or_the_first_request() {
        let arrivals = [(S / 2, 1), (S / 2, 1), (S - 1, 1), (S, 1), (3 * S / 2 - 1, 1), (3 * S / 2, 1)];
        assert_eq!(decide(single(Anchor::Clock), &arrivals), [true, true, false, true, true, false]);
        assert_eq!(decide(single(Anchor::First), &arrivals), [true, true, false, false, false, true]);
    }

    #[test]
    fn long_gaps_leave_no_trace() {
        let arrivals = [(0, 2), (7 * S + 1, 2), (8 * S - 1, 1), (8 * S, 2), (1 << 62, 2)];
        assert_eq!(decide(single(Anchor::Clock), &arrivals), [true, true, false, true, true]);
    }

    #[test]
    fn what_is_rejected_counts_only_if_it_is_to() {
        let arrivals = [(0, 1), (0, 2), (0, 1)];
        assert_eq!(decide(single(Anchor::First), &arrivals), [true, false, true]);
        let counting = Single::new(single(Anchor::First).rule().counting_rejected());
        assert_eq!(decide(counting, &arrivals), [true, false, false]);
    }

    #[test]
    fn the_boundary_lets_twice_the_limit_through() {
        let mut single = Single::new(FixedWindow::new(100, Span(60 * S), Anchor::Clock).unwrap());
        let mut at = |second: u64| (0..100).filter(|_| single.check(Time(second * S), 1).allowed).count();
        assert_eq!(at(59) + at(61), 200);
        assert_eq!(at(62), 0);
    }

    #[test]
    fn says_when_the_window_ends() {
        let mut single = single(Anchor::Clock);
        single.check(Time(S / 4), 2);
        let decision = single.check(Time(S / 4), 1);
        assert_eq!((decision.remaining, decision.retry_after), (0, Some(Span(3 * S / 4))));
        assert_eq!(decision.why, Why::Window { counted: 2, limit: 2, cost: 1, ends_in: Span(3 * S / 4) });
    }
}
