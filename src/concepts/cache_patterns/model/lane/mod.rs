//! One pattern: its caches, its database, the messages under way, and what is counted.

mod nodes;

use crate::concepts::cache_patterns::occurrence::{Node, Occurrence, Said, Version};
use crate::concepts::cache_patterns::params::{Order, Params, Pattern, Spread};
use crate::policies::stampede::place;
use crate::sim::rng::Keyed;
use crate::sim::stats::Histogram;
use crate::sim::{Span, Time};
use std::collections::VecDeque;

/// Versions of a key whose moments are kept, for the age of old answers.
const HISTORY: usize = 32;
/// A cache of one's own is this much nearer than one over the network.
const OWN: f64 = 0.02;

/// A value in a cache.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Slot {
    /// Which version; 0 says that there is none.
    pub version: Version,
    /// When it expires.
    pub expires: Time,
    /// When it was stored.
    pub stored: Time,
    /// The database does not have it yet.
    pub dirty: bool,
    /// Only the version of a delete, and no value.
    pub tomb: bool,
    /// The number in its name, or of its tag.
    pub name: u64,
}

/// What a message belongs to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// A read.
    Read,
    /// A write.
    Write,
    /// Something nobody waits for: a set after a read, a second delete, a refresh, a flush.
    Follow,
}

/// A message under way, with what it belongs to.
#[derive(Clone, PartialEq, Debug)]
pub struct Op {
    /// What it belongs to.
    pub kind: Kind,
    /// Of which key.
    pub key: u32,
    /// Of which process.
    pub node: u8,
    /// What it says.
    pub said: Said,
    /// From where.
    pub from: Node,
    /// To where.
    pub to: Node,
    /// When it was sent; later than now for one that is held back.
    pub sent: Time,
    /// When it comes.
    pub arrives: Time,
    number: u64,
    hops: u64,
    began: Time,
    floor: Version,
    version: Version,
    token: u64,
    /// It knows the number of its key's name.
    named: bool,
    hit: bool,
    batch: Vec<(u32, Version)>,
}

/// What is counted.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    /// Reads that began.
    pub reads: u64,
    /// Reads that were answered.
    pub answered: u64,
    /// Of these, out of the cache.
    pub hits: u64,
    /// Of these, with an older version than the database had when they began.
    pub old: u64,
    /// Age of old answers: the sum and the most.
    pub old_ns: u128,
    /// The most.
    pub old_most: Span,
    /// Writes that were acknowledged.
    pub writes: u64,
    /// Acknowledged writes that are gone.
    pub lost_writes: u64,
    /// Values set that were older than what the database had.
    pub raced: u64,
    /// Values that were not set, as their version was old or their token void.
    pub refused: u64,
    /// Values that nobody can find any more, as their names have another number.
    pub orphans: u64,
    /// Right values that a tag made void.
    pub spilt: u64,
    /// Messages to other processes that were lost.
    pub lost_tells: u64,
    /// Reads at the database.
    pub database_reads: u64,
    /// Writes at the database; a flush is one for each key.
    pub database_writes: u64,
    /// How long reads took.
    pub read_time: Histogram,
    /// How long writes took until they were acknowledged.
    pub write_time: Histogram,
}

impl Tally {
    /// The share of the answers that were old.
    pub fn old_share(&self) -> Option<f64> {
        (self.answered > 0).then(|| self.old as f64 / self.answered as f64)
    }
    /// The share of the answers out of the cache.
    pub fn hit_ratio(&self) -> Option<f64> {
        (self.answered > 0).then(|| self.hits as f64 / self.answered as f64)
    }
    /// Mean age of old answers in seconds.
    pub fn old_mean_s(&self) -> Option<f64> {
        (self.old > 0).then(|| self.old_ns as f64 / self.old as f64 / 1e9)
    }
}

/// What surrounds a lane while it acts.
pub struct World<'a> {
    /// Now.
    pub now: Time,
    /// What is set.
    pub params: &'a Params,
    /// Draws of message times.
    pub draws: Keyed,
    /// The lane's place.
    pub lane: u8,
    /// Messages that were sent: slot and when they come.
    pub sent: &'a mut Vec<(u32, Time)>,
    /// What happened.
    pub news: &'a mut Vec<Occurrence>,
}

/// One pattern.
#[derive(Clone, Debug)]
pub struct Lane {
    /// Which.
    pub pattern: Pattern,
    /// Its number among all lanes of the run.
    pub serial: u32,
    caches: Vec<Vec<Option<Slot>>>,
    database: Vec<Version>,
    /// The newest acknowledged or committed version.
    truth: Vec<Version>,
    history: Vec<VecDeque<(Version, Time)>>,
    tokens: Vec<u64>,
    /// The numbers in the names of keys, or of tags.
    names: Vec<u64>,
    next_token: u64,
    refreshing: Vec<bool>,
    ops: Vec<Option<Op>>,
    free: Vec<u32>,
    reads_under_way: u64,
    /// What is counted.
    pub tally: Tally,
    /// The last read or write that ended, in words' parts.
    pub last: Option<Occurrence>,
}

impl Lane {
    /// A lane with empty caches; the database has version 1 of each key and none of the names after them.
    pub fn new(pattern: Pattern, serial: u32, params: &Params, now: Time) -> Self {
        let names = params.names() as usize;
        let nodes = if pattern.local() { params.nodes as usize } else { 1 };
        let first: Vec<Version> = (0..names).map(|name| u32::from(name < params.keys as usize)).collect();
        Self {
            pattern,
            serial,
            caches: vec![vec![None; names]; nodes],
            history: first.iter().map(|&version| VecDeque::from([(version, now)])).collect(),
            truth: first.clone(),
            database: first,
            tokens: vec![0; names],
            names: vec![0; names],
            next_token: 0,
            refreshing: vec![false; names],
            ops: Vec::new(),
            free: Vec::new(),
            reads_under_way: 0,
            tally: Tally::default(),
            last: None,
        }
    }
    /// Messages under way.
    pub fn messages(&self) -> impl Iterator<Item = &Op> {
        self.ops.iter().flatten()
    }
    /// What the cache of a process holds for a key, if it is alive.
    pub fn slot(&self, node: usize, key: u32, now: Time) -> Option<&Slot> {
        let slot = self.caches.get(node)?.get(key as usize)?.as_ref()?;
        (slot.dirty || slot.expires > now).then_some(slot).filter(|slot| !slot.tomb)
    }
    /// How many caches there are.
    pub fn nodes(&self) -> usize {
        self.caches.len()
    }
    /// What the database has of a key.
    pub fn database(&self, key: u32) -> Version {
        self.database.get(key as usize).copied().unwrap_or(0)
    }
    /// The newest version of a key.
    pub fn truth(&self, key: u32) -> Version {
        self.truth.get(key as usize).copied().unwrap_or(0)
    }
    /// Values in caches that are older than they should be now.
    pub fn wrong(&self, now: Time) -> usize {
        let wrong = |node: usize| {
            (0..self.truth.len() as u32)
                .filter(|&key| self.slot(node, key, now).is_some_and(|slot| slot.version < self.truth(key)))
                .count()
        };
        (0..self.caches.len()).map(wrong).sum()
    }
    /// Values that the database does not have yet.
    pub fn dirty(&self) -> usize {
        self.caches.iter().flatten().flatten().filter(|slot| slot.dirty).count()
    }
    /// Forgets what was counted.
    pub fn cut(&mut self) {
        self.tally = Tally::default();
    }

    // Messages.

    fn time(&self, world: &World<'_>, op: &Op) -> Span {
        let database = op.from == Node::Database || op.to == Node::Database;
        let mean = match op.said {
            Said::Tell => world.params.bus,
            _ if database => world.params.database,
            _ if self.pattern.local() => world.params.cache * OWN,
            _ => world.params.cache,
        };
        let stretch = match world.params.spread {
            Spread::Fixed => 1.0,
            Spread::Exponential => -libm::log(world.draws.unit(place(op.number, op.hops))),
        };
        Span::from_secs(mean * stretch)
    }
    fn put(&mut self, mut op: Op, after: Span, world: &mut World<'_>) {
        op.sent = world.now + after;
        op.hops += 1;
        op.arrives = op.sent + self.time(world, &op);
        let arrives = op.arrives;
        let slot = self.free.pop().unwrap_or_else(|| {
            self.ops.push(None);
            self.ops.len() as u32 - 1
        });
        self.ops[slot as usize] = Some(op);
        world.sent.push((slot, arrives));
    }
    fn send(&mut self, op: Op, from: Node, to: Node, said: Said, world: &mut World<'_>) {
        self.put(Op { said, from, to, ..op }, Span::ZERO, world);
    }
    /// A message that nobody waits for.
    fn follow(&mut self, of: &Op, from: Node, to: Node, said: Said, after: Span, world: &mut World<'_>) {
        let hops = of.hops + 16 + u64::from(of.node);
        self.put(Op { kind: Kind::Follow, said, from, to, hops, batch: Vec::new(), ..of.clone() }, after, world);
    }
    /// A read or a write begins.
    pub fn begin(&mut self, kind: Kind, key: u32, node: u8, number: u64, world: &mut World<'_>) {
        let node = node % self.caches.len() as u8;
        let op = Op {
            kind,
            key,
            node,
            said: Said::Get,
            from: Node::App,
            to: Node::Cache,
            sent: world.now,
            arrives: world.now,
            number,
            hops: 0,
            began: world.now,
            floor: self.truth(key),
            version: 0,
            token: 0,
            named: false,
            hit: false,
            batch: Vec::new(),
        };
        if kind == Kind::Read {
            self.tally.reads += 1;
            self.reads_under_way += 1;
            return self.send(op, Node::App, Node::Cache, Said::Get, world);
        }
        let before = world.params.order == Order::DeleteBefore && self.ordered();
        match self.pattern {
            Pattern::WriteThrough | Pattern::Behind => self.send(op, Node::App, Node::Cache, Said::Write, world),
            _ if before => self.send(op, Node::App, Node::Cache, Said::Delete, world),
            _ => self.send(op, Node::App, Node::Database, Said::Write, world),
        }
    }
    /// The order of a write is a setting for this pattern.
    const fn ordered(&self) -> bool {
        matches!(self.pattern, Pattern::Aside | Pattern::Negative)
    }
    fn order(&self, params: &Params) -> Order {
        if self.ordered() { params.order } else { Order::DeleteAfter }
    }

    /// The laws of a lane.
    pub fn check(&self, whole: bool) -> Result<(), String> {
        let name = self.pattern.name();
        if whole && self.tally.reads != self.tally.answered + self.reads_under_way {
            return Err(format!("{name}: {} reads began, {} answered", self.tally.reads, self.tally.answered));
        }
        for (key, (&stored, &truth)) in self.database.iter().zip(&self.truth).enumerate() {
            if stored > truth {
                return Err(format!("{name}: key {key} has version {stored} in the database and {truth} in truth"));
            }
            if self.pattern != Pattern::Behind && stored != truth {
                return Err(format!("{name}: key {key} was acknowledged and not written"));
            }
        }
        if self.tally.hits > self.tally.answered || self.tally.old > self.tally.answered {
            return Err(format!("{name}: more hits or old answers than answers"));
        }
        Ok(())
    }
    /// About how many bytes it holds.
    pub fn heap_bytes(&self) -> usize {
        let slots: usize = self.caches.iter().map(Vec::len).sum();
        slots * size_of::<Option<Slot>>()
            + self.ops.len() * size_of::<Option<Op>>()
            + self.history.len() * HISTORY * size_of::<(Version, Time)>()
            + self.tally.read_time.heap_bytes()
            + self.tally.write_time.heap_bytes()
    }
}
