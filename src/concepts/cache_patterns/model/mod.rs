//! The model: programs that read and write, and for each pattern in view a cache and a database, all asked the same.

pub mod lane;
#[cfg(test)]
mod tests;

use super::occurrence::Occurrence;
use super::params::Params;
use crate::policies::evict::workload::Keys;
use crate::sim::rng::Keyed;
use crate::sim::{Calendar, Dice, Digest, Model, Seed, Sink, Span, Stream, Time};
use lane::{Kind, Lane, World};

/// What a learner can do.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Action {
    /// The caches lose everything.
    Crash,
    /// Key 1 is written now.
    Write,
}

/// What comes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Event {
    Read,
    Write(u32),
    Hop { serial: u32, slot: u32 },
    Flush { serial: u32 },
}

/// Programs, caches and databases.
#[derive(Clone, Debug)]
pub struct Systems {
    params: Params,
    calendar: Calendar<Event>,
    keys: Keys,
    written: Keys,
    read_gaps: Dice,
    write_gaps: Dice,
    picks: Keyed,
    draws: Keyed,
    lanes: Vec<Lane>,
    serial: u32,
    now: Time,
    events: u64,
    requests: u64,
    /// Writes come by themselves, in their round: a rate of zero ends it.
    write_round: u32,
    cut_at: Time,
    whole: bool,
    digest: Digest,
    sent: Vec<(u32, Time)>,
    news: Vec<Occurrence>,
}

impl Systems {
    /// What is set.
    pub fn params(&self) -> &Params {
        &self.params
    }
    /// The patterns in view.
    pub fn lanes(&self) -> &[Lane] {
        &self.lanes
    }
    /// Since when is counted.
    pub fn cut_at(&self) -> Time {
        self.cut_at
    }
    /// Forgets what was counted.
    pub fn cut_warmup(&mut self) {
        self.cut_at = self.now;
        self.whole = false;
        self.lanes.iter_mut().for_each(Lane::cut);
    }
    /// Lets a lane act, schedules what it sent, and tells what happened.
    fn with<S: Sink<Occurrence>>(&mut self, at: usize, out: &mut S, act: impl FnOnce(&mut Lane, &mut World<'_>)) {
        let Some(lane) = self.lanes.get_mut(at) else { return };
        let mut world = World {
            now: self.now,
            params: &self.params,
            draws: self.draws,
            lane: at as u8,
            sent: &mut self.sent,
            news: &mut self.news,
        };
        act(lane, &mut world);
        let serial = lane.serial;
        for (slot, arrives) in self.sent.drain(..) {
            self.calendar.schedule(arrives, Event::Hop { serial, slot });
        }
        for what in self.news.drain(..) {
            let digest = &mut self.digest;
            what.fold(|word| digest.word(word));
            out.take(self.now, &what);
        }
    }
    fn begin<S: Sink<Occurrence>>(&mut self, kind: Kind, key: u32, out: &mut S) {
        let number = self.requests;
        self.requests += 1;
        let node = (self.picks.unit(2 * number) * 64.0) as u8;
        for at in 0..self.lanes.len() {
            self.with(at, out, |lane, world| lane.begin(kind, key, node, number, world));
        }
    }
    fn next_read(&mut self) {
        let gap = Span::from_secs(self.read_gaps.exponential() / self.params.reads);
        self.calendar.schedule(self.now + gap, Event::Read);
    }
    fn next_write(&mut self) {
        if self.params.writes > 0.0 {
            let gap = Span::from_secs(self.write_gaps.exponential() / self.params.writes);
            self.calendar.schedule(self.now + gap, Event::Write(self.write_round));
        }
    }
    fn next_flush(&mut self, serial: u32) {
        self.calendar.schedule(self.now + Span::from_secs(self.params.flush), Event::Flush { serial });
    }
    fn arrange(&mut self, anew: bool) {
        let mut old = std::mem::take(&mut self.lanes);
        for pattern in self.params.patterns.clone() {
            let kept = old.iter().position(|lane| lane.pattern == pattern && !anew);
            if let Some(at) = kept {
                self.lanes.push(old.swap_remove(at));
                continue;
            }
            self.serial += 1;
            let serial = self.serial;
            self.lanes.push(Lane::new(pattern, serial, &self.params, self.now));
            if pattern == super::params::Pattern::Behind {
                self.next_flush(serial);
            }
        }
    }
    fn tell<S: Sink<Occurrence>>(&mut self, what: &Occurrence, out: &mut S) {
        let digest = &mut self.digest;
        what.fold(|word| digest.word(word));
        out.take(self.now, what);
    }
}

impl Model for Systems {
    type Params = Params;
    type Action = Action;
    type Occurrence = Occurrence;

    fn new(params: &Params, seed: Seed) -> Self {
        let mut systems = Self {
            params: params.clone(),
            calendar: Calendar::default(),
            keys: Keys::new(&params.workload(), seed),
            written: Keys::new(&params.workload(), Seed(seed.0 ^ 0x5eed)),
            read_gaps: seed.dice(Stream::Arrivals, 0),
            write_gaps: seed.dice(Stream::Arrivals, 1),
            picks: seed.keyed(Stream::Clients, 0),
            draws: seed.keyed(Stream::Network, 0),
            lanes: Vec::new(),
            serial: 0,
            now: Time::ZERO,
            events: 0,
            requests: 0,
            write_round: 0,
            cut_at: Time::ZERO,
            whole: true,
            digest: Digest::default(),
            sent: Vec::new(),
            news: Vec::new(),
        };
        systems.digest.word(seed.0);
        systems.arrange(false);
        systems.next_read();
        systems.next_write();
        systems
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
            Event::Read => {
                let key = self.keys.draw().min(self.params.keys - 1);
                let absent = self.picks.unit(2 * self.requests + 1) * 100.0 < self.params.absent;
                let key = if absent { key + self.params.keys } else { key };
                self.begin(Kind::Read, key, out);
                self.next_read();
            }
            Event::Write(round) if round == self.write_round => {
                let key = self.written.draw().min(self.params.keys - 1);
                self.begin(Kind::Write, key, out);
                self.next_write();
            }
            Event::Write(_) => {}
            Event::Hop { serial, slot } => {
                if let Some(at) = self.lanes.iter().position(|lane| lane.serial == serial) {
                    self.with(at, out, |lane, world| lane.arrive(slot, world));
                }
            }
            Event::Flush { serial } => {
                if let Some(at) = self.lanes.iter().position(|lane| lane.serial == serial) {
                    let number = self.events << 20;
                    self.with(at, out, |lane, world| lane.flush(number, world));
                    self.next_flush(serial);
                }
            }
        }
    }
    fn settle(&mut self, at: Time) {
        self.now = self.now.max(at);
    }
    fn set<S: Sink<Occurrence>>(&mut self, params: &Params, out: &mut S) {
        let old = std::mem::replace(&mut self.params, params.clone());
        let anew = old.keys != params.keys || old.nodes != params.nodes;
        if old.workload() != params.workload() {
            self.keys.tune(&params.workload());
            self.written.tune(&params.workload());
        }
        self.arrange(anew);
        if old.writes != params.writes {
            self.write_round += 1;
            self.next_write();
        }
        self.cut_warmup();
        self.tell(&Occurrence::Changed, out);
    }
    fn act<S: Sink<Occurrence>>(&mut self, action: &Action, out: &mut S) {
        match action {
            Action::Write => self.begin(Kind::Write, 0, out),
            Action::Crash => {
                for at in 0..self.lanes.len() {
                    let writes = self.lanes[at].crash();
                    self.tell(&Occurrence::Crashed { lane: at as u8, writes }, out);
                }
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
        self.calendar.heap_bytes() + self.lanes.iter().map(Lane::heap_bytes).sum::<usize>()
    }
    fn check(&self) -> Result<(), String> {
        self.lanes.iter().try_for_each(|lane| lane.check(self.whole))
    }
}
