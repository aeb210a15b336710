//! Replays of one trace: every policy at every size, two at a time while their memory allows it.
//!
//! Whoever runs a policy gets it ready, with room for its notes about every key: one thread makes them all and gives them
//! back, as an allocator keeps what was freed for the thread that asked for it. The room is more than is needed
//! ([`cache_spool::ROOMY`](super::cache_spool::ROOMY)), and those that note most come first.

use super::cache_spool::{ROOMY, Stored};
use crate::cli::progress::{self, Progress};
use crate::policies::evict::{Eviction as _, Kind, Policy, Spec};
use std::io;
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, SyncSender, channel, sync_channel};
use std::sync::{Arc, PoisonError};

/// One replay.
#[derive(Clone, Copy)]
pub struct Job {
    /// Which policy.
    pub spec: Spec,
    /// How large.
    pub size: u64,
}

/// Replays at the same time.
const HANDS: usize = 2;
/// They may together need no more than this per distinct key, in bytes.
const BYTES_MAX: u64 = 40;
/// So much may always be used.
const SMALL: u64 = 1 << 20;

/// A policy on its way to or from a replay.
struct Ready {
    at: usize,
    policy: Policy,
    misses: io::Result<u64>,
}

/// The misses of each job, in their order.
pub fn replay_all(trace: &mut Stored, jobs: &[Job]) -> io::Result<Vec<u64>> {
    if jobs.iter().any(|job| job.spec.kind == Kind::Belady) {
        trace.foresee()?;
    }
    let trace = &*trace;
    let progress = Progress::new(jobs.len() as u64);
    let (to_hands, work) = sync_channel::<Ready>(HANDS);
    let (to_desk, done) = channel::<Ready>();
    let work = Mutex::new(work);
    std::thread::scope(|scope| {
        for _ in 0..HANDS.min(jobs.len()) {
            let to_desk = to_desk.clone();
            let (work, progress) = (&work, &progress);
            scope.spawn(move || {
                let next = || work.lock().unwrap_or_else(PoisonError::into_inner).recv();
                while let Ok(mut ready) = next() {
                    ready.misses = replay(trace, &mut ready.policy, progress);
                    if to_desk.send(ready).is_err() {
                        return;
                    }
                }
            });
        }
        let misses = desk(trace, jobs, &to_hands, &done);
        // Nothing follows, so the hands end.
        drop(to_hands);
        misses
    })
}

/// Gives out the jobs, those that need most first, and takes them back.
fn desk(trace: &Stored, jobs: &[Job], hands: &SyncSender<Ready>, done: &Receiver<Ready>) -> io::Result<Vec<u64>> {
    let needs: Vec<u64> = jobs.iter().map(|job| bytes(job, trace)).collect();
    let most = SMALL.max(u64::from(trace.distinct()) * BYTES_MAX);
    let mut left: Vec<usize> = (0..jobs.len()).collect();
    left.sort_by_key(|&at| std::cmp::Reverse(needs[at]));
    let (mut misses, mut running, mut used) = (vec![0; jobs.len()], 0, 0);
    while running > 0 || !left.is_empty() {
        // The first of those that are left for which there is room; one alone may need as much as it needs.
        let fits = |at: &usize| running == 0 || (running < HANDS && used + needs[*at] <= most);
        if let Some(place) = left.iter().position(fits) {
            let at = left.remove(place);
            let ready = Ready { at, policy: policy(trace, &jobs[at]), misses: Ok(0) };
            if hands.send(ready).is_err() {
                break;
            }
            running += 1;
            used += needs[at];
            continue;
        }
        let Ok(back) = done.recv() else { break };
        misses[back.at] = back.misses?;
        running -= 1;
        used -= needs[back.at];
    }
    Ok(misses)
}

/// What a policy notes about all keys, resident or not.
fn bytes(job: &Job, trace: &Stored) -> u64 {
    u64::from(trace.distinct()) * each(&job.spec) / u64::from(ASKED)
}

/// Keys that a policy is asked about.
const ASKED: u32 = 1 << 10;

/// What a policy that holds next to nothing notes about so many keys.
fn each(spec: &Spec) -> u64 {
    let mut policy = Policy::with_entries(spec, 1, 1, &Arc::default());
    let none = policy.heap_bytes();
    policy.reserve(ASKED);
    policy.heap_bytes().saturating_sub(none) as u64
}

fn policy(trace: &Stored, job: &Job) -> Policy {
    // What a key weighs on average says how many fit.
    let mean = (trace.footprint() / u64::from(trace.distinct().max(1))).max(1);
    let entries = (job.size / mean).clamp(1, u64::from(trace.distinct()));
    let entries = if trace.sized() { entries } else { job.size };
    let mut policy = Policy::with_entries(&job.spec, job.size, entries, &Arc::default());
    policy.reserve(trace.distinct().max(ROOMY));
    policy
}

fn replay(trace: &Stored, policy: &mut Policy, progress: &Progress) -> io::Result<u64> {
    let mut done = progress::Job::new(progress);
    let mut pass = trace.pass();
    let (mut misses, mut requests) = (0, 0u64);
    let (mut keys, mut pairs) = (Vec::new(), Vec::new());
    while if trace.sized() { pass.pairs(&mut pairs)? } else { pass.keys(&mut keys)? } {
        if let Policy::Belady(min) = policy {
            min.foresee(pass.next_uses()?);
        }
        misses += if trace.sized() { policy.misses_sized(&pairs) } else { policy.misses(&keys) };
        requests += (keys.len() + pairs.len()) as u64;
        done.at(requests as f64 / trace.requests() as f64);
    }
    Ok(misses)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_key_needs_is_what_its_policy_notes() {
        let needs = |kind: Kind| each(&Spec::from(kind)) / u64::from(ASKED);
        // A place among the residents, and all else goes by these.
        for kind in [Kind::Random, Kind::RedisLru, Kind::RedisLfu, Kind::Hyperbolic, Kind::LruK] {
            assert_eq!(needs(kind), 4, "{kind:?}");
        }
        for (kind, least) in [(Kind::Lru, 16), (Kind::Belady, 8), (Kind::Lirs, 32), (Kind::Ttl, 36)] {
            assert!((least..=40).contains(&needs(kind)), "{kind:?}: {}", needs(kind));
        }
    }
}
