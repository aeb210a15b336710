//! Laws of all eviction policies, and a brute-force model of each that agrees step by step.

use super::workload::{Keys, Pattern, Workload};
use super::*;
use crate::sim::Seed;
use proptest::prelude::*;

mod models;
mod queues;

fn spec(text: &str) -> Spec {
    text.parse().unwrap()
}

fn misses(text: &str, capacity: u64, keys: &[Key]) -> u64 {
    Policy::new(&spec(text), capacity, &next_uses(keys)).misses(keys)
}

/// Every policy, and every reading and option of those that have some.
fn every() -> Vec<Spec> {
    const MORE: &str = "clock:bits=2,clock:bits=3,slru:protected=50,2q:kin=10:kout=100,lru-2:k=1,lru-2:k=3,arc:p=whole,\
        lirs:hir=30:names=50,s3-fifo:reading=lcs,s3-fifo:small=40:ghost=20:threshold=1,tinylfu:counts=exact,\
        tinylfu:doorkeeper=on,w-tinylfu:counts=exact,w-tinylfu:window=20:doorkeeper=on,hyperbolic:samples=3,\
        redis-lru:samples=10,redis-lfu:decay=20:factor=0,ttl:span=9:kind=sliding,ttl:span=5:span2=11:expiry=active";
    Spec::all().chain(Spec::list(MORE).unwrap()).collect()
}

/// Policies that keep every key that is asked for.
fn keeps_newcomers(spec: &Spec) -> bool {
    !matches!(spec.kind, Kind::TinyLfu | Kind::WTinyLfu)
}

/// Random keys: a few hot ones, and more of the others the larger `spread` is.
fn trace() -> impl Strategy<Value = Vec<Key>> {
    let key = prop_oneof![0u32..4, 0u32..12, 0u32..40];
    proptest::collection::vec(key, 1..400)
}

#[derive(Default)]
struct Log {
    gone: Vec<Key>,
    refused: Vec<Key>,
}

impl Watch for Log {
    fn evicted(&mut self, key: Key, _: Why) {
        self.gone.push(key);
    }
    fn refused(&mut self, key: Key, _: Why) {
        self.refused.push(key);
    }
}

proptest! {
    #[test]
    fn every_policy_agrees_with_its_model_step_by_step(keys in trace(), capacity in 1u64..14) {
        let next = next_uses(&keys);
        for spec in every() {
            let Some(mut model) = models::of(&spec, capacity as usize, &keys) else { continue };
            let mut policy = Policy::new(&spec, capacity, &next);
            for (at, &key) in keys.iter().enumerate() {
                let hit = !policy.request(key, 1).is_miss();
                prop_assert_eq!(hit, model.request(key), "{} of {}, request {}: {}", spec, capacity, at, key);
                // Of keys that never come again MIN may take any: there only hits are compared.
                for key in (0..40).filter(|_| spec.kind != Kind::Belady) {
                    prop_assert_eq!(policy.holds(key), model.holds(key), "{} of {}, {} after {}", spec, capacity, key, at);
                }
            }
        }
    }

    #[test]
    fn what_is_said_about_a_cache_is_true(
        requests in proptest::collection::vec((0u32..30, 1u32..9), 1..300), capacity in 1u64..40,
    ) {
        let keys: Vec<Key> = requests.iter().map(|request| request.0).collect();
        let next = next_uses(&keys);
        for spec in every() {
            let mut policy = Policy::with_entries(&spec, capacity, capacity.div_ceil(4), &next);
            let mut held = [0u32; 30];
            for &(key, size) in &requests {
                let mut log = Log::default();
                let was = held[key as usize] > 0 && policy.holds(key);
                let outcome = policy.serve(key, size, &mut log);
                if spec.kind != Kind::Ttl {
                    prop_assert_eq!(outcome.is_miss(), !was, "{}", spec);
                }
                let came = outcome.is_miss() && !log.refused.contains(&key);
                for &gone in &log.gone {
                    prop_assert!(held[gone as usize] > 0 || gone == key, "{}: {} left and was not there", spec, gone);
                    held[gone as usize] = 0;
                }
                if came && policy.holds(key) {
                    held[key as usize] = size;
                }
                prop_assert!(policy.used() <= capacity, "{}", spec);
                prop_assert_eq!(policy.used(), held.iter().map(|&size| u64::from(size)).sum::<u64>(), "{}", spec);
                for key in 0..30 {
                    prop_assert_eq!(policy.holds(key), held[key as usize] > 0, "{}: {}", spec, key);
                }
                if u64::from(size) <= capacity && keeps_newcomers(&spec) {
                    prop_assert!(policy.holds(key), "{} does not keep {}", spec, key);
                }
            }
        }
    }

    #[test]
    fn nothing_beats_min_and_what_fits_misses_once(keys in trace(), capacity in 1u64..50) {
        // MIN keeps every key that is asked for. What refuses some is at most as good as MIN with one more place.
        let floor = misses("belady", capacity, &keys);
        let lower = misses("belady", capacity + 1, &keys);
        let distinct = keys.iter().collect::<std::collections::BTreeSet<_>>().len() as u64;
        for spec in every() {
            let missed = misses(&spec.to_string(), capacity, &keys);
            let floor = if spec.kind == Kind::TinyLfu { lower } else { floor };
            prop_assert!(missed >= floor, "{} misses {}, MIN {}", spec, missed, floor);
            // A key that does not live for ever may come in again.
            if capacity >= distinct && spec.kind != Kind::Ttl {
                prop_assert_eq!(missed, distinct, "{}", spec);
            }
        }
    }

    #[test]
    fn stack_algorithms_never_miss_more_with_more_room(keys in trace(), capacity in 1u64..40) {
        for policy in ["lru", "belady", "lru-2:k=1"] {
            prop_assert!(misses(policy, capacity + 1, &keys) <= misses(policy, capacity, &keys), "{}", policy);
        }
    }

    #[test]
    fn lru_is_within_the_bound_of_sleator_and_tarjan(keys in trace(), c in 1u64..20, h in 1u64..20) {
        let (c, h) = (c.max(h), c.min(h));
        prop_assert!(misses("lru", c, &keys) * (c - h + 1) <= c * misses("belady", h, &keys) + h * (c - h + 1));
    }

    #[test]
    fn a_copy_goes_on_like_the_original(keys in trace(), capacity in 1u64..12, cut in 0usize..400) {
        let cut = cut.min(keys.len());
        let next = next_uses(&keys);
        for spec in every() {
            let mut policy = Policy::new(&spec, capacity, &next);
            policy.misses(&keys[..cut]);
            let mut copy = policy.clone();
            prop_assert_eq!(policy.misses(&keys[cut..]), copy.misses(&keys[cut..]));
        }
    }
}

const SILBERSCHATZ: [Key; 20] = [7, 0, 1, 2, 0, 3, 0, 4, 2, 3, 0, 3, 2, 1, 2, 0, 1, 7, 0, 1];
const BELADY: [Key; 12] = [1, 2, 3, 4, 1, 2, 5, 1, 2, 3, 4, 5];

#[test]
fn the_textbooks_strings() {
    let counts = ["fifo", "lru", "belady"].map(|policy| misses(policy, 3, &SILBERSCHATZ));
    assert_eq!(counts, [15, 12, 9]);
}

#[test]
fn beladys_anomaly() {
    assert_eq!([3, 4].map(|frames| misses("fifo", frames, &BELADY)), [9, 10]);
    assert_eq!([3, 4].map(|frames| misses("lru", frames, &BELADY)), [10, 8]);
    assert_eq!([3, 4].map(|frames| misses("belady", frames, &BELADY)), [7, 6]);
}

#[test]
fn a_loop_larger_than_the_cache() {
    const N: u64 = 101;
    const TURNS: u64 = 400;
    let keys: Vec<Key> = (0..N * TURNS).map(|k| (k % N) as Key).collect();
    for policy in ["fifo", "lru", "clock", "second-chance", "arc", "sieve"] {
        assert_eq!(misses(policy, N - 1, &keys), N * TURNS, "{policy}");
    }
    // MIN misses (N − c) / (N − 1) of the requests.
    for c in [20, 70, 100] {
        let share = misses("belady", c, &keys) as f64 / (N * TURNS) as f64;
        assert!((share - (N - c) as f64 / (N - 1) as f64).abs() < 0.005, "{c}: {share}");
    }
    // Random hits with h = (1 − 1/c)^((N − 1)(1 − h)).
    let c = 50.0;
    let mut h = 0.2;
    for _ in 0..1000 {
        h = libm::pow(1.0 - 1.0 / c, (N - 1) as f64 * (1.0 - h));
    }
    let share = misses("random", 50, &keys) as f64 / (N * TURNS) as f64;
    assert!((share - (1.0 - h)).abs() < 0.01, "{share}, theory {}", 1.0 - h);
}

#[test]
fn a_scan_misses_always() {
    let keys: Vec<Key> = (0..10_000).collect();
    for spec in every() {
        for capacity in [1, 50, 1000] {
            assert_eq!(misses(&spec.to_string(), capacity, &keys), 10_000, "{spec}");
        }
    }
}

fn stream(pattern: Pattern, keys: u32, alpha: f64, n: usize) -> Vec<Key> {
    Keys::new(&Workload { pattern, keys, alpha, fresh: workload::NEW_MAX }, Seed(1)).take(n).collect()
}

#[test]
fn scans_flush_lru_and_not_the_others() {
    let keys = stream(Pattern::ZipfAndScans { len: 500, every: 1000 }, 5000, 1.0, 300_000);
    let of = |policy: &str| misses(policy, 250, &keys) as f64 / keys.len() as f64;
    let (lru, sieve, s3, wt) = (of("lru"), of("sieve"), of("s3-fifo"), of("w-tinylfu"));
    assert!(sieve < lru - 0.02 && s3 < lru - 0.02 && wt < lru - 0.02, "{lru} {sieve} {s3} {wt}");
}

#[test]
fn w_tinylfu_survives_a_scan() {
    let mut keys = stream(Pattern::Zipf, 1000, 1.0, 50_000);
    let hot = keys.len();
    keys.extend(1000..11_000);
    let held = |policy: &str| {
        let mut policy = Policy::new(&spec(policy), 200, &std::sync::Arc::default());
        policy.misses(&keys[..hot]);
        let before = (0..20).filter(|&key| policy.holds(key)).count();
        policy.misses(&keys[hot..]);
        (before, (0..20).filter(|&key| policy.holds(key)).count())
    };
    assert_eq!(held("lru").1, 0);
    let (before, after) = held("w-tinylfu");
    assert!(before == 20 && after >= 19, "{before} {after}");
}

#[test]
fn measured_miss_ratios_are_those_of_theory() {
    const WARMUP: usize = 50_000;
    let keys = stream(Pattern::Zipf, 4000, 0.8, 650_000);
    let che = curve::Che::new(&workload::weights(4000, 0.8));
    for capacity in [100u64, 400, 1000] {
        let measured = |policy: &str| {
            let mut policy = Policy::new(&spec(policy), capacity, &std::sync::Arc::default());
            policy.misses(&keys[..WARMUP]);
            policy.misses(&keys[WARMUP..]) as f64 / (keys.len() - WARMUP) as f64
        };
        let (lru, fifo) = (che.lru(capacity as f64), che.fifo(capacity as f64));
        assert!((measured("lru") / lru - 1.0).abs() < 0.01);
        assert!((measured("fifo") / fifo - 1.0).abs() < 0.01);
        assert!((measured("random") / fifo - 1.0).abs() < 0.01);
    }
}

#[test]
fn more_samples_come_closer_to_lru() {
    let keys = stream(Pattern::Shifting { period: 2000, by: 50 }, 2000, 1.0, 200_000);
    let of = |policy: &str| misses(policy, 200, &keys);
    let (lru, ten, five, one) = (of("lru"), of("redis-lru:samples=10"), of("redis-lru"), of("redis-lru:samples=1"));
    assert!(lru < five && ten.abs_diff(lru) < five.abs_diff(lru) && five < one, "{lru} {ten} {five} {one}");
}

#[test]
fn ageing_forgets_what_was_hot() {
    let keys = stream(Pattern::Shifting { period: 20_000, by: 400 }, 1000, 1.2, 100_000);
    assert!(misses("lfu-da", 100, &keys) < misses("lfu", 100, &keys));
    assert!(misses("redis-lfu:decay=500", 100, &keys) < misses("redis-lfu:decay=0", 100, &keys));
}

#[test]
fn next_uses_are_the_next_ones() {
    assert_eq!(*next_uses(&[5, 6, 5, 5, 6]), [2, 4, 3, NEVER, NEVER]);
    assert!(next_uses(&[]).is_empty());
}
