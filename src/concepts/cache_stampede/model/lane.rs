//! One cache with its cure and an origin of its own: values, loads under way, and what is counted.

use super::super::params::{Params, Rule, Spread};
use super::tally::Tally;
use crate::policies::stampede::{self, Cure, Decision, Found};
use crate::sim::rng::Keyed;
use crate::sim::{Span, Time};
use std::collections::{BTreeMap, VecDeque};

/// Loads of a lane, at most; who would start one more is turned away.
pub const LOADS_MAX: usize = 20_000;

/// A value in the cache.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Entry {
    /// When it was stored.
    pub stored: Time,
    /// When it expires.
    pub expires: Time,
    /// How long its load took.
    pub delta: Span,
}

/// A load under way.
#[derive(Clone, PartialEq, Debug)]
pub struct Load {
    /// Of which key.
    pub key: u32,
    /// When it was asked for.
    pub asked: Time,
    /// How long the origin works on it.
    pub work: Span,
    /// When the origin began; `None` while it waits in line there.
    pub began: Option<Time>,
    /// When those came who wait for it, the one who asked first of all unless nobody waits.
    pub waiters: Vec<Time>,
    /// The lock or flight that it holds.
    holds: Option<(u32, u32)>,
    /// The first of those who wait is the one who loads.
    asker: bool,
    /// Its request will die before the value is stored.
    dies: bool,
    /// Its request died: only its lock and those who wait are left.
    dead: bool,
}

impl Load {
    /// The share that is done, 0 to 1.
    pub fn share(&self, now: Time) -> f64 {
        self.began.map_or(0.0, |began| (now.since(began).0 as f64 / self.work.0.max(1) as f64).min(1.0))
    }
}

/// What the model has to do after a lane did something.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Todo {
    /// A load ends at this moment.
    Ends(u32, Time),
    /// Its lock ends at this moment.
    Frees(u32, Time),
}

/// One cache with its cure.
#[derive(Clone, Debug)]
pub struct Lane {
    /// Its cure.
    pub rule: Rule,
    /// Its number among all caches of the run.
    pub serial: u32,
    entries: Vec<Option<Entry>>,
    loads: Vec<Option<Load>>,
    free: Vec<u32>,
    line: VecDeque<u32>,
    busy: u32,
    level: u32,
    loading: Vec<u32>,
    holders: BTreeMap<(u32, u32), u32>,
    drawn: u64,
    /// What is counted.
    pub tally: Tally,
    waiting: u64,
    /// The key whose loader died in the last step, and how many wait for it.
    pub died: Option<(u32, u32)>,
    /// What it did last, for which key.
    pub last: Option<(u32, super::super::occurrence::Answer)>,
}

impl Lane {
    /// A lane whose values were all stored at `now`.
    pub fn new(rule: Rule, serial: u32, params: &Params, now: Time, draws: Keyed) -> Self {
        let keys = params.keys as usize;
        let mut lane = Self {
            rule,
            serial,
            entries: vec![None; keys],
            loads: Vec::new(),
            free: Vec::new(),
            line: VecDeque::new(),
            busy: 0,
            level: 0,
            loading: vec![0; keys],
            holders: BTreeMap::new(),
            drawn: 0,
            tally: Tally::new(now, 0),
            waiting: 0,
            died: None,
            last: None,
        };
        for key in 0..params.keys {
            lane.store(key, now, Span::from_secs(params.load), params, draws);
        }
        lane
    }
    /// The value of a key.
    pub fn entry(&self, key: u32) -> Option<&Entry> {
        self.entries.get(key as usize)?.as_ref()
    }
    /// Loads under way.
    pub fn loads(&self) -> impl Iterator<Item = &Load> {
        self.loads.iter().flatten().filter(|load| !load.dead)
    }
    /// How many loads are under way.
    pub fn level(&self) -> u32 {
        self.level
    }
    /// Requests that wait for a load.
    pub fn waiting(&self) -> u64 {
        self.waiting
    }
    /// Loads that wait in line at the origin.
    pub fn in_line(&self) -> usize {
        self.line.len()
    }
    /// Makes room for other keys; new ones have no value.
    pub fn resize(&mut self, keys: u32) {
        self.entries.resize(keys as usize, None);
        if self.loading.len() < keys as usize {
            self.loading.resize(keys as usize, 0);
        }
    }
    /// Lets every value end now.
    pub fn expire(&mut self, now: Time) {
        for entry in self.entries.iter_mut().flatten() {
            entry.expires = entry.expires.min(now);
        }
    }
    /// Forgets every value.
    pub fn empty(&mut self) {
        self.entries.fill(None);
    }
    /// Forgets what was counted.
    pub fn cut(&mut self, now: Time) {
        self.tally = Tally::new(now, self.level);
    }
    fn store(&mut self, key: u32, now: Time, delta: Span, params: &Params, draws: Keyed) {
        self.drawn += 1;
        let u = draws.unit(stampede::place(self.drawn, u64::from(key) << 32 | 1));
        let life = stampede::life(self.rule.cure(), params.life(), params.jitter / 100.0, u);
        if let Some(entry) = self.entries.get_mut(key as usize) {
            *entry = Some(Entry { stored: now, expires: now + life, delta });
        }
    }
    const fn holder(&self, key: u32, process: u32) -> Option<(u32, u32)> {
        match self.rule.cure() {
            Cure::Flight => Some((key, process)),
            Cure::None | Cure::XFetch | Cure::Jitter => None,
            _ => Some((key, u32::MAX)),
        }
    }
    /// A request comes; what was found and done.
    pub fn ask(
        &mut self,
        (key, process): (u32, u32),
        now: Time,
        params: &Params,
        u: f64,
        draws: Keyed,
        todo: &mut Vec<Todo>,
    ) -> super::super::occurrence::Answer {
        let holder = self.holder(key, process);
        let load = holder.and_then(|holder| self.holders.get(&holder).copied());
        let entry = self.entry(key).copied();
        let left = entry.map(|entry| entry.expires.0 as i64 - now.0 as i64);
        let delta = entry.map_or(Span::ZERO, |entry| entry.delta);
        let set = params.settings();
        let decision = stampede::decide(self.rule.cure(), &Found { left, delta, loading: load.is_some() }, &set, u);
        let loading = self.loading.get(key as usize).copied().unwrap_or(0);
        self.tally.requests += 1;
        let hit = Span::from_secs(params.hit);
        match decision {
            Decision::Hit | Decision::HitAndLoad => {
                self.tally.hits += 1;
                self.tally.latency.record(hit);
            }
            Decision::Stale | Decision::StaleAndLoad => {
                let age = Span(left.map_or(0, i64::unsigned_abs));
                self.tally.stale += 1;
                self.tally.stale_ns += u128::from(age.0);
                self.tally.stale_most = self.tally.stale_most.max(age);
                self.tally.latency.record(hit);
            }
            Decision::Wait => {
                if let Some(load) = load.and_then(|slot| self.loads[slot as usize].as_mut()) {
                    load.waiters.push(now);
                    self.waiting += 1;
                }
            }
            Decision::Load | Decision::Early => {}
        }
        let waits = matches!(decision, Decision::Load | Decision::Early);
        if waits || matches!(decision, Decision::HitAndLoad | Decision::StaleAndLoad) {
            self.begin(key, holder, waits, now, params, draws, todo);
        }
        let lead = if self.rule == Rule::XFetch { stampede::xfetch_lead(delta, set.beta, u) } else { Span::ZERO };
        let answer = super::super::occurrence::Answer { rule: self.rule, decision, left, lead, loading };
        self.last = Some((key, answer));
        answer
    }
    /// A timer starts a load, unless one is under way.
    pub fn renew(&mut self, key: u32, now: Time, params: &Params, draws: Keyed, todo: &mut Vec<Todo>) -> bool {
        let holder = self.holder(key, 0);
        if holder.is_some_and(|holder| self.holders.contains_key(&holder)) {
            return false;
        }
        self.begin(key, holder, false, now, params, draws, todo);
        true
    }
    #[allow(clippy::too_many_arguments, reason = "all of it belongs to one load")]
    fn begin(
        &mut self,
        key: u32,
        holds: Option<(u32, u32)>,
        waits: bool,
        now: Time,
        params: &Params,
        draws: Keyed,
        todo: &mut Vec<Todo>,
    ) {
        if self.level as usize >= LOADS_MAX {
            self.tally.refused += u64::from(waits);
            return;
        }
        self.drawn += 1;
        let stretch = match params.spread {
            Spread::Fixed => 1.0,
            Spread::Exponential => -libm::log(draws.unit(stampede::place(self.drawn, 0))),
        };
        let work = Span::from_secs(params.load * stretch);
        self.waiting += u64::from(waits);
        let waiters = if waits { vec![now] } else { Vec::new() };
        self.start(key, holds, waiters, work, now, params, draws, todo);
    }
    #[allow(clippy::too_many_arguments, reason = "all of it belongs to one load")]
    fn start(
        &mut self,
        key: u32,
        holds: Option<(u32, u32)>,
        waiters: Vec<Time>,
        work: Span,
        now: Time,
        params: &Params,
        draws: Keyed,
        todo: &mut Vec<Todo>,
    ) {
        let dies = params.die > 0.0 && draws.unit(stampede::place(self.drawn, 7)) * 100.0 < params.die;
        let asker = !waiters.is_empty();
        let load = Load { key, asked: now, work, began: None, waiters, holds, asker, dies, dead: false };
        let slot = self.free.pop().unwrap_or_else(|| {
            self.loads.push(None);
            self.loads.len() as u32 - 1
        });
        self.loads[slot as usize] = Some(load);
        if let Some(holder) = holds {
            self.holders.insert(holder, slot);
            if params.lock_ttl > 0.0 {
                todo.push(Todo::Frees(slot, now + Span::from_secs(params.lock_ttl)));
            }
        }
        self.level += 1;
        let loading = &mut self.loading[key as usize];
        self.tally.expiries += u64::from(*loading == 0);
        *loading += 1;
        self.tally.loads += 1;
        self.tally.peak = self.tally.peak.max(self.level);
        self.tally.level.add(now, 1);
        if params.workers == 0 || self.busy < params.workers {
            self.work(slot, now, todo);
        } else {
            self.line.push_back(slot);
        }
    }
    fn work(&mut self, slot: u32, now: Time, todo: &mut Vec<Todo>) {
        if let Some(load) = &mut self.loads[slot as usize] {
            load.began = Some(now);
            self.busy += 1;
            todo.push(Todo::Ends(slot, now + load.work));
        }
    }
    /// A load ends: key, how long it took, how many requests it answered.
    pub fn end(
        &mut self,
        slot: u32,
        now: Time,
        params: &Params,
        draws: Keyed,
        todo: &mut Vec<Todo>,
    ) -> Option<(u32, Span, u32)> {
        let mut load = self.loads.get_mut(slot as usize)?.take()?;
        self.busy -= 1;
        self.level -= 1;
        self.tally.level.add(now, -1);
        self.loading[load.key as usize] -= 1;
        if load.dies {
            let key = load.key;
            // Who asked first is the one who dies, unless the load had nobody to answer.
            if load.asker {
                let gone = load.waiters.len().min(1);
                load.waiters.drain(..gone);
                self.waiting -= gone as u64;
                self.tally.lost += gone as u64;
            }
            self.died = Some((key, load.waiters.len() as u32));
            // Nobody frees its lock: it stays with those who wait for it.
            if load.holds.is_some_and(|holder| self.holders.get(&holder) == Some(&slot)) {
                load.dead = true;
                self.loads[slot as usize] = Some(load);
            } else {
                self.waiting -= load.waiters.len() as u64;
                self.tally.lost += load.waiters.len() as u64;
                self.free.push(slot);
            }
            self.next_in_line(now, params, todo);
            return None;
        }
        self.free.push(slot);
        if let Some(holder) = load.holds
            && self.holders.get(&holder) == Some(&slot)
        {
            self.holders.remove(&holder);
        }
        let took = now.since(load.asked);
        self.store(load.key, now, took, params, draws);
        let poll = match self.rule {
            Rule::Lock | Rule::Stale => Span::from_secs(params.poll).0,
            _ => 0,
        };
        for (index, came) in load.waiters.iter().enumerate() {
            let mut wait = now.since(*came).0;
            // The one who loads knows at once; who looks at the lock sees the value at the next look.
            if poll > 0 && (index > 0 || *came != load.asked) {
                wait = wait.div_ceil(poll) * poll;
            }
            self.tally.latency.record(Span(wait));
        }
        let answered = load.waiters.len() as u32;
        self.tally.waited += u64::from(answered);
        self.waiting -= u64::from(answered);
        self.next_in_line(now, params, todo);
        Some((load.key, took, answered))
    }
    fn next_in_line(&mut self, now: Time, params: &Params, todo: &mut Vec<Todo>) {
        while (params.workers == 0 || self.busy < params.workers)
            && let Some(next) = self.line.pop_front()
        {
            self.work(next, now, todo);
        }
    }
    /// The lock of a load that was asked for at `asked` ends: key, and how many waited for one who is dead. The first of
    /// them loads now.
    pub fn frees(
        &mut self,
        (slot, asked): (u32, Time),
        now: Time,
        params: &Params,
        draws: Keyed,
        todo: &mut Vec<Todo>,
    ) -> Option<(u32, u32)> {
        let load = self.loads.get(slot as usize)?.as_ref().filter(|load| load.asked == asked)?;
        let (key, holder, dead) = (load.key, load.holds?, load.dead);
        if self.holders.get(&holder) != Some(&slot) {
            return None;
        }
        self.holders.remove(&holder);
        if !dead {
            return Some((key, 0));
        }
        let waiters = self.loads[slot as usize].take()?.waiters;
        self.free.push(slot);
        let waited = waiters.len() as u32;
        if waited > 0 {
            self.drawn += 1;
            let stretch = match params.spread {
                Spread::Fixed => 1.0,
                Spread::Exponential => -libm::log(draws.unit(stampede::place(self.drawn, 0))),
            };
            let work = Span::from_secs(params.load * stretch);
            self.start(key, Some(holder), waiters, work, now, params, draws, todo);
        }
        Some((key, waited))
    }
    /// The laws of a lane.
    pub fn check(&self, whole: bool) -> Result<(), String> {
        let name = self.rule.name();
        let there = self.loads().count() as u64;
        let waiting: usize = self.loads.iter().flatten().map(|load| load.waiters.len()).sum();
        let t = &self.tally;
        if there != u64::from(self.level) || u64::from(self.busy) + self.line.len() as u64 != there {
            return Err(format!("{name}: {there} loads, counted {}, {} worked on", self.level, self.busy));
        }
        if waiting as u64 != self.waiting {
            return Err(format!("{name}: {waiting} wait, counted {}", self.waiting));
        }
        if whole && t.requests != t.hits + t.stale + t.refused + t.lost + t.waited + self.waiting {
            return Err(format!("{name}: {} requests came, and not as many have a fate", t.requests));
        }
        if t.loads < t.expiries || t.level.value() != there {
            return Err(format!("{name}: {} loads for {} expiries", t.loads, t.expiries));
        }
        Ok(())
    }
    /// About how many bytes it holds.
    pub fn heap_bytes(&self) -> usize {
        self.entries.len() * size_of::<Option<Entry>>()
            + self.loads.len() * size_of::<Option<Load>>()
            + self.waiting as usize * size_of::<Time>()
            + self.tally.latency.heap_bytes()
    }
}
