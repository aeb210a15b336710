//! The job behind the miss-ratio chart: many policies at many sizes over one trace, a piece at a time.
//!
//! LRU comes first, by stack distances (Mattson et al. 1970), then MIN, then the others in their order, each at all sizes
//! from the largest down. The job is plain data: whoever runs it decides how much is done before looking up.

use super::super::{Eviction as _, Key, Kind, Policy, Spec, next_uses, next_uses_in_place};
use super::stack::Distances;
use std::sync::Arc;

/// A policy's curve, as far as it is known.
#[derive(Clone, PartialEq, Debug)]
pub struct Line {
    /// Which policy.
    pub spec: Spec,
    /// Misses at each size; `None` where they are not known yet.
    pub misses: Vec<Option<u64>>,
}

/// What is being worked out.
#[derive(Clone, Debug)]
enum Now {
    Distances(Distances),
    Replay { line: usize, size: usize, policy: Box<Policy>, misses: u64 },
    Done,
}

/// What is replayed.
#[derive(Clone, Debug)]
pub enum Requests {
    /// Keys, each of size 1.
    Keys(Arc<[Key]>),
    /// Keys with sizes, and how large a different key is on average.
    Sized(Arc<[(Key, u32)]>, u64),
}

impl Requests {
    /// How many there are.
    pub fn len(&self) -> usize {
        match self {
            Self::Keys(keys) => keys.len(),
            Self::Sized(pairs, _) => pairs.len(),
        }
    }
    /// True if there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
    /// LRU's distances count keys, so with sizes LRU is replayed like the others.
    fn by_distances(&self, spec: &Spec) -> bool {
        spec.kind == Kind::Lru && matches!(self, Self::Keys(_))
    }
    fn next_uses(&self) -> Arc<Vec<u32>> {
        match self {
            Self::Keys(keys) => next_uses(keys),
            Self::Sized(pairs, _) => next_uses_in_place(pairs.iter().map(|pair| pair.0).collect()),
        }
    }
    fn policy(&self, spec: &Spec, size: u64, next: &Arc<Vec<u32>>) -> Policy {
        match self {
            Self::Keys(_) => Policy::new(spec, size, next),
            Self::Sized(_, mean) => Policy::with_entries(spec, size, (size / mean.max(&1)).max(1), next),
        }
    }
    fn misses(&self, policy: &mut Policy, from: usize, to: usize) -> u64 {
        match self {
            Self::Keys(keys) => policy.misses(&keys[from..to]),
            Self::Sized(pairs, _) => policy.misses_sized(&pairs[from..to]),
        }
    }
}

/// The job.
#[derive(Clone, Debug)]
pub struct Curves {
    trace: Requests,
    warmup: usize,
    sizes: Vec<u64>,
    lines: Vec<Line>,
    next: Option<Arc<Vec<u32>>>,
    now: Now,
    at: usize,
    done: u64,
}

/// Keys that are replayed in one go.
const CHUNK: usize = 4096;

impl Curves {
    /// The curves of `specs` at `sizes`, ascending, each at least 1. The first `warmup` requests are made and not
    /// counted.
    pub fn new(trace: Arc<[Key]>, warmup: usize, specs: &[Spec], sizes: Vec<u64>) -> Self {
        Self::of(Requests::Keys(trace), warmup, specs, sizes)
    }
    /// The same for requests that may have sizes; then `sizes` are in their unit.
    pub fn of(trace: Requests, warmup: usize, specs: &[Spec], sizes: Vec<u64>) -> Self {
        let rank = |spec: &Spec| match spec.kind {
            Kind::Lru => 0,
            Kind::Belady => 1,
            _ => 2,
        };
        let mut specs = specs.to_vec();
        specs.sort_by_key(rank);
        let misses = vec![None; sizes.len()];
        let lines: Vec<Line> = specs.into_iter().map(|spec| Line { spec, misses: misses.clone() }).collect();
        let warmup = warmup.min(trace.len());
        let mut job = Self { trace, warmup, sizes, lines, next: None, now: Now::Done, at: 0, done: 0 };
        job.begin(0);
        job
    }
    /// Begins with the first line at `from` or later.
    fn begin(&mut self, from: usize) {
        self.at = 0;
        let Some(line) = self.lines.get(from).filter(|_| !self.sizes.is_empty()) else {
            self.now = Now::Done;
            return;
        };
        self.now = if self.trace.by_distances(&line.spec) {
            Now::Distances(Distances::default())
        } else {
            self.replay(from, self.sizes.len() - 1)
        };
    }
    fn replay(&mut self, line: usize, size: usize) -> Now {
        let spec = self.lines[line].spec;
        if spec.kind == Kind::Belady && self.next.is_none() {
            self.next = Some(self.trace.next_uses());
        }
        let next = self.next.clone().unwrap_or_default();
        Now::Replay { line, size, policy: Box::new(self.trace.policy(&spec, self.sizes[size], &next)), misses: 0 }
    }
    /// Makes about `requests` requests more; true when everything is done.
    pub fn advance(&mut self, requests: usize) -> bool {
        let mut left = requests as i64;
        while left > 0 && !matches!(self.now, Now::Done) {
            let to = self.trace.len().min(self.at + CHUNK);
            let to = if self.at < self.warmup { to.min(self.warmup) } else { to };
            let (from, counts) = (self.at, self.at >= self.warmup);
            left -= (to - from).max(1) as i64;
            self.done += (to - from) as u64;
            self.at = to;
            match &mut self.now {
                Now::Distances(distances) => {
                    if let Requests::Keys(keys) = &self.trace {
                        keys[from..to].iter().for_each(|&key| distances.push(key));
                    }
                    if to == self.warmup {
                        distances.forget();
                    }
                }
                Now::Replay { policy, misses, .. } => {
                    let missed = self.trace.misses(policy, from, to);
                    *misses += if counts { missed } else { 0 };
                }
                Now::Done => {}
            }
            if to == self.trace.len() {
                self.finish();
            }
        }
        matches!(self.now, Now::Done)
    }
    /// Notes what is worked out and begins with what comes next.
    fn finish(&mut self) {
        self.at = 0;
        match std::mem::replace(&mut self.now, Now::Done) {
            Now::Distances(distances) => {
                let line = self.lines.iter().position(|line| line.spec.kind == Kind::Lru).unwrap_or(0);
                self.lines[line].misses = distances.misses(&self.sizes).into_iter().map(Some).collect();
                self.begin(line + 1);
            }
            Now::Replay { line, size, misses, .. } => {
                self.lines[line].misses[size] = Some(misses);
                if size > 0 {
                    self.now = self.replay(line, size - 1);
                } else {
                    self.begin(line + 1);
                }
            }
            Now::Done => {}
        }
    }
    /// The sizes.
    pub fn sizes(&self) -> &[u64] {
        &self.sizes
    }
    /// The curves so far: LRU first, then MIN, then the others as they were given.
    pub fn lines(&self) -> &[Line] {
        &self.lines
    }
    /// Requests that are counted at each size.
    pub fn requests(&self) -> u64 {
        (self.trace.len() - self.warmup) as u64
    }
    /// The share done, 0 to 1.
    pub fn share(&self) -> f64 {
        let passes: usize =
            self.lines.iter().map(|line| if self.trace.by_distances(&line.spec) { 1 } else { self.sizes.len() }).sum();
        let all = passes as u64 * self.trace.len() as u64;
        if all == 0 { 1.0 } else { self.done as f64 / all as f64 }
    }
}

/// About `n` sizes from `least` to `most`, evenly spaced on a logarithmic axis, ascending, each once.
pub fn sizes(least: u64, most: u64, n: usize) -> Vec<u64> {
    let (a, b) = (libm::log(least.max(1) as f64), libm::log(most.max(1) as f64));
    let step = (b - a) / (n.max(2) - 1) as f64;
    let mut sizes: Vec<u64> = (0..n.max(2)).map(|k| libm::round(libm::exp(a + step * k as f64)) as u64).collect();
    sizes.dedup();
    sizes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::{Seed, Stream};

    #[test]
    fn pieces_add_up_to_the_whole() {
        let mut dice = Seed(2).dice(Stream::Keys, 0);
        let trace: Arc<[Key]> = (0..9000).map(|_| dice.below(dice.clone().below(400) + 1)).collect();
        let specs = Spec::list("sieve,lru,belady").unwrap();
        for warmup in [0, 1000] {
            let sizes = sizes(1, 300, 7);
            let mut job = Curves::new(trace.clone(), warmup, &specs, sizes.clone());
            let mut pieces = 0;
            while !job.advance(777) {
                assert!(job.share() < 1.0);
                pieces += 1;
            }
            assert!(pieces > 10 && job.share() == 1.0);
            let next = next_uses(&trace);
            for line in job.lines() {
                for (&size, &misses) in sizes.iter().zip(&line.misses) {
                    let mut policy = Policy::new(&line.spec, size, &next);
                    policy.misses(&trace[..warmup]);
                    assert_eq!(misses, Some(policy.misses(&trace[warmup..])), "{} {size}", line.spec);
                }
            }
            assert_eq!(job.lines()[0].spec.kind, Kind::Lru);
        }
    }

    #[test]
    fn with_sizes_every_policy_is_replayed() {
        let mut dice = Seed(3).dice(Stream::Keys, 0);
        let pairs: Arc<[(Key, u32)]> = (0..5000)
            .map(|_| {
                let key = dice.below(dice.clone().below(300) + 1);
                (key, 1 + key % 9)
            })
            .collect();
        let (specs, sizes) = (Spec::list("lru,belady,s3-fifo").unwrap(), vec![9, 80, 600]);
        let mut job = Curves::of(Requests::Sized(pairs.clone(), 5), 0, &specs, sizes.clone());
        while !job.advance(1000) {}
        assert_eq!(job.share(), 1.0);
        let next = next_uses_in_place(pairs.iter().map(|pair| pair.0).collect());
        for line in job.lines() {
            for (&size, &misses) in sizes.iter().zip(&line.misses) {
                let mut policy = Policy::with_entries(&line.spec, size, (size / 5).max(1), &next);
                assert_eq!(misses, Some(policy.misses_sized(&pairs)), "{} {size}", line.spec);
            }
        }
    }

    #[test]
    fn sizes_rise_and_keep_their_ends() {
        assert_eq!(sizes(2, 256, 8), [2, 4, 8, 16, 32, 64, 128, 256]);
        assert_eq!(sizes(1, 3, 9), [1, 2, 3]);
    }
}
