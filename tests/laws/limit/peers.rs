//! The crate `governor` on the same arrivals, decision by decision and wait by wait.

use super::{Arrival, arrivals};
use governor::clock::{Clock as _, FakeRelativeClock};
use governor::{Quota, RateLimiter};
use kneepoint::policies::limit::{Kind, Policy, Rate, Settings, Single};
use kneepoint::sim::{Span, Time};
use proptest::prelude::*;
use std::num::NonZeroU32;
use std::time::Duration;

/// What a limiter says: nothing, a wait in nanoseconds, or never.
#[derive(PartialEq, Debug)]
enum Said {
    Passes,
    Wait(u64),
    Never,
}

fn governor(quota: Quota, arrivals: &[Arrival]) -> Vec<Said> {
    let clock = FakeRelativeClock::default();
    let limiter = RateLimiter::direct_with_clock(quota, clock.clone());
    let mut before = Time::ZERO;
    let ask = |&(now, cost): &Arrival| {
        clock.advance(Duration::from_nanos(now.since(before).0));
        before = now;
        match limiter.check_n(NonZeroU32::new(cost).unwrap()) {
            Ok(Ok(())) => Said::Passes,
            Ok(Err(later)) => Said::Wait(later.wait_time_from(clock.now()).as_nanos() as u64),
            Err(_) => Said::Never,
        }
    };
    arrivals.iter().map(ask).collect()
}

fn ours(kind: Kind, interval: Span, burst: u64, arrivals: &[Arrival]) -> Vec<Said> {
    let set = Settings { rate: Rate::new(1, interval).unwrap(), burst, ..Settings::default() };
    let mut single = Single::new(Policy::new(kind, &set).unwrap());
    let ask = |&(now, cost): &Arrival| {
        let decision = single.check(now, cost);
        match decision.retry_after {
            Some(wait) => Said::Wait(wait.0),
            None if decision.allowed => Said::Passes,
            None => Said::Never,
        }
    };
    arrivals.iter().map(ask).collect()
}

/// Governor has no request without a cost.
fn priced(arrivals: Vec<Arrival>) -> Vec<Arrival> {
    arrivals.into_iter().map(|(now, cost)| (now, cost.max(1))).collect()
}

proptest! {
    /// Governor keeps the interval in whole nanoseconds, rounded down; so does this comparison.
    #[test]
    fn gcra_and_token_bucket_say_what_governor_says(
        arrivals in arrivals(200).prop_map(priced), per_second in 1..2_000u32, burst in 1..40u32,
    ) {
        let rate = NonZeroU32::new(per_second).unwrap();
        let quota = Quota::per_second(rate).allow_burst(NonZeroU32::new(burst).unwrap());
        let interval = Span(1_000_000_000 / u64::from(per_second));
        let told = governor(quota, &arrivals);
        for kind in [Kind::Gcra, Kind::TokenBucket, Kind::LeakyMeter] {
            prop_assert_eq!(&ours(kind, interval, u64::from(burst), &arrivals), &told, "{:?}", kind);
        }
    }

    #[test]
    fn slow_quotas_say_the_same(
        arrivals in arrivals(200).prop_map(priced), interval_us in 1..10_000_000u64, burst in 1..20u32,
    ) {
        let quota = Quota::with_period(Duration::from_micros(interval_us)).unwrap();
        let told = governor(quota.allow_burst(NonZeroU32::new(burst).unwrap()), &arrivals);
        for kind in [Kind::Gcra, Kind::TokenBucket] {
            let ours = ours(kind, Span(interval_us * 1000), u64::from(burst), &arrivals);
            prop_assert_eq!(&ours, &told, "{:?}", kind);
        }
    }
}
