//! How entries of the presence directory end by themselves: each gateway has a lease.
//!
//! As gateways do with etcd's leases or Consul's sessions: every entry hangs on its gateway's lease, a heartbeat every
//! third of the lease's time renews it, and without one all entries of the gateway go at once. A gateway that dies leaves
//! entries that lead nowhere until its lease ends, which is two thirds of the time later at least, and all of it at most.
//! A directory that does not answer hears no heartbeat either.

use super::super::super::params::{Find, Params};
use super::super::keys::NOBODY;
use super::{Fleet, User, What, World};
use crate::policies::place::NodeId;
use crate::sim::{Span, Time};

/// A lease is renewed so often before it would end.
const BEATS: f64 = 3.0;

/// When a gateway's last heartbeat before a moment was. Gateways do not beat at once: each has its place in the round.
fn last_beat(params: &Params, id: NodeId, by: Time) -> Time {
    let every = Span::from_secs(params.ttl / BEATS).0.max(1);
    // The golden section: any number of gateways stand nearly evenly.
    let place = (f64::from(id) * 0.618_033_988_749_894_9).fract();
    let first = (every as f64 * place) as u64;
    if by.0 < first { Time::ZERO } else { Time(by.0 - (by.0 - first) % every) }
}

impl Fleet {
    /// A gateway beats no more from `by` on, unless what it has lost comes back: its lease will end.
    pub(super) fn let_lapse(&mut self, world: World<'_>, id: NodeId, by: Time) {
        let params = world.params;
        if params.ttl <= 0.0 || params.find != Find::Presence {
            return;
        }
        let heard = self.mute.map_or(by, |mute| mute.min(by));
        let end = last_beat(params, id, heard) + Span::from_secs(params.ttl);
        // What it has written by then can be read by then.
        let read = by + Span::from_secs(params.lag);
        self.calendar.schedule(end.max(read), What::Lapse { node: id as u16, mute: self.mute });
    }
    /// Senders begin to ask a directory, which knows nobody yet, or ask it no more, and then nobody keeps it.
    pub(super) fn renew(&mut self, world: World<'_>) {
        self.began = world.now;
        for user in 0..self.users.count() {
            if self.users.get(user).entry != NOBODY {
                self.users.edit(user, world.now, |user| user.entry = NOBODY);
            }
        }
    }
    /// Gateways tell the directory who is with them, where it does not know.
    pub(super) fn register(&mut self, world: World<'_>) {
        for user in 0..self.users.count() {
            let User { at, entry, .. } = self.users.get(user);
            if at != entry && at != NOBODY {
                self.write(world, user, at);
            }
        }
    }
    /// The directory answers no more, or again.
    pub(super) fn hear(&mut self, world: World<'_>) {
        let mute = world.params.outage && world.params.find == Find::Presence;
        if mute == self.mute.is_some() {
            return;
        }
        self.mute = mute.then_some(world.now);
        if mute {
            for member in world.members.iter() {
                self.let_lapse(world, member.id, world.now);
            }
        }
    }
    /// A lease is over, if the gateway is gone or has not been heard since: its entries go. Gives how many.
    pub(super) fn lapse(&mut self, world: World<'_>, node: u16, mute: Option<Time>) -> u32 {
        let gone = !world.there(node);
        let unheard = mute.is_some() && self.mute == mute;
        if world.params.find != Find::Presence || world.params.ttl <= 0.0 || !(gone || unheard) {
            return 0;
        }
        let mut ended = 0;
        for user in 0..self.users.count() {
            if self.users.get(user).entry == node {
                ended += 1;
                self.users.edit(user, world.now, |user| user.entry = NOBODY);
            }
        }
        self.counts.lapsed += u64::from(ended);
        ended
    }
}
