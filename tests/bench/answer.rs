//! The other side of `tests/e2e/figures.mjs eviction`: asked for one policy at a time over the same requests, so that the
//! browser and this can be timed by turns.

use super::harness::seconds;
use kneepoint::policies::evict::{Eviction as _, Policy, Spec, next_uses};
use std::io::BufRead as _;

/// Reads a trace (keys of four bytes each, dense), then lines of a policy, a room and how often it is to be run; answers
/// with the misses, requests and seconds of the processor.
pub fn answer(trace: &str) -> std::io::Result<()> {
    let keys: Vec<u32> = std::fs::read(trace)?.as_chunks().0.iter().map(|bytes| u32::from_le_bytes(*bytes)).collect();
    let next = next_uses(&keys);
    for line in std::io::stdin().lock().lines() {
        let line = line?;
        let words: Vec<&str> = line.split(' ').collect();
        let wanted = match words[..] {
            [policy, room, times] => policy.parse::<Spec>().ok().zip(room.parse::<u64>().ok()).zip(times.parse().ok()),
            _ => None,
        };
        let Some(((spec, room), times)) = wanted else {
            println!("{line} is not: policy room times");
            continue;
        };
        let (start, mut misses) = (seconds(), 0);
        for _ in 0..times {
            misses = Policy::new(&spec, room, &next).misses(&keys);
        }
        println!("{misses} {} {}", times * keys.len(), seconds() - start);
    }
    Ok(())
}
