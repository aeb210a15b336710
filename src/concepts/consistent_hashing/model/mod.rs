//! The model: keys on nodes, a change now and then, and requests that ask for keys.
//!
//! Requests come as a Poisson process. A request goes to the owner of its key. The owner answers if it was asked for the
//! key since it became its owner; else it asks the database, once. A node that leaves hands over what it holds; one that
//! dies does not. So a change costs what it moves, and the cost fades as the keys are asked for again.

mod ask;
pub mod keys;
mod known;
pub mod lane;
mod lookups;
#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;

use super::occurrence::{Occurrence, Step};
use super::params::{NODES_MAX, Params, Popularity};
use crate::policies::place::{Kind, Members, Node, NodeId, Placement as _, maglev, replicas};
use crate::sim::{Dice, Digest, Keyed, Model, Seed, Sink, Span, Stream, Time};
use keys::{Asking, Held, NOBODY, alike};
use known::Known;
use lane::Lane;
use lookups::Lookups;
use std::rc::Rc;

pub use lookups::Counts;

/// Strategies beside the own one look at this many keys at most.
pub const COMPARED_KEYS: u32 = 20_000;
/// The window over which hits are counted, in buckets of [`BUCKET`].
pub const BUCKETS: usize = 20;
/// 50 ms.
pub const BUCKET: Span = Span(50_000_000);

/// What a learner can do.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Action(pub Step);

/// The last change of the nodes.
#[derive(Clone, PartialEq, Debug)]
pub struct Change {
    /// When.
    pub at: Time,
    /// What; several if a slider asked for several nodes.
    pub steps: Rc<[Step]>,
    /// The node that the last of them was done to.
    pub node: NodeId,
    /// The nodes before.
    pub before: Members,
}

/// What was asked and answered.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Tally {
    /// Requests.
    pub asked: u64,
    /// Of them answered by the owner at once.
    pub hits: u64,
    /// Of them answered by the database.
    pub misses: u64,
    /// Of them answered by nobody: the directory that names the owner did not answer.
    pub failed: u64,
    /// Changes of the nodes.
    pub changes: u64,
    /// Keys that changed their owner, in all changes together.
    pub moved: u64,
}

/// The whole state.
#[derive(Clone, Debug)]
pub struct Cluster {
    params: Rc<Params>,
    seed: u64,
    now: Time,
    gaps: Dice,
    picks: Keyed,
    /// Which copy of the hot key a request asks.
    spread: Keyed,
    next: Option<Time>,
    own: Lane,
    compared: Vec<Lane>,
    change: Option<Change>,
    asking: Rc<Asking>,
    held: Held,
    /// The nodes that should hold the hot key, the owner first; more than one if it has copies.
    copies: Vec<u16>,
    /// Those that do.
    copied: Vec<u16>,
    lookups: Lookups,
    tally: Tally,
    cut: Tally,
    /// Hits and misses of the last second, by bucket.
    recent: [(u32, u32); BUCKETS],
    bucket: u64,
    digest: Digest,
    events: u64,
    /// Worked out when it is first looked at; the same until the nodes or the parameters change.
    known: Rc<Known>,
}

/// The name under which a node is hashed: an address, so that ketama and Envoy would know it.
pub fn address(seed: u64, id: NodeId) -> String {
    format!("10.{}.{}.{}:11211", (seed >> 8) & 255, seed & 255, id + 1)
}

/// The name of a node on the picture: A, B … Z, A2 …
pub fn letter(id: NodeId) -> String {
    let letter = char::from(b'A' + (id % 26) as u8);
    if id < 26 { letter.to_string() } else { format!("{letter}{}", id / 26 + 1) }
}

/// The next prime from `n` on.
pub fn next_prime(n: u32) -> u32 {
    // Between a number and its double there always is one.
    (n.max(2)..=n.max(2).saturating_mul(2)).find(|n| maglev::is_prime(*n)).unwrap_or(2)
}

impl Cluster {
    /// What is set now.
    pub fn params(&self) -> &Params {
        &self.params
    }
    /// The seed: it names nodes and keys.
    pub fn seed(&self) -> u64 {
        self.seed
    }
    /// The strategy that places.
    pub fn own(&self) -> &Lane {
        &self.own
    }
    /// The strategies compared, in the order chosen.
    pub fn lanes(&self) -> impl Iterator<Item = &Lane> {
        self.params.compare.iter().filter_map(|kind| self.lane(*kind))
    }
    /// One of the strategies.
    pub fn lane(&self, kind: Kind) -> Option<&Lane> {
        if kind == self.own.kind { Some(&self.own) } else { self.compared.iter().find(|lane| lane.kind == kind) }
    }
    /// The nodes now.
    pub fn members(&self) -> &Members {
        self.own.strategy.members()
    }
    /// The last change of the nodes.
    pub fn change(&self) -> Option<&Change> {
        self.change.as_ref()
    }
    /// How often keys are asked for.
    pub fn asking(&self) -> &Asking {
        &self.asking
    }
    /// Counts since the start or the warm-up.
    pub fn tally(&self) -> Tally {
        let (all, cut) = (self.tally, self.cut);
        Tally {
            asked: all.asked - cut.asked,
            hits: all.hits - cut.hits,
            misses: all.misses - cut.misses,
            failed: all.failed - cut.failed,
            changes: all.changes - cut.changes,
            moved: all.moved - cut.moved,
        }
    }
    /// Forgets the counts so far.
    pub fn cut_warmup(&mut self) {
        self.cut = self.tally;
        self.lookups.cut();
    }
    /// Hits and misses of the last second.
    pub fn recent(&self) -> (u32, u32) {
        self.recent.iter().fold((0, 0), |sum, bucket| (sum.0 + bucket.0, sum.1 + bucket.1))
    }
    /// The own lane and the compared ones. The points of `known` lanes are taken over: hashing the keys is most of the
    /// work, and a slider moves many times a second.
    fn lanes_of(params: &Params, seed: u64, before: &Members, steps: &[Step], known: &[&Lane]) -> (Lane, Vec<Lane>) {
        let mut done: Vec<(Kind, Rc<[u64]>)> = known.iter().map(|lane| (lane.kind, lane.points.clone())).collect();
        let mut lane = |kind, count| {
            let same = done.iter().find(|(other, points)| alike(*other, kind) && points.len() == count as usize);
            let points = same.map(|(_, points)| points.clone());
            let points = points.unwrap_or_else(|| keys::points(kind, params.hash, seed, params.keys, count));
            done.push((kind, points.clone()));
            Lane::new(kind, params, seed, before, steps, points)
        };
        let own = lane(params.strategy, params.keys);
        let others = params.compare.iter().filter(|kind| **kind != params.strategy);
        (own, others.map(|kind| lane(*kind, params.keys.min(COMPARED_KEYS))).collect())
    }
    fn roll(&mut self, to: Time) {
        let bucket = to.0 / BUCKET.0;
        let passed = (bucket - self.bucket.min(bucket)).min(BUCKETS as u64);
        for ahead in 1..=passed {
            let bucket = ((self.bucket + ahead) % BUCKETS as u64) as usize;
            self.recent[bucket] = (0, 0);
            self.lookups.clear(bucket);
        }
        if passed == BUCKETS as u64 {
            self.recent = [(0, 0); BUCKETS];
            self.lookups.clear_all();
        }
        self.bucket = bucket;
    }
    /// Says who should hold the hot key: its owner and, if it has copies, the next nodes.
    fn place_copies(&mut self) {
        self.copies.clear();
        let wanted = self.params.copies as usize;
        if self.params.popularity == Popularity::Hot && wanted > 1 && self.own.owners[0] != NOBODY {
            let (point, owner) = (self.own.points[0], NodeId::from(self.own.owners[0]));
            let mut held = Vec::new();
            replicas::spread(&*self.own.strategy, Some(owner), point, wanted, &mut held);
            self.copies.extend(held.iter().map(|id| *id as u16));
        }
        // What the owner holds it holds as a copy as well.
        let owner = self.own.owners[0];
        if self.held.by(0) == owner && owner != NOBODY && !self.copied.contains(&owner) {
            self.copied.push(owner);
        }
        self.copied.retain(|id| self.own.strategy.members().get(NodeId::from(*id)).is_some());
    }
    fn schedule(&mut self) {
        let rate = self.params.rate;
        self.next = (rate > 0.0).then(|| self.now + Span::from_secs(self.gaps.exponential() / rate));
    }
    fn happened<S: Sink<Occurrence>>(&mut self, occurrence: Occurrence, out: &mut S) {
        let (a, b) = match occurrence {
            Occurrence::Asked { key, node, hit } => {
                (1 + u64::from(hit), u64::from(key) << 32 | u64::from(node.unwrap_or(NodeId::MAX)))
            }
            Occurrence::Changed { node, moved, .. } => (3, u64::from(node) << 32 | u64::from(moved)),
            Occurrence::Set { moved, keys } => (4, u64::from(keys) << 32 | u64::from(moved)),
            Occurrence::Lost { key } => (5, u64::from(key)),
        };
        self.digest.word(self.now.0);
        self.digest.word(a);
        self.digest.word(b);
        out.take(self.now, &occurrence);
    }
    fn alter<S: Sink<Occurrence>>(&mut self, steps: &[Step], out: &mut S) {
        let steps: Vec<Step> = steps.iter().copied().filter(|step| self.allowed(*step)).collect();
        let Some(last) = steps.last().copied() else { return };
        self.known = Rc::default();
        let before = self.members().clone();
        self.own.change(self.seed, &steps);
        for lane in &mut self.compared {
            lane.change(self.seed, &steps);
        }
        let node = match last {
            Step::Join(_) => self.members().next() - 1,
            Step::Leave(id) | Step::Die(id) | Step::Weigh(id, _) => id,
        };
        for step in &steps {
            if let Step::Leave(id) = step {
                self.hand_over(*id);
            }
        }
        self.place_copies();
        self.change = Some(Change { at: self.now, steps: steps.into(), node, before });
        self.tally.changes += 1;
        self.tally.moved += u64::from(self.own.moved);
        let nodes = self.members().len() as u32;
        let (moved, keys) = (self.own.moved, self.own.keys());
        self.happened(Occurrence::Changed { step: last, node, moved, keys, nodes }, out);
    }
    /// True if the step can be carried out; a plan of a link may ask for what is not there.
    fn allowed(&self, step: Step) -> bool {
        match step {
            Step::Join(_) => self.members().len() < NODES_MAX,
            Step::Leave(id) | Step::Die(id) => self.members().get(id).is_some(),
            Step::Weigh(id, weight) => {
                self.members().get(id).is_some_and(|member| member.node.weight != weight) && weight > 0.0
            }
        }
    }
    /// What a node that leaves holds goes along with its keys.
    fn hand_over(&mut self, id: NodeId) {
        for key in 0..self.own.keys() {
            let owner = self.own.owners[key as usize];
            if self.held.by(key) == id as u16 && owner != NOBODY {
                self.held.put(key, NodeId::from(owner));
            }
        }
    }
}

impl Model for Cluster {
    type Params = Params;
    type Action = Action;
    type Occurrence = Occurrence;

    fn new(params: &Params, seed: Seed) -> Self {
        let nodes: Vec<Node> = (0..params.nodes).map(|id| Node::new(address(seed.0, id))).collect();
        let members = Members::new(&nodes);
        let (own, compared) = Self::lanes_of(params, seed.0, &members, &[], &[]);
        let mut model = Self {
            seed: seed.0,
            now: Time::ZERO,
            gaps: seed.dice(Stream::Arrivals, 0),
            picks: seed.keyed(Stream::Keys, 0),
            spread: seed.keyed(Stream::Policy, 0),
            next: None,
            own,
            compared,
            change: None,
            asking: Rc::new(Asking::new(params)),
            held: Held::new(params.keys),
            copies: Vec::new(),
            copied: Vec::new(),
            lookups: Lookups::new(params.clients),
            tally: Tally::default(),
            cut: Tally::default(),
            recent: [(0, 0); BUCKETS],
            bucket: 0,
            digest: Digest::default(),
            events: 0,
            known: Rc::default(),
            params: Rc::new(params.clone()),
        };
        // The run begins with what was asked for before: every key is where it belongs.
        for key in 0..params.keys {
            model.held.put(key, NodeId::from(model.own.owners[key as usize]));
        }
        model.place_copies();
        model.copied.clone_from(&model.copies);
        model.schedule();
        model
    }
    fn now(&self) -> Time {
        self.now
    }
    fn next_at(&self) -> Option<Time> {
        self.next
    }
    fn step<S: Sink<Occurrence>>(&mut self, out: &mut S) {
        self.ask(out);
    }
    fn settle(&mut self, at: Time) {
        if at > self.now {
            self.now = at;
            self.roll(at);
        }
    }
    fn set<S: Sink<Occurrence>>(&mut self, params: &Params, out: &mut S) {
        let old = std::mem::replace(&mut self.params, Rc::new(params.clone()));
        self.known = Rc::default();
        if old.rate != params.rate {
            self.schedule();
        }
        if (old.clients, old.strategy) != (params.clients, params.strategy) {
            self.lookups = Lookups::new(params.clients);
        }
        let asks = (params.keys, params.popularity, params.skew, params.hot);
        if asks != (old.keys, old.popularity, old.skew, old.hot) {
            self.asking = Rc::new(Asking::new(params));
        }
        // Only what places keys makes anything be placed anew.
        let places = Params { nodes: old.nodes, rate: old.rate, skew: old.skew, hot: old.hot, ..params.clone() };
        let places = Params { popularity: old.popularity, copies: old.copies, ..places };
        let places = Params { replicas: old.replicas, racks: old.racks, ..places };
        let places = Params { clients: old.clients, outage: old.outage, ..places };
        if places != *old {
            let was = self.own.owners.clone();
            let (before, steps) = match &self.change {
                Some(change) => (change.before.clone(), change.steps.clone()),
                None => (self.members().clone(), Rc::from([])),
            };
            let known: Vec<&Lane> = std::iter::once(&self.own).chain(&self.compared).collect();
            let known = if (params.hash, params.keys) == (old.hash, old.keys) { &known[..] } else { &[] };
            (self.own, self.compared) = Self::lanes_of(params, self.seed, &before, &steps, known);
            if params.keys != old.keys {
                self.held = Held::new(params.keys);
                for key in 0..params.keys {
                    self.held.put(key, NodeId::from(self.own.owners[key as usize]));
                }
            }
            let moved = was.iter().zip(self.own.owners.iter()).filter(|(was, is)| was != is).count() as u32;
            self.happened(Occurrence::Set { moved, keys: self.own.keys() }, out);
        }
        if (params.copies, params.popularity) != (old.copies, old.popularity) || places != *old {
            self.place_copies();
        }
        if params.nodes != old.nodes {
            let there = self.members().len() as u32;
            let steps: Vec<Step> = if params.nodes > there {
                vec![Step::Join(1.0); (params.nodes - there) as usize]
            } else {
                let last =
                    self.members().iter().skip(params.nodes as usize).map(|member| member.id).collect::<Vec<_>>();
                last.into_iter().rev().map(Step::Leave).collect()
            };
            self.alter(&steps, out);
        }
    }
    fn act<S: Sink<Occurrence>>(&mut self, action: &Action, out: &mut S) {
        self.alter(&[action.0], out);
    }
    fn events(&self) -> u64 {
        self.events
    }
    fn hash(&self) -> u64 {
        self.digest.value()
    }
    fn check(&self) -> Result<(), String> {
        let Tally { asked, hits, misses, failed, .. } = self.tally;
        if asked != hits + misses + failed {
            return Err(format!("{asked} asked, {hits} hits, {misses} misses and {failed} failed"));
        }
        for lane in std::iter::once(&self.own).chain(&self.compared) {
            let (kind, sum) = (lane.kind.key(), lane.loads.iter().sum::<u32>());
            let nobody = lane.owners.iter().filter(|owner| **owner == NOBODY).count() as u32;
            if sum + nobody != lane.keys() || nobody > 0 && !self.members().is_empty() {
                return Err(format!("{kind}: {sum} of {} keys have an owner", lane.keys()));
            }
            if lane.strategy.members() != self.members() {
                return Err(format!("{kind} knows other nodes"));
            }
            let bound = if kind == "bounded" { self.params.bound } else { f64::INFINITY };
            for member in self.members().iter() {
                let cap = (bound * lane.strategy.members().due(member.id) * f64::from(lane.keys())).ceil();
                if f64::from(lane.load(member.id)) > cap + 1e-6 {
                    return Err(format!("{kind}: {} above its cap {cap}", lane.load(member.id)));
                }
            }
        }
        Ok(())
    }
}
