//! Rate limiters against what others decided, against each other, and against their bounds.

mod bounds;
mod oracle;
mod peers;
#[cfg(unix)]
mod real;
#[cfg(unix)]
mod redis;
#[cfg(unix)]
mod shared;
mod vectors;

use kneepoint::policies::limit::{Kind, Policy, Rate, Settings, Single};
use kneepoint::sim::{Span, Time};
use proptest::prelude::*;

/// One arrival: when and at what cost.
type Arrival = (Time, u32);

/// Arrivals in whole microseconds with many ties, bursts and pauses; costs mostly 1.
fn arrivals(most: usize) -> impl Strategy<Value = Vec<Arrival>> {
    let gap = prop_oneof![
        4 => Just(0u64),
        3 => 1..50u64,
        4 => (1..40u64).prop_map(|steps| steps * 50_000),
        3 => 1..400_000u64,
        1 => 1..20_000_000u64,
    ];
    let cost = prop_oneof![8 => Just(1u32), 2 => 1..4u32, 1 => 0..30u32];
    proptest::collection::vec((gap, cost), 1..most).prop_map(|steps| {
        let mut micros = 0;
        let arrive = |(gap, cost)| {
            micros += gap;
            (Time(micros * 1000), cost)
        };
        steps.into_iter().map(arrive).collect()
    })
}

/// Rates that divide the second, that do not, and slow ones.
fn rates() -> impl Strategy<Value = Rate> {
    let counts = prop_oneof![Just(1u64), Just(5), Just(7), Just(10), Just(20), 1..1000u64];
    let periods = prop_oneof![4 => Just(1_000u64), 1 => Just(3_000), 1 => Just(60_000), 1 => 1..10_000u64];
    (counts, periods).prop_map(|(count, ms)| Rate::new(count, Span(ms * 1_000_000)).unwrap())
}

/// Windows of round and of odd lengths.
fn windows() -> impl Strategy<Value = Span> {
    prop_oneof![Just(1_000_000u64), Just(50_000), Just(2_000_000), 1..3_000_000u64]
        .prop_map(|micros| Span(micros * 1000))
}

/// Which arrivals `kind` lets in.
fn decide(kind: Kind, set: &Settings, arrivals: &[Arrival]) -> Vec<bool> {
    let mut single = Single::new(Policy::new(kind, set).unwrap());
    arrivals.iter().map(|&(now, cost)| single.check(now, cost).allowed).collect()
}
