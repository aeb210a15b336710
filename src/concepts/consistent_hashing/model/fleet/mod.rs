//! A fleet of gateways: every key is a user who keeps one long connection, and messages must find it.
//!
//! Where a user should be the strategy says. Messages find the user in one of two ways. *By the placement*: the sender
//! computes the owner, so the user has to be there, and a change of the gateways moves everybody whose owner changed.
//! *By a presence directory*: gateways write down who is with them, the sender asks, and a user stays where it is as long
//! as its gateway lives; the price is a look-up for every message, and entries that are late or lost.
//!
//! A user who is cut waits and tries again: the wait doubles with every refusal (exponential back-off, truncated as in
//! IEEE 802.3), and a share of it is drawn at random (jitter; "full" at 1, Brooker 2015, "Exponential backoff and
//! jitter"). A gateway makes so many handshakes a second and keeps a line of one second of them; further tries are refused.

mod beside;
mod counts;
mod lease;
mod users;

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;

use super::super::occurrence::{Occurrence, Step};
use super::super::params::{Find, Params, Tier};
use super::busy::Busy;
use super::keys::NOBODY;
use super::{BUCKETS, Cluster};
use crate::policies::place::{Members, NodeId, Placement as _};
use crate::sim::{Calendar, Dice, Seed, Sink, Span, Stream, Time};

pub use beside::Beside;
pub use counts::{Counts, End, SLICE, Slice, Storm};
pub use users::{FOLLOWED, Trip, USERS_MAX, User, Users};

/// The longest wait before another try, seconds.
pub const WAIT_MAX: f64 = 30.0;
/// How long a gateway's line of handshakes may be, seconds.
pub const LINE: f64 = 1.0;

/// What is to come.
#[derive(Clone, Copy, Debug)]
enum What {
    /// A gateway closes a connection that it has to give up.
    Close(u32),
    /// A user tries to connect.
    Try(u32),
    /// Its handshake is done.
    Open { user: u32, node: u16 },
    /// The directory's entry of a user becomes this, as its gateway said at that moment.
    Write { user: u32, node: u16, said: Time },
    /// The lease of a gateway ends that is gone, or was not heard since the directory fell silent.
    Lapse { node: u16, mute: Option<Time> },
    /// A message for a user arrives where the directory said, having been sent then.
    Arrive { user: u32, node: u16, sent: Time },
}

/// What a fleet sees of the cluster.
#[derive(Clone, Copy)]
struct World<'a> {
    params: &'a Params,
    owners: &'a [u16],
    members: &'a Members,
    now: Time,
    bucket: usize,
}

/// The fleet.
#[derive(Clone, Debug)]
pub struct Fleet {
    users: Users,
    calendar: Calendar<What>,
    dice: Dice,
    /// When the line of handshakes of each gateway will be done.
    free: Vec<Time>,
    tries: Busy,
    looked: [u32; BUCKETS],
    /// Messages of the last second that were delivered, and all that ended.
    ended: [(u32, u32); BUCKETS],
    counts: Counts,
    cut: Counts,
    storm: Storm,
    /// Since when the directory does not answer.
    mute: Option<Time>,
    /// Since when senders ask it, or ask it no more.
    began: Time,
}

impl World<'_> {
    fn there(&self, node: u16) -> bool {
        node != NOBODY && self.members.get(node.into()).is_some()
    }
    /// True if a user with this gateway must go: it is gone, or messages go elsewhere.
    fn must_go(&self, user: User, owner: u16) -> bool {
        user.at != NOBODY && (!self.there(user.at) || self.params.find == Find::Placement && owner != user.at)
    }
}

impl Fleet {
    fn new(world: World<'_>, seed: u64) -> Self {
        Self {
            users: Users::new(world.owners),
            calendar: Calendar::default(),
            dice: Seed(seed).dice(Stream::Sessions, 0),
            free: Vec::new(),
            tries: Busy::default(),
            looked: [0; BUCKETS],
            ended: [(0, 0); BUCKETS],
            counts: Counts::default(),
            cut: Counts::default(),
            storm: Storm::new(world.now),
            mute: None,
            began: Time::ZERO,
        }
    }
    /// Its users.
    pub fn users(&self) -> &Users {
        &self.users
    }
    /// Counts since the start or the warm-up.
    pub fn counts(&self) -> Counts {
        self.counts.since(&self.cut)
    }
    /// What came of the last change.
    pub fn storm(&self) -> &Storm {
        &self.storm
    }
    /// Tries of the last second at a gateway, and at all of them.
    pub fn tries(&self, id: NodeId) -> (u32, u32) {
        self.tries.recent(id)
    }
    /// Look-ups of the last second.
    pub fn looked_up(&self) -> u32 {
        self.looked.iter().sum()
    }
    /// Messages of the last second that were delivered, and all that ended.
    pub fn ended(&self) -> (u32, u32) {
        self.ended.iter().fold((0, 0), |sum, of| (sum.0 + of.0, sum.1 + of.1))
    }
    /// How long a gateway's line of handshakes is, as a share of the longest.
    pub fn line(&self, id: NodeId, now: Time) -> f64 {
        let free = self.free.get(id as usize).copied().unwrap_or(Time::ZERO);
        if free > now { ((free - now).secs() / LINE).min(1.0) } else { 0.0 }
    }
    pub(super) fn cut(&mut self) {
        self.cut = self.counts;
    }
    pub(super) fn clear(&mut self, bucket: usize) {
        self.tries.clear(bucket);
        self.looked[bucket] = 0;
        self.ended[bucket] = (0, 0);
    }
    pub(super) fn next_at(&self) -> Option<Time> {
        self.calendar.next_at()
    }
    pub(super) fn bytes(&self) -> usize {
        // A calendar holds about one thing for each user who is away.
        self.users.bytes() + 40 * self.users.away() as usize
    }
    pub(super) fn check(&self) -> Result<(), String> {
        let Counts { sent, .. } = self.counts;
        if !self.users.adds_up() {
            return Err("the fleet's sums are not those of its users".to_owned());
        }
        let ended = self.counts.ended();
        (ended <= sent).then_some(()).ok_or_else(|| format!("{sent} messages sent, {ended} have ended"))
    }

    /// How long a user waits before its next try.
    fn wait(&mut self, world: World<'_>, tries: u8) -> Span {
        let base = world.params.backoff;
        let longest = WAIT_MAX.max(base);
        let wait = (base * libm::exp2(f64::from(tries))).min(longest);
        Span::from_secs(wait * (1.0 - world.params.jitter * self.dice.unit()))
    }
    /// A user loses its connection. A gateway that closes it takes the entry away; one that died cannot.
    fn drop_user(&mut self, world: World<'_>, user: u32, died: bool) {
        self.users.edit(user, world.now, |user| {
            (user.at, user.tries, user.closing) = (NOBODY, 0, false);
        });
        if !died && world.params.find == Find::Presence {
            self.write(world, user, NOBODY);
        }
        let wait = self.wait(world, 0);
        self.calendar.schedule(world.now + wait, What::Try(user));
        self.storm.back = None;
    }
    fn write(&mut self, world: World<'_>, user: u32, node: u16) {
        let write = What::Write { user, node, said: world.now };
        self.calendar.schedule(world.now + Span::from_secs(world.params.lag), write);
    }
    /// The gateways or the placement changed: who must go? Gives how many lost their connection at once.
    fn changed(&mut self, world: World<'_>, died: &[NodeId], goes_on: bool) -> u32 {
        if !goes_on {
            self.storm = Storm::new(world.now);
        }
        let drain = world.params.drain;
        let mut at_once = 0;
        for user in 0..self.users.count() {
            let is = self.users.get(user);
            if !world.must_go(is, world.owners[self.users.key(user) as usize]) {
                continue;
            }
            let dead = died.contains(&NodeId::from(is.at));
            if is.closing && !dead {
                continue;
            }
            self.storm.must += 1;
            if dead || drain == 0.0 {
                at_once += 1;
                self.drop_user(world, user, dead);
            } else {
                self.users.edit(user, world.now, |user| user.closing = true);
                let after = Span::from_secs(drain * self.dice.unit());
                self.calendar.schedule(world.now + after, What::Close(user));
            }
        }
        at_once
    }
    /// True if somebody must go who does not know it yet.
    fn unsettled(&self, world: World<'_>) -> bool {
        (0..self.users.count()).any(|user| {
            let is = self.users.get(user);
            !is.closing && world.must_go(is, world.owners[self.users.key(user) as usize])
        })
    }
    /// Gateways are gone, or will be when they have closed what they hold: their leases will end.
    fn leave(&mut self, world: World<'_>, died: &[NodeId], left: &[NodeId]) {
        for id in died {
            self.let_lapse(world, *id, world.now);
        }
        let closed = world.now + Span::from_secs(world.params.drain);
        for id in left {
            self.let_lapse(world, *id, closed);
        }
    }

    /// The next thing happens.
    fn step(&mut self, world: World<'_>) -> Option<Occurrence> {
        let (_, what) = self.calendar.pop()?;
        match what {
            What::Close(user) => {
                let (is, key) = (self.users.get(user), self.users.key(user));
                if !is.closing {
                    return None;
                }
                // It may belong here again.
                if !world.must_go(is, world.owners[key as usize]) {
                    self.users.edit(user, world.now, |user| user.closing = false);
                    return None;
                }
                self.drop_user(world, user, false);
                Some(Occurrence::Closed { key, node: is.at.into() })
            }
            What::Try(user) => self.attempt(world, user),
            What::Open { user, node } => Some(self.open(world, user, node)),
            // Of a directory that is no more.
            What::Write { said, .. } if said < self.began => None,
            What::Write { user, node, .. } => {
                if world.params.outage {
                    self.counts.unwritten += 1;
                } else {
                    self.counts.written += 1;
                    self.users.edit(user, world.now, |user| user.entry = node);
                }
                None
            }
            What::Lapse { node, mute } => {
                let entries = self.lapse(world, node, mute);
                (entries > 0).then_some(Occurrence::Lapsed { node: node.into(), entries })
            }
            What::Arrive { user, node, sent } => {
                self.counts.waited += (world.now - sent).0;
                Some(self.arrive(world, user, node))
            }
        }
    }
    /// A user tries to connect: the gateway that should have it takes it into its line, or refuses.
    fn attempt(&mut self, world: World<'_>, user: u32) -> Option<Occurrence> {
        let key = self.users.key(user);
        let node = world.owners[key as usize];
        self.counts.tries += 1;
        self.users.edit(user, world.now, |user| user.tries = user.tries.saturating_add(1));
        if node == NOBODY {
            return Some(self.refuse(world, user, None));
        }
        let id = NodeId::from(node);
        self.tries.add(id, world.bucket);
        let (here, all) = self.tries.recent(id);
        self.storm.peak = self.storm.peak.max(all);
        if here > self.storm.peak_at.0 {
            self.storm.peak_at = (here, id);
        }
        if self.free.len() <= id as usize {
            self.free.resize(id as usize + 1, Time::ZERO);
        }
        let done = self.free[id as usize].max(world.now) + Span::from_secs(1.0 / world.params.accepts);
        if (done - world.now).secs() > LINE {
            return Some(self.refuse(world, user, Some(id)));
        }
        self.storm.slice(world.now, |slice| slice.taken += 1);
        self.free[id as usize] = done;
        self.calendar.schedule(done, What::Open { user, node });
        None
    }
    fn refuse(&mut self, world: World<'_>, user: u32, node: Option<NodeId>) -> Occurrence {
        self.counts.refused += 1;
        self.storm.slice(world.now, |slice| slice.refused += 1);
        let tries = self.users.get(user).tries;
        let wait = self.wait(world, tries);
        self.calendar.schedule(world.now + wait, What::Try(user));
        Occurrence::Refused { key: self.users.key(user), node }
    }
    /// A handshake is done; by now the gateway may be gone, or the user belong elsewhere.
    fn open(&mut self, world: World<'_>, user: u32, node: u16) -> Occurrence {
        let key = self.users.key(user);
        let lands = User { at: node, ..self.users.get(user) };
        if world.must_go(lands, world.owners[key as usize]) {
            return self.refuse(world, user, Some(node.into()));
        }
        let tries = lands.tries;
        self.users.edit(user, world.now, |user| (user.at, user.tries) = (node, 0));
        self.counts.opened += 1;
        self.storm.slice(world.now, |slice| slice.opened += 1);
        if self.users.away() == 0 {
            self.storm.back = Some(world.now);
        }
        if world.params.find == Find::Presence {
            self.write(world, user, node);
        }
        Occurrence::Back { key, node: node.into(), tries }
    }

    /// A message for a user is sent. `None` while it waits for the directory.
    fn send(&mut self, world: World<'_>, key: u32) -> Option<Occurrence> {
        let user = self.users.of(key);
        let key = self.users.key(user);
        self.counts.sent += 1;
        if world.params.find == Find::Placement {
            return Some(self.arrive(world, user, world.owners[key as usize]));
        }
        if world.params.outage {
            return Some(self.end(world, user, NOBODY, End::Unanswered));
        }
        self.counts.looked_up += 1;
        self.looked[world.bucket] += 1;
        let node = self.users.get(user).entry;
        let takes = Span::from_secs(world.params.lookup / 1000.0);
        self.calendar.schedule(world.now + takes, What::Arrive { user, node, sent: world.now });
        None
    }
    fn arrive(&mut self, world: World<'_>, user: u32, node: u16) -> Occurrence {
        let end = match node {
            NOBODY => End::Absent,
            node if self.users.get(user).at == node => End::Delivered,
            _ => End::Astray,
        };
        self.counts.ghosts += u64::from(end == End::Astray && !world.there(node));
        self.end(world, user, node, end)
    }
    fn end(&mut self, world: World<'_>, user: u32, node: u16, end: End) -> Occurrence {
        self.counts.end(end);
        let recent = &mut self.ended[world.bucket];
        *recent = (recent.0 + u32::from(end == End::Delivered), recent.1 + 1);
        Occurrence::Sent { key: self.users.key(user), node: (node != NOBODY).then(|| node.into()), end }
    }
}

impl Cluster {
    /// The fleet, where the nodes are gateways.
    pub fn fleet(&self) -> Option<&Fleet> {
        self.fleet.as_deref()
    }
    /// Does something with the fleet, which sees the cluster as it is.
    fn with_fleet<T>(&mut self, act: impl FnOnce(&mut Fleet, World<'_>) -> T) -> Option<T> {
        let mut fleet = self.fleet.take()?;
        let bucket = self.bucket_index();
        let members = self.own.strategy.members();
        let world = World { params: &self.params, owners: &self.own.owners, members, now: self.now, bucket };
        let done = act(&mut fleet, world);
        self.fleet = Some(fleet);
        Some(done)
    }
    /// A fleet begins, if the nodes are gateways: everybody is connected.
    pub(super) fn raise_fleet(&mut self) {
        let bucket = self.bucket_index();
        let members = self.own.strategy.members();
        let world = World { params: &self.params, owners: &self.own.owners, members, now: self.now, bucket };
        self.fleet = (self.params.tier == Tier::Gateways).then(|| Box::new(Fleet::new(world, self.seed)));
        self.with_fleet(Fleet::hear);
        self.raise_beside(false);
        self.tell_beside(false);
    }
    /// The nodes changed: connections are cut, or will be.
    pub(super) fn cut_users<S: Sink<Occurrence>>(&mut self, steps: &[Step], goes_on: bool, out: &mut S) {
        let died: Vec<NodeId> = steps.iter().filter_map(|step| step.died()).collect();
        let left: Vec<NodeId> = steps.iter().filter_map(|step| step.left()).collect();
        self.change_beside(&died, &left, goes_on);
        self.with_fleet(|fleet, world| fleet.leave(world, &died, &left));
        self.cut_own(&died, goes_on, out);
    }
    fn cut_own<S: Sink<Occurrence>>(&mut self, died: &[NodeId], goes_on: bool, out: &mut S) {
        let cut = self.with_fleet(|fleet, world| fleet.changed(world, died, goes_on));
        if let Some(users) = cut.filter(|users| *users > 0) {
            self.happened(Occurrence::Cut { users }, out);
        }
    }
    /// Parameters were set; `placed` if keys may have another owner.
    pub(super) fn set_fleet<S: Sink<Occurrence>>(&mut self, old: &Params, placed: bool, out: &mut S) {
        let new = self.params.clone();
        if (old.tier, old.keys) != (new.tier, new.keys) {
            self.raise_fleet();
            return;
        }
        self.raise_beside(true);
        if old.find != new.find {
            self.with_fleet(Fleet::renew);
            self.renew_beside();
        }
        self.with_fleet(Fleet::hear);
        let register = new.find == Find::Presence && (old.find != new.find || old.outage && !new.outage);
        if register {
            self.with_fleet(Fleet::register);
        }
        self.tell_beside(register);
        if placed || old.find != new.find {
            self.replace_beside();
            if self.with_fleet(|fleet, world| fleet.unsettled(world)) == Some(true) {
                self.cut_own(&[], false, out);
            }
        }
    }
    /// True if the fleet's next event comes before the next request.
    pub(super) fn fleet_first(&self) -> Option<Time> {
        let at = self.fleet.as_ref()?.next_at()?;
        self.next.is_none_or(|next| at <= next).then_some(at)
    }
    /// The fleet's next event.
    pub(super) fn step_fleet<S: Sink<Occurrence>>(&mut self, at: Time, out: &mut S) {
        self.now = at;
        self.roll(at);
        self.events += 1;
        if let Some(occurrence) = self.with_fleet(Fleet::step).flatten() {
            self.happened(occurrence, out);
        }
    }
    /// A message for a user.
    pub(super) fn send(&mut self, key: u32) -> Option<Occurrence> {
        self.with_fleet(|fleet, world| fleet.send(world, key)).flatten()
    }
}
