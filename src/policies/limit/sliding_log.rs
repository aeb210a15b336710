//! Sliding window log: keep the times of what was let in, count those within the last window, reject above the limit.
//!
//! The exact one, described for Redis sorted sets around 2014 (Engine Yard, "Rate limiting with Redis"); the equality
//! follows `MovingWindow` of the Python library `limits` (2015): an entry exactly one window old still counts. So no
//! window, its two ends included, ever holds more than the limit.
//!
//! Only the newest `limit` entries can matter, so the log is a ring of at most that many. A cost of *c* writes *c*
//! entries. Optionally rejected requests are logged as well: then a client that hammers stays shut out.

use super::{Decision, Limiter, Unfit, Why};
use crate::sim::{Span, Time};
use std::collections::VecDeque;

/// A sliding window log.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SlidingLog {
    limit: u64,
    window: Span,
    logs_rejected: bool,
}

/// The times in the log, oldest first.
pub type Log = VecDeque<Time>;

/// The longest log: 2^24 entries of 8 bytes.
const LIMIT_MAX: u64 = 1 << 24;

impl SlidingLog {
    /// At most `limit` units in any `window`; rejected ones are not logged.
    pub fn new(limit: u64, window: Span) -> Result<Self, Unfit> {
        super::sized(limit, window)?;
        if limit > LIMIT_MAX {
            return Err(Unfit(format!("a log of {limit} entries is too long; allowed: a limit up to {LIMIT_MAX}")));
        }
        Ok(Self { limit, window, logs_rejected: false })
    }
    /// The same, but rejected requests are logged as well.
    pub const fn logging_rejected(self) -> Self {
        Self { logs_rejected: true, ..self }
    }
    /// The times within the window that ends `now`, oldest first.
    pub fn entries<'a>(&self, log: &'a Log, now: Time) -> impl Iterator<Item = Time> + 'a {
        let Self { window, .. } = *self;
        log.iter().copied().skip_while(move |at| now.since(*at) > window)
    }
    /// The most units in a window.
    pub const fn limit(&self) -> u64 {
        self.limit
    }
    /// The length of the window.
    pub const fn length(&self) -> Span {
        self.window
    }

    /// How long until the entry made `at` no longer counts: one nanosecond after it is a window old.
    #[inline]
    fn gone_in(&self, at: Time, now: Time) -> Span {
        Span((at + self.window).since(now).0.saturating_add(1))
    }
    #[inline]
    fn write(&self, log: &mut Log, now: Time, cost: u32) {
        for _ in 0..u64::from(cost).min(self.limit) {
            if log.len() as u64 == self.limit {
                log.pop_front();
            }
            log.push_back(now);
        }
    }
}

impl Limiter for SlidingLog {
    type State = Log;

    fn fresh(&self, _now: Time) -> Log {
        Log::new()
    }

    #[inline]
    fn check(&self, log: &mut Log, now: Time, cost: u32) -> Decision {
        while log.front().is_some_and(|at| now.since(*at) > self.window) {
            log.pop_front();
        }
        let counted = log.len() as u64;
        let possible = u64::from(cost) <= self.limit;
        let allowed = counted + u64::from(cost) <= self.limit;
        let oldest_in = log.front().map_or(Span::ZERO, |at| self.gone_in(*at, now));
        if allowed || self.logs_rejected {
            self.write(log, now, cost);
        }
        // So many of the oldest must leave until the same request fits.
        let ahead = (log.len() as u64 + u64::from(cost)).saturating_sub(self.limit);
        let last = ahead.checked_sub(1).and_then(|last| log.get(last as usize));
        Decision {
            allowed,
            delay: Span::ZERO,
            remaining: self.limit - log.len() as u64,
            reset: log.back().map_or(Span::ZERO, |at| self.gone_in(*at, now)),
            retry_after: if allowed || !possible { None } else { last.map(|at| self.gone_in(*at, now)) },
            why: if possible {
                Why::Log { counted, limit: self.limit, cost, oldest_in }
            } else {
                Why::TooBig { cost, most: self.limit }
            },
        }
    }

    fn idle_in(&self, log: &Log, now: Time) -> Span {
        log.back().filter(|at| now.since(**at) <= self.window).map_or(Span::ZERO, |at| self.gone_in(*at, now))
    }

    fn adopt(&self, _old: &Self, log: &mut Log, _now: Time) {
        while log.len() as u64 > self.limit {
            log.pop_front();
        }
    }

    fn heap_bytes(&self, log: &Log) -> usize {
        log.capacity() * size_of::<Time>()
    }
}

#[cfg(test)]
mod tests {
    use super::super::Single;
    use super::*;

    const S: u64 = 1_000_000_000;

    fn single() -> Single<SlidingLog> {
        Single::new(SlidingLog::new(2, Span(S)).unwrap())
    }

    #[test]
    fn an_entry_exactly_a_window_old_still_counts() {
        let mut single = single();
        assert!(single.check(Time(0), 1).allowed && single.check(Time(5), 1).allowed);
        let tie = single.check(Time(S), 1);
        assert_eq!((tie.allowed, tie.retry_after), (false, Some(Span(1))));
        assert_eq!(tie.why, Why::Log { counted: 2, limit: 2, cost: 1, oldest_in: Span(1) });
        assert!(single.check(Time(S + 1), 1).allowed);
    }

    #[test]
    fn a_cost_waits_for_as_many_to_leave() {
        let mut single = single();
        assert!(single.check(Time(0), 1).allowed && single.check(Time(7), 1).allowed);
        assert_eq!(single.check(Time(10), 2).retry_after, Some(Span(S - 2)));
        assert!(!single.check(Time(S + 7), 2).allowed);
        assert!(single.check(Time(S + 8), 2).allowed);
        assert_eq!(single.check(Time(S + 8), 3).why, Why::TooBig { cost: 3, most: 2 });
    }

    #[test]
    fn a_client_that_hammers_stays_out_if_rejected_ones_are_logged() {
        let mut logging = Single::new(single().rule().logging_rejected());
        let mut plain = single();
        let mut passed = [0, 0];
        for half_second in 0..20 {
            for _ in 0..4 {
                passed[0] += usize::from(plain.check(Time(half_second * S / 2), 1).allowed);
                passed[1] += usize::from(logging.check(Time(half_second * S / 2), 1).allowed);
            }
        }
        assert_eq!(passed, [14, 2]);
        assert!(logging.state().len() <= 2);
    }
}
