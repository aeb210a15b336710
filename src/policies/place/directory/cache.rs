//! The cache that a client of a directory has in front of it, as the clients of the Google File System have in front of its
//! master (Ghemawat, Gobioff, Leung 2003).

use super::Directory;
use crate::policies::place::{NodeId, Placement as _};
use std::collections::BTreeMap;

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
    use super::super::super::{Members, Node};
    use super::*;

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
