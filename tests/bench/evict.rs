//! Benchmarks of the eviction policies: `cargo bench --no-default-features --bench evict`, with the crates `lru` and
//! `quick_cache` in the same rounds; and libCacheSim, if `KNEEPOINT_LIBCACHESIM` names a Python that has the package
//! `libcachesim`.
//!
//! `-- --answer FILE` answers `tests/e2e/figures.mjs eviction`.
//!
//! Two million requests, Zipf 1.0 over 100,000 keys, room for 10,000, one thread.

mod answer;
mod harness;
mod libcachesim;

use harness::{Case, rate};
use kneepoint::policies::evict::curve::Distances;
use kneepoint::policies::evict::workload::{Keys, Pattern, Workload};
use kneepoint::policies::evict::{Eviction as _, Policy, Spec, next_uses};
use kneepoint::sim::Seed;
use std::hint::black_box;
use std::num::NonZeroUsize;
use std::sync::Arc;

const REQUESTS: usize = 2_000_000;
const KEYS: u32 = 100_000;
const ROOM: usize = 10_000;
const LRU: &str = "crate lru";

/// The keys, with the names that a cache meets: in no order, and dense by first appearance as an interner makes them.
fn keys() -> (Vec<u64>, Arc<[u32]>) {
    let workload = Workload { pattern: Pattern::Zipf, keys: KEYS, alpha: 1.0, fresh: 1 };
    let names: Vec<u64> =
        Keys::new(&workload, Seed(1)).take(REQUESTS).map(|key| u64::from(key) * 7919 % 1_000_003).collect();
    let mut ids = std::collections::BTreeMap::new();
    let dense = names.iter().map(|name| {
        let next = ids.len() as u32;
        *ids.entry(*name).or_insert(next)
    });
    let dense = dense.collect();
    (names, dense)
}

fn main() {
    let mut words = std::env::args().skip_while(|word| word != "--answer").skip(1);
    if let Some(trace) = words.next() {
        if let Err(error) = answer::answer(&trace) {
            eprintln!("{trace} cannot be read ({error}).");
        }
        return;
    }
    let (names, dense) = keys();
    let next = next_uses(&dense);
    let dense_of_peer = dense.clone();
    let mut cases = Vec::new();
    for spec in
        Spec::all().chain(Spec::list("clock:bits=2,s3-fifo:reading=lcs,w-tinylfu:counts=exact").unwrap_or_default())
    {
        let name: &'static str = Box::leak(spec.to_string().into_boxed_str());
        let (dense, next) = (dense.clone(), next.clone());
        cases.push(Case::new(name, "requests", move || {
            black_box(Policy::new(&spec, ROOM as u64, &next).misses(&dense));
            REQUESTS as u64
        }));
    }
    let trace = dense.clone();
    cases.push(Case::new("all of LRU's sizes", "requests", move || {
        let mut distances = Distances::default();
        for &key in trace.iter() {
            distances.push(key);
        }
        black_box(distances.misses(&[ROOM as u64]));
        REQUESTS as u64
    }));
    let trace = dense.clone();
    cases.push(Case::new("next uses", "requests", move || {
        black_box(next_uses(&trace));
        REQUESTS as u64
    }));
    // What the page does with a recording: read, profile, every policy at a dozen sizes.
    let text = names.iter().take(1_000_000).map(ToString::to_string).collect::<Vec<_>>().join("\n");
    cases.push(Case::new("a trace of a million, whole report", "requests", move || {
        let entry = kneepoint::concepts::find("cache-eviction");
        let opened = entry.and_then(|entry| Some((entry.about.intake?.open)(&entry.state(), "keys", &[])));
        if let Some(Ok(mut intake)) = opened {
            text.as_bytes().chunks(1 << 20).for_each(|piece| intake.feed(piece));
            intake.end();
            while intake.work() < 1.0 {}
            black_box(intake.report());
        }
        1_000_000
    }));
    let trace = names.clone();
    cases.push(Case::new(LRU, "requests", move || {
        let mut cache = lru::LruCache::new(NonZeroUsize::new(ROOM).unwrap_or(NonZeroUsize::MIN));
        let mut misses = 0;
        for &key in &trace {
            if cache.get(&key).is_none() {
                misses += 1;
                cache.put(key, ());
            }
        }
        black_box(misses);
        REQUESTS as u64
    }));
    cases.push(Case::new("crate quick_cache", "requests", move || {
        let mut cache = quick_cache::unsync::Cache::new(ROOM);
        let mut misses = 0;
        for &key in &names {
            if cache.get(&key).is_none() {
                misses += 1;
                cache.insert(key, ());
            }
        }
        black_box(misses);
        REQUESTS as u64
    }));
    let peers = libcachesim::cases(&dense_of_peer, ROOM);
    cases.extend(peers);
    let cases = harness::run(cases);
    libcachesim::ratios(&cases);
    if let (Some(lru), Some(peer)) = (rate(&cases, "lru"), rate(&cases, LRU)) {
        println!("\nlru to the crate lru: {:.2} (target at least 1.0)", lru / peer);
    }
}
