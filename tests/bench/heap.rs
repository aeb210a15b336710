//! The yardstick: M/M/1 as plainly as it can be written on a `BinaryHeap`, with the same random numbers as the engine
//! and no statistics but a count and a sum.

use kneepoint::sim::{Dice, Seed, Stream};
use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Event {
    Arrival,
    Departure,
}

/// Serves `customers` at load 0.8. Returns how many events ran; `sum` gets the sojourn times in nanoseconds.
pub fn mm1(customers: u64, seed: u64, sum: &mut u64) -> u64 {
    let mut arrivals: Dice = Seed(seed).dice(Stream::Arrivals, 0);
    let mut services: Dice = Seed(seed).dice(Stream::Demand, 0);
    let mut heap = BinaryHeap::with_capacity(64);
    let mut line = VecDeque::new();
    let (mut sequence, mut events, mut served) = (0u64, 0u64, 0u64);
    let mut push = |heap: &mut BinaryHeap<_>, at: u64, event: Event| {
        sequence += 1;
        heap.push(Reverse((at, sequence, event)));
    };
    let gap = |dice: &mut Dice, mean: f64| (dice.exponential() * mean) as u64;
    push(&mut heap, gap(&mut arrivals, 1.25e9), Event::Arrival);
    while served < customers {
        let Some(Reverse((now, _, event))) = heap.pop() else { break };
        events += 1;
        match event {
            Event::Arrival => {
                push(&mut heap, now + gap(&mut arrivals, 1.25e9), Event::Arrival);
                line.push_back(now);
                if line.len() == 1 {
                    push(&mut heap, now + gap(&mut services, 1e9), Event::Departure);
                }
            }
            Event::Departure => {
                served += 1;
                *sum += now - line.pop_front().unwrap_or(now);
                if !line.is_empty() {
                    push(&mut heap, now + gap(&mut services, 1e9), Event::Departure);
                }
            }
        }
    }
    events
}
