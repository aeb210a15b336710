//! What can be seen of the tiers: who is there, who holds what, and what is out of date.

use super::Tiers;
use super::op::{Op, Spot};
use super::store::{Copy, Store};
use crate::concepts::cache_tiers::params::{Params, Tier};
use crate::policies::place::{Placement as _, Strategy};
use crate::sim::{Span, Time};

impl Tiers {
    /// What is set.
    pub fn params(&self) -> &Params {
        &self.params
    }
    /// Since when is counted.
    pub fn cut_at(&self) -> Time {
        self.cut_at
    }
    /// The caches of a tier, those of a tier that is not there too.
    pub fn stores(&self, tier: Tier) -> &[Store] {
        &self.stores[tier as usize]
    }
    /// A cache, if it is there and can be reached.
    pub fn cache(&self, spot: Spot) -> Option<&Store> {
        let tier = spot.tier().filter(|&tier| self.params.has(tier))?;
        let at = usize::from(spot.place());
        let there = tier != Tier::Cluster || self.reachable && self.up.get(at).copied().unwrap_or(false);
        self.stores[tier as usize].get(at).filter(|_| there)
    }
    pub(super) fn cache_mut(&mut self, spot: Spot) -> Option<&mut Store> {
        self.cache(spot)?;
        self.stores[spot.tier()? as usize].get_mut(usize::from(spot.place()))
    }
    /// A node is there.
    pub fn is_up(&self, node: usize) -> bool {
        self.up.get(node).copied().unwrap_or(false)
    }
    /// The nodes can be reached.
    pub fn reachable(&self) -> bool {
        self.reachable
    }
    /// The newest version of a key.
    pub fn truth(&self, key: u32) -> u32 {
        self.truth.get(key as usize).copied().unwrap_or(0)
    }
    /// Requests and loads under way.
    pub fn ops(&self) -> impl Iterator<Item = &Op> {
        self.ops.iter().flatten()
    }
    /// Loads the origin works on, and those in line.
    pub fn origin(&self) -> (u32, usize) {
        (self.busy, self.line.len())
    }
    /// Keys left to warm.
    pub fn warming(&self) -> Option<u32> {
        self.warming.map(|(next, most, _)| most.saturating_sub(next))
    }
    /// The nodes by their marks on the circle: where each arc ends, in turns, and whose it is. Empty without a ring.
    pub fn arcs(&self) -> Vec<(f64, u8)> {
        let Strategy::Ring(ring) = &self.placement else { return Vec::new() };
        let slots = self.slots();
        let turn = |mark: u64| mark as f64 / 18_446_744_073_709_551_616.0;
        ring.points().iter().filter_map(|(mark, owner)| Some((turn(mark), *slots.get(owner as usize)?))).collect()
    }
    pub(super) fn slots(&self) -> Vec<u8> {
        (0..self.up.len() as u8).filter(|&node| self.up[usize::from(node)]).collect()
    }
    /// The node that holds a key; `None` if there is none to ask.
    pub fn owner(&self, key: u32) -> Option<u8> {
        if !self.params.has(Tier::Cluster) || !self.reachable {
            return None;
        }
        let rank = self.placement.owner(*self.points.get(key as usize)?)?;
        self.up.iter().enumerate().filter(|(_, up)| **up).nth(rank as usize).map(|(node, _)| node as u8)
    }
    /// The fresh copies of a key, with where they are.
    pub fn copies(&self, key: u32) -> Vec<(Spot, Copy)> {
        self.spots().filter_map(|spot| Some((spot, self.cache(spot)?.peek(key, self.now)?))).collect()
    }
    /// Every cache that is there.
    pub fn spots(&self) -> impl Iterator<Item = Spot> + '_ {
        let each = |n: u32, spot: fn(u8) -> Spot| (0..n as u8).map(spot);
        each(self.params.edges, Spot::Edge)
            .chain(std::iter::once(Spot::Shield))
            .chain(each(self.params.programs, Spot::Program))
            .chain(each(self.params.nodes, Spot::Node))
            .filter(|&spot| self.cache(spot).is_some())
    }
    /// Fresh copies that are out of date now: how many there are, and since when the oldest is.
    pub fn incoherent(&self) -> (usize, Span) {
        let mut found = (0, Span::ZERO);
        for spot in self.spots() {
            let Some(store) = self.cache(spot) else { continue };
            for (key, copy) in store.iter().filter(|(_, copy)| copy.expires > self.now) {
                if copy.version < self.truth(key) {
                    found = (found.0 + 1, found.1.max(self.age(key, copy.version)));
                }
            }
        }
        found
    }
    /// How long a version has been out of date.
    pub fn age(&self, key: u32, version: u32) -> Span {
        let history = self.history.get(key as usize);
        let next = history.and_then(|history| history.iter().find(|(other, _)| *other > version));
        next.map_or(Span::ZERO, |(_, at)| self.now.since(*at))
    }
}
