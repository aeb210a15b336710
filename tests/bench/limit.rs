//! Benchmarks of the rate limiters: `cargo bench --bench limit`. Add a word to run only what contains it:
//! `cargo bench --bench limit -- keys`.
//!
//! Every case sees the same arrivals: about twice as many as the limit allows. In `each` the clock moves before every
//! request; in `16` it moves before every sixteenth. The crate `governor` runs with its fake clock.

mod harness;

use governor::clock::FakeRelativeClock;
use governor::{Quota, RateLimiter};
use harness::{Case, rate};
use kneepoint::policies::limit::{
    Anchor, FixedWindow, Gcra, Keyed, LeakyMeter, Limiter, Rate, Single, SlidingCounter, SlidingLog, TokenBucket,
};
use kneepoint::sim::{Span, Time};
use std::hint::black_box;
use std::num::NonZeroU32;
use std::time::Duration;

/// Requests per round.
const ROUND: u64 = 4_000_000;
/// Requests per round with keys.
const KEYED_ROUND: u64 = 1 << 20;
const KEYS: u64 = 1_000_000;
/// What is allowed: a million a second, a thousand at once.
const PER_SECOND: u32 = 1_000_000;
const BURST: u32 = 1_000;
/// Nanoseconds between requests: two million a second.
const GAP: u64 = 500;

const PEER_EACH: &str = "governor 0.10, each";
const PEER_16: &str = "governor 0.10, 16";

/// Requests of one limiter; `together` of them come at the same moment.
fn single<L: Limiter + 'static>(name: &'static str, together: u64, rule: L) -> Case {
    let mut limiter = Single::new(rule);
    let mut now = Time::ZERO;
    Case::new(name, "decisions", move || {
        let mut allowed = 0;
        for _ in 0..ROUND / together {
            now = Time(now.0 + GAP * together);
            for _ in 0..together {
                allowed += u64::from(limiter.check(now, 1).allowed);
            }
        }
        black_box(allowed);
        ROUND
    })
}

/// The same, and the whole answer is used.
fn whole<L: Limiter + 'static>(name: &'static str, rule: L) -> Case {
    let mut limiter = Single::new(rule);
    let mut now = Time::ZERO;
    Case::new(name, "decisions", move || {
        for _ in 0..ROUND {
            now = Time(now.0 + GAP);
            black_box(limiter.check(now, black_box(1)));
        }
        ROUND
    })
}

fn governor(name: &'static str, together: u64) -> Case {
    let clock = FakeRelativeClock::default();
    let quota = Quota::per_second(NonZeroU32::new(PER_SECOND).unwrap()).allow_burst(NonZeroU32::new(BURST).unwrap());
    let limiter = RateLimiter::direct_with_clock(quota, clock.clone());
    Case::new(name, "decisions", move || {
        let mut allowed = 0;
        for _ in 0..ROUND / together {
            clock.advance(Duration::from_nanos(GAP * together));
            for _ in 0..together {
                allowed += u64::from(limiter.check().is_ok());
            }
        }
        black_box(allowed);
        ROUND
    })
}

/// A million keys in an order without a pattern.
fn keyed<L: Limiter + 'static>(name: &'static str, rule: L) -> Case {
    let mut limiter = Keyed::new(rule, KEYS as usize);
    let key = |k: u64| (k % KEYS).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    for k in 0..KEYS {
        limiter.check(Time::ZERO, key(k), 1);
    }
    let mut now = Time::ZERO;
    let mut at = 1u64;
    Case::new(name, "decisions", move || {
        let mut allowed = 0;
        for _ in 0..KEYED_ROUND {
            now = Time(now.0 + GAP);
            at = at.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            allowed += u64::from(limiter.check(now, key(at >> 20), 1).0.allowed);
        }
        assert_eq!(limiter.evicted().active + limiter.evicted().idle, 0);
        black_box(allowed);
        KEYED_ROUND
    })
}

/// Twice as many keys as are remembered: every other request forgets one.
fn crowded<L: Limiter + 'static>(name: &'static str, rule: L) -> Case {
    let mut limiter = Keyed::new(rule, KEYS as usize);
    let mut now = Time::ZERO;
    let mut at = 1u64;
    Case::new(name, "decisions", move || {
        let mut allowed = 0;
        for _ in 0..KEYED_ROUND {
            now = Time(now.0 + GAP);
            at = at.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            allowed += u64::from(limiter.check(now, (at >> 20) % (2 * KEYS), 1).0.allowed);
        }
        black_box(allowed);
        KEYED_ROUND
    })
}

fn main() {
    let pace = Rate::per_second(u64::from(PER_SECOND));
    let (burst, window) = (u64::from(BURST), Span(1_000_000));
    let bucket = TokenBucket::new(pace, burst).unwrap();
    let gcra = Gcra::new(pace, burst).unwrap();
    let meter = LeakyMeter::new(pace, burst).unwrap();
    let fixed = FixedWindow::new(burst, window, Anchor::Clock).unwrap();
    let counter = SlidingCounter::new(burst, window).unwrap();
    let log = SlidingLog::new(burst, window).unwrap();
    let slow = TokenBucket::new(Rate::per_second(1), 10).unwrap();
    let slow_gcra = Gcra::new(Rate::per_second(1), 10).unwrap();
    let slow_counter = SlidingCounter::new(10, Span(10_000_000_000)).unwrap();
    let cases = harness::run(vec![
        governor(PEER_EACH, 1),
        single("token bucket, each", 1, bucket),
        single("GCRA, each", 1, gcra),
        single("leaky bucket, each", 1, meter),
        single("fixed window, each", 1, fixed),
        single("sliding counter, each", 1, counter),
        single("sliding log, each", 1, log),
        governor(PEER_16, 16),
        single("token bucket, 16", 16, bucket),
        single("GCRA, 16", 16, gcra),
        single("leaky bucket, 16", 16, meter),
        single("fixed window, 16", 16, fixed),
        single("sliding counter, 16", 16, counter),
        single("sliding log, 16", 16, log),
        whole("token bucket, the whole answer", bucket),
        whole("GCRA, the whole answer", gcra),
        whole("fixed window, the whole answer", fixed),
        whole("sliding counter, the whole answer", counter),
        whole("sliding log, the whole answer", log),
        keyed("token bucket, 1 M keys", slow),
        keyed("GCRA, 1 M keys", slow_gcra),
        keyed("sliding counter, 1 M keys", slow_counter),
        crowded("token bucket, 2 M keys of which 1 M are kept", slow),
    ]);
    for (peer, end) in [(PEER_EACH, ", each"), (PEER_16, ", 16")] {
        let Some(peer) = rate(&cases, peer) else { continue };
        println!("\nratio to governor{end} (target at least 1.0)\n");
        for case in cases.iter().filter(|case| case.name.ends_with(end)) {
            println!("{:<44} {:>6.2}", case.name, case.median() / peer);
        }
    }
}
