//! The model against closed forms, and its laws.

use super::super::params::Spread;
use super::super::theory;
use super::*;
use crate::sim::Discard;
use proptest::prelude::*;

fn run(params: &Params, seconds: f64, seed: u64) -> Caches {
    let mut caches = Caches::new(params, Seed(seed));
    caches.run_until(Time::from_secs(seconds), &mut Discard);
    caches.check().unwrap();
    caches
}

fn lane(caches: &Caches, rule: Rule) -> &Lane {
    caches.lanes().iter().find(|lane| lane.rule == rule).unwrap()
}

#[test]
fn loads_for_each_expiry_are_what_theory_says() {
    for (rate, load, beta, processes) in
        [(40.0, 0.5, 1.0, 4), (10.0, 0.2, 1.0, 8), (200.0, 0.3, 2.0, 16), (3.0, 1.0, 0.7, 2)]
    {
        for pair in Rule::ALL.chunks(LANES_MAX) {
            let params = Params { cures: pair.to_vec(), rate, load, beta, processes, ttl: 8.0, ..Params::default() };
            let caches = run(&params, 30_000.0, 5);
            for lane in caches.lanes() {
                let measured = lane.tally.loads_per_expiry().unwrap();
                let theory = theory::loads_per_expiry(lane.rule, &params);
                let off = (measured / theory - 1.0).abs();
                assert!(
                    off < 0.04,
                    "{} at {rate}/s × {load} s: {measured} measured, {theory} in theory",
                    lane.rule.name()
                );
            }
        }
    }
}

#[test]
fn without_a_cure_rate_times_load_time_ask_at_once() {
    let params = Params { cures: vec![Rule::None, Rule::Lock], rate: 400.0, ..Params::default() };
    let caches = run(&params, 600.0, 2);
    // 1 + λ D = 201, and the most of some hundred expiries lies a few standard deviations above.
    let peak = f64::from(lane(&caches, Rule::None).tally.peak);
    assert!((201.0..260.0).contains(&peak), "{peak}");
    assert_eq!(lane(&caches, Rule::Lock).tally.peak, 1);
}

#[test]
fn jitter_helps_many_keys_and_not_one() {
    let peaks = |keys: u32, rate: f64| {
        let params =
            Params { cures: vec![Rule::None, Rule::Jitter], keys, rate, ttl: 60.0, jitter: 50.0, ..Params::default() };
        // The first expiry, which is that of all keys at once.
        let caches = run(&params, 110.0, 3);
        [Rule::None, Rule::Jitter].map(|rule| f64::from(lane(&caches, rule).tally.peak))
    };
    let [none, jitter] = peaks(200, 400.0);
    assert!(jitter < none / 3.0, "many keys: {none} and {jitter}");
    let [none, jitter] = peaks(1, 400.0);
    assert!((jitter / none - 1.0).abs() < 0.25, "one key: {none} and {jitter}");
}

#[test]
fn waiting_and_old_answers_differ() {
    let params = Params { cures: vec![Rule::Lock, Rule::Stale], rate: 100.0, ..Params::default() };
    let caches = run(&params, 300.0, 4);
    let (lock, stale) = (&lane(&caches, Rule::Lock).tally, &lane(&caches, Rule::Stale).tally);
    assert!(lock.stale == 0 && lock.waited > 20 * stale.waited && stale.stale > 1000);
    assert!(
        stale.stale_most <= Span::from_secs(params.load + 0.2),
        "no older than a load takes, and the wait for a request"
    );
    assert!(stale.latency.quantile(0.99).unwrap() < 0.01 && lock.latency.quantile(0.99).unwrap() > 0.3);
    // Looking every half second, as nginx does, costs up to that much more.
    let polling = Params { poll: 0.5, load: 0.1, ..params.clone() };
    let slow = run(&polling, 300.0, 4);
    let fast = run(&Params { load: 0.1, ..params }, 300.0, 4);
    let p99 = |caches: &Caches| lane(caches, Rule::Lock).tally.latency.quantile(0.995).unwrap();
    assert!(p99(&slow) > 0.49 && p99(&fast) < 0.11);
}

#[test]
fn a_busy_origin_makes_the_stampede_longer() {
    let free = Params { cures: vec![Rule::None], rate: 60.0, ..Params::default() };
    let full = Params { workers: 4, ..free.clone() };
    let (free, full) = (run(&free, 300.0, 6), run(&full, 300.0, 6));
    let p99 = |caches: &Caches| caches.lanes()[0].tally.latency.quantile(0.99).unwrap();
    assert!(p99(&full) > 2.0 * p99(&free));
}

#[test]
fn a_lock_without_an_end_outlives_its_holder() {
    let at = |lock_ttl: f64, die: f64| {
        let params = Params {
            cures: vec![Rule::Lock, Rule::Stale, Rule::None],
            die,
            lock_ttl,
            rate: 100.0,
            stale: 600.0,
            ..Params::default()
        };
        run(&params, 600.0, 8)
    };
    let forever = at(0.0, 20.0);
    // The first death is the end: all wait, and nothing is loaded any more.
    let lock = lane(&forever, Rule::Lock);
    assert!(lock.waiting() > 30_000 && lock.tally.lost == 1, "{} {}", lock.waiting(), lock.tally.lost);
    assert!(lane(&forever, Rule::Stale).tally.stale > 30_000);
    let ends = at(2.0, 20.0);
    let (lock, none) = (lane(&ends, Rule::Lock), lane(&ends, Rule::None));
    assert!(lock.tally.lost > 5 && lock.waiting() < 500, "{}", lock.waiting());
    let slowest = lock.tally.latency.quantile(0.999).unwrap();
    assert!((2.0..11.0).contains(&slowest), "{slowest}");
    assert!(none.tally.latency.quantile(0.999).unwrap() < 0.6, "without a lock each dies alone");
    // A lock that ends before its load is done lets a second one in.
    let early = at(0.2, 0.0);
    let per = lane(&early, Rule::Lock).tally.loads_per_expiry().unwrap();
    assert!((2.8..3.1).contains(&per), "0.5 s are two ends of 0.2 s and the first: {per}");
    assert_eq!(lane(&at(1.0, 0.0), Rule::Lock).tally.peak, 1);
}

#[test]
fn what_is_emptied_or_expired_is_loaded_again() {
    let params = Params { cures: vec![Rule::Stale, Rule::Timer], ttl: 600.0, rate: 50.0, ..Params::default() };
    let mut caches = run(&params, 10.0, 7);
    assert!(caches.lanes().iter().all(|lane| lane.tally.loads == 0));
    caches.act(&Action::Expire, &mut Discard);
    caches.run_until(Time::from_secs(20.0), &mut Discard);
    assert!(lane(&caches, Rule::Stale).tally.stale > 0);
    caches.act(&Action::Empty, &mut Discard);
    caches.run_until(Time::from_secs(30.0), &mut Discard);
    caches.check().unwrap();
    assert_eq!(lane(&caches, Rule::Stale).tally.loads, 2);
    assert_eq!(lane(&caches, Rule::Timer).tally.loads, 2);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]
    #[test]
    fn laws_hold_after_every_event(
        first in 0usize..8, rate in 1.0..300.0, load in 0.01..3.0, ttl in 0.5..20.0, keys in 1u32..60,
        workers in 0u32..5, seed in 0u64..1000, exponential in any::<bool>(), die in 0.0..50.0, lock_ttl in 0.0..2.0,
    ) {
        let cures = (0..4).map(|k| Rule::ALL[(first + k) % 8]).collect();
        let spread = if exponential { Spread::Exponential } else { Spread::Fixed };
        let params = Params { cures, rate, load, ttl, keys, workers, spread, lock_ttl, die, ..Params::default() };
        let mut caches = Caches::new(&params, Seed(seed));
        for step in 0..400 {
            caches.step(&mut Discard);
            prop_assert!(caches.check().is_ok(), "{:?}", caches.check());
            if step == 200 {
                caches.act(&Action::Empty, &mut Discard);
                caches.set(&Params { keys: keys / 2 + 1, cures: vec![Rule::Lock, Rule::None], ..params.clone() }, &mut Discard);
            }
        }
    }
}
