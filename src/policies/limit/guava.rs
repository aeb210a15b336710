//! Guava's `RateLimiter`: pay later. A request is let in if the next free ticket is due, and what it takes moves the
//! next ticket away for those who come after it.
//!
//! `SmoothRateLimiter.java`, Guava 31.1 (2022; by Dimitris Andreou, 2012), in its own floating point on its own clock of
//! microseconds. `SmoothBursty` keeps the permits of up to one second without use and starts with none, but the first
//! ticket is free. `SmoothWarmingUp` starts cold: permits kept are paid with extra time, from the cold interval (3 times
//! the stable one) down along a slope, then at the stable interval, as if a cache had to be filled first.
//! A decision is `tryAcquire(cost)` without a time-out; no cost is too big, as later requests pay for it.

use super::{Decision, Limiter, Rate, Unfit, Why};
use crate::sim::{Span, Time};

const US: u64 = 1_000;
const COLD_FACTOR: f64 = 3.0;

/// What is kept: permits stored, and the microsecond of the next free ticket.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Tickets {
    stored: f64,
    next_us: i64,
}

/// How stored permits are paid for.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Store {
    /// At no cost.
    Free,
    /// Above the threshold along a slope, in microseconds per permit.
    Warm { threshold: f64, slope: f64 },
}

/// A rate limiter as `RateLimiter.create` makes it.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Guava {
    rate: Rate,
    /// Microseconds between two tickets when no permits are stored.
    stable_us: f64,
    /// Microseconds in which one permit is stored.
    cool_us: f64,
    most: f64,
    store: Store,
}

impl Guava {
    /// `RateLimiter.create(rate)`, with permits kept for `burst_s` seconds (1 in the public interface).
    pub fn bursty(rate: Rate, burst_s: f64) -> Result<Self, Unfit> {
        if !(burst_s > 0.0 && burst_s.is_finite()) {
            return Err(Unfit(format!("{burst_s} s of kept permits are not allowed; allowed: above 0")));
        }
        let per_second = rate.hertz();
        let stable_us = 1e6 / per_second;
        Ok(Self { rate, stable_us, cool_us: stable_us, most: burst_s * per_second, store: Store::Free })
    }
    /// `RateLimiter.create(rate, warm_up)`.
    pub fn warming_up(rate: Rate, warm_up: Span) -> Result<Self, Unfit> {
        let warm_us = (warm_up.0 / US) as f64;
        if warm_us < 1.0 {
            return Err(Unfit("a warm-up below 1 µs is not allowed; allowed: from 1 µs".to_owned()));
        }
        let stable_us = 1e6 / rate.hertz();
        let cold_us = stable_us * COLD_FACTOR;
        let threshold = 0.5 * warm_us / stable_us;
        let most = threshold + 2.0 * warm_us / (stable_us + cold_us);
        let slope = (cold_us - stable_us) / (most - threshold);
        Ok(Self { rate, stable_us, cool_us: warm_us / most, most, store: Store::Warm { threshold, slope } })
    }
    /// Permits kept at `now`.
    pub fn stored(&self, state: &Tickets, now: Time) -> f64 {
        self.synced(state, micros(now)).stored
    }
    /// The stable rate.
    pub const fn rate(&self) -> Rate {
        self.rate
    }
    /// The most that pass at once: what is kept and one on credit; while it warms up, one.
    pub fn at_once(&self) -> u64 {
        match self.store {
            Store::Free => (self.most as u64).saturating_add(1),
            Store::Warm { .. } => 1,
        }
    }
    /// The most permits kept.
    pub const fn most(&self) -> f64 {
        self.most
    }
    /// Permits a second.
    pub fn hertz(&self) -> f64 {
        1e6 / self.stable_us
    }
    /// When the next ticket is due.
    pub const fn next(&self, state: &Tickets) -> Time {
        Time((state.next_us as u64).saturating_mul(US))
    }

    fn synced(&self, state: &Tickets, now_us: i64) -> Tickets {
        if now_us <= state.next_us {
            return *state;
        }
        let new = (now_us - state.next_us) as f64 / self.cool_us;
        Tickets { stored: self.most.min(state.stored + new), next_us: now_us }
    }
    /// Microseconds that `take` of `stored` permits cost.
    fn price(&self, stored: f64, take: f64) -> i64 {
        let Store::Warm { threshold, slope } = self.store else { return 0 };
        let above = stored - threshold;
        let mut take = take;
        let mut micros = 0i64;
        if above > 0.0 {
            let steep = above.min(take);
            let time = |permits: f64| self.stable_us + permits * slope;
            let length = time(above) + time(above - steep);
            micros = (steep * length / 2.0) as i64;
            take -= steep;
        }
        micros.saturating_add((self.stable_us * take) as i64)
    }
}

const fn micros(now: Time) -> i64 {
    (now.0 / US) as i64
}

impl Limiter for Guava {
    type State = Tickets;

    fn fresh(&self, now: Time) -> Tickets {
        let stored = if matches!(self.store, Store::Free) { 0.0 } else { self.most };
        Tickets { stored, next_us: micros(now) }
    }

    fn check(&self, state: &mut Tickets, now: Time, cost: u32) -> Decision {
        let now_us = micros(now);
        let allowed = state.next_us <= now_us;
        let before = self.synced(state, now_us);
        let wait = |next_us: i64| Span(((next_us as u64).saturating_mul(US)).saturating_sub(now.0));
        if allowed && cost > 0 {
            let required = f64::from(cost);
            let kept = required.min(before.stored);
            let fresh = required - kept;
            let paid = self.price(before.stored, kept).saturating_add((fresh * self.stable_us) as i64);
            *state = Tickets { stored: before.stored - kept, next_us: before.next_us.saturating_add(paid) };
        }
        Decision {
            allowed,
            delay: Span::ZERO,
            remaining: match self.store {
                _ if state.next_us > now_us => 0,
                // One more is on credit.
                Store::Free => (self.stored(state, now) as u64).saturating_add(1),
                Store::Warm { .. } => 1,
            },
            reset: wait(state.next_us),
            retry_after: (!allowed).then(|| wait(state.next_us)),
            why: Why::NextFree { wait: if allowed { Span::ZERO } else { wait(state.next_us) }, stored: before.stored },
        }
    }

    /// Bursty starts with nothing stored, warming up with everything stored: only there is an idle one like a new one.
    fn idle_in(&self, state: &Tickets, now: Time) -> Span {
        if matches!(self.store, Store::Free) {
            return Span::MAX;
        }
        let mut missing_us = libm::ceil((self.most - state.stored) * self.cool_us) as u64;
        // Rounding may stop just short of all permits; it is full when `synced` says so.
        while state.stored + missing_us as f64 / self.cool_us < self.most {
            missing_us += 1;
        }
        let full = (state.next_us as u64).saturating_add(missing_us).saturating_mul(US);
        Span(full.saturating_sub(now.0))
    }

    fn adopt(&self, old: &Self, state: &mut Tickets, now: Time) {
        // As `setRate`: what is stored keeps its share of the most.
        let synced = old.synced(state, micros(now));
        *state = Tickets { stored: synced.stored * self.most / old.most, next_us: synced.next_us };
    }
}

#[cfg(test)]
mod tests {
    use super::super::Single;
    use super::*;

    /// The waits of `count` calls of `acquire()`, each made when the one before it has returned, in hundredths.
    fn acquire(single: &mut Single<Guava>, mut now: Time, count: u32) -> Vec<u64> {
        let mut waits = Vec::new();
        for _ in 0..count {
            let next = single.rule().next(single.state()).max(now);
            waits.push((next.since(now).0 + 5_000_000) / 10_000_000);
            now = next;
            assert!(single.check(now, 1).allowed);
        }
        waits
    }

    #[test]
    fn waits_have_the_published_shape() {
        let warm = Guava::warming_up(Rate::per_second(2), Span::from_secs(4.0)).unwrap();
        assert_eq!(acquire(&mut Single::new(warm), Time(0), 8), [0, 138, 113, 88, 63, 50, 50, 50]);
        let bursty = Guava::bursty(Rate::per_second(5), 1.0).unwrap();
        let idle = acquire(&mut Single::new(bursty), Time(2_000_000_000), 8);
        assert_eq!(idle, [0, 0, 0, 0, 0, 0, 20, 20]);
    }

    #[test]
    fn idle_is_when_all_permits_are_back() {
        // A rate, a warm-up and what is left of the permits, where a product rounded up stops one bit short of all.
        for (count, per_s, warm_us, stored) in [
            (25, 48.0, 5_722_496, 1.8681010416666668),
            (5, 18.0, 7_910_334, 0.1732177777777777),
            (16, 15.0, 6_909_706, 1.0406271999999994),
        ] {
            let rate = Rate::new(count, Span::from_secs(per_s)).unwrap();
            let rule = Guava::warming_up(rate, Span(warm_us * US)).unwrap();
            let state = Tickets { stored, next_us: 0 };
            let idle = Time(0) + rule.idle_in(&state, Time(0));
            assert_eq!(rule.stored(&state, idle).to_bits(), rule.most().to_bits(), "{rate:?}");
            assert!(rule.stored(&state, Time(idle.0 - 2 * US)) < rule.most());
        }
    }

    #[test]
    fn a_big_one_passes_and_the_next_pays() {
        let mut single = Single::new(Guava::bursty(Rate::per_second(5), 1.0).unwrap());
        assert!(single.check(Time(0), 100).allowed);
        let next = single.check(Time(1_000_000_000), 1);
        assert_eq!((next.allowed, next.retry_after), (false, Some(Span::from_secs(19.0))));
    }
}
