//! The Redis token-bucket script of Spring Cloud Gateway: a token bucket on a clock of whole seconds.
//!
//! `request_rate_limiter.lua` (2017, after Stripe's of the same year): `replenishRate` tokens per second up to
//! `burstCapacity`, refilled by the whole seconds that passed, `requestedTokens` per request. So all tokens of a second
//! come at once at its start, and up to burst + rate pass around a boundary of seconds. The key is kept for
//! ⌊2 × burst / rate⌋ s; if that is 0 (a rate above twice the burst) the script stores nothing and limits nobody.

use super::{Decision, Limiter, Unfit, Why};
use crate::sim::time::NANOS;
use crate::sim::{Span, Time};

/// The script with its arguments.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct RedisBucket {
    rate: u64,
    burst: u64,
}

/// The two fields of the hash: tokens, and the second they were counted in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Hash {
    tokens: u64,
    second: u64,
}

impl RedisBucket {
    /// `replenishRate` per second and `burstCapacity`, both whole.
    pub fn new(rate: u64, burst: u64) -> Result<Self, Unfit> {
        if rate == 0 || burst == 0 {
            return Err(Unfit("a rate or burst of 0 is not allowed; allowed: whole numbers from 1".to_owned()));
        }
        Ok(Self { rate, burst })
    }
    /// Tokens in it at `now`.
    pub fn tokens(&self, state: &Hash, now: Time) -> u64 {
        let delta = (now.0 / NANOS).saturating_sub(state.second);
        state.tokens.saturating_add(delta.saturating_mul(self.rate)).min(self.burst)
    }
    /// `replenishRate`, tokens per second.
    pub const fn rate(&self) -> u64 {
        self.rate
    }
    /// `burstCapacity`.
    pub const fn burst(&self) -> u64 {
        self.burst
    }
    /// How long the key is kept, in seconds.
    pub const fn ttl_s(&self) -> u64 {
        self.burst.saturating_mul(2) / self.rate
    }

    fn time(&self, tokens: u64, now: Time) -> Span {
        match tokens.div_ceil(self.rate) {
            0 => Span::ZERO,
            seconds => Span((now.0 / NANOS).saturating_add(seconds).saturating_mul(NANOS).saturating_sub(now.0)),
        }
    }
}

impl Limiter for RedisBucket {
    type State = Hash;

    fn fresh(&self, now: Time) -> Hash {
        Hash { tokens: self.burst, second: now.0 / NANOS }
    }

    fn check(&self, state: &mut Hash, now: Time, cost: u32) -> Decision {
        let filled = self.tokens(state, now);
        let need = u64::from(cost);
        let allowed = filled >= need;
        let left = if allowed { filled - need } else { filled };
        if self.ttl_s() > 0 {
            *state = Hash { tokens: left, second: now.0 / NANOS };
        }
        let possible = need <= self.burst;
        Decision {
            allowed,
            delay: Span::ZERO,
            remaining: left,
            reset: self.time(self.burst - left, now),
            retry_after: (possible && !allowed).then(|| self.time(need - filled, now)),
            why: if possible {
                Why::Tokens { tokens: filled as f64, capacity: self.burst, cost }
            } else {
                Why::TooBig { cost, most: self.burst }
            },
        }
    }

    fn idle_in(&self, state: &Hash, now: Time) -> Span {
        self.time(self.burst - self.tokens(state, now), now)
    }

    fn adopt(&self, old: &Self, state: &mut Hash, now: Time) {
        *state = Hash { tokens: old.tokens(state, now).min(self.burst), second: now.0 / NANOS };
    }
}

#[cfg(test)]
mod tests {
    use super::super::Single;
    use super::*;

    #[test]
    fn a_second_comes_at_once() {
        let mut single = Single::new(RedisBucket::new(10, 20).unwrap());
        let mut at = |ms: u64| (0..40).filter(|_| single.check(Time(ms * 1_000_000), 1).allowed).count();
        assert_eq!((at(999), at(1000), at(1999), at(2000), at(9000)), (20, 10, 0, 10, 20));
        let mut single = Single::new(RedisBucket::new(10, 20).unwrap());
        assert!(single.check(Time(1_250_000_000), 20).allowed);
        assert_eq!(single.check(Time(1_250_000_000), 11).retry_after, Some(Span::from_secs(1.75)));
    }

    #[test]
    fn a_rate_above_twice_the_burst_limits_nobody() {
        let mut single = Single::new(RedisBucket::new(11, 5).unwrap());
        assert!((0..100).all(|_| single.check(Time(0), 1).allowed));
    }
}
