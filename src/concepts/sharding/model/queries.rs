//! Queries: whom they ask, how a shard serves them, and when they are answered.

use super::super::occurrence::{Answer, Kind, Occurrence};
use super::super::params::{Placement, Window};
use super::keys::KeyState;
use super::shard::{LINE_MAX, Serving};
use super::{ENDED, Event, SENT, SHARDS_MAX, Store, WRITTEN};
use crate::sim::{Sink, Span, Time};

/// Things with numbers that stay theirs.
#[derive(Clone, Debug)]
pub struct Slab<T> {
    all: Vec<Option<T>>,
    free: Vec<u32>,
}

impl<T> Default for Slab<T> {
    fn default() -> Self {
        Self { all: Vec::new(), free: Vec::new() }
    }
}

impl<T> Slab<T> {
    /// Takes it in and gives its number.
    pub fn put(&mut self, thing: T) -> u32 {
        if let Some(at) = self.free.pop() {
            self.all[at as usize] = Some(thing);
            return at;
        }
        self.all.push(Some(thing));
        self.all.len() as u32 - 1
    }
    /// Gives it out; its number is free.
    pub fn take(&mut self, at: u32) -> Option<T> {
        let thing = self.all.get_mut(at as usize)?.take()?;
        self.free.push(at);
        Some(thing)
    }
    /// The one with this number.
    pub fn get(&self, at: u32) -> Option<&T> {
        self.all.get(at as usize)?.as_ref()
    }
    /// The same, to be changed.
    pub fn get_mut(&mut self, at: u32) -> Option<&mut T> {
        self.all.get_mut(at as usize)?.as_mut()
    }
    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &T> {
        self.all.iter().flatten()
    }
    /// How many there are.
    pub fn len(&self) -> usize {
        self.all.len() - self.free.len()
    }
    /// Bytes held beside itself.
    pub fn heap_bytes(&self) -> usize {
        self.all.capacity() * size_of::<Option<T>>() + self.free.capacity() * 4
    }
}

/// A query that is not answered yet.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Query {
    /// Its number, from 1.
    pub n: u64,
    /// What it wants.
    pub kind: Kind,
    /// The index of its key.
    pub key: u32,
    /// First and last place in the order of keys.
    pub orders: (u64, u64),
    /// When it was sent.
    pub born: Time,
    /// Answers that have not come yet.
    pub pending: u8,
    /// Shards asked, as bits.
    pub asked: u64,
    slowest: (u8, Span),
    quickest: Span,
    twice: bool,
    empty: bool,
    failed: bool,
    era: u32,
}

/// What a job is.
#[derive(Clone, Copy, PartialEq, Debug)]
#[allow(missing_docs, reason = "the sentence of a variant names its fields")]
pub enum Work {
    /// To answer `query`.
    Ask { query: u32 },
    /// To read `rows` rows of `key` at `from`, or, when `reading` is over, to write them at its new shard.
    Batch { key: u32, order: u64, rows: u64, from: u8, plan: u32, reading: bool },
}

/// Where a job is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stage {
    /// On its way to the shard.
    Going,
    /// In line.
    Waiting,
    /// Being served.
    Serving,
    /// On its way back.
    Back,
}

/// Work for one shard.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Job {
    /// What.
    pub work: Work,
    /// Where.
    pub shard: u8,
    /// How far.
    pub stage: Stage,
    /// When it was sent.
    pub sent: Time,
    /// When its present way began and ends.
    pub way: (Time, Time),
    /// Refused or lost.
    pub failed: bool,
    /// The rows of a read were not there when it was served.
    pub missed: bool,
}

/// The key of a query; none if keys were laid out anew since, or its stretch of time is forgotten.
fn key_of<'a>(keys: &'a [KeyState], era: u32, query: &Query) -> Option<&'a KeyState> {
    keys.get(query.key as usize).filter(|key| query.era == era && key.order == query.orders.0)
}

impl Store {
    pub(super) fn arrive<S: Sink<Occurrence>>(&mut self, out: &mut S) {
        self.law[SENT] += 1;
        self.tally.sent += 1;
        let n = self.law[SENT];
        let u = self.wants.unit(n);
        let [writes, scans, scatter] = self.params.shares();
        let kind = if u < writes {
            Kind::Write
        } else if u < writes + scans {
            Kind::Scan
        } else if u < writes + scans + scatter {
            Kind::Scatter
        } else {
            Kind::Read
        };
        let key = self.keys.draw(kind == Kind::Write);
        let state = self.keys.all[key as usize];
        let mut orders = (state.order, state.order);
        let bit = |shard: u8| 1u64 << shard;
        let asked = match (kind, self.params.window) {
            (Kind::Scatter, _) => self.present().fold(0, |mask, at| mask | 1 << at),
            (Kind::Scan, _) => {
                let len = self.params.stretch / 100.0 * self.keys.all.len() as f64;
                orders = self.keys.stretch(key, len as u64);
                self.scanned(orders)
            }
            (Kind::Write, Window::Double) => bit(state.owner) | bit(state.target),
            (_, Window::Map) => bit(state.owner),
            (_, Window::Double | Window::Blind) => bit(state.target),
        };
        let query = Query {
            n,
            kind,
            key,
            orders,
            born: self.now,
            pending: asked.count_ones() as u8,
            asked,
            slowest: (0, Span::ZERO),
            quickest: Span::MAX,
            twice: false,
            empty: false,
            failed: false,
            era: self.era,
        };
        let at = self.queries.put(query);
        self.tell(&Occurrence::Asked { n, kind, key: state.order, asked }, out);
        let mut rest = asked;
        while rest != 0 {
            self.ask(at, rest.trailing_zeros() as u8, out);
            rest &= rest - 1;
        }
    }
    /// The shards that a scan asks: those that should have the keys, and while rows move those that have them still.
    fn scanned(&self, (first, last): (u64, u64)) -> u64 {
        let mut mask = self.routes.touched(first, last);
        if self.moving.is_some() && self.params.window != Window::Blind {
            let keys = (first..=last).filter_map(|order| self.keys.at_order(order));
            mask |= keys.fold(0, |mask, at| mask | 1 << self.keys.all[at as usize].owner);
        }
        mask
    }
    fn ask<S: Sink<Occurrence>>(&mut self, query: u32, shard: u8, out: &mut S) {
        self.tally.asks += 1;
        self.send(Work::Ask { query }, shard, out);
    }
    /// Sends a job to a shard.
    pub(super) fn send<S: Sink<Occurrence>>(&mut self, work: Work, shard: u8, out: &mut S) {
        let net = self.net();
        let (sent, way) = (self.now, (self.now, self.now + net));
        let job = self.jobs.put(Job { work, shard, stage: Stage::Going, sent, way, failed: false, missed: false });
        if net.is_zero() {
            self.reach(job, out);
        } else {
            self.calendar.schedule(way.1, Event::Reach { job });
        }
    }
    /// A job comes to its shard.
    pub(super) fn reach<S: Sink<Occurrence>>(&mut self, at: u32, out: &mut S) {
        let Some(job) = self.jobs.get_mut(at) else { return };
        let shard = &mut self.shards[job.shard as usize];
        let ask = matches!(job.work, Work::Ask { .. });
        if ask && shard.present {
            shard.asked += 1;
            shard.recent.record(self.now);
        }
        if !shard.up() || shard.line.len() >= LINE_MAX {
            // Who is gone has no rows and says so at once; who is dead or full fails.
            job.failed = shard.present || !ask;
            return self.leave(at, out);
        }
        shard.enter(self.now);
        job.stage = Stage::Waiting;
        if shard.serving.is_some() {
            shard.line.push_back(at);
        } else {
            self.serve(at);
        }
    }
    fn serve(&mut self, at: u32) {
        let copy = f64::from(self.params.copy) * self.params.each / self.params.slow;
        let Some(job) = self.jobs.get_mut(at) else { return };
        let time = match job.work {
            Work::Ask { query } => {
                let n = self.queries.get(query).map_or(0, |query| query.n);
                self.demand.sample(self.work, n * SHARDS_MAX as u64 + u64::from(job.shard))
            }
            Work::Batch { rows, .. } => Span::from_secs(rows as f64 / copy),
        };
        job.stage = Stage::Serving;
        let shard = &mut self.shards[job.shard as usize];
        shard.busy.set(self.now, 1);
        shard.generation += 1;
        let until = self.now + time;
        shard.serving = Some(Serving { job: at, began: self.now, until });
        self.calendar.schedule(until, Event::Served { shard: job.shard, generation: shard.generation });
    }
    /// A shard is done with a job and takes the next.
    pub(super) fn served<S: Sink<Occurrence>>(&mut self, at: u8, out: &mut S) {
        let shard = &mut self.shards[at as usize];
        let Some(done) = shard.serving.take() else { return };
        shard.leave(self.now);
        shard.busy.set(self.now, 0);
        if let Some(next) = shard.line.pop_front() {
            self.serve(next);
        }
        self.leave(done.job, out);
        self.retire(at);
    }
    /// A job leaves its shard, or never got in.
    pub(super) fn leave<S: Sink<Occurrence>>(&mut self, at: u32, out: &mut S) {
        let net = self.net();
        let Some(job) = self.jobs.get_mut(at) else { return };
        let Work::Ask { query } = job.work else { return self.batch_done(at, out) };
        if let Some(query) = self.queries.get(query).filter(|query| query.kind == Kind::Read && !job.failed) {
            let key = key_of(&self.keys.all, self.era, query);
            job.missed = key.is_some_and(|key| key.owner != job.shard && key.rows > 0);
        }
        (job.stage, job.way) = (Stage::Back, (self.now, self.now + net));
        if net.is_zero() {
            self.back(at, out);
        } else {
            self.calendar.schedule(self.now + net, Event::Back { job: at });
        }
    }
    /// An answer is back at the client.
    pub(super) fn back<S: Sink<Occurrence>>(&mut self, at: u32, out: &mut S) {
        let Some(job) = self.jobs.take(at) else { return };
        let Work::Ask { query: id } = job.work else { return };
        let took = self.params.real(self.now.since(job.sent));
        let Some(query) = self.queries.get_mut(id) else { return };
        query.pending -= 1;
        query.failed |= job.failed;
        query.quickest = query.quickest.min(took);
        if took >= query.slowest.1 {
            query.slowest = (job.shard, took);
        }
        if query.kind == Kind::Scatter && !job.failed {
            self.tally.part.record(took);
        }
        if let Some(key) = key_of(&self.keys.all, self.era, query).filter(|_| job.missed).copied() {
            if self.params.window == Window::Blind && key.target == job.shard {
                query.empty = true;
            } else {
                // Nothing there: the same again, elsewhere.
                query.twice = true;
                query.pending += 1;
                query.asked |= 1 << key.owner;
                return self.ask(id, key.owner, out);
            }
        }
        if query.pending == 0 {
            self.answer(id, out);
        }
    }
    fn answer<S: Sink<Occurrence>>(&mut self, id: u32, out: &mut S) {
        let Some(query) = self.queries.take(id) else { return };
        self.law[ENDED] += 1;
        if query.kind == Kind::Write && !query.failed {
            self.write(&query);
        }
        let blind = self.params.window == Window::Blind && self.moving.is_some();
        let empty = query.empty || (blind && query.kind == Kind::Scan && self.misses(query.orders));
        let answer = Answer {
            n: query.n,
            kind: query.kind,
            key: query.orders.0,
            last: query.orders.1,
            asked: query.asked,
            took: self.params.real(self.now.since(query.born)),
            slowest: query.slowest,
            quickest: query.quickest,
            twice: query.twice,
            empty,
            failed: query.failed,
        };
        self.tally.take(&answer);
        self.tell(&Occurrence::Answered(answer), out);
    }
    /// True if a scan that asked the new shards alone has missed rows.
    fn misses(&self, (first, last): (u64, u64)) -> bool {
        let moves = |at: u32| self.keys.all[at as usize].moves();
        self.params.place == Placement::Range && (first..=last).filter_map(|order| self.keys.at_order(order)).any(moves)
    }
    fn write(&mut self, query: &Query) {
        let both = self.params.window != Window::Map;
        if key_of(&self.keys.all, self.era, query).is_none() {
            return;
        }
        let key = &mut self.keys.all[query.key as usize];
        key.rows += 1;
        self.law[WRITTEN] += 1;
        self.shards[key.owner as usize].rows += 1;
        if key.moves() && both {
            key.copied += 1;
            self.shards[key.target as usize].copies += 1;
        }
    }
}
