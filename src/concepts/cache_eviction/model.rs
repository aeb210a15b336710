//! The model: one stream of keys, and caches that all get it, each with its own policy.
//!
//! Request *n* comes at *n* times [`EACH`]. A cache whose size or policy is changed, or that comes into view later, is
//! filled with the last requests as if it had been there: [`HISTORY`] of them are remembered.

use super::occurrence::{Answer, Gone, Occurrence};
use super::params::{LANES_MAX, Params, Requests, Rule};
use crate::policies::evict::workload::Keys;
use crate::policies::evict::{Eviction as _, Key, Policy, Spec, Watch, Why};
use crate::sim::{Digest, Model, Seed, Sink, Span, Time};
use std::collections::VecDeque;
use std::sync::Arc;

/// The run's time between two requests.
pub const EACH: Span = Span(1_000_000);
/// Requests that are known before they come.
pub const AHEAD: usize = 24;
/// Requests that are remembered to fill a cache with.
pub const HISTORY: usize = 4096;

/// What a learner can do.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Action {
    /// All caches lose everything.
    Empty,
    /// A scan begins now.
    Scan,
}

/// A cache.
#[derive(Clone, Debug)]
pub struct Lane {
    /// Its policy by name.
    pub rule: Rule,
    /// The same with parameters.
    pub spec: Spec,
    /// The policy itself.
    pub policy: Policy,
    /// Requests counted.
    pub requests: u64,
    /// Those that found their key.
    pub hits: u64,
    /// Keys that left or were not let in.
    pub evictions: u64,
    /// The last 64 requests, a bit for each miss, the latest lowest.
    pub recent: u64,
    /// What it did last.
    pub last: Option<Answer>,
}

impl Lane {
    /// The share of the counted requests that missed; `None` before the first.
    pub fn miss_ratio(&self) -> Option<f64> {
        (self.requests > 0).then(|| (self.requests - self.hits) as f64 / self.requests as f64)
    }
}

/// Caches side by side.
#[derive(Clone, Debug)]
pub struct Caches {
    params: Params,
    keys: Keys,
    ahead: VecDeque<(Key, bool)>,
    history: VecDeque<Key>,
    lanes: Vec<Lane>,
    /// The request that asked for each key last, counted from 1; 0 for none.
    touched: Vec<u64>,
    now: Time,
    events: u64,
    requests: u64,
    since: u64,
    current: Option<(Key, bool)>,
    first_difference: Option<u64>,
    digest: Digest,
}

/// The first key that leaves, which is the only one as all keys have the same size.
#[derive(Default)]
struct Leaving(Option<(Key, Why)>);

impl Watch for Leaving {
    fn evicted(&mut self, key: Key, why: Why) {
        self.0.get_or_insert((key, why));
    }
    fn refused(&mut self, key: Key, why: Why) {
        self.0.get_or_insert((key, why));
    }
}

impl Caches {
    /// What is set.
    pub fn params(&self) -> &Params {
        &self.params
    }
    /// The caches in view.
    pub fn lanes(&self) -> &[Lane] {
        &self.lanes
    }
    /// The key asked for last, and whether it belongs to a scan.
    pub fn current(&self) -> Option<(Key, bool)> {
        self.current
    }
    /// The keys to come, the next one first.
    pub fn ahead(&self) -> impl Iterator<Item = Key> + '_ {
        self.ahead.iter().map(|&(key, _)| key)
    }
    /// The keys that were asked for, the latest first.
    pub fn seen(&self) -> impl Iterator<Item = Key> + '_ {
        self.history.iter().rev().copied()
    }
    /// Requests so far.
    pub fn requests(&self) -> u64 {
        self.requests
    }
    /// Requests before those that are counted.
    pub fn since(&self) -> u64 {
        self.since
    }
    /// The first counted request at which caches disagreed, counted from 1.
    pub fn first_difference(&self) -> Option<u64> {
        self.first_difference
    }
    /// The request that asked for a key last, counted from 1.
    pub fn touched(&self, key: Key) -> Option<u64> {
        self.touched.get(key as usize).copied().filter(|&n| n > 0)
    }
    /// How many of the hottest keys fit; 0 where no key is more popular than another.
    pub fn hottest(&self) -> u32 {
        let ranked = match self.params.requests {
            Requests::ZipfScans | Requests::Zipf | Requests::Wonders | Requests::Shifting | Requests::Daily => {
                self.params.alpha > 0.0
            }
            Requests::Loop | Requests::Even | Requests::Recency | Requests::Scan => false,
        };
        if ranked { self.params.size.min(self.params.keys) } else { 0 }
    }
    /// True if the key is among the hottest, as many as fit.
    pub fn is_hot(&self, key: Key) -> bool {
        self.keys.is_hot(key, self.hottest())
    }
    /// How many of the hottest keys, as many as fit, a cache holds.
    pub fn hot_held(&self, lane: &Lane) -> u32 {
        let most = self.hottest();
        let held = super::scene::held(&lane.policy);
        held.into_iter().filter(|&key| self.keys.is_hot(key, most)).count() as u32
    }
    /// Forgets what was counted.
    pub fn cut_warmup(&mut self) {
        self.since = self.requests;
        self.first_difference = None;
        for lane in &mut self.lanes {
            (lane.requests, lane.hits, lane.evictions) = (0, 0, 0);
        }
    }

    fn draw(&mut self) -> (Key, bool) {
        let key = self.keys.draw();
        let scanned = self.params.requests == Requests::ZipfScans && key >= self.params.keys;
        (key, scanned)
    }
    fn look_ahead(&mut self) {
        while self.ahead.len() < AHEAD {
            let next = self.draw();
            self.ahead.push_back(next);
        }
    }
    fn lane(&self, rule: Rule) -> Lane {
        let spec = rule.spec(&self.params);
        let mut policy = Policy::new(&spec, u64::from(self.params.size), &Arc::default());
        for &key in &self.history {
            policy.request(key, 1);
        }
        Lane { rule, spec, policy, requests: 0, hits: 0, evictions: 0, recent: 0, last: None }
    }
    /// Brings the caches in line with the parameters; those that stay as they are keep what they hold.
    fn arrange(&mut self, resized: bool) {
        let mut old = std::mem::take(&mut self.lanes);
        let rules: Vec<Rule> = self.params.rules().to_vec();
        for rule in rules {
            let spec = rule.spec(&self.params);
            let kept = old.iter().position(|lane| lane.rule == rule && lane.spec == spec && !resized);
            let lane = kept.map_or_else(|| self.lane(rule), |at| old.swap_remove(at));
            self.lanes.push(lane);
        }
    }
    fn tell<S: Sink<Occurrence>>(&mut self, what: &Occurrence, out: &mut S) {
        let digest = &mut self.digest;
        what.fold(|word| digest.word(word));
        out.take(self.now, what);
    }
}

impl Model for Caches {
    type Params = Params;
    type Action = Action;
    type Occurrence = Occurrence;

    fn new(params: &Params, seed: Seed) -> Self {
        let mut caches = Self {
            params: params.clone(),
            keys: Keys::new(&params.workload(), seed),
            ahead: VecDeque::with_capacity(AHEAD),
            history: VecDeque::new(),
            lanes: Vec::new(),
            touched: Vec::new(),
            now: Time::ZERO,
            events: 0,
            requests: 0,
            since: 0,
            current: None,
            first_difference: None,
            digest: Digest::default(),
        };
        // Patterns without chance are told apart by their seed all the same.
        caches.digest.word(seed.0);
        caches.arrange(false);
        caches.look_ahead();
        caches
    }
    fn now(&self) -> Time {
        self.now
    }
    fn next_at(&self) -> Option<Time> {
        Some(Time((self.requests + 1) * EACH.0))
    }
    fn step<S: Sink<Occurrence>>(&mut self, out: &mut S) {
        let Some((key, scanned)) = self.ahead.pop_front() else { return };
        self.look_ahead();
        self.requests += 1;
        self.events += 1;
        self.now = Time(self.requests * EACH.0);
        self.current = Some((key, scanned));
        let n = self.requests;
        let mut answers = [None; LANES_MAX];
        for (lane, answer) in self.lanes.iter_mut().zip(&mut answers) {
            let mut leaving = Leaving::default();
            let hit = !lane.policy.serve(key, 1, &mut leaving).is_miss();
            let gone = leaving.0.map(|(gone, why)| {
                let last = self.touched.get(gone as usize).copied().filter(|&last| last > 0 && gone != key);
                Gone { key: gone, why, idle: last.map(|last| n - last) }
            });
            lane.requests += 1;
            lane.hits += u64::from(hit);
            lane.recent = lane.recent << 1 | u64::from(!hit);
            lane.evictions += u64::from(gone.is_some());
            lane.last = Some(Answer { rule: lane.rule, hit, gone });
            *answer = lane.last;
        }
        if key as usize >= self.touched.len() {
            self.touched.resize(key as usize + 1, 0);
        }
        self.touched[key as usize] = n;
        if self.history.len() == HISTORY {
            self.history.pop_front();
        }
        self.history.push_back(key);
        let what = Occurrence::Asked { n, key, scanned, answers };
        if what.disagrees() {
            self.first_difference.get_or_insert(n);
        }
        self.tell(&what, out);
    }
    fn settle(&mut self, at: Time) {
        self.now = self.now.max(at);
    }
    fn set<S: Sink<Occurrence>>(&mut self, params: &Params, out: &mut S) {
        let resized = params.size != self.params.size;
        let other = params.workload() != self.params.workload();
        let same_lanes = params.policies == self.params.policies;
        self.params = params.clone();
        if other {
            self.keys.tune(&params.workload());
        }
        self.arrange(resized);
        // What is counted is counted for one setting, and for all caches alike.
        if other || resized || !same_lanes {
            self.cut_warmup();
        }
        self.tell(&Occurrence::Changed, out);
    }
    fn act<S: Sink<Occurrence>>(&mut self, action: &Action, out: &mut S) {
        match action {
            Action::Empty => {
                self.history.clear();
                self.arrange(true);
                self.cut_warmup();
                self.tell(&Occurrence::Emptied, out);
            }
            Action::Scan => {
                let len = self.params.scan.max(1);
                self.keys.begin_scan(len);
                self.tell(&Occurrence::Scan { len }, out);
            }
        }
    }
    fn events(&self) -> u64 {
        self.events
    }
    fn hash(&self) -> u64 {
        self.digest.value()
    }
    fn heap_bytes(&self) -> usize {
        let lane = |lane: &Lane| size_of::<Lane>() + lane.policy.heap_bytes();
        self.keys.heap_bytes()
            + self.ahead.capacity() * size_of::<(Key, bool)>()
            + self.history.capacity() * size_of::<Key>()
            + self.touched.capacity() * size_of::<u64>()
            + self.lanes.iter().map(lane).sum::<usize>()
    }
    fn check(&self) -> Result<(), String> {
        for lane in &self.lanes {
            let name = lane.rule.name();
            if lane.policy.used() > u64::from(self.params.size) {
                return Err(format!("{name} holds {} keys in {} places", lane.policy.used(), self.params.size));
            }
            if lane.hits > lane.requests || lane.requests != self.requests - self.since {
                return Err(format!("{name} counts {} hits of {} requests", lane.hits, lane.requests));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::Discard;

    fn run(params: &Params, requests: u64) -> Caches {
        let mut caches = Caches::new(params, Seed(4));
        caches.run_until(Time(requests * EACH.0), &mut Discard);
        caches.check().unwrap();
        caches
    }

    #[test]
    fn the_keys_do_not_depend_on_the_policies() {
        let one = run(&Params { policies: vec![Rule::Fifo], ..Params::default() }, 3000);
        let all = run(&Params::default(), 3000);
        assert!(one.seen().eq(all.seen()) && one.ahead().eq(all.ahead()));
    }

    #[test]
    fn a_changed_size_is_filled_as_if_it_had_been_there() {
        let mut small = run(&Params::default(), 4000);
        let large = Params { size: 64, ..Params::default() };
        small.set(&large, &mut Discard);
        let always = run(&large, 4000);
        for (lane, other) in small.lanes().iter().zip(always.lanes()) {
            assert!((0..1000).all(|key| lane.policy.holds(key) == other.policy.holds(key)), "{}", lane.rule.name());
        }
        assert_eq!(small.since(), 4000);
    }

    #[test]
    fn scan_resistant_policies_miss_less_in_the_opening() {
        let caches = run(&Params::default(), 40_000);
        let of = |rule| caches.lanes().iter().find(|lane| lane.rule == rule).and_then(Lane::miss_ratio).unwrap();
        assert!(of(Rule::Sieve) < of(Rule::Lru) - 0.05 && of(Rule::S3Fifo) < of(Rule::Clock) - 0.05);
    }

    #[test]
    fn a_scan_and_an_empty_cache_on_demand() {
        let mut caches = run(&Params { requests: Requests::Zipf, ..Params::default() }, 500);
        caches.act(&Action::Scan, &mut Discard);
        caches.run_until(Time(700 * EACH.0), &mut Discard);
        assert_eq!(caches.seen().filter(|&key| key >= 400).count(), 60);
        caches.act(&Action::Empty, &mut Discard);
        assert!(caches.lanes().iter().all(|lane| lane.policy.used() == 0));
        caches.check().unwrap();
    }
}
