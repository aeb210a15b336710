//! The slow way: every decision from the list of everything that passed before, in whole numbers, with no state.

use super::{Arrival, arrivals, decide, rates, windows};
use kneepoint::policies::limit::{Anchor, Kind, Rate, Settings};
use kneepoint::sim::{Span, Time};
use proptest::prelude::*;

/// Decides with `rule`, which sees what passed before.
fn slowly(arrivals: &[Arrival], mut rule: impl FnMut(&[Arrival], Time, u32) -> bool) -> Vec<bool> {
    let mut passed = Vec::new();
    let decide = |&(now, cost): &Arrival| {
        let allowed = rule(&passed, now, cost);
        if allowed {
            passed.push((now, cost));
        }
        allowed
    };
    arrivals.iter().map(decide).collect()
}

/// A token bucket in the algebra of minima: whatever moment one looks back to, not more passed since than the capacity
/// and what has come since.
fn bucket(passed: &[Arrival], rate: Rate, burst: u64, now: Time, cost: u32) -> bool {
    let (count, per) = (u128::from(rate.count().get()), u128::from(rate.per().get()));
    let fits = |since: Time, sum: u128| sum * per <= u128::from(burst) * per + u128::from(now.since(since).0) * count;
    let mut sum = u128::from(cost);
    fits(now, sum)
        && passed.iter().rev().all(|&(then, cost)| {
            sum += u128::from(cost);
            fits(then, sum)
        })
}

fn sum(passed: &[Arrival], of: impl Fn(Time) -> bool) -> u64 {
    passed.iter().filter(|(then, _)| of(*then)).map(|&(_, cost)| u64::from(cost)).sum()
}

proptest! {
    #[test]
    fn token_bucket(arrivals in arrivals(150), rate in rates(), burst in 1..40u64) {
        let set = Settings { rate, burst, ..Settings::default() };
        let slow = slowly(&arrivals, |passed, now, cost| bucket(passed, rate, burst, now, cost));
        prop_assert_eq!(decide(Kind::TokenBucket, &set, &arrivals), slow);
    }

    #[test]
    fn sliding_log(arrivals in arrivals(150), limit in 1..30u64, window in windows()) {
        let set = Settings { limit, window, ..Settings::default() };
        let slow = slowly(&arrivals, |passed, now, cost| {
            sum(passed, |then| now.since(then) <= window) + u64::from(cost) <= limit
        });
        prop_assert_eq!(decide(Kind::SlidingLog, &set, &arrivals), slow);
    }

    #[test]
    fn fixed_window_by_the_clock(arrivals in arrivals(150), limit in 1..30u64, window in windows()) {
        let set = Settings { limit, window, ..Settings::default() };
        let slow = slowly(&arrivals, |passed, now, cost| {
            sum(passed, |then| then.0 / window.0 == now.0 / window.0) + u64::from(cost) <= limit
        });
        prop_assert_eq!(decide(Kind::FixedWindow, &set, &arrivals), slow);
    }

    #[test]
    fn fixed_window_from_the_first(
        arrivals in arrivals(150), limit in 1..30u64, window in windows(), counts in any::<bool>(),
    ) {
        let set = Settings { limit, window, anchor: Anchor::First, counts_rejected: counts, ..Settings::default() };
        let mut open: Option<(Time, u64)> = None;
        let slow: Vec<bool> = arrivals.iter().map(|&(now, cost)| {
            let (start, counted) = open.filter(|(start, _)| now.since(*start) < window).unwrap_or((now, 0));
            let allowed = counted + u64::from(cost) <= limit;
            open = Some((start, if allowed || counts { counted + u64::from(cost) } else { counted }));
            allowed
        }).collect();
        prop_assert_eq!(decide(Kind::FixedWindow, &set, &arrivals), slow);
    }

    #[test]
    fn sliding_counter(arrivals in arrivals(150), limit in 1..30u64, window in windows()) {
        let set = Settings { limit, window, ..Settings::default() };
        let slow = slowly(&arrivals, |passed, now, cost| {
            let index = now.0 / window.0;
            let current = sum(passed, |then| then.0 / window.0 == index);
            let previous = sum(passed, |then| then.0 / window.0 + 1 == index);
            let left = (index + 1) * window.0 - now.0;
            let weighed = (u128::from(previous) * u128::from(left) / u128::from(window.0)) as u64 + current;
            weighed + u64::from(cost) <= limit
        });
        prop_assert_eq!(decide(Kind::SlidingCounter, &set, &arrivals), slow);
    }
}

/// A tie between a microsecond and a third: 7 tokens in 3 s are one every 428,571.43 µs.
#[test]
fn ties_of_odd_rates_fall_on_the_right_microsecond() {
    let set = Settings { rate: Rate::new(7, Span::from_secs(3.0)).unwrap(), burst: 1, ..Settings::default() };
    let at = |micros: u64| (Time(micros * 1000), 1);
    let arrivals = [at(0), at(428_571), at(428_572), at(857_142), at(857_143), at(857_144)];
    for kind in [Kind::TokenBucket, Kind::Gcra, Kind::LeakyMeter] {
        assert_eq!(decide(kind, &set, &arrivals), [true, false, true, false, false, true], "{kind:?}");
    }
}
