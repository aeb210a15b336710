//! The model: users, edges, a shield, programs with caches of their own, nodes on a ring, and an origin.

pub mod op;
mod path;
pub mod store;
pub mod tally;
#[cfg(test)]
mod tests;
mod view;

use super::occurrence::Occurrence;
use super::params::{Class, Params, Tell, Tier};
use crate::policies::evict::workload::Keys;
use crate::policies::place::{Hash, Kind, Members, Node, Settings, Strategy};
use crate::sim::rng::Keyed;
use crate::sim::{Calendar, Dice, Digest, Model, Seed, Sink, Span, Stream, Time};
use op::{Op, Spot};
use std::collections::{BTreeMap, VecDeque};
use store::Store;
use tally::Tally;

/// Versions of a key whose moments are kept, for the age of answers that are out of date.
const HISTORY: usize = 32;
/// Marks of a node on the ring.
pub const MARKS: u32 = 24;
/// Loads at the origin, at most; who would be one more is turned away.
pub const LINE_MAX: usize = 10_000;
/// Loads at once when nodes are warmed.
pub const WARM_AT_ONCE: u32 = 2;

/// What a learner can do.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Action {
    /// Key 1 is written now.
    Write,
    /// A node is lost, from 0.
    Lose(u8),
    /// It is back, empty.
    Back(u8),
    /// All nodes are out of reach.
    Down,
    /// They are back, empty.
    Up,
    /// Every cache is empty.
    Empty,
    /// The programs are restarted.
    Deploy,
    /// The most popular keys are loaded into the nodes.
    Warm,
}

/// What comes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Event {
    Arrive,
    Write(u32),
    Hop(u32),
    Served(u32),
    Tell { key: u32, program: u8 },
}

/// Everything between the users and the origin.
#[derive(Clone, Debug)]
pub struct Tiers {
    params: Params,
    calendar: Calendar<Event>,
    keys: Keys,
    written: Keys,
    gaps: Dice,
    write_gaps: Dice,
    picks: Keyed,
    write_round: u32,
    writes: u64,
    /// The caches by tier.
    stores: [Vec<Store>; 4],
    /// Which nodes are there.
    up: Vec<bool>,
    /// The nodes can be reached.
    reachable: bool,
    placement: Strategy,
    points: Vec<u64>,
    truth: Vec<u32>,
    history: Vec<VecDeque<(u32, Time)>>,
    ops: Vec<Option<Op>>,
    free: Vec<u32>,
    fetching: BTreeMap<(Spot, u32), u32>,
    line: VecDeque<u32>,
    busy: u32,
    warming: Option<(u32, u32, u32)>,
    under_way: u64,
    now: Time,
    events: u64,
    requests: u64,
    cut_at: Time,
    whole: bool,
    digest: Digest,
    /// What is counted.
    pub tally: Tally,
    /// The last answer.
    pub last: Option<Occurrence>,
}

impl Tiers {
    /// Forgets what was counted.
    pub fn cut_warmup(&mut self) {
        self.cut_at = self.now;
        self.whole = false;
        self.tally = Tally::new(self.now, self.busy + self.line.len() as u32);
        for store in self.stores.iter_mut().flatten() {
            (store.hits, store.asked) = (0, 0);
        }
    }
    fn tell<S: Sink<Occurrence>>(&mut self, what: &Occurrence, out: &mut S) {
        let digest = &mut self.digest;
        what.fold(|word| digest.word(word));
        out.take(self.now, what);
    }
    fn next_arrival(&mut self) {
        let gap = Span::from_secs(self.gaps.exponential() / self.params.rate);
        self.calendar.schedule(self.now + gap, Event::Arrive);
    }
    fn next_write(&mut self) {
        if self.params.writes > 0.0 {
            let gap = Span::from_secs(self.write_gaps.exponential() / self.params.writes);
            self.calendar.schedule(self.now + gap, Event::Write(self.write_round));
        }
    }
    fn place_anew(&mut self) {
        let nodes: Vec<Node> = self.slots().iter().map(|node| Node::new(format!("n{}", node + 1))).collect();
        let settings = Settings { vnodes: MARKS, ..Settings::default() };
        self.placement = Strategy::new(self.params.place.kind(), Members::new(&nodes), &settings);
    }
    /// Makes as many caches as are set, and keeps what there was.
    fn arrange(&mut self) {
        for tier in Tier::ALL.iter().copied() {
            let (count, room) = (self.params.count(tier) as usize, self.params.room(tier));
            let stores = &mut self.stores[tier as usize];
            stores.truncate(count);
            for store in stores.iter_mut() {
                store.resize(room, self.params.keys);
            }
            while stores.len() < count {
                stores.push(Store::new(room, self.params.keys));
            }
        }
        self.up.resize(self.params.nodes as usize, true);
        self.place_anew();
        let keys = self.params.keys as usize;
        if self.truth.len() < keys {
            self.truth.resize(keys, 1);
            let first = VecDeque::from([(1, Time::ZERO)]);
            self.history.resize(keys, first);
            let known = self.points.len()..keys;
            self.points.extend(known.map(|key| Kind::Ring.point(format!("key:{}", key + 1).as_bytes(), Hash::Xxh64)));
        }
    }
    fn write<S: Sink<Occurrence>>(&mut self, key: u32, program: u8, out: &mut S) {
        let version = self.truth(key) + 1;
        self.truth[key as usize] = version;
        let history = &mut self.history[key as usize];
        if history.len() == HISTORY {
            history.pop_front();
        }
        history.push_back((version, self.now));
        self.tally.writes += 1;
        self.tell(&Occurrence::Wrote { key, version, program }, out);
        if self.params.tell == Tell::Nobody {
            return;
        }
        if let Some(store) = self.cache_mut(Spot::Program(program)) {
            store.delete(key);
        }
        if let Some(store) = self.owner(key).and_then(|node| self.cache_mut(Spot::Node(node))) {
            store.delete(key);
        }
        if matches!(self.params.tell, Tell::All | Tell::Purge) {
            self.calendar.schedule(self.now + Span::from_secs(self.params.bus), Event::Tell { key, program });
        }
    }
    fn told<S: Sink<Occurrence>>(&mut self, key: u32, program: u8, out: &mut S) {
        let purge = self.params.tell == Tell::Purge;
        let heard = |spot: &Spot| match spot.tier() {
            Some(Tier::Local) => spot.place() != program,
            Some(Tier::Edge | Tier::Shield) => purge,
            _ => false,
        };
        let spots: Vec<Spot> = self.spots().filter(heard).collect();
        let mut copies = 0;
        for spot in spots {
            copies += u32::from(self.cache_mut(spot).is_some_and(|store| store.delete(key)));
        }
        self.tell(&Occurrence::Told { key, copies }, out);
    }
    fn next_written(&mut self) -> (u32, u8) {
        let [u, v] = self.picks.units::<2>((1 << 40) | (2 * self.writes));
        self.writes += 1;
        let drawn = self.written.draw().min(self.params.keys - 1);
        let key = if self.params.classes { drawn / 4 * 4 + Class::written(v) as u32 } else { drawn };
        (key.min(self.params.keys - 1), (u * f64::from(self.params.programs)) as u8)
    }
}

impl Model for Tiers {
    type Params = Params;
    type Action = Action;
    type Occurrence = Occurrence;

    fn new(params: &Params, seed: Seed) -> Self {
        let mut tiers = Self {
            params: params.clone(),
            calendar: Calendar::default(),
            keys: Keys::new(&params.workload(), seed),
            written: Keys::new(&params.workload(), Seed(seed.0 ^ 0x0077_7269_7465)),
            gaps: seed.dice(Stream::Arrivals, 0),
            write_gaps: seed.dice(Stream::Arrivals, 1),
            picks: seed.keyed(Stream::Clients, 0),
            write_round: 0,
            writes: 0,
            stores: std::array::from_fn(|_| Vec::new()),
            up: Vec::new(),
            reachable: true,
            placement: Strategy::new(Kind::Ring, Members::default(), &Settings::default()),
            points: Vec::new(),
            truth: Vec::new(),
            history: Vec::new(),
            ops: Vec::new(),
            free: Vec::new(),
            fetching: BTreeMap::new(),
            line: VecDeque::new(),
            busy: 0,
            warming: None,
            under_way: 0,
            now: Time::ZERO,
            events: 0,
            requests: 0,
            cut_at: Time::ZERO,
            whole: true,
            digest: Digest::default(),
            tally: Tally::new(Time::ZERO, 0),
            last: None,
        };
        tiers.digest.word(seed.0);
        tiers.arrange();
        tiers.next_arrival();
        tiers.next_write();
        tiers
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
            Event::Arrive => {
                self.begin(out);
                self.next_arrival();
            }
            Event::Write(round) if round == self.write_round => {
                let (key, program) = self.next_written();
                self.write(key, program, out);
                self.next_write();
            }
            Event::Write(_) => {}
            Event::Hop(slot) => self.arrive(slot, out),
            Event::Served(slot) => self.served(slot),
            Event::Tell { key, program } => self.told(key, program, out),
        }
    }
    fn settle(&mut self, at: Time) {
        self.now = self.now.max(at);
    }
    fn set<S: Sink<Occurrence>>(&mut self, params: &Params, out: &mut S) {
        let old = std::mem::replace(&mut self.params, params.clone());
        if old.workload() != params.workload() {
            self.keys.tune(&params.workload());
            self.written.tune(&params.workload());
        }
        self.arrange();
        if old.writes != params.writes {
            self.write_round += 1;
            self.next_write();
        }
        self.work();
        self.cut_warmup();
        self.tell(&Occurrence::Changed, out);
    }
    fn act<S: Sink<Occurrence>>(&mut self, action: &Action, out: &mut S) {
        let what = match *action {
            Action::Write => return self.write(0, 0, out),
            Action::Lose(node) if self.is_up(usize::from(node)) => {
                self.up[usize::from(node)] = false;
                let keys = self.stores[Tier::Cluster as usize][usize::from(node)].empty();
                self.place_anew();
                Occurrence::Lost { node, keys }
            }
            Action::Back(node) if usize::from(node) < self.up.len() && !self.is_up(usize::from(node)) => {
                self.up[usize::from(node)] = true;
                self.place_anew();
                Occurrence::Back { node }
            }
            Action::Lose(_) | Action::Back(_) => return,
            Action::Down => {
                self.reachable = false;
                Occurrence::Down
            }
            Action::Up => {
                self.reachable = true;
                self.stores[Tier::Cluster as usize].iter_mut().for_each(|store| _ = store.empty());
                Occurrence::Up
            }
            Action::Empty => {
                self.stores.iter_mut().flatten().for_each(|store| _ = store.empty());
                Occurrence::Emptied
            }
            Action::Deploy => {
                self.stores[Tier::Local as usize].iter_mut().for_each(|store| _ = store.empty());
                Occurrence::Deployed
            }
            Action::Warm => return self.warm(out),
        };
        self.tell(&what, out);
    }
    fn events(&self) -> u64 {
        self.events
    }
    fn hash(&self) -> u64 {
        self.digest.value()
    }
    fn heap_bytes(&self) -> usize {
        self.calendar.heap_bytes()
            + self.stores.iter().flatten().map(Store::heap_bytes).sum::<usize>()
            + self.ops.len() * (size_of::<Option<Op>>() + 4 * size_of::<Spot>())
            + self.history.len() * 3 * size_of::<(u32, Time)>()
            + self.tally.latency.heap_bytes()
    }
    fn check(&self) -> Result<(), String> {
        let there = self.ops().filter(|op| op.n > 0).count() as u64;
        let t = &self.tally;
        if there != self.under_way {
            return Err(format!("{there} requests are under way, counted {}", self.under_way));
        }
        if self.whole && t.requests != t.answers() + t.refused + there {
            return Err(format!("{} requests came, and not as many have a fate", t.requests));
        }
        if t.level.value() != u64::from(self.busy) + self.line.len() as u64 {
            return Err(format!("{} loads at the origin, counted {}", self.busy, t.level.value()));
        }
        if !self.line.is_empty() && self.busy < self.params.workers {
            return Err(format!("{} wait in line while the origin works on {} only", self.line.len(), self.busy));
        }
        let full = self.stores.iter().flatten().find(|store| store.len() > store.room());
        full.map_or(Ok(()), |store| Err(format!("{} copies in room for {}", store.len(), store.room())))
    }
}
