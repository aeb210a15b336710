//! The store: shards with lines, queries that ask one or many of them, and rows on the move. Driven by virtual time.

pub mod keys;
mod moves;
mod queries;
pub mod route;
pub mod shard;
pub mod tally;
#[cfg(test)]
mod tests;

use super::occurrence::Occurrence;
pub use super::params::SHARDS_MAX;
use super::params::{Key, Params};
use crate::sim::calendar::Calendar;
use crate::sim::demand::Demand;
use crate::sim::digest::Digest;
use crate::sim::rng::Keyed;
use crate::sim::{Dice, Model, Seed, Sink, Span, Stream, Time};
use keys::Keys;
use queries::Slab;
pub use queries::{Job, Query, Stage, Work};
use route::Routes;
use shard::Shard;
use tally::{Moving, Tally};

/// What a learner can do.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Action {
    /// Half of this shard's keys go to a new one.
    Split(u8),
    /// It dies.
    Kill(u8),
    /// It is back.
    Revive(u8),
}

/// What comes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Event {
    Arrive { generation: u32 },
    Reach { job: u32 },
    Served { shard: u8, generation: u32 },
    Back { job: u32 },
    Turn { generation: u32 },
    Copy { generation: u32 },
}

/// A store on shards.
#[derive(Clone, Debug)]
pub struct Store {
    params: Params,
    demand: Demand,
    calendar: Calendar<Event>,
    keys: Keys,
    routes: Routes,
    shards: Vec<Shard>,
    queries: Slab<Query>,
    jobs: Slab<Job>,
    gaps: Dice,
    wants: Keyed,
    work: Keyed,
    arrivals: u32,
    turns: u32,
    /// Tells keys that were laid out anew from those before.
    era: u32,
    moving: Option<Moving>,
    /// The last resharding that came to an end: rows, and how long it took.
    settled: Option<(u64, Span)>,
    /// Keys that have to leave each shard, the next last.
    outs: Vec<Vec<u32>>,
    /// Tells batches of the present plan from those of earlier ones.
    plan: u32,
    next_out: usize,
    copy_at: Time,
    copying: bool,
    copies: u32,
    tally: Tally,
    /// Never forgotten: queries sent and answered, rows at the start, written, expired.
    law: [u64; 5],
    now: Time,
    events: u64,
    digest: Digest,
}

/// Places in [`Store::law`].
const SENT: usize = 0;
const ENDED: usize = 1;
const LAID: usize = 2;
const WRITTEN: usize = 3;
const EXPIRED: usize = 4;

impl Store {
    /// What is set.
    pub fn params(&self) -> &Params {
        &self.params
    }
    /// All shards that may ever be, those that are not there too.
    pub fn shards(&self) -> &[Shard] {
        &self.shards
    }
    /// Those that are there: their numbers from 0.
    pub fn present(&self) -> impl Iterator<Item = usize> + '_ {
        self.shards.iter().enumerate().filter(|(_, shard)| shard.present).map(|(at, _)| at)
    }
    /// Those that rows should lie on.
    pub fn count(&self) -> usize {
        self.routes.shards.len()
    }
    /// The keys.
    pub fn keys(&self) -> &Keys {
        &self.keys
    }
    /// Which shard should have which key.
    pub fn routes(&self) -> &Routes {
        &self.routes
    }
    /// What was counted.
    pub fn tally(&self) -> &Tally {
        &self.tally
    }
    /// The resharding under way.
    pub fn moving(&self) -> Option<&Moving> {
        self.moving.as_ref()
    }
    /// The last one that came to an end.
    pub fn settled(&self) -> Option<(u64, Span)> {
        self.settled
    }
    /// Jobs on their way, waiting and being served.
    pub fn jobs(&self) -> impl Iterator<Item = &Job> {
        self.jobs.iter()
    }
    /// Queries that are not answered yet.
    pub fn queries(&self) -> impl Iterator<Item = &Query> {
        self.queries.iter()
    }
    /// A job by its number.
    pub fn job(&self, at: u32) -> Option<&Job> {
        self.jobs.get(at)
    }
    /// The query of a job.
    pub fn query(&self, at: u32) -> Option<&Query> {
        self.queries.get(at)
    }
    /// Rows written so far.
    pub fn written(&self) -> u64 {
        self.law[WRITTEN]
    }
    /// Seconds of the store's time since the cut.
    pub fn seconds(&self) -> f64 {
        self.params.real(self.now.since(self.tally.from)).secs()
    }
    /// Queries a second that a shard got in the last few seconds, in the store's time.
    pub fn rate_of(&self, shard: &Shard) -> f64 {
        shard.recent.rate(self.now) * self.params.slow
    }
    /// Forgets what was counted.
    pub fn cut_warmup(&mut self) {
        self.tally = Tally { from: self.now, ..Tally::default() };
        for shard in &mut self.shards {
            shard.cut(self.now);
        }
    }
    fn tell<S: Sink<Occurrence>>(&mut self, what: &Occurrence, out: &mut S) {
        let digest = &mut self.digest;
        what.fold(|word| digest.word(word));
        out.take(self.now, what);
    }
    fn net(&self) -> Span {
        self.params.span(self.params.net / 1000.0)
    }
    fn next_arrival(&mut self) {
        let gap = self.params.span(self.gaps.exponential() / self.params.rate);
        self.calendar.schedule_apart(self.now + gap, Event::Arrive { generation: self.arrivals });
    }
    fn next_turn(&mut self) {
        if self.params.key == Key::Time {
            self.calendar
                .schedule(self.now + self.params.span(self.params.slot), Event::Turn { generation: self.turns });
        }
    }
    /// A stretch of time ends: its successor is nowhere yet, and the oldest is forgotten.
    fn turn(&mut self) {
        let oldest = self.keys.all[((self.keys.newest + 1) % keys::SLOTS) as usize];
        self.shards[oldest.owner as usize].rows -= oldest.rows;
        self.law[EXPIRED] += oldest.rows;
        if oldest.moves() {
            self.shards[oldest.target as usize].copies -= oldest.copied;
        }
        let at = self.keys.turn() as usize;
        let key = &mut self.keys.all[at];
        let shard = self.routes.shard(key.point, key.order);
        (key.owner, key.target, key.flying) = (shard, shard, 0);
        self.next_turn();
        if oldest.moves()
            && let Some(moving) = &mut self.moving
        {
            moving.left -= 1;
        }
    }
    /// All keys where they should be, at once.
    fn lay_out(&mut self, rows: u64, seed: Seed) {
        self.keys = Keys::new(&self.params, rows, seed);
        self.routes.build(&self.keys);
        for shard in &mut self.shards {
            (shard.rows, shard.copies) = (0, 0);
        }
        for key in &mut self.keys.all {
            let shard = self.routes.shard(key.point, key.order);
            (key.owner, key.target) = (shard, shard);
            self.shards[shard as usize].rows += key.rows;
        }
        self.law[LAID] = rows;
        (self.law[WRITTEN], self.law[EXPIRED]) = (0, 0);
        self.era += 1;
        self.turns += 1;
        self.plan += 1;
        self.moving = None;
        self.outs.iter_mut().for_each(Vec::clear);
        self.next_turn();
    }
    fn show(&mut self) {
        for (at, shard) in self.shards.iter_mut().enumerate() {
            let wanted = self.routes.shards.contains(&(at as u8));
            if wanted && !shard.present {
                (shard.present, shard.dead) = (true, false);
            }
            shard.leaving = shard.present && !wanted;
        }
    }
}

impl Model for Store {
    type Params = Params;
    type Action = Action;
    type Occurrence = Occurrence;

    fn new(params: &Params, seed: Seed) -> Self {
        let keys = Keys::new(params, params.rows as u64, seed);
        let routes = Routes::new(params.place, params.shards, &keys);
        let mut store = Self {
            params: params.clone(),
            demand: params.demand(),
            calendar: Calendar::default(),
            keys,
            routes,
            shards: vec![Shard::new(Span::from_secs(0.5)); SHARDS_MAX],
            queries: Slab::default(),
            jobs: Slab::default(),
            gaps: seed.dice(Stream::Arrivals, 0),
            wants: seed.keyed(Stream::Clients, 0),
            work: seed.keyed(Stream::Demand, 0),
            arrivals: 0,
            turns: 0,
            era: 0,
            moving: None,
            settled: None,
            outs: vec![Vec::new(); SHARDS_MAX],
            plan: 0,
            next_out: 0,
            copy_at: Time::ZERO,
            copying: false,
            copies: 0,
            tally: Tally::default(),
            law: [0; 5],
            now: Time::ZERO,
            events: 0,
            digest: Digest::default(),
        };
        store.digest.word(seed.0);
        store.show();
        store.lay_out(params.rows as u64, seed);
        store.next_arrival();
        store
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
            Event::Arrive { generation } if generation == self.arrivals => {
                self.arrive(out);
                self.next_arrival();
            }
            Event::Turn { generation } if generation == self.turns => {
                self.turn();
                self.settle_down(out);
            }
            Event::Reach { job } => self.reach(job, out),
            Event::Served { shard, generation } => {
                if self.shards[shard as usize].generation == generation {
                    self.served(shard, out);
                }
            }
            Event::Back { job } => self.back(job, out),
            Event::Copy { generation } if generation == self.copies => self.copy(),
            Event::Arrive { .. } | Event::Turn { .. } | Event::Copy { .. } => {}
        }
    }
    fn settle(&mut self, at: Time) {
        self.now = self.now.max(at);
    }
    fn set<S: Sink<Occurrence>>(&mut self, params: &Params, out: &mut S) {
        let old = std::mem::replace(&mut self.params, params.clone());
        self.cut_warmup();
        self.tell(&Occurrence::Changed, out);
        self.demand = params.demand();
        if (old.alpha, old.celebrity) != (params.alpha, params.celebrity) {
            self.keys.tune(params);
        }
        if old.key != params.key || old.rows != params.rows {
            // The same rows under another key, or another number of them.
            let rows = if old.rows == params.rows { self.keys.rows() } else { params.rows as u64 };
            self.lay_out(rows, Seed(self.work.bits(u64::MAX)));
        }
        let before = self.count() as u32;
        if old.place != params.place {
            self.routes.place(params.place, &self.keys);
        }
        if old.shards != params.shards {
            let shards = &self.shards;
            let free = |at: u8| shards.get(at as usize).is_some_and(|shard| !shard.present || shard.leaving);
            self.routes.resize(params.shards, free, &self.keys);
        }
        if old.place != params.place || old.shards != params.shards {
            self.show();
            self.reshard(before, out);
        }
        self.settle_down(out);
        if (old.rate, old.slow) != (params.rate, params.slow) {
            self.arrivals += 1;
            self.next_arrival();
        }
        if (old.slot, old.slow) != (params.slot, params.slow) {
            self.turns += 1;
            self.next_turn();
        }
        // What waits for the old limit need not.
        (self.copy_at, self.copying, self.copies) = (self.now, false, self.copies + 1);
        self.wake();
    }
    fn act<S: Sink<Occurrence>>(&mut self, action: &Action, out: &mut S) {
        self.cut_warmup();
        match *action {
            Action::Split(at) => self.split(at, out),
            Action::Kill(at) => self.kill(at, out),
            Action::Revive(at) => {
                if self.shards.get(at as usize).is_some_and(|shard| shard.present && shard.dead) {
                    self.shards[at as usize].dead = false;
                    self.tell(&Occurrence::Revived { shard: at }, out);
                    self.wake();
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
        self.calendar.heap_bytes()
            + self.keys.heap_bytes()
            + self.shards.iter().map(|shard| size_of::<Shard>() + shard.heap_bytes()).sum::<usize>()
            + self.queries.heap_bytes()
            + self.jobs.heap_bytes()
            + self.outs.iter().map(|list| list.capacity() * 4).sum::<usize>()
            + self.tally.heap_bytes()
    }
    fn check(&self) -> Result<(), String> {
        let rows = self.keys.rows();
        if rows + self.law[EXPIRED] != self.law[LAID] + self.law[WRITTEN] {
            return Err(format!("{rows} rows are there, but {:?} were laid out, written and expired", &self.law[2..]));
        }
        let mut held = vec![(0u64, 0u64); SHARDS_MAX];
        for key in &self.keys.all {
            held[key.owner as usize].0 += key.rows;
            held[key.target as usize].1 += key.copied;
            if key.copied > key.rows || (!key.moves() && key.copied > 0) {
                return Err(format!("{} of {} rows of a key are copied", key.copied, key.rows));
            }
        }
        for (at, (shard, held)) in self.shards.iter().zip(held).enumerate() {
            if (shard.rows, shard.copies) != held {
                return Err(format!("shard {} counts {:?} and holds {held:?}", at + 1, (shard.rows, shard.copies)));
            }
            if !shard.present && shard.rows > 0 {
                return Err(format!("shard {} is gone and holds rows", at + 1));
            }
            shard.check(self.now)?;
        }
        let left = self.keys.all.iter().filter(|key| key.moves()).count() as u32;
        if left != self.moving.map_or(0, |moving| moving.left) {
            return Err(format!("{left} keys have still to move and others are counted"));
        }
        if self.law[SENT] != self.law[ENDED] + self.queries.len() as u64 {
            return Err("a query was lost".to_owned());
        }
        let asks = self.jobs.iter().filter(|job| matches!(job.work, Work::Ask { .. })).count();
        let pending: usize = self.queries.iter().map(|query| query.pending as usize).sum();
        if asks != pending {
            return Err(format!("{asks} asks are under way and {pending} are waited for"));
        }
        Ok(())
    }
}
