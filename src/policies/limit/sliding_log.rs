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

/// A sliding window log.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SlidingLog {
    limit: u64,
    window: Span,
    logs_rejected: bool,
}

/// The times in the log, oldest first: a ring that doubles until the limit fits into it.
#[derive(Clone, Debug, Default)]
pub struct Log {
    /// Empty, or a power of two.
    ring: Vec<Time>,
    /// Where the oldest stands, modulo the ring's length.
    first: u32,
    len: u32,
}

impl PartialEq for Log {
    fn eq(&self, other: &Self) -> bool {
        self.len == other.len && (0..self.len).all(|k| self.get(k) == other.get(k))
    }
}

impl Log {
    #[inline]
    fn slot(&self, k: u32) -> usize {
        self.first.wrapping_add(k) as usize & self.ring.len().wrapping_sub(1)
    }
    #[inline]
    fn get(&self, k: u32) -> Option<Time> {
        if k < self.len { self.ring.get(self.slot(k)).copied() } else { None }
    }
    #[inline]
    fn newest(&self) -> Option<Time> {
        self.get(self.len.wrapping_sub(1))
    }
    #[inline]
    fn pop(&mut self) {
        self.first = self.first.wrapping_add(1);
        self.len -= 1;
    }
    #[inline]
    fn push(&mut self, at: Time) {
        if self.len as usize == self.ring.len() {
            self.grow();
        }
        let slot = self.slot(self.len);
        self.ring[slot] = at;
        self.len += 1;
    }
    #[cold]
    fn grow(&mut self) {
        let mut ring: Vec<Time> = (0..self.len).filter_map(|k| self.get(k)).collect();
        ring.resize((self.ring.len() * 2).max(4), Time::ZERO);
        *self = Self { ring, first: 0, len: self.len };
    }
}

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
        (0..log.len).filter_map(|k| log.get(k)).skip_while(move |at| now.since(*at) > window)
    }
    /// The most units in a window.
    pub const fn limit(&self) -> u64 {
        self.limit
    }
    /// The length of the window.
    pub const fn length(&self) -> Span {
        self.window
    }

    /// How long until the oldest entry leaves; `None` if there is none.
    pub(super) fn grows_in(&self, log: &Log, now: Time) -> Option<Span> {
        self.entries(log, now).next().map(|oldest| self.gone_in(oldest, now))
    }
    /// How long until the entry made `at` no longer counts: one nanosecond after it is a window old.
    #[inline]
    fn gone_in(&self, at: Time, now: Time) -> Span {
        Span((at + self.window).since(now).0.saturating_add(1))
    }
    #[allow(clippy::inline_always, reason = "one entry in nearly every call")]
    #[inline(always)]
    fn write(&self, log: &mut Log, now: Time, cost: u32) {
        for _ in 0..u64::from(cost).min(self.limit) {
            if u64::from(log.len) == self.limit {
                log.pop();
            }
            log.push(now);
        }
    }
}

impl Limiter for SlidingLog {
    type State = Log;

    fn fresh(&self, _now: Time) -> Log {
        Log::default()
    }

    #[allow(clippy::inline_always, reason = "inlined, what nobody looks at is not computed")]
    #[inline(always)]
    fn check(&self, log: &mut Log, now: Time, cost: u32) -> Decision {
        while log.get(0).is_some_and(|at| now.since(at) > self.window) {
            log.pop();
        }
        let counted = u64::from(log.len);
        let possible = u64::from(cost) <= self.limit;
        let allowed = counted + u64::from(cost) <= self.limit;
        let oldest_in = log.get(0).map_or(Span::ZERO, |at| self.gone_in(at, now));
        if allowed || self.logs_rejected {
            self.write(log, now, cost);
        }
        // So many of the oldest must leave until the same request fits.
        let ahead = (u64::from(log.len) + u64::from(cost)).saturating_sub(self.limit);
        let last = ahead.checked_sub(1).and_then(|last| log.get(last as u32));
        Decision {
            allowed,
            delay: Span::ZERO,
            remaining: self.limit - u64::from(log.len),
            reset: log.newest().map_or(Span::ZERO, |at| self.gone_in(at, now)),
            retry_after: if allowed || !possible { None } else { last.map(|at| self.gone_in(at, now)) },
            why: if possible {
                Why::Log { counted, limit: self.limit, cost, oldest_in }
            } else {
                Why::TooBig { cost, most: self.limit }
            },
        }
    }

    fn idle_in(&self, log: &Log, now: Time) -> Span {
        log.newest().filter(|at| now.since(*at) <= self.window).map_or(Span::ZERO, |at| self.gone_in(at, now))
    }

    fn adopt(&self, _old: &Self, log: &mut Log, _now: Time) {
        while u64::from(log.len) > self.limit {
            log.pop();
        }
    }

    fn heap_bytes(&self, log: &Log) -> usize {
        log.ring.capacity() * size_of::<Time>()
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
        assert!(logging.state().len <= 2);
    }
}
