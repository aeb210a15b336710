//! The model: requests of many processes, a cache and an origin for each cure in view, all asked the same.

pub mod lane;
pub mod tally;
#[cfg(test)]
mod tests;

use super::occurrence::Occurrence;
use super::params::{LANES_MAX, Params, Rule};
use crate::policies::evict::workload::Keys;
use crate::policies::stampede::Decision;
use crate::sim::calendar::Calendar;
use crate::sim::digest::Digest;
use crate::sim::rng::Keyed;
use crate::sim::{Dice, Model, Seed, Sink, Span, Stream, Time};
use lane::{Lane, Todo};

/// Hits that are kept of each window of the strips.
const SHOWN: u64 = 600;

/// What a learner can do.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Action {
    /// Every value ends now.
    Expire,
    /// Every value is gone.
    Empty,
}

/// What comes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Event {
    Arrive,
    Ends { serial: u32, slot: u32 },
    Frees { serial: u32, slot: u32, asked: Time },
    Timer { key: u32, expires: Time },
}

/// Caches and their origins.
#[derive(Clone, Debug)]
pub struct Caches {
    params: Params,
    seed: Seed,
    calendar: Calendar<Event>,
    keys: Keys,
    gaps: Dice,
    processes: Keyed,
    serial: u32,
    lanes: Vec<Lane>,
    now: Time,
    events: u64,
    requests: u64,
    cut_at: Time,
    /// Lanes count from the begin: their requests must have a fate.
    whole: bool,
    /// The last request that was kept for the strips.
    shown: Time,
    digest: Digest,
    todo: Vec<Todo>,
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
    /// Requests so far.
    pub fn requests(&self) -> u64 {
        self.requests
    }
    /// Since when is counted.
    pub fn cut_at(&self) -> Time {
        self.cut_at
    }
    /// How far back pictures look: somewhat more than one life, so that an expiry is in view.
    pub fn window(&self) -> Span {
        Span::from_secs((1.5 * (self.params.ttl + self.params.load)).clamp(2.0, 900.0))
    }
    /// Forgets what was counted.
    pub fn cut_warmup(&mut self) {
        self.cut_at = self.now;
        self.whole = false;
        for lane in &mut self.lanes {
            lane.cut(self.now);
        }
    }
    fn stream(&self, rule: Rule) -> Keyed {
        self.seed.keyed(Stream::Demand, rule as u64)
    }
    /// How long before its end the timer loads a value: twice the load time, so that it comes in time.
    fn timer_lead(&self) -> Span {
        Span::from_secs(2.0 * self.params.load)
    }
    fn schedule_timer(&mut self, at: usize, key: u32) {
        if self.lanes[at].rule != Rule::Timer {
            return;
        }
        let Some(entry) = self.lanes[at].entry(key).copied() else { return };
        let when = entry.expires.back(self.timer_lead()).max(self.now);
        self.calendar.schedule(when, Event::Timer { key, expires: entry.expires });
    }
    fn schedule(&mut self, at: usize) {
        let serial = self.lanes[at].serial;
        for todo in self.todo.drain(..) {
            match todo {
                Todo::Ends(slot, when) => self.calendar.schedule(when, Event::Ends { serial, slot }),
                Todo::Frees(slot, when) => self.calendar.schedule(when, Event::Frees { serial, slot, asked: self.now }),
            }
        }
    }
    fn next_arrival(&mut self) {
        let gap = Span::from_secs(self.gaps.exponential() / self.params.rate);
        self.calendar.schedule(self.now + gap, Event::Arrive);
    }
    fn arrange(&mut self) {
        let mut old = std::mem::take(&mut self.lanes);
        for rule in self.params.cures.clone() {
            let kept = old.iter().position(|lane| lane.rule == rule);
            let new = kept.is_none();
            self.serial += u32::from(new);
            let lane = kept.map_or_else(
                || Lane::new(rule, self.serial, &self.params, self.now, self.seed.keyed(Stream::Demand, rule as u64)),
                |at| old.swap_remove(at),
            );
            self.lanes.push(lane);
            if new {
                let at = self.lanes.len() - 1;
                (0..self.params.keys).for_each(|key| self.schedule_timer(at, key));
            }
        }
    }
    fn tell<S: Sink<Occurrence>>(&mut self, what: &Occurrence, out: &mut S) {
        let digest = &mut self.digest;
        what.fold(|word| digest.word(word));
        out.take(self.now, what);
    }
    fn arrive<S: Sink<Occurrence>>(&mut self, out: &mut S) {
        let n = self.requests;
        self.requests += 1;
        let key = self.keys.draw().min(self.params.keys - 1);
        let process = (self.processes.unit(2 * n) * f64::from(self.params.processes)) as u32;
        let u = self.processes.unit(2 * n + 1);
        let mut answers = [None; LANES_MAX];
        for (at, answer) in answers.iter_mut().enumerate().take(self.lanes.len()) {
            let draws = self.stream(self.lanes[at].rule);
            let lane = &mut self.lanes[at];
            *answer = Some(lane.ask((key, process), self.now, &self.params, u, draws, &mut self.todo));
            self.schedule(at);
        }
        // Of hits no more than strips can show; of everything else all.
        let gap = Span(self.window().0 / SHOWN);
        let hits = answers.iter().flatten().all(|answer| answer.decision == Decision::Hit);
        let shown = !hits || self.now.since(self.shown) >= gap;
        if shown && hits {
            self.shown = self.now;
        }
        self.tell(&Occurrence::Asked { n: n + 1, key, process, shown, answers }, out);
        self.next_arrival();
    }
}

impl Model for Caches {
    type Params = Params;
    type Action = Action;
    type Occurrence = Occurrence;

    fn new(params: &Params, seed: Seed) -> Self {
        let mut caches = Self {
            params: params.clone(),
            seed,
            calendar: Calendar::default(),
            keys: Keys::new(&params.workload(), seed),
            gaps: seed.dice(Stream::Arrivals, 0),
            processes: seed.keyed(Stream::Clients, 0),
            serial: 0,
            lanes: Vec::new(),
            now: Time::ZERO,
            events: 0,
            requests: 0,
            cut_at: Time::ZERO,
            whole: true,
            shown: Time::ZERO,
            digest: Digest::default(),
            todo: Vec::new(),
        };
        caches.digest.word(seed.0);
        caches.arrange();
        caches.next_arrival();
        caches
    }
    fn now(&self) -> Time {
        self.now
    }
    fn next_at(&self) -> Option<Time> {
        self.calendar.next_at()
    }
    fn step<S: Sink<Occurrence>>(&mut self, out: &mut S) {
        let Some((at, event)) = self.calendar.pop() else { return };
        self.now = at;
        self.events += 1;
        match event {
            Event::Arrive => self.arrive(out),
            Event::Ends { serial, slot } => {
                // A cache that is no longer in view has no loads to end.
                let Some(at) = self.lanes.iter().position(|lane| lane.serial == serial) else { return };
                let draws = self.stream(self.lanes[at].rule);
                let ended = self.lanes[at].end(slot, self.now, &self.params, draws, &mut self.todo);
                self.schedule(at);
                if let Some((key, waiting)) = self.lanes[at].died.take() {
                    self.tell(&Occurrence::Died { lane: at as u8, key, waiting }, out);
                }
                if let Some((key, took, answered)) = ended {
                    self.schedule_timer(at, key);
                    let level = self.lanes[at].level();
                    self.tell(&Occurrence::Loaded { lane: at as u8, key, took, answered, level }, out);
                }
            }
            Event::Frees { serial, slot, asked } => {
                let Some(at) = self.lanes.iter().position(|lane| lane.serial == serial) else { return };
                let draws = self.stream(self.lanes[at].rule);
                let freed = self.lanes[at].frees((slot, asked), self.now, &self.params, draws, &mut self.todo);
                self.schedule(at);
                if let Some((key, waiting)) = freed {
                    self.tell(&Occurrence::Freed { lane: at as u8, key, waiting }, out);
                }
            }
            Event::Timer { key, expires } => {
                let Some(at) = self.lanes.iter().position(|lane| lane.rule == Rule::Timer) else { return };
                // Another value has come since: it has a timer of its own.
                if self.lanes[at].entry(key).is_none_or(|entry| entry.expires != expires) {
                    return;
                }
                let draws = self.stream(Rule::Timer);
                if self.lanes[at].renew(key, self.now, &self.params, draws, &mut self.todo) {
                    self.schedule(at);
                    self.tell(&Occurrence::Timer { lane: at as u8, key }, out);
                }
            }
        }
    }
    fn settle(&mut self, at: Time) {
        self.now = self.now.max(at);
    }
    fn set<S: Sink<Occurrence>>(&mut self, params: &Params, out: &mut S) {
        let other = params.workload() != self.params.workload();
        self.params = params.clone();
        if other {
            self.keys.tune(&params.workload());
            for lane in &mut self.lanes {
                lane.resize(params.keys);
            }
        }
        self.arrange();
        self.cut_warmup();
        self.tell(&Occurrence::Changed, out);
    }
    fn act<S: Sink<Occurrence>>(&mut self, action: &Action, out: &mut S) {
        for lane in &mut self.lanes {
            match action {
                Action::Expire => lane.expire(self.now),
                Action::Empty => lane.empty(),
            }
        }
        let what = if *action == Action::Expire { Occurrence::Expired } else { Occurrence::Emptied };
        self.tell(&what, out);
    }
    fn events(&self) -> u64 {
        self.events
    }
    fn hash(&self) -> u64 {
        self.digest.value()
    }
    fn heap_bytes(&self) -> usize {
        self.calendar.heap_bytes() + self.lanes.iter().map(Lane::heap_bytes).sum::<usize>()
    }
    fn check(&self) -> Result<(), String> {
        self.lanes.iter().try_for_each(|lane| lane.check(self.whole && self.cut_at == Time::ZERO))
    }
}
