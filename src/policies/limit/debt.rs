//! Soft and elastic throttling: a fixed window whose quota may be overdrawn; the next window pays.
//!
//! Soft: up to `over` above the quota pass in every window, and what was taken above is missing in the next one's quota.
//! Elastic: a window in debt lets in no more than its quota, so 1200 of 1000 are followed by 800. The idea is the excess
//! burst of frame relay and of RFC 2697 (1999), told in windows. Windows follow the clock; rejected requests are not
//! counted. A hard limit is the fixed window itself.

use super::{Decision, Limiter, Unfit, Why};
use crate::sim::{Span, Time};

/// A quota that may be overdrawn.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Debt {
    limit: u64,
    window: Span,
    over: u64,
    repays_first: bool,
}

/// The current window: its quota after debt, and what was used of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Drawn {
    end: Time,
    quota: u64,
    used: u64,
}

impl Debt {
    /// `limit` per `window`, up to `over` above it, which the next window pays.
    pub fn soft(limit: u64, window: Span, over: u64) -> Result<Self, Unfit> {
        super::sized(limit, window)?;
        if over > limit {
            return Err(Unfit(format!("{over} over a limit of {limit} cannot be paid back; allowed: up to the limit")));
        }
        Ok(Self { limit, window, over, repays_first: false })
    }
    /// The same, but a window that pays a debt cannot be overdrawn again.
    pub fn elastic(limit: u64, window: Span, over: u64) -> Result<Self, Unfit> {
        Ok(Self { repays_first: true, ..Self::soft(limit, window, over)? })
    }
    /// The quota of the window that holds `now`, and what was used of it.
    pub fn quota(&self, state: &Drawn, now: Time) -> (u64, u64) {
        let state = self.at(state, now);
        (state.quota, state.used)
    }
    /// The configured limit of a window.
    pub const fn limit(&self) -> u64 {
        self.limit
    }
    /// How much a window may take above it.
    pub const fn over(&self) -> u64 {
        self.over
    }
    /// The length of a window.
    pub const fn length(&self) -> Span {
        self.window
    }

    /// The quota of the window after `state`.
    fn next(&self, state: &Drawn) -> u64 {
        self.limit.saturating_sub(state.used.saturating_sub(state.quota))
    }
    fn at(&self, state: &Drawn, now: Time) -> Drawn {
        if now < state.end {
            return *state;
        }
        let start = Time(now.0 - now.0 % self.window.0);
        // A window that went by without anybody has paid.
        let follows = state.end == start && start > Time::ZERO;
        Drawn { end: start + self.window, quota: if follows { self.next(state) } else { self.limit }, used: 0 }
    }
    /// The most that may be used of `quota`.
    const fn ceiling(&self, quota: u64) -> u64 {
        if self.repays_first && quota < self.limit { quota } else { quota + self.over }
    }
}

impl Limiter for Debt {
    type State = Drawn;

    fn fresh(&self, _now: Time) -> Drawn {
        Drawn { end: Time::ZERO, quota: self.limit, used: 0 }
    }

    fn check(&self, state: &mut Drawn, now: Time, cost: u32) -> Decision {
        let before = self.at(state, now);
        let most = self.ceiling(before.quota);
        let sum = before.used.saturating_add(u64::from(cost));
        let allowed = sum <= most;
        *state = Drawn { used: if allowed { sum } else { before.used }, ..before };
        let ends_in = before.end.since(now);
        let possible = u64::from(cost) <= self.limit + self.over;
        Decision {
            allowed,
            delay: Span::ZERO,
            remaining: most - state.used.min(most),
            reset: ends_in,
            retry_after: (possible && !allowed).then(|| self.wait(state, now, cost)),
            why: if possible {
                Why::Moved { counted: before.used, limit: most, base: self.limit, cost }
            } else {
                Why::TooBig { cost, most: self.limit + self.over }
            },
        }
    }

    fn idle_in(&self, state: &Drawn, now: Time) -> Span {
        let state = self.at(state, now);
        match (state.used, state.quota == self.limit) {
            (0, true) => Span::ZERO,
            (used, _) if used <= state.quota => state.end.since(now),
            _ => state.end.since(now) + self.window,
        }
    }

    fn adopt(&self, old: &Self, state: &mut Drawn, now: Time) {
        let Drawn { end, quota, used } = old.at(state, now);
        let end = if self.window == old.window { end } else { Time(now.0 - now.0 % self.window.0) + self.window };
        let quota = self.limit.saturating_sub(old.limit.saturating_sub(quota)); // the debt stays
        *state = Drawn { end, quota, used };
    }
}

impl Debt {
    /// The wait until `cost` fits: the first coming window with enough, of which the second owes nothing any more.
    fn wait(&self, state: &Drawn, now: Time, cost: u32) -> Span {
        let fits = self.ceiling(self.next(state)) >= u64::from(cost);
        state.end.since(now) + if fits { Span::ZERO } else { self.window }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Single;
    use super::*;

    const HOUR: u64 = 3_600_000_000_000;

    fn passed(rule: Debt, wanted: &[u32]) -> Vec<usize> {
        let mut single = Single::new(rule);
        let mut hour = |(at, &wanted): (usize, &u32)| {
            (0..wanted).filter(|_| single.check(Time(at as u64 * HOUR), 1).allowed).count()
        };
        wanted.iter().enumerate().map(&mut hour).collect()
    }

    #[test]
    fn soft_goes_over_and_pays_in_the_next_window() {
        let soft = Debt::soft(1000, Span(HOUR), 100).unwrap();
        assert_eq!(passed(soft, &[1200, 1200, 1200]), [1100, 1000, 1000], "900 are left, and 100 more on debt again");
        assert_eq!(passed(soft, &[1200, 500, 1200]), [1100, 500, 1100]);
        assert_eq!(passed(soft, &[500, 1200, 0, 1200]), [500, 1100, 0, 1100]);
    }

    #[test]
    fn elastic_pays_before_it_borrows_again() {
        let elastic = Debt::elastic(1000, Span(HOUR), 200).unwrap();
        assert_eq!(passed(elastic, &[1500, 1500, 1500, 500, 1500]), [1200, 800, 1200, 500, 1200]);
    }
}
