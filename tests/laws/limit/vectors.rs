//! Decisions of real limiters on recorded arrivals: equality, arrival by arrival.
//!
//! `data/*.tsv`: three sequences; what governor 0.10.4, token_bucket 0.4.0, aiolimiter 1.3.0, limits 5.8.0, Guava 31.1 and
//! nginx 1.22.1 decide on them, each with a fake clock; the first waits of governor.

use super::{Arrival, decide};
use kneepoint::policies::limit::{Anchor, Delay, Gcra, Kind, Policy, Rate, Settings, Single, span};
use kneepoint::sim::{Span, Time};
use std::collections::BTreeMap;

const ARRIVALS: &str = include_str!("data/arrivals.tsv");
const VECTORS: &str = include_str!("data/vectors.tsv");
const WAITS: &str = include_str!("data/gcra_waits.tsv");

fn rows(text: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    text.lines().filter(|line| !line.starts_with('#')).map(|line| line.split('\t').collect())
}

fn sequences() -> BTreeMap<&'static str, Vec<Arrival>> {
    let times = |list: &str| list.split(',').map(|micros| (Time(micros.parse::<u64>().unwrap() * 1000), 1)).collect();
    rows(ARRIVALS).map(|row| (row[0], times(row[1]))).collect()
}

/// What a line of parameters sets: `rate=10/s burst=10`, `limit=10 window=1s`, `rate=10r/s burst=5 nodelay`.
fn settings(words: &str) -> Settings {
    let mut set = Settings { burst: 0, ..Settings::default() };
    for word in words.split(' ') {
        let (name, value) = word.split_once('=').unwrap_or((word, ""));
        match name {
            "rate" => set.rate = Rate::read(&value.replace("r/", "/")).unwrap().0,
            "burst" => set.burst = value.parse().unwrap(),
            "limit" => set.limit = value.parse().unwrap(),
            "window" => set.window = span(value).unwrap(),
            "warmup" => set.warm_up = span(value).unwrap(),
            "maxBurstSeconds" => set.kept_s = value.parse().unwrap(),
            "nodelay" => set.delay = Delay::None,
            "coldFactor" => assert_eq!(value, "3", "the factor of the public interface"),
            _ => panic!("{word} is not known"),
        }
    }
    set
}

fn kinds(algorithm: &str) -> (&'static [Kind], Anchor) {
    match algorithm {
        "gcra|token_bucket|leaky_bucket_meter" => {
            (&[Kind::Gcra, Kind::TokenBucket, Kind::LeakyMeter, Kind::LeakyQueue], Anchor::Clock)
        }
        "fixed_window(first-hit-anchored)" => (&[Kind::FixedWindow], Anchor::First),
        "fixed_window(clock-aligned)" => (&[Kind::FixedWindow], Anchor::Clock),
        "sliding_log" => (&[Kind::SlidingLog], Anchor::Clock),
        "sliding_window_counter(floor)" => (&[Kind::SlidingCounter], Anchor::Clock),
        "guava_smooth_bursty" => (&[Kind::GuavaBursty], Anchor::Clock),
        "guava_warming_up" => (&[Kind::GuavaWarmingUp], Anchor::Clock),
        "nginx_limit_req" => (&[Kind::Nginx], Anchor::Clock),
        _ => panic!("{algorithm} is not known"),
    }
}

#[test]
fn every_vector_is_met_decision_by_decision() {
    let sequences = sequences();
    let mut vectors = 0;
    for row in rows(VECTORS) {
        let (kinds, anchor) = kinds(row[0]);
        let set = Settings { anchor, ..settings(row[1]) };
        for &kind in kinds {
            let decided = decide(kind, &set, &sequences[row[2]]);
            let digits: String = decided.iter().map(|&allowed| if allowed { '1' } else { '0' }).collect();
            assert_eq!(digits, row[3], "{kind:?}, {}, {}", row[1], row[2]);
            assert_eq!(decided.iter().filter(|&&allowed| allowed).count().to_string(), row[4]);
        }
        vectors += 1;
    }
    assert_eq!(vectors, 78);
}

#[test]
fn waits_are_those_of_governor() {
    let sequences = sequences();
    let mut compared = 0;
    for row in rows(WAITS) {
        let rule = Gcra::new(Rate::per_second(row[1].parse().unwrap()), row[2].parse().unwrap()).unwrap();
        let mut single = Single::new(rule);
        let waits: Vec<String> = sequences[row[0]]
            .iter()
            .filter_map(|&(now, cost)| single.check(now, cost).retry_after)
            .map(|wait| {
                assert_eq!(wait.0 % 1000, 0);
                (wait.0 / 1000).to_string()
            })
            .take(11)
            .collect();
        assert_eq!(waits.join(","), row[3], "{} {} {}", row[0], row[1], row[2]);
        compared += waits.len();
    }
    assert!(compared >= 120, "{compared} waits compared");
}

/// npm `redis-gcra`: burst 1000, 5 per 1000 ms, cost 5.
#[test]
fn the_example_of_redis_gcra_is_met() {
    let mut single = Single::new(Gcra::new(Rate::per_second(5), 1000).unwrap());
    let first = single.check(Time(0), 5);
    assert_eq!((first.remaining, first.reset), (995, Span::from_secs(1.0)));
    let last = (1..200).map(|_| single.check(Time(0), 5)).last().unwrap();
    assert_eq!((last.remaining, last.reset), (0, Span::from_secs(200.0)));
    let limited = single.check(Time(0), 5);
    assert_eq!((limited.allowed, limited.retry_after), (false, Some(Span::from_secs(1.0))));
}

/// AWS API Gateway, documentation of HTTP APIs: 10,000 a second with a burst of 5,000.
#[test]
fn the_example_of_aws_is_met() {
    let bucket = || {
        Single::new(
            Policy::new(
                Kind::TokenBucket,
                &Settings { rate: Rate::per_second(10_000), burst: 5_000, ..Settings::default() },
            )
            .unwrap(),
        )
    };
    let mut even = bucket();
    assert!((0..10_000).all(|k| even.check(Time(k * 100_000), 1).allowed));
    let mut at_once = bucket();
    assert_eq!((0..10_000).filter(|_| at_once.check(Time(0), 1).allowed).count(), 5_000);
}
