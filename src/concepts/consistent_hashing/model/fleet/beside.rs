//! The same fleet under each strategy that is compared: the same users, the same change, the same dice, and a storm of its
//! own. Nobody sends messages there; only who must come back, and how.
//!
//! A fleet beside goes with the clock of the run, slice after slice, and takes no part in its events: the run's hash and
//! its positions are the same with it and without.

use super::super::super::params::{Params, Tier};
use super::super::lane::Lane;
use super::super::{BUCKET, BUCKETS, Change, Cluster};
use super::{Fleet, World};
use crate::policies::place::{Kind, NodeId, Placement as _};
use crate::sim::Time;

/// A fleet under a strategy that is compared.
#[derive(Clone, Debug)]
pub struct Beside {
    kind: Kind,
    fleet: Fleet,
    bucket: u64,
}

const fn slot(bucket: u64) -> usize {
    (bucket % BUCKETS as u64) as usize
}

impl Beside {
    /// A fleet that begins at this moment, everybody with the owner.
    fn new(world: World<'_>, kind: Kind, seed: u64) -> Self {
        Self { kind, fleet: Fleet::new(world, seed), bucket: world.now.0 / BUCKET.0 }
    }
    /// As it is at `now`, had it been there before the last change.
    fn as_if(lane: &Lane, params: &Params, seed: u64, change: Option<&Change>, now: Time) -> Self {
        let world = World { params, owners: &lane.owners, members: lane.strategy.members(), now, bucket: 0 };
        let Some(change) = change else { return Self::new(world, lane.kind, seed) };
        let before = World { owners: &lane.before, members: &change.before, now: change.at, ..world };
        let mut beside = Self::new(before, lane.kind, seed);
        let died: Vec<NodeId> = change.steps.iter().filter_map(|step| step.died()).collect();
        beside.fleet.changed(World { now: change.at, ..world }, &died, false);
        beside.advance(world);
        beside
    }
    /// Goes on to the moment of the world, event by event.
    fn advance(&mut self, world: World<'_>) {
        while let Some(at) = self.fleet.next_at().filter(|at| *at <= world.now) {
            self.roll(at);
            self.fleet.step(World { now: at, bucket: slot(self.bucket), ..world });
        }
        self.roll(world.now);
    }
    fn roll(&mut self, to: Time) {
        let bucket = to.0 / BUCKET.0;
        let passed = bucket.saturating_sub(self.bucket).min(BUCKETS as u64);
        for ahead in 1..=passed {
            self.fleet.clear(slot(self.bucket + ahead));
        }
        self.bucket = bucket.max(self.bucket);
    }
}

impl Cluster {
    /// The fleet under a strategy, the own one or one that is compared.
    pub fn fleet_of(&self, kind: Kind) -> Option<&Fleet> {
        if kind == self.own.kind {
            return self.fleet();
        }
        self.beside.iter().find(|beside| beside.kind == kind).map(|beside| &beside.fleet)
    }
    /// Does something with every fleet beside, each of which sees its own lane.
    fn with_beside(&mut self, mut act: impl FnMut(&mut Beside, World<'_>)) {
        for beside in &mut self.beside {
            let Some(lane) = self.compared.iter().find(|lane| lane.kind == beside.kind) else { continue };
            let world = World {
                params: &self.params,
                owners: &lane.owners,
                members: lane.strategy.members(),
                now: self.now,
                bucket: slot(beside.bucket),
            };
            act(beside, world);
        }
    }
    /// The fleets beside go on to now.
    pub(in super::super) fn advance_beside(&mut self) {
        self.with_beside(Beside::advance);
    }
    /// The nodes or the placement changed, for the fleets beside as well; they must have gone on to now before.
    pub(super) fn change_beside(&mut self, died: &[NodeId], left: &[NodeId], goes_on: bool) {
        self.with_beside(|beside, world| {
            beside.fleet.leave(world, died, left);
            beside.fleet.changed(world, died, goes_on);
        });
    }
    /// Parameters were set: in the fleets beside whoever must go now goes.
    pub(super) fn replace_beside(&mut self) {
        self.with_beside(|beside, world| {
            if beside.fleet.unsettled(world) {
                beside.fleet.changed(world, &[], false);
            }
        });
    }
    /// Senders ask a directory from now on, or ask it no more.
    pub(super) fn renew_beside(&mut self) {
        self.with_beside(|beside, world| beside.fleet.renew(world));
    }
    /// What gateways tell the directory again.
    pub(super) fn tell_beside(&mut self, register: bool) {
        self.with_beside(|beside, world| {
            beside.fleet.hear(world);
            if register {
                beside.fleet.register(world);
            }
        });
    }
    /// One fleet for each strategy compared: those that are `kept`, and others as if they had been there.
    pub(super) fn raise_beside(&mut self, keep: bool) {
        let old = std::mem::take(&mut self.beside);
        if self.params.tier != Tier::Gateways {
            return;
        }
        let known = |lane: &Lane| old.iter().find(|beside| keep && beside.kind == lane.kind).cloned();
        let raise = |lane| Beside::as_if(lane, &self.params, self.seed, self.change.as_ref(), self.now);
        self.beside = self.compared.iter().map(|lane| known(lane).unwrap_or_else(|| raise(lane))).collect();
    }
    /// Bytes of the fleets beside.
    pub(in super::super) fn beside_bytes(&self) -> usize {
        self.beside.iter().map(|beside| beside.fleet.bytes()).sum()
    }
}
