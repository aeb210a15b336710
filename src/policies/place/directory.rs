//! Directory: a table that names the owner of every key; a look-up service, with a cache in front and its failures.
//!
//! As the Google File System's master (Ghemawat, Gobioff, Leung 2003) and presence services do. Placement is free: a
//! new key goes to the node with the least load for its weight, and a change moves only what makes it even. The price is
//! a look-up before every access and a service that must be up.

use super::{Change, Members, NodeId, Placement};
use std::collections::BTreeMap;

/// The table and who has how many.
#[derive(Clone, PartialEq, Debug)]
pub struct Directory {
    members: Members,
    /// The owner of every key, by its point, and how often it was placed.
    table: BTreeMap<u64, (NodeId, u64)>,
}

impl Directory {
    /// An empty directory.
    pub fn new(members: Members) -> Self {
        Self { members, table: BTreeMap::new() }
    }
    /// How many keys it knows.
    pub fn keys(&self) -> usize {
        self.table.len()
    }
    /// The load of every member, in the order of joining.
    fn loads(&self) -> Vec<u64> {
        let mut loads = vec![0; self.members.len()];
        for (id, count) in self.table.values() {
            if let Some(place) = self.members.place(*id) {
                loads[place] += count;
            }
        }
        loads
    }
    /// The member that is emptiest for its weight once `count` more are added; the earlier one of equals.
    fn emptiest(&self, loads: &[u64], count: u64) -> Option<usize> {
        let filled = |place: usize| {
            let weight = self.members.at(place).map_or(1.0, |member| member.node.weight);
            (loads[place] + count) as f64 / weight
        };
        (0..loads.len()).min_by(|&a, &b| filled(a).total_cmp(&filled(b)))
    }
    /// Moves as few keys as it takes until no key's move would make the fullest less full.
    fn even_out(&mut self) {
        let mut loads = self.loads();
        let gone: Vec<u64> =
            self.table.iter().filter(|(_, (id, _))| self.members.get(*id).is_none()).map(|(key, _)| *key).collect();
        for key in gone {
            self.hand_over(key, &mut loads);
        }
        let total: u64 = loads.iter().sum();
        let keys: Vec<u64> = self.table.keys().copied().collect();
        for key in keys {
            let (id, count) = self.table[&key];
            let Some(place) = self.members.place(id) else { continue };
            let due = self.members.due(id) * total as f64;
            if (loads[place] - count) as f64 >= due {
                loads[place] -= count;
                self.hand_over(key, &mut loads);
            }
        }
    }
    fn hand_over(&mut self, key: u64, loads: &mut [u64]) {
        let Some(entry) = self.table.get(&key).copied() else { return };
        if let Some(place) = self.emptiest(loads, entry.1) {
            loads[place] += entry.1;
            if let Some(member) = self.members.at(place) {
                self.table.insert(key, (member.id, entry.1));
            }
        }
    }
}

impl Placement for Directory {
    fn members(&self) -> &Members {
        &self.members
    }
    fn members_mut(&mut self) -> &mut Members {
        &mut self.members
    }
    fn changed(&mut self, _change: Change) {
        self.even_out();
    }
    /// What the table says; a key it does not know has no owner yet.
    fn owner(&self, point: u64) -> Option<NodeId> {
        self.table.get(&point).map(|(id, _)| *id).filter(|id| self.members.get(*id).is_some())
    }
    fn place(&mut self, points: &[u64], owners: &mut Vec<Option<NodeId>>) {
        for (_, count) in self.table.values_mut() {
            *count = 0;
        }
        let mut news = Vec::new();
        for &point in points {
            if let Some((_, count)) = self.table.get_mut(&point) {
                *count += 1;
            } else {
                self.table.insert(point, (NodeId::MAX, 1));
                news.push(point);
            }
        }
        let mut loads = self.loads();
        for point in news {
            self.hand_over(point, &mut loads);
        }
        owners.clear();
        owners.extend(points.iter().map(|&point| self.owner(point)));
    }
    fn candidates(&self, point: u64, visit: &mut dyn FnMut(NodeId) -> bool) {
        let start = self.owner(point).and_then(|id| self.members.place(id)).unwrap_or(0);
        let _ = self.members.iter().skip(start).chain(self.members.iter().take(start)).all(|member| visit(member.id));
    }
    fn bytes(&self) -> usize {
        20 * self.table.len()
    }
}

/// What a client does when the look-up service does not answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Answer {
    /// From the service.
    Fresh(NodeId),
    /// From the client's cache; the owner may have changed since.
    Cached(NodeId),
    /// Neither knows.
    Unknown,
}

/// A client's cache in front of the directory: the last `most` keys it asked for, first in first out.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Cache {
    most: usize,
    known: BTreeMap<u64, NodeId>,
    order: std::collections::VecDeque<u64>,
}

impl Cache {
    /// For up to `most` keys.
    pub fn new(most: usize) -> Self {
        Self { most, ..Self::default() }
    }
    /// How many keys it knows.
    pub fn len(&self) -> usize {
        self.known.len()
    }
    /// True if it knows none.
    pub fn is_empty(&self) -> bool {
        self.known.is_empty()
    }
    /// The node it names for a key.
    pub fn get(&self, point: u64) -> Option<NodeId> {
        self.known.get(&point).copied()
    }
    /// Looks in the cache, then asks the service if it is `up`.
    pub fn look_up(&mut self, directory: &Directory, point: u64, up: bool) -> Answer {
        if let Some(id) = self.known.get(&point) {
            return Answer::Cached(*id);
        }
        match directory.owner(point).filter(|_| up) {
            Some(id) => {
                if self.most > 0 {
                    if self.order.len() == self.most {
                        let oldest = self.order.pop_front();
                        oldest.map(|point| self.known.remove(&point));
                    }
                    self.known.insert(point, id);
                    self.order.push_back(point);
                }
                Answer::Fresh(id)
            }
            None => Answer::Unknown,
        }
    }
    /// Forgets a key: what a client does when the node it was sent to does not own it.
    pub fn forget(&mut self, point: u64) {
        if self.known.remove(&point).is_some() {
            self.order.retain(|&known| known != point);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Node;
    use super::*;

    #[test]
    fn stays_even_and_moves_only_what_it_must() {
        let nodes = [Node::new("a"), Node::new("b"), Node::new("c"), Node::new("d")];
        let mut directory = Directory::new(Members::new(&nodes));
        let points: Vec<u64> = (0..1000).collect();
        let (mut before, mut after) = (Vec::new(), Vec::new());
        directory.place(&points, &mut before);
        assert_eq!(directory.loads(), [250; 4]);
        let e = directory.join(Node::new("e"));
        directory.place(&points, &mut after);
        assert_eq!(directory.loads(), [200; 5]);
        let moved: Vec<_> = before.iter().zip(&after).filter(|(a, b)| a != b).collect();
        assert!(moved.len() == 200 && moved.iter().all(|(_, to)| **to == Some(e)));
        directory.leave(0);
        directory.place(&points, &mut before);
        assert_eq!(directory.loads(), [250; 4]);
    }

    #[test]
    fn a_cache_outlives_the_service() {
        let mut directory = Directory::new(Members::new(&[Node::new("a")]));
        directory.place(&[1, 2, 3], &mut Vec::new());
        let mut cache = Cache::new(2);
        assert_eq!(cache.look_up(&directory, 1, true), Answer::Fresh(0));
        assert_eq!(cache.look_up(&directory, 1, false), Answer::Cached(0));
        assert_eq!(cache.look_up(&directory, 2, false), Answer::Unknown);
        cache.look_up(&directory, 2, true);
        cache.look_up(&directory, 3, true);
        assert_eq!(cache.look_up(&directory, 1, false), Answer::Unknown);
        cache.forget(3);
        assert_eq!(cache.look_up(&directory, 3, false), Answer::Unknown);
    }
}
