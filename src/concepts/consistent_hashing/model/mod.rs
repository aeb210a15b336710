//! The model: keys on nodes, a change now and then, and requests that ask for keys.
//!
//! Requests come as a Poisson process. A request goes to the owner of its key. The owner answers if it was asked for the
//! key since it became its owner; else it asks the database, once. A node that leaves hands over what it holds; one that
//! dies does not. So a change costs what it moves, and the cost fades as the keys are asked for again.

#[cfg(all(test, not(target_arch = "wasm32")))]
mod anew;
mod ask;
mod busy;
pub mod change;
pub mod fleet;
mod front;
pub mod hot;
pub mod keys;
mod known;
pub mod lane;
mod lookups;
#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;
pub mod watch;

use super::occurrence::{Occurrence, Step};
use super::params::{Params, Tier};
use crate::policies::place::{Kind, Members, Node, NodeId, Placement as _, maglev};
use crate::sim::{Dice, Digest, Keyed, Model, Seed, Sink, Span, Stream, Time};
use busy::Busy;
use fleet::{Beside, End, Fleet, USERS_MAX};
use front::Front;
use hot::Spot;
use keys::{Asking, Held, NOBODY, alike};
use known::Known;
use lane::Lane;
use lookups::Lookups;
use std::collections::BTreeMap;
use std::rc::Rc;
use watch::Watch;

pub use lookups::Counts;

/// Strategies beside the own one look at this many keys at most.
pub const COMPARED_KEYS: u32 = 20_000;
/// The window over which hits are counted, in buckets of [`BUCKET`].
pub const BUCKETS: usize = 20;
/// 50 ms.
pub const BUCKET: Span = Span(50_000_000);

/// What a learner can do.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Action {
    /// Something happens to a node.
    Nodes(Step),
    /// All nodes of a rack die at once; racks count from 0.
    Rack(u32),
    /// So many nodes die at once, drawn at random.
    Several(u32),
}

/// The last change of the nodes.
#[derive(Clone, PartialEq, Debug)]
pub struct Change {
    /// When.
    pub at: Time,
    /// When it was last gone on with: a weight that is dragged is one change.
    pub touched: Time,
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
    /// Of them answered by the cache in front of the nodes.
    pub front: u64,
    /// Of those, answered with what has been written anew since.
    pub old: u64,
    /// Of all requests those that wrote.
    pub writes: u64,
    /// Of all requests those that were messages to a fleet's users.
    pub messages: u64,
    /// Requests that a full node passed on.
    pub spilled: u64,
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
    /// Which copy of a hot key a request asks.
    spread: Keyed,
    /// Which requests write.
    writes: Keyed,
    next: Option<Time>,
    own: Lane,
    compared: Vec<Lane>,
    change: Option<Change>,
    asking: Rc<Asking>,
    held: Held,
    /// Keys that are treated, ascending.
    spots: Vec<Spot>,
    /// Nodes that hold a key because its owner was full.
    passed: BTreeMap<u32, Vec<u16>>,
    busy: Busy,
    front: Front,
    watch: Option<Watch>,
    lookups: Lookups,
    /// Where the nodes are gateways.
    fleet: Option<Box<Fleet>>,
    /// And under each strategy compared.
    beside: Vec<Beside>,
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
            front: all.front - cut.front,
            old: all.old - cut.old,
            writes: all.writes - cut.writes,
            messages: all.messages - cut.messages,
            spilled: all.spilled - cut.spilled,
            changes: all.changes - cut.changes,
            moved: all.moved - cut.moved,
        }
    }
    /// Forgets the counts so far.
    pub fn cut_warmup(&mut self) {
        self.cut = self.tally;
        self.lookups.cut();
        if let Some(fleet) = &mut self.fleet {
            fleet.cut();
        }
    }
    /// Hits and misses of the last second.
    pub fn recent(&self) -> (u32, u32) {
        self.recent.iter().fold((0, 0), |sum, bucket| (sum.0 + bucket.0, sum.1 + bucket.1))
    }
    /// The own lane and the compared ones. What of the `known` lanes still holds is taken over: hashing and placing the
    /// keys is most of the work, and a slider moves many times a second. `old` is what was set when they were made.
    fn lanes_of(
        params: &Params,
        seed: u64,
        before: &Members,
        steps: &[Step],
        known: &[&Lane],
        old: &Params,
    ) -> (Lane, Vec<Lane>) {
        let hashed = (params.hash, params.keys) == (old.hash, old.keys);
        let mut done: Vec<(Kind, Rc<[u64]>)> =
            known.iter().filter(|_| hashed).map(|lane| (lane.kind, lane.points.clone())).collect();
        let mut lane = |kind, count| {
            let same = known.iter().find(|lane| lane.kind == kind && lane.keys() == count);
            if let Some(lane) = same.filter(|_| !change::concerns(kind, old, params)) {
                return (*lane).clone();
            }
            let same = done.iter().find(|(other, points)| alike(*other, kind) && points.len() == count as usize);
            let points = same.map(|(_, points)| points.clone());
            let points = points.unwrap_or_else(|| {
                // More keys or fewer: those that were there before are hashed already.
                let first = |lane: &&&Lane| {
                    params.hash == old.hash && alike(lane.kind, kind) && kind != Kind::Range && lane.keys() == old.keys
                };
                let first = known.iter().find(first).map_or(&[][..], |lane| &lane.points);
                keys::points(kind, params.hash, seed, params.keys, count, first)
            });
            done.push((kind, points.clone()));
            Lane::new(kind, params, seed, before, steps, points)
        };
        let own = lane(params.strategy, params.keys);
        let others = params.compare.iter().filter(|kind| **kind != params.strategy);
        // Where keys are users, all those that the own strategy follows.
        let most = if params.tier == Tier::Gateways { USERS_MAX.max(COMPARED_KEYS) } else { COMPARED_KEYS };
        (own, others.map(|kind| lane(*kind, params.keys.min(most))).collect())
    }
    fn roll(&mut self, to: Time) {
        let bucket = to.0 / BUCKET.0;
        let passed = (bucket - self.bucket.min(bucket)).min(BUCKETS as u64);
        for ahead in 1..=passed {
            let bucket = ((self.bucket + ahead) % BUCKETS as u64) as usize;
            self.recent[bucket] = (0, 0);
            self.lookups.clear(bucket);
            self.busy.clear(bucket);
            if let Some(fleet) = &mut self.fleet {
                fleet.clear(bucket);
            }
        }
        if passed == BUCKETS as u64 {
            self.recent = [(0, 0); BUCKETS];
            self.lookups.clear_all();
        }
        self.bucket = bucket;
        if passed > 0 {
            self.advance_beside();
        }
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
            Occurrence::Near { key, old } => (6 + u64::from(old), u64::from(key)),
            Occurrence::Wrote { key, node } => (8, u64::from(key) << 32 | u64::from(node.unwrap_or(NodeId::MAX))),
            Occurrence::Judged { found, alarms, missed } => {
                (9, u64::from(found) << 40 | u64::from(alarms) << 20 | u64::from(missed))
            }
            Occurrence::Cut { users } => (10, u64::from(users)),
            Occurrence::Closed { key, node } => (11, u64::from(key) << 32 | u64::from(node)),
            Occurrence::Refused { key, node } => (12, u64::from(key) << 32 | u64::from(node.unwrap_or(NodeId::MAX))),
            Occurrence::Lapsed { node, entries } => (24, u64::from(entries) << 32 | u64::from(node)),
            Occurrence::Back { key, node, tries } => {
                (13 + (u64::from(tries) << 8), u64::from(key) << 32 | u64::from(node))
            }
            Occurrence::Sent { key, node, end } => {
                let end = match end {
                    End::Delivered => 20,
                    End::Astray => 21,
                    End::Absent => 22,
                    End::Unanswered => 23,
                };
                (end, u64::from(key) << 32 | u64::from(node.unwrap_or(NodeId::MAX)))
            }
        };
        self.digest.word(self.now.0);
        self.digest.word(a);
        self.digest.word(b);
        out.take(self.now, &occurrence);
    }
}

impl Model for Cluster {
    type Params = Params;
    type Action = Action;
    type Occurrence = Occurrence;

    fn new(params: &Params, seed: Seed) -> Self {
        let node = |id| Node::weighted(address(seed.0, id), change::weight(params, id));
        let nodes: Vec<Node> = (0..params.nodes).map(node).collect();
        let members = Members::new(&nodes);
        let (own, compared) = Self::lanes_of(params, seed.0, &members, &[], &[], params);
        let mut model = Self {
            seed: seed.0,
            now: Time::ZERO,
            gaps: seed.dice(Stream::Arrivals, 0),
            picks: seed.keyed(Stream::Keys, 0),
            spread: seed.keyed(Stream::Policy, 0),
            writes: seed.keyed(Stream::Clients, 0),
            next: None,
            own,
            compared,
            change: None,
            asking: Rc::new(Asking::new(params)),
            held: Held::new(params.keys),
            spots: Vec::new(),
            passed: BTreeMap::new(),
            busy: Busy::default(),
            front: Front::new(params.front),
            watch: Watch::new(params, seed.0),
            lookups: Lookups::new(params.clients),
            fleet: None,
            beside: Vec::new(),
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
        model.place_spots();
        for part in model.spots.iter_mut().flat_map(|spot| &mut spot.parts) {
            part.held.clone_from(&part.nodes);
        }
        model.raise_fleet();
        model.schedule();
        model
    }
    fn now(&self) -> Time {
        self.now
    }
    fn next_at(&self) -> Option<Time> {
        self.fleet_first().or(self.next)
    }
    fn step<S: Sink<Occurrence>>(&mut self, out: &mut S) {
        match self.fleet_first() {
            Some(at) => self.step_fleet(at, out),
            None => self.ask(out),
        }
    }
    fn settle(&mut self, at: Time) {
        if at > self.now {
            self.now = at;
            self.roll(at);
        }
        self.advance_beside();
    }
    fn set<S: Sink<Occurrence>>(&mut self, params: &Params, out: &mut S) {
        self.change_params(params, out);
    }
    fn act<S: Sink<Occurrence>>(&mut self, action: &Action, out: &mut S) {
        self.alter(&self.steps_of(action), out);
    }
    fn events(&self) -> u64 {
        self.events
    }
    fn hash(&self) -> u64 {
        self.digest.value()
    }
    fn heap_bytes(&self) -> usize {
        let fleet = self.fleet.as_ref().map_or(0, |fleet| fleet.bytes()) + self.beside_bytes();
        2 * self.params.keys as usize + self.watch.as_ref().map_or(0, Watch::bytes) + fleet
    }
    fn check(&self) -> Result<(), String> {
        let Tally { asked, hits, misses, failed, front, writes, messages, .. } = self.tally;
        if let Some(fleet) = &self.fleet {
            fleet.check()?;
        }
        if asked != hits + misses + failed + front + writes + messages {
            return Err(format!(
                "{asked} asked, {hits} hits, {misses} misses, {front} in front, {writes} written, {failed} failed, {messages} messages"
            ));
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
