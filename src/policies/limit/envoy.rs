//! Envoy's local rate limit: a token bucket that is filled in steps, a handful of tokens at every full interval.
//!
//! `envoy.extensions.filters.http.local_ratelimit.v3` (2020): starts with `max_tokens`; a timer adds `tokens_per_fill`
//! every `fill_interval`, at least 50 ms, since the start. Between two steps nothing comes, so a client may find the
//! bucket empty for most of an interval, and full right after. From 1.31 (2024) on Envoy refills evenly by default;
//! then it is the token bucket of this folder with the rate `tokens_per_fill` / `fill_interval`.
//! Envoy takes one token per request; here a request takes its cost.

use super::{Decision, Limiter, Unfit, Why};
use crate::sim::{Span, Time};

const INTERVAL_MIN: Span = Span(50_000_000);

/// A bucket filled in steps.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Envoy {
    max_tokens: u64,
    per_fill: u64,
    interval: Span,
}

/// Tokens after a step.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Stepped {
    tokens: u64,
    step: u64,
}

impl Envoy {
    /// `max_tokens`, `tokens_per_fill` and `fill_interval` as in the configuration.
    pub fn new(max_tokens: u64, per_fill: u64, interval: Span) -> Result<Self, Unfit> {
        super::sized(max_tokens, interval)?;
        if per_fill == 0 {
            return Err(Unfit("0 tokens per fill are not allowed; allowed: from 1".to_owned()));
        }
        if interval < INTERVAL_MIN {
            return Err(Unfit("Envoy's fill interval may not be below 50 ms; allowed: from 50ms".to_owned()));
        }
        Ok(Self { max_tokens, per_fill, interval })
    }
    /// Tokens in it at `now`.
    pub fn tokens(&self, state: &Stepped, now: Time) -> u64 {
        self.at(state, now).tokens
    }
    /// The time from `now` to the next fill.
    pub fn next_fill(&self, now: Time) -> Span {
        Span(self.interval.0 - now.0 % self.interval.0)
    }
    /// The most tokens it holds.
    pub const fn max_tokens(&self) -> u64 {
        self.max_tokens
    }
    /// Tokens added at a step.
    pub const fn per_fill(&self) -> u64 {
        self.per_fill
    }
    /// The time between two steps.
    pub const fn interval(&self) -> Span {
        self.interval
    }

    fn at(&self, state: &Stepped, now: Time) -> Stepped {
        let step = now.0 / self.interval.0;
        let came = step.saturating_sub(state.step).saturating_mul(self.per_fill);
        Stepped { tokens: state.tokens.saturating_add(came).min(self.max_tokens), step: step.max(state.step) }
    }
    /// The time from `now` until `tokens` have come.
    fn time(&self, tokens: u64, now: Time) -> Span {
        let steps = tokens.div_ceil(self.per_fill);
        match steps {
            0 => Span::ZERO,
            _ => self.next_fill(now) + Span((steps - 1).saturating_mul(self.interval.0)),
        }
    }
}

impl Limiter for Envoy {
    type State = Stepped;

    fn fresh(&self, now: Time) -> Stepped {
        Stepped { tokens: self.max_tokens, step: now.0 / self.interval.0 }
    }

    fn check(&self, state: &mut Stepped, now: Time, cost: u32) -> Decision {
        let before = self.at(state, now);
        let need = u64::from(cost);
        let allowed = before.tokens >= need;
        let tokens = if allowed { before.tokens - need } else { before.tokens };
        *state = Stepped { tokens, ..before };
        let possible = need <= self.max_tokens;
        Decision {
            allowed,
            delay: Span::ZERO,
            remaining: tokens,
            reset: self.time(self.max_tokens - tokens, now),
            retry_after: (possible && !allowed).then(|| self.time(need - before.tokens, now)),
            why: if possible {
                Why::Tokens { tokens: before.tokens as f64, capacity: self.max_tokens, cost }
            } else {
                Why::TooBig { cost, most: self.max_tokens }
            },
        }
    }

    fn idle_in(&self, state: &Stepped, now: Time) -> Span {
        self.time(self.max_tokens - self.tokens(state, now), now)
    }

    fn adopt(&self, old: &Self, state: &mut Stepped, now: Time) {
        *state = Stepped { tokens: old.tokens(state, now).min(self.max_tokens), step: now.0 / self.interval.0 };
    }
}

#[cfg(test)]
mod tests {
    use super::super::Single;
    use super::*;

    #[test]
    fn fills_in_steps() {
        const MS: u64 = 1_000_000;
        let mut single = Single::new(Envoy::new(4, 2, Span(1000 * MS)).unwrap());
        assert!(single.check(Time(10 * MS), 4).allowed);
        let early = single.check(Time(999 * MS), 1);
        assert_eq!((early.allowed, early.retry_after), (false, Some(Span(MS))));
        assert_eq!(single.check(Time(999 * MS), 3).retry_after, Some(Span(1001 * MS)));
        assert!(single.check(Time(1000 * MS), 2).allowed);
        assert!(!single.check(Time(1000 * MS), 1).allowed);
        assert_eq!(single.check(Time(90_000 * MS), 1).remaining, 3);
    }
}
