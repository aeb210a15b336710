//! The job behind the miss-ratio chart: many policies at many sizes over one trace, a piece at a time.
//!
//! LRU comes first, by stack distances (Mattson et al. 1970), then MIN, then the others in their order, each at all sizes
//! from the largest down. The job is plain data: whoever runs it decides how much is done before looking up.
//!
//! A policy at a size is a piece, which can be done elsewhere ([`Curves::lend`], [`Curves::piece`], [`Curves::take`]). What
//! was given away and is not back when nothing else is left is done here as well, so nobody waits for what never comes.

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
    /// For each piece whether it was given away.
    lent: Vec<bool>,
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
        let lent = vec![false; lines.len() * sizes.len()];
        let mut job = Self { trace, warmup, sizes, lines, next: None, now: Now::Done, at: 0, lent };
        job.begin();
        job
    }
    /// Begins with the first piece that is not known and that nobody has; with what was given away if there is no other.
    fn begin(&mut self) {
        self.at = 0;
        let n = self.sizes.len();
        let (mut free, mut lent) = (None, None);
        for (at, line) in self.lines.iter().enumerate().rev() {
            for size in 0..n {
                if line.misses[size].is_none() {
                    *if self.lent[at * n + size] { &mut lent } else { &mut free } = Some((at, size));
                }
            }
        }
        self.now = match free.or(lent) {
            Some((line, _)) if self.trace.by_distances(&self.lines[line].spec) => Now::Distances(Distances::default()),
            Some((line, size)) => Now::Replay { line, size, policy: Box::new(self.policy(line, size)), misses: 0 },
            None => Now::Done,
        };
    }
    fn policy(&mut self, line: usize, size: usize) -> Policy {
        let spec = self.lines[line].spec;
        if spec.kind != Kind::Belady {
            // As large as the trace, and not wanted any more.
            self.next = None;
        } else if self.next.is_none() {
            self.next = Some(self.trace.next_uses());
        }
        self.trace.policy(&spec, self.sizes[size], &self.next.clone().unwrap_or_default())
    }
    /// Takes the first line, which is known elsewhere: its misses at each size.
    pub fn know(&mut self, misses: Vec<u64>) {
        if let Some(line) = self.lines.first_mut() {
            line.misses = misses.into_iter().map(Some).collect();
            self.begin();
        }
    }
    /// Gives a piece away: its number. MIN stays here, since each who does it needs the whole future.
    pub fn lend(&mut self) -> Option<u32> {
        let here = match self.now {
            Now::Replay { line, size, .. } => Some((line, size)),
            _ => None,
        };
        let n = self.sizes.len();
        for (at, line) in self.lines.iter().enumerate() {
            if line.spec.kind == Kind::Belady || self.trace.by_distances(&line.spec) {
                continue;
            }
            for size in (0..n).rev() {
                let piece = at * n + size;
                if line.misses[size].is_none() && !self.lent[piece] && here != Some((at, size)) {
                    self.lent[piece] = true;
                    return Some(piece as u32);
                }
            }
        }
        None
    }
    /// Does a piece of a job that is like this one: its misses.
    pub fn piece(&mut self, piece: u32) -> Option<u64> {
        let n = self.sizes.len().max(1);
        let (line, size) = (piece as usize / n, piece as usize % n);
        self.lines.get(line)?.misses.get(size)?;
        let mut policy = self.policy(line, size);
        self.trace.misses(&mut policy, 0, self.warmup);
        Some(self.trace.misses(&mut policy, self.warmup, self.trace.len()))
    }
    /// Takes what came out of a piece that was done elsewhere. Pieces are numbered line by line and size by size.
    pub fn take(&mut self, piece: u32, misses: u64) {
        let n = self.sizes.len().max(1);
        let (line, size) = (piece as usize / n, piece as usize % n);
        let Some(slot) = self.lines.get_mut(line).and_then(|line| line.misses.get_mut(size)) else { return };
        slot.get_or_insert(misses);
        if matches!(self.now, Now::Replay { line: here, size: there, .. } if (here, there) == (line, size)) {
            self.begin();
        }
    }
    /// Makes about `requests` requests more; true when everything is done.
    pub fn advance(&mut self, requests: usize) -> bool {
        let mut left = requests as i64;
        while left > 0 && !matches!(self.now, Now::Done) {
            let to = self.trace.len().min(self.at + CHUNK);
            let to = if self.at < self.warmup { to.min(self.warmup) } else { to };
            let (from, counts) = (self.at, self.at >= self.warmup);
            left -= (to - from).max(1) as i64;
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
        match std::mem::replace(&mut self.now, Now::Done) {
            Now::Distances(distances) => {
                let line = self.lines.iter().position(|line| line.spec.kind == Kind::Lru).unwrap_or(0);
                self.lines[line].misses = distances.misses(&self.sizes).into_iter().map(Some).collect();
            }
            Now::Replay { line, size, misses, .. } => self.lines[line].misses[size] = Some(misses),
            Now::Done => {}
        }
        self.begin();
    }
    /// What is replayed.
    pub fn trace(&self) -> &Requests {
        &self.trace
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
        let (mut all, mut done) = (0, 0);
        for line in &self.lines {
            // A pass for all sizes is a pass.
            let passes = if self.trace.by_distances(&line.spec) { self.sizes.len().min(1) } else { self.sizes.len() };
            all += passes;
            for misses in &line.misses[..passes] {
                done += usize::from(misses.is_some());
            }
        }
        let (all, whole) = ((all * self.trace.len()) as f64, (done * self.trace.len()) as f64);
        if all == 0.0 { 1.0 } else { (whole + self.at as f64) / all }
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
    fn pieces_done_elsewhere_change_nothing_and_lost_ones_are_made_good() {
        let mut dice = Seed(4).dice(Stream::Keys, 0);
        let trace: Arc<[Key]> = (0..4000).map(|_| dice.below(dice.clone().below(300) + 1)).collect();
        let specs = Spec::list("lru,belady,sieve,random,w-tinylfu").unwrap();
        let job = Curves::new(trace, 500, &specs, sizes(1, 200, 6));
        let mut alone = job.clone();
        while !alone.advance(1000) {}
        // How many of the pieces come back: all, some, none.
        for kept in [100, 60, 0] {
            let (mut here, mut there, mut away, mut share) = (job.clone(), job.clone(), Vec::new(), 0.0);
            let mut given = 0;
            while !here.advance(900) {
                away.extend(here.lend());
                if dice.below(2) == 0
                    && let Some(piece) = away.pop()
                {
                    given += 1;
                    if dice.below(100) < kept {
                        here.take(piece, there.piece(piece).unwrap());
                    }
                }
                assert!(here.share() >= share && here.share() <= 1.0, "{} after {share}", here.share());
                share = here.share();
            }
            assert!(given > 5 && here.share() == 1.0 && here.lend().is_none());
            assert_eq!(here.lines(), alone.lines(), "{kept}");
        }
    }

    #[test]
    fn sizes_rise_and_keep_their_ends() {
        assert_eq!(sizes(2, 256, 8), [2, 4, 8, 16, 32, 64, 128, 256]);
        assert_eq!(sizes(1, 3, 9), [1, 2, 3]);
    }
}
