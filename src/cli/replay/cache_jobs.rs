//! Replays of one trace: every policy at every size, two at a time while their memory allows it.

use crate::cli::progress::{self, Progress};
use crate::policies::evict::trace::Packed;
use crate::policies::evict::{Eviction as _, Kind, Policy, Spec, next_uses_in_place};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};

/// One replay.
#[derive(Clone, Copy)]
pub struct Job {
    /// Which policy.
    pub spec: Spec,
    /// How large.
    pub size: u64,
}

/// Requests that are unpacked in one go.
const PIECE: usize = 4096;
/// Two replays run at the same time if together they need no more than this per distinct key, in bytes.
const BYTES_MAX: u64 = 40;
/// What is needed beside that may always be used.
const SMALL: u64 = 64 << 20;

/// What is to be done, and what is being done.
struct Desk {
    next: usize,
    running: usize,
    bytes: u64,
}

/// The misses of each job, in their order.
pub fn replay_all(trace: &Packed, jobs: &[Job]) -> Vec<u64> {
    let progress = Progress::new(jobs.len() as u64);
    let misses: Vec<AtomicU64> = jobs.iter().map(|_| AtomicU64::new(0)).collect();
    let desk = (Mutex::new(Desk { next: 0, running: 0, bytes: 0 }), Condvar::new());
    let needs: Vec<u64> = jobs.iter().map(|job| bytes(job, trace)).collect();
    let most = SMALL.max(u64::from(trace.distinct()) * BYTES_MAX);
    let work = || {
        while let Some(at) = take(&desk, &needs, most) {
            misses[at].store(replay(trace, &jobs[at], &progress), Ordering::Relaxed);
            let mut open = desk.0.lock().unwrap_or_else(PoisonError::into_inner);
            open.running -= 1;
            open.bytes -= needs[at];
            desk.1.notify_one();
        }
    };
    std::thread::scope(|scope| {
        if jobs.len() > 1 {
            scope.spawn(work);
        }
        work();
    });
    misses.into_iter().map(AtomicU64::into_inner).collect()
}

/// The next job, once there is room for it.
fn take(desk: &(Mutex<Desk>, Condvar), needs: &[u64], most: u64) -> Option<usize> {
    let mut open = desk.0.lock().unwrap_or_else(PoisonError::into_inner);
    loop {
        let need = *needs.get(open.next)?;
        if open.running == 0 || open.bytes + need <= most {
            open.running += 1;
            open.bytes += need;
            open.next += 1;
            return Some(open.next - 1);
        }
        open = desk.1.wait(open).unwrap_or_else(PoisonError::into_inner);
    }
}

/// What a policy notes about all keys, resident or not.
fn bytes(job: &Job, trace: &Packed) -> u64 {
    let key = match job.spec.kind {
        Kind::Random => 4,
        Kind::RedisLru | Kind::RedisLfu => 12,
        Kind::Hyperbolic | Kind::TinyLfu | Kind::WTinyLfu => 20,
        Kind::LfuDa => 24,
        Kind::Lirs => 32,
        Kind::Ttl => 40,
        Kind::LruK => 4 + 8 * u64::from(job.spec.values[0]),
        Kind::Belady => 12 + 4 * trace.requests() / u64::from(trace.distinct().max(1)),
        _ => 16,
    };
    key * u64::from(trace.distinct())
}

fn replay(trace: &Packed, job: &Job, progress: &Progress) -> u64 {
    let mut done = progress::Job::new(progress);
    let next: Arc<Vec<u32>> =
        if job.spec.kind == Kind::Belady { next_uses_in_place(trace.keys()) } else { Arc::default() };
    // What a key weighs on average says how many fit.
    let mean = (trace.footprint() / u64::from(trace.distinct().max(1))).max(1);
    let entries = (job.size / mean).clamp(1, u64::from(trace.distinct()));
    let mut policy = Policy::with_entries(&job.spec, job.size, if trace.sized() { entries } else { job.size }, &next);
    policy.reserve(trace.distinct());
    let mut unpack = trace.unpack();
    let (mut misses, mut requests) = (0, 0u64);
    let (mut keys, mut pairs) = (Vec::with_capacity(PIECE), Vec::with_capacity(PIECE));
    loop {
        if trace.sized() {
            pairs.clear();
            pairs.extend(unpack.by_ref().take(PIECE));
            misses += policy.misses_sized(&pairs);
        } else {
            keys.clear();
            keys.extend(unpack.by_ref().take(PIECE).map(|(key, _)| key));
            misses += policy.misses(&keys);
        }
        let count = keys.len() + pairs.len();
        if count == 0 {
            return misses;
        }
        requests += count as u64;
        done.at(requests as f64 / trace.requests() as f64);
    }
}
