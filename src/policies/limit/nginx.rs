//! nginx `limit_req`: a leaky bucket whose level, the excess, is counted in thousandths of a request on a clock of
//! milliseconds.
//!
//! `ngx_http_limit_req_module.c` of nginx 1.22 (2022): a key that is not known starts with no excess; later excess =
//! max(0, excess − ⌊rate × ms / 1000⌋ + 1000), rejected above burst × 1000, and then nothing is changed. The rate is
//! kept in whole thousandths of a request per second: `1r/m` is 16 of them, not 16.67. What is above `delay` waits
//! ⌊(excess − delay) × 1000 / rate⌋ ms; `nodelay` delays nobody; without either, all of the burst is delayed.
//! nginx knows no cost; here a request of cost *c* counts as *c* at once, all of them or none.

use super::{Decision, Limiter, Rate, Unfit, Why};
use crate::sim::{Span, Time};

const MS: u64 = 1_000_000;
/// The excess of a key that is not known.
const UNKNOWN: u64 = u64::MAX;

/// Which of the burst waits.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Delay {
    /// What exceeds so many requests: 0 without a parameter, `delay=` otherwise.
    Above(u64),
    /// Nothing (`nodelay`).
    None,
}

/// A zone with its limit.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Nginx {
    /// Thousandths of a request per second.
    rate: u64,
    /// Thousandths of a request.
    burst: u64,
    delay: Delay,
}

/// The excess at a moment.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Excess {
    excess: u64,
    last_ms: u64,
}

impl Nginx {
    /// `rate` must be a whole number per second or per minute, as nginx demands; `burst` may be 0.
    pub fn new(rate: Rate, burst: u64, delay: Delay) -> Result<Self, Unfit> {
        let (count, per) = (u128::from(rate.count().get()), u128::from(rate.per().get()));
        let whole = |span: u128| (count * span).is_multiple_of(per);
        if !whole(1_000_000_000) && !whole(60_000_000_000) {
            return Err(Unfit(
                "nginx takes a whole number of requests per second or per minute, such as 10/s or 90/m".to_owned(),
            ));
        }
        let rate = count * 1_000_000_000_000 / per;
        match u64::try_from(rate) {
            Ok(0) | Err(_) => Err(Unfit("nginx cannot count this rate; allowed: from 1/m".to_owned())),
            Ok(rate) if rate <= 1 << 40 && burst <= 1 << 40 => Ok(Self { rate, burst: burst * 1000, delay }),
            Ok(_) => Err(Unfit(format!("rate or burst is too high; allowed: up to {}", 1u64 << 40))),
        }
    }
    /// The rate in thousandths of a request per second, as nginx keeps it.
    pub const fn thousandths(&self) -> u64 {
        self.rate
    }
    /// The burst in requests.
    pub const fn burst(&self) -> u64 {
        self.burst / 1000
    }
    /// Which of the burst waits.
    pub const fn delay(&self) -> Delay {
        self.delay
    }
    /// The excess at `now` in requests, before a further one.
    pub fn excess(&self, state: &Excess, now: Time) -> f64 {
        if state.excess == UNKNOWN { 0.0 } else { self.drained(state, now) as f64 / 1000.0 }
    }

    fn since(state: &Excess, now: Time) -> u64 {
        (now.0 / MS).saturating_sub(state.last_ms)
    }
    fn drained(&self, state: &Excess, now: Time) -> u64 {
        state.excess.saturating_sub(self.rate.saturating_mul(Self::since(state, now)) / 1000)
    }
    /// From the moment of `state` on, the milliseconds in which `excess` drains.
    fn ms_for(&self, excess: u64) -> u64 {
        (u128::from(excess) * 1000).div_ceil(u128::from(self.rate)) as u64
    }
    /// The time from `now` to so many milliseconds after the last request.
    fn until(state: &Excess, ms: u64, now: Time) -> Span {
        Span((state.last_ms.saturating_add(ms)).saturating_mul(MS)).0.checked_sub(now.0).map_or(Span::ZERO, Span)
    }
}

impl Limiter for Nginx {
    type State = Excess;

    fn fresh(&self, _now: Time) -> Excess {
        Excess { excess: UNKNOWN, last_ms: 0 }
    }

    #[inline]
    fn check(&self, state: &mut Excess, now: Time, cost: u32) -> Decision {
        let known = state.excess != UNKNOWN;
        let drained = self.rate.saturating_mul(Self::since(state, now)) / 1000;
        // The first of them is what the C source sees; the others come in the same millisecond.
        let first = if known { (state.excess + 1000).saturating_sub(drained) } else { 0 };
        let excess = (first + u64::from(cost) * 1000).saturating_sub(1000);
        let allowed = excess <= self.burst;
        let before = *state;
        if allowed && cost > 0 {
            let now_ms = now.0 / MS;
            *state = Excess { excess, last_ms: if known { now_ms.max(state.last_ms) } else { now_ms } };
        }
        let free = if let Delay::Above(free) = self.delay { free.saturating_mul(1000) } else { u64::MAX };
        let delay_ms = u128::from(excess.saturating_sub(free)) * 1000 / u128::from(self.rate);
        let possible = u64::from(cost) <= self.burst() + 1;
        let wait = || {
            let need = (before.excess + u64::from(cost) * 1000).saturating_sub(self.burst);
            Self::until(&before, self.ms_for(need), now)
        };
        // After one that was let in the next costs a whole thousand; after a rejected one as much as that one did.
        let next = if allowed && cost > 0 { excess + 1000 } else { first };
        Decision {
            allowed,
            delay: if allowed { Span((delay_ms as u64).saturating_mul(MS)) } else { Span::ZERO },
            remaining: if next <= self.burst { (self.burst - next) / 1000 + 1 } else { 0 },
            reset: self.idle_in(state, now),
            retry_after: (possible && known && !allowed).then(wait),
            why: if possible {
                Why::Excess { excess, burst: self.burst }
            } else {
                Why::TooBig { cost, most: self.burst() + 1 }
            },
        }
    }

    /// An old key differs from a new one until its excess and the next request's own thousand are drained.
    fn idle_in(&self, state: &Excess, now: Time) -> Span {
        if state.excess == UNKNOWN { Span::ZERO } else { Self::until(state, self.ms_for(state.excess + 1000), now) }
    }

    fn adopt(&self, old: &Self, state: &mut Excess, now: Time) {
        if state.excess != UNKNOWN {
            // A smaller burst cuts what is owed, as a smaller bucket does; nginx itself would let it drain.
            *state = Excess { excess: old.drained(state, now).min(self.burst), last_ms: now.0 / MS };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Single;
    use super::*;

    /// Twelve at once at 10 requests per second: the waits of those let in, in tenths of a second.
    fn twelve(burst: u64, delay: Delay) -> Vec<u64> {
        let mut single = Single::new(Nginx::new(Rate::per_second(10), burst, delay).unwrap());
        let decisions: Vec<Decision> = (0..12).map(|_| single.check(Time(5 * MS), 1)).collect();
        decisions.iter().filter(|decision| decision.allowed).map(|decision| decision.delay.0 / (100 * MS)).collect()
    }

    #[test]
    fn twelve_at_once_are_treated_as_by_the_real_one() {
        assert_eq!(twelve(0, Delay::Above(0)), [0]);
        assert_eq!(twelve(5, Delay::None), [0; 6]);
        assert_eq!(twelve(5, Delay::Above(0)), [0, 1, 2, 3, 4, 5]);
        assert_eq!(twelve(5, Delay::Above(3)), [0, 0, 0, 0, 1, 2]);
    }

    #[test]
    fn the_rate_is_kept_in_thousandths() {
        let of = |text: &str| Nginx::new(Rate::read(text).unwrap().0, 0, Delay::None).map(|zone| zone.thousandths());
        assert_eq!((of("1/m"), of("10/s"), of("90/m"), of("7/3s")), (Ok(16), Ok(10_000), Ok(1_500), Ok(2_333)));
        assert!(of("7/9s").is_err() && of("1/h").is_err());
    }

    #[test]
    fn the_wait_ends_when_the_next_passes() {
        let mut single = Single::new(Nginx::new(Rate::read("90/m").unwrap().0, 2, Delay::None).unwrap());
        let mut rejected = 0;
        for step in 0..300u64 {
            let now = Time(step * 97_300_001);
            if let Some(wait) = single.check(now, 1).retry_after {
                rejected += 1;
                assert!(!single.clone().check(Time(now.0 + wait.0 - 1), 1).allowed, "step {step}");
                assert!(single.clone().check(now + wait, 1).allowed, "step {step}");
            }
        }
        assert!(rejected > 100);
    }

    #[test]
    fn a_known_key_pays_for_its_own_thousand() {
        // 0.9 requests drain in 90 ms; the next one's thousand is drained in part as well: the excess is 100, not 1000.
        let mut single = Single::new(Nginx::new(Rate::per_second(10), 1, Delay::None).unwrap());
        single.check(Time(0), 1);
        assert_eq!(single.check(Time(90 * MS), 1).why, Why::Excess { excess: 100, burst: 1000 });
        assert!(single.idle_in(Time(90 * MS)) == Span(110 * MS));
    }
}
