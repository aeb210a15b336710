//! What each algorithm promises, on random arrivals.

use super::{Arrival, arrivals, decide, rates, windows};
use kneepoint::policies::limit::{Anchor, Keyed, Kind, Limiter as _, Policy, Settings, Single};
use kneepoint::sim::{Span, Time};
use proptest::prelude::*;

/// What passed, in the order of passing.
fn passed(kind: Kind, set: &Settings, arrivals: &[Arrival]) -> Vec<Arrival> {
    let decided = decide(kind, set, arrivals);
    arrivals.iter().zip(decided).filter(|(_, allowed)| *allowed).map(|(arrival, _)| *arrival).collect()
}

/// The most units that pass within any `window`, its two ends included.
fn worst(passed: &[Arrival], window: Span) -> u64 {
    let within = |at: usize| {
        let now = passed[at].0;
        passed[..=at]
            .iter()
            .rev()
            .take_while(|(then, _)| now.since(*then) <= window)
            .map(|&(_, cost)| u64::from(cost))
            .sum()
    };
    (0..passed.len()).map(within).max().unwrap_or(0)
}

/// The kinds whose waits and idleness depend on time alone.
fn timed() -> impl Iterator<Item = Kind> {
    let held = [Kind::Concurrency, Kind::Aimd, Kind::Gradient];
    Kind::ALL.iter().copied().filter(move |kind| !held.contains(kind))
}

/// Settings that every kind accepts.
fn settings() -> impl Strategy<Value = Settings> {
    let rate = prop_oneof![Just(1u64), Just(5), Just(8), Just(10), Just(20)];
    (rate, 1..30u64, 1..20u64, 1..3_000u64, any::<(bool, bool)>()).prop_map(
        |(rate, burst, limit, ms, (first, counts))| Settings {
            rate: kneepoint::policies::limit::Rate::per_second(rate),
            burst,
            limit,
            window: Span(ms * 1_000_000),
            anchor: if first { Anchor::First } else { Anchor::Clock },
            counts_rejected: counts,
            over: limit / 3,
            ..Settings::default()
        },
    )
}

proptest! {
    #[test]
    fn a_token_bucket_admits_at_most_its_capacity_and_what_came(
        arrivals in arrivals(150), rate in rates(), burst in 1..40u64,
    ) {
        let set = Settings { rate, burst, ..Settings::default() };
        for kind in [Kind::TokenBucket, Kind::Gcra, Kind::LeakyMeter] {
            let passed = passed(kind, &set, &arrivals);
            for from in 0..passed.len() {
                let mut sum = 0u128;
                for &(now, cost) in &passed[from..] {
                    sum += u128::from(cost);
                    let came = u128::from(now.since(passed[from].0).0) * u128::from(rate.count().get());
                    prop_assert!(sum * u128::from(rate.per().get()) <= u128::from(burst) * u128::from(rate.per().get()) + came);
                }
            }
        }
    }

    #[test]
    fn departures_of_the_queue_are_never_closer_than_the_rate(
        arrivals in arrivals(150), rate in rates(), burst in 1..40u64,
    ) {
        let set = Settings { rate, burst, ..Settings::default() };
        let mut queue = Single::new(Policy::new(Kind::LeakyQueue, &set).unwrap());
        let mut last: Option<(Time, u32)> = None;
        for &(now, cost) in &arrivals {
            let decision = queue.check(now, cost);
            if !decision.allowed || cost == 0 {
                continue;
            }
            let leaves = now + decision.delay;
            if let Some((left, before)) = last {
                // Both are rounded up to the nanosecond.
                prop_assert!(leaves.since(left).0 + 1 >= rate.time_for(u64::from(before)).0, "{left:?} {leaves:?}");
                prop_assert!(leaves >= left);
            }
            prop_assert!(decision.delay <= rate.time_for(burst));
            last = Some((leaves, cost));
        }
    }

    #[test]
    fn a_log_never_holds_more_than_the_limit_in_any_window(
        arrivals in arrivals(200), limit in 1..30u64, window in windows(), logs in any::<bool>(),
    ) {
        let set = Settings { limit, window, counts_rejected: logs, ..Settings::default() };
        prop_assert!(worst(&passed(Kind::SlidingLog, &set, &arrivals), window) <= limit);
    }

    #[test]
    fn a_fixed_window_never_lets_in_more_than_twice_the_limit(
        arrivals in arrivals(200), limit in 1..30u64, window in windows(), first in any::<bool>(), counts in any::<bool>(),
    ) {
        let anchor = if first { Anchor::First } else { Anchor::Clock };
        let set = Settings { limit, window, anchor, counts_rejected: counts, ..Settings::default() };
        prop_assert!(worst(&passed(Kind::FixedWindow, &set, &arrivals), window) <= 2 * limit);
    }

    #[test]
    fn meter_token_bucket_and_gcra_decide_alike(arrivals in arrivals(200), rate in rates(), burst in 1..40u64) {
        let set = Settings { rate, burst, ..Settings::default() };
        let single = |kind| Single::new(Policy::new(kind, &set).unwrap());
        let [mut bucket, mut meter, mut gcra, mut queue] =
            [Kind::TokenBucket, Kind::LeakyMeter, Kind::Gcra, Kind::LeakyQueue].map(single);
        for &(now, cost) in &arrivals {
            let told = bucket.check(now, cost);
            for other in [&mut meter, &mut gcra, &mut queue] {
                let other = other.check(now, cost);
                let same = (other.allowed, other.remaining, other.reset, other.retry_after);
                prop_assert_eq!(same, (told.allowed, told.remaining, told.reset, told.retry_after));
            }
        }
    }

    #[test]
    fn waits_end_exactly_when_the_same_request_passes(arrivals in arrivals(60), set in settings()) {
        for kind in timed() {
            let mut single = Single::new(Policy::new(kind, &set).unwrap());
            for &(now, cost) in &arrivals {
                let decision = single.check(now, cost);
                prop_assert!(!(decision.allowed && decision.retry_after.is_some()), "{:?}", kind);
                let Some(wait) = decision.retry_after else { continue };
                prop_assert!(wait > Span::ZERO, "{:?} at {:?}", kind, now);
                prop_assert!(single.clone().check(now + wait, cost).allowed, "{:?} at {:?} cost {}: {:?}", kind, now, cost, decision);
                let early = Time(now.0 + wait.0 - 1);
                prop_assert!(!single.clone().check(early, cost).allowed, "{:?} at {:?} cost {}: {:?}", kind, now, cost, decision);
            }
        }
    }

    #[test]
    fn what_remains_passes_and_no_more(arrivals in arrivals(60), set in settings()) {
        for kind in timed().filter(|kind| !matches!(kind, Kind::GuavaBursty | Kind::GuavaWarmingUp)) {
            let mut single = Single::new(Policy::new(kind, &set).unwrap());
            for &(now, cost) in &arrivals {
                let left = single.check(now, cost).remaining;
                let left = u32::try_from(left).unwrap();
                prop_assert!(left == 0 || single.clone().check(now, left).allowed, "{:?} {:?}", kind, now);
                let unlimited = kind == Kind::RedisBucket && set.rate.hertz() > 2.0 * set.burst as f64;
                prop_assert!(unlimited || !single.clone().check(now, left + 1).allowed, "{:?} {:?} {}", kind, now, left);
            }
        }
    }

    #[test]
    fn an_idle_limiter_decides_like_a_fresh_one(
        before in arrivals(40), after in arrivals(40), set in settings(),
    ) {
        for kind in timed() {
            let policy = Policy::new(kind, &set).unwrap();
            let mut used = policy.fresh(Time::ZERO);
            let mut now = Time::ZERO;
            for &(at, cost) in &before {
                now = at;
                policy.check(&mut used, at, cost);
            }
            let idle_in = policy.idle_in(&used, now);
            if idle_in == Span::MAX {
                continue;
            }
            let from = now + idle_in;
            let mut fresh = policy.fresh(from);
            prop_assert_eq!(policy.idle_in(&used, from), Span::ZERO, "{:?}", kind);
            for &(at, cost) in &after {
                let at = from + Span(at.0);
                let (told, new) = (policy.check(&mut used, at, cost), policy.check(&mut fresh, at, cost));
                prop_assert_eq!((told.allowed, told.retry_after), (new.allowed, new.retry_after), "{:?} at {:?}", kind, at);
            }
        }
    }

    #[test]
    fn forgetting_idle_keys_changes_no_decision(
        arrivals in arrivals(300), keys in proptest::collection::vec(0..40u64, 300), set in settings(), most in 8..64usize,
    ) {
        for kind in [Kind::TokenBucket, Kind::Gcra, Kind::FixedWindow, Kind::SlidingLog, Kind::SlidingCounter, Kind::Nginx] {
            let policy = Policy::new(kind, &set).unwrap();
            let mut few = Keyed::new(policy, most);
            let mut all = Keyed::new(policy, 1_000);
            for (&(now, cost), &key) in arrivals.iter().zip(&keys) {
                let here = few.check(now, key, cost).0;
                let there = all.check(now, key, cost).0;
                if few.evicted().active > 0 {
                    break; // from here on a key may meet a limiter that has forgotten it
                }
                prop_assert_eq!(here.allowed, there.allowed, "{:?}", kind);
            }
        }
    }

    #[test]
    fn a_clock_that_goes_back_breaks_nothing(
        mut arrivals in arrivals(80), set in settings(), swaps in proptest::collection::vec((0..80usize, 0..80usize), 20),
    ) {
        for (a, b) in swaps {
            let len = arrivals.len();
            arrivals.swap(a % len, b % len);
        }
        for &kind in Kind::ALL {
            let mut single = Single::new(Policy::new(kind, &set).unwrap());
            for &(now, cost) in &arrivals {
                single.check(now, cost);
                single.idle_in(now);
            }
        }
    }
}

/// The largest numbers that are taken, at the latest moments: nothing overflows.
#[test]
fn extremes_break_nothing() {
    use kneepoint::policies::limit::Rate;
    let huge = [1, 1 << 24, u64::from(u32::MAX), 1 << 60, u64::MAX];
    for rate in ["1/d", "1000000000/s", "7/3s", "18446744073709551615/ns"] {
        for limit in huge {
            for window in [1_000_000, 1_000_000_000, 1 << 60, u64::MAX] {
                let set = Settings {
                    rate: Rate::read(rate).unwrap().0,
                    burst: limit,
                    limit,
                    window: Span(window),
                    over: limit / 2,
                    fill_interval: Span(window),
                    warm_up: Span(window),
                    most: limit,
                    ..Settings::default()
                };
                for &kind in Kind::ALL {
                    let Ok(policy) = Policy::new(kind, &set) else { continue };
                    let mut state = policy.fresh(Time::ZERO);
                    for now in [0, 1, 1 << 40, u64::MAX / 2, u64::MAX - 1, u64::MAX, 5] {
                        for cost in [0, 1, u32::MAX] {
                            policy.check(&mut state, Time(now), cost);
                            policy.idle_in(&state, Time(now));
                            policy.finished(&mut state, Time(now), Span(now), cost, now % 2 == 1);
                        }
                    }
                    kneepoint::policies::limit::config::configs(
                        &policy,
                        kneepoint::policies::limit::config::Whose::All,
                    );
                }
            }
        }
    }
}
