use super::super::{Kind, Rate, Settings};
use super::*;

const S: u64 = 1_000_000_000;

/// Asks one limiter at these moments and gives what the last answer tells.
fn told(kind: Kind, set: &Settings, requests: &[(u64, u32)]) -> Told {
    let rule = Policy::new(kind, set).unwrap();
    let mut state = rule.fresh(Time::ZERO);
    let mut last = None;
    for &(ms, cost) in requests {
        let at = Time(ms * 1_000_000);
        let decision = rule.check(&mut state, at, cost);
        last = Some(Told::new(Quota::of(&rule, &decision), &decision, rule.grows_in(&state, at), at));
    }
    last.unwrap()
}
fn lines(told: &Told) -> Vec<String> {
    told.all().into_iter().map(|field| format!("{}: {}", field.name, field.value)).collect()
}
/// `n` requests at `ms`.
fn many(n: usize, ms: u64) -> Vec<(u64, u32)> {
    vec![(ms, 1); n]
}

#[test]
fn the_drafts_own_examples() {
    // B.2.1: 100 a minute, 99 left, 50 s to go.
    let minute = Settings { limit: 100, window: Span(60 * S), ..Settings::default() };
    let [policy, limit] = told(Kind::FixedWindow, &minute, &[(10_000, 1)]).draft();
    assert_eq!((policy.name, policy.value.as_str()), ("RateLimit-Policy", "\"default\";q=100;w=60"));
    assert_eq!((limit.name, limit.value.as_str()), ("RateLimit", "\"default\";r=99;t=50"));
    // B.1.4: throttled, and Retry-After names the same moment.
    let set = Settings { limit: 1, window: Span(5 * S), ..Settings::default() };
    let all = lines(&told(Kind::FixedWindow, &set, &[(0, 1), (0, 1)]));
    assert!(all.contains(&"RateLimit: \"default\";r=0;t=5".to_owned()) && all.contains(&"Retry-After: 5".to_owned()));
    // B.1.3: 40 of 100 used after 2 s.
    let [_, limit] = told(Kind::FixedWindow, &minute, &many(40, 2_000)).draft();
    assert_eq!(limit.value, "\"default\";r=60;t=58");
}

#[test]
fn every_limiter_tells_what_it_would_do() {
    // 5 a second, 10 at once; 10 in 2 s. Fourteen requests come at 0.25 s.
    let set = Settings { rate: Rate::per_second(5), limit: 10, window: Span(2 * S), ..Settings::default() };
    let bucket = [
        "RateLimit-Policy: \"default\";q=10;w=2",
        "RateLimit: \"default\";r=0;t=1",
        "RateLimit-Limit: 10",
        "RateLimit-Remaining: 0",
        "RateLimit-Reset: 2",
        "X-RateLimit-Limit: 10",
        "X-RateLimit-Remaining: 0",
        "X-RateLimit-Reset: 3",
        "Retry-After: 1",
    ];
    let refused = many(14, 250);
    for kind in [Kind::TokenBucket, Kind::LeakyMeter, Kind::LeakyQueue, Kind::Gcra] {
        assert_eq!(lines(&told(kind, &set, &refused)), bucket, "{kind:?}");
    }
    // redis-cell lets one pass before it counts the burst.
    assert_eq!(lines(&told(Kind::RedisCell, &Settings { burst: 9, ..set }, &refused)), bucket);
    // Windows: nothing more until the window ends, 1.75 s from now, or the first leaves it, a whole window from now.
    let fixed = lines(&told(Kind::FixedWindow, &set, &refused));
    assert_eq!(fixed[1], "RateLimit: \"default\";r=0;t=2");
    assert_eq!((fixed[7].as_str(), fixed[8].as_str()), ("X-RateLimit-Reset: 2", "Retry-After: 2"));
    let log = lines(&told(Kind::SlidingLog, &set, &refused));
    // One nanosecond past two seconds: rounded up.
    assert_eq!((log[1].as_str(), log[7].as_str()), ("RateLimit: \"default\";r=0;t=3", "X-RateLimit-Reset: 3"));
    // The counter's previous window weighs 9 or less from 2.0 s on: at 2.0 s it is 10, after 0.2 s more it is 9.
    let counter = lines(&told(Kind::SlidingCounter, &set, &refused));
    assert_eq!((counter[1].as_str(), counter[8].as_str()), ("RateLimit: \"default\";r=0;t=2", "Retry-After: 2"));

    // A log whose oldest leaves first: the next unit comes before all of them.
    let partly = told(Kind::SlidingLog, &set, &[(0, 1), (1_500, 1)]);
    assert_eq!((partly.remaining, partly.next_s, partly.reset_s), (8, Some(1), Some(3)));
    // A full bucket has nothing to wait for.
    let whole = told(Kind::TokenBucket, &set, &[(0, 0)]);
    assert_eq!((whole.remaining, whole.next_s, whole.reset_s), (10, Some(0), Some(0)));
}

#[test]
fn limits_in_flight_have_no_time() {
    let set = Settings { limit: 2, ..Settings::default() };
    for kind in [Kind::Concurrency, Kind::Aimd] {
        let all = lines(&told(kind, &set, &many(3, 0)));
        let expected = [
            "RateLimit-Policy: \"default\";q=2;qu=\"concurrent-requests\"",
            "RateLimit: \"default\";r=0",
            "RateLimit-Limit: 2",
            "RateLimit-Remaining: 0",
            "X-RateLimit-Limit: 2",
            "X-RateLimit-Remaining: 0",
        ];
        assert_eq!(all, expected, "{kind:?}");
    }
}

#[test]
fn products_tell_what_they_count() {
    let set = Settings { rate: Rate::per_second(5), burst: 9, limit: 10, window: Span(10 * S), ..Settings::default() };
    // nginx: one and then nine more.
    let nginx = told(Kind::Nginx, &set, &many(12, 1_000));
    assert_eq!((nginx.quota, nginx.window_s, nginx.remaining, nginx.retry_after_s), (10, Some(2), 0, Some(1)));
    // Envoy's whole second: five tokens at 2 s, the other five at 3 s.
    let set = Settings { burst: 10, ..set };
    let envoy = told(Kind::Envoy, &set, &many(11, 1_100));
    assert_eq!((envoy.quota, envoy.window_s, envoy.next_s, envoy.reset_at_s), (10, Some(2), Some(1), Some(3)));
    let redis = told(Kind::RedisBucket, &set, &many(11, 1_100));
    assert_eq!((redis.quota, redis.window_s, redis.next_s), (10, Some(2), Some(1)));
    // HAProxy counts the refused, so the wait is for more of them to leave.
    let haproxy = told(Kind::HaProxy, &set, &many(12, 1_000));
    assert_eq!((haproxy.quota, haproxy.window_s, haproxy.remaining), (10, Some(10), 0));
    assert!(haproxy.next_s <= haproxy.retry_after_s && haproxy.next_s > Some(10));
    let guava = told(Kind::GuavaBursty, &Settings { kept_s: 1.0, ..set }, &[(10_000, 1)]);
    assert_eq!((guava.quota, guava.remaining), (6, 5));
}

#[test]
fn what_cannot_be_said_in_whole_seconds_is_left_out() {
    let set = Settings { limit: 5, window: Span(S / 2), ..Settings::default() };
    let [policy, limit] = told(Kind::FixedWindow, &set, &[(100, 1)]).draft();
    assert_eq!((policy.value.as_str(), limit.value.as_str()), ("\"default\";q=5", "\"default\";r=4;t=1"));
    let set = Settings { burst: 1 << 50, rate: Rate::new(1, Span(1)).unwrap(), ..Settings::default() };
    assert_eq!(told(Kind::TokenBucket, &set, &[(0, 0)]).quota, INTEGER_MAX);
}

proptest::proptest! {
    /// Who waits as told is never too early: the next unit, and the same request.
    #[test]
    fn a_client_that_waits_as_told_is_let_in(
        kind in 0..Kind::ALL.len(), gaps in proptest::collection::vec((0u64..900, 1u32..4), 1..40)
    ) {
        let kind = Kind::ALL[kind];
        let set = Settings { rate: Rate::per_second(5), burst: 7, limit: 7, window: Span(3 * S), ..Settings::default() };
        let rule = Policy::new(kind, &set).unwrap();
        let mut state = rule.fresh(Time::ZERO);
        let mut at = Time(40_000_000);
        for (ms, cost) in gaps {
            at += Span(ms * 1_000_003);
            let decision = rule.check(&mut state, at, cost);
            let grows = rule.grows_in(&state, at);
            let told = Told::new(Quota::of(&rule, &decision), &decision, grows, at);
            if let Some(wait) = told.retry_after_s {
                // Draft 11, section 6: not before the effective window ends.
                proptest::prop_assert!(told.next_s.is_none_or(|next| next <= wait), "{kind:?} {told:?}");
            }
            // The soft limit's debt may make less of the next window, and who comes first then gets it.
            if let Some(grows) = grows.filter(|grows| *grows < Span::MAX) {
                let more = u32::try_from(decision.remaining).unwrap() + 1;
                let passes = |at: Time| rule.check(&mut state.clone(), at, more).allowed;
                proptest::prop_assert!(passes(at + grows), "{kind:?}: {more} at {at:?} + {grows:?}");
                let before = Time((at + grows).0.saturating_sub(1)).max(at);
                proptest::prop_assert!(grows.is_zero() || !passes(before), "{kind:?}: {more} before {grows:?}");
            }
        }
    }
}
