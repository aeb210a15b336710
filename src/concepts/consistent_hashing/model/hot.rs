//! Remedies for hot keys: more copies, and sub-keys.
//!
//! A treated key has one part, or as many as it has sub-keys, and each part stands on one node or on as many as there are
//! copies. A read asks one node of every part, a write all nodes of one part: copies make writes dear, sub-keys reads.

use super::super::params::{Params, Popularity, Treat};
use super::Cluster;
use super::keys::{NOBODY, name};
use crate::policies::place::{Kind, NodeId, Placement as _, replicas};
use crate::sim::rng::mix;

/// A part of a treated key.
#[derive(Clone, PartialEq, Debug)]
pub struct Part {
    /// Its point on the circle.
    pub point: u64,
    /// The nodes that should hold it, the owner first.
    pub nodes: Vec<u16>,
    /// Those that do.
    pub(super) held: Vec<u16>,
}

/// A key that is treated.
#[derive(Clone, PartialEq, Debug)]
pub struct Spot {
    /// Which.
    pub key: u32,
    /// Its parts; one unless it has sub-keys.
    pub parts: Vec<Part>,
}

/// The key that is asked for most, if there is one.
pub fn hottest(params: &Params) -> Option<u32> {
    match params.popularity {
        Popularity::Even => None,
        Popularity::Newest => Some(params.keys - 1),
        Popularity::Zipf | Popularity::Hot | Popularity::Celebrity => Some(0),
    }
}

impl Cluster {
    /// The keys that are treated, ascending.
    pub fn spots(&self) -> &[Spot] {
        &self.spots
    }
    fn treated(&self) -> Vec<u32> {
        if self.params.copies < 2 && self.params.salt < 2 {
            return Vec::new();
        }
        match self.params.treat {
            Treat::Known => hottest(&self.params).into_iter().collect(),
            Treat::Found => {
                let found = self.found();
                let mut keys: Vec<u32> =
                    found.map_or(Vec::new(), |found| found.heavy.iter().map(|seen| seen.key).collect());
                crate::sim::order::sort(&mut keys);
                keys
            }
        }
    }
    /// Says who should hold the treated keys. What nodes that are there held before they hold still.
    pub(super) fn place_spots(&mut self) {
        let treated = self.treated();
        let spots = treated.into_iter().filter_map(|key| self.spot(key)).collect();
        self.spots = spots;
    }
    fn spot(&self, key: u32) -> Option<Spot> {
        let members = self.own.strategy.members();
        if self.own.owners[key as usize] == NOBODY {
            return None;
        }
        let before = self.spots.binary_search_by_key(&key, |spot| spot.key).ok().map(|at| &self.spots[at]);
        let (copies, salt) = (self.params.copies as usize, self.params.salt);
        let parts = (0..salt).map(|i| {
            let (point, owner) = if salt == 1 {
                (self.own.points[key as usize], NodeId::from(self.own.owners[key as usize]))
            } else {
                self.sub_key(key, i)
            };
            let mut nodes = Vec::new();
            replicas::spread(&*self.own.strategy, Some(owner), point, copies, &mut nodes);
            let nodes: Vec<u16> = nodes.into_iter().map(|id| id as u16).collect();
            let was = before.filter(|spot| spot.parts.len() == salt as usize).map(|spot| &spot.parts[i as usize].held);
            let mut held: Vec<u16> = was.cloned().unwrap_or_default();
            // What the owner holds it holds as a copy as well.
            let owner = nodes.first().copied().filter(|owner| salt == 1 && self.held.by(key) == *owner);
            held.extend(owner.filter(|owner| !held.contains(owner)));
            held.retain(|id| members.get(NodeId::from(*id)).is_some());
            Part { point, nodes, held }
        });
        Some(Spot { key, parts: parts.collect() })
    }
    /// The point and the owner of a sub-key: its name is that of the key and its number.
    fn sub_key(&self, key: u32, i: u32) -> (u64, NodeId) {
        let kind = self.own.kind;
        let text = format!("{}#{i}", name(self.seed, key));
        let hashed = kind.point(text.as_bytes(), self.params.hash);
        // In ranges the number comes first, so that sub-keys do not stand beside each other.
        let point = if kind == Kind::Range { mix(hashed) } else { hashed };
        let members = self.own.strategy.members();
        // A directory does not know it yet: it goes wherever the directory likes, here to the nodes in turn.
        let turn = (self.own.owners[key as usize] as usize + i as usize) % members.len().max(1);
        let owner = self.own.strategy.owner(point).or_else(|| members.at(turn).map(|member| member.id));
        (point, owner.unwrap_or_default())
    }
    /// A treated key is asked for or written; gives whether all that was needed was there.
    pub(super) fn serve_spot(&mut self, at: usize, dice: u64, write: bool) -> bool {
        let parts = self.spots[at].parts.len();
        let bucket = self.bucket_index();
        let mut all = true;
        let only = (mix(dice.wrapping_add(1)) % parts as u64) as usize;
        for i in 0..parts {
            if write && i != only {
                continue;
            }
            let count = self.spots[at].parts[i].nodes.len();
            let point = self.spots[at].parts[i].point;
            let one = if i == 0 { dice } else { mix(dice ^ i as u64) } % count.max(1) as u64;
            for nth in 0..count {
                if !write && nth as u64 != one {
                    continue;
                }
                let node = self.spots[at].parts[i].nodes[nth];
                let node = if write { node } else { self.admit(NodeId::from(node), point) as u16 };
                self.busy.add(NodeId::from(node), bucket);
                let held = &mut self.spots[at].parts[i].held;
                if !held.contains(&node) {
                    held.push(node);
                    all = false;
                }
            }
        }
        all
    }
}
