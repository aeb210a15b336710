//! Look-ups: what clients ask the directory before they ask a node, their cache in front of it, and its failure.
//!
//! A client that finds a key in its cache goes straight to the node. If the key has moved since, that node does not own
//! it: the client forgets what it knew and asks the directory. While the directory does not answer, only what is cached
//! and has not moved can be found.

use super::{BUCKETS, Cluster};
use crate::policies::place::directory::{Answer, Cache};
use crate::policies::place::{Kind, NodeId, Strategy};
use std::rc::Rc;

/// How look-ups ended: in the last second, and since the start.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Counts {
    /// The directory was asked and answered.
    pub asked: u64,
    /// The clients' cache knew the owner.
    pub cached: u64,
    /// Of those asked, how many because the cache named a node that was not the owner any more.
    pub stale: u64,
    /// Nobody knew.
    pub failed: u64,
}

impl Counts {
    fn add(&mut self, other: Self) {
        self.asked += other.asked;
        self.cached += other.cached;
        self.stale += other.stale;
        self.failed += other.failed;
    }
}

/// The clients' side of the directory.
#[derive(Clone, Default, Debug)]
pub(super) struct Lookups {
    cache: Rc<Cache>,
    recent: [Counts; BUCKETS],
    all: Counts,
    cut: Counts,
}

impl Lookups {
    pub(super) fn new(most: u32) -> Self {
        Self { cache: Rc::new(Cache::new(most as usize)), ..Self::default() }
    }
    pub(super) fn cut(&mut self) {
        self.cut = self.all;
    }
    pub(super) fn clear(&mut self, bucket: usize) {
        self.recent[bucket] = Counts::default();
    }
    pub(super) fn clear_all(&mut self) {
        self.recent = [Counts::default(); BUCKETS];
    }
    /// True if a client finds the owner of the key at `point`.
    pub(super) fn find(&mut self, strategy: &Strategy, point: u64, owner: NodeId, up: bool, bucket: usize) -> bool {
        let Strategy::Directory(directory) = strategy else { return true };
        let cache = Rc::make_mut(&mut self.cache);
        let mut one = Counts::default();
        let mut answer = cache.look_up(directory, point, up);
        if matches!(answer, Answer::Cached(id) if id != owner) {
            one.stale = 1;
            cache.forget(point);
            answer = cache.look_up(directory, point, up);
        }
        match answer {
            Answer::Cached(_) => one.cached = 1,
            Answer::Fresh(_) => one.asked = 1,
            Answer::Unknown => one.failed = 1,
        }
        self.recent[bucket].add(one);
        self.all.add(one);
        one.failed == 0
    }
}

impl Cluster {
    /// How look-ups in the directory ended: in the last second, and since the start or the warm-up. `None` if the
    /// strategy has no directory.
    pub fn lookups(&self) -> Option<(Counts, Counts)> {
        (self.own.kind == Kind::Directory).then(|| {
            let mut recent = Counts::default();
            self.lookups.recent.iter().for_each(|bucket| recent.add(*bucket));
            let (all, cut) = (self.lookups.all, self.lookups.cut);
            let since = Counts {
                asked: all.asked - cut.asked,
                cached: all.cached - cut.cached,
                stale: all.stale - cut.stale,
                failed: all.failed - cut.failed,
            };
            (recent, since)
        })
    }
    /// How many keys the clients' cache knows.
    pub fn cached(&self) -> usize {
        self.lookups.cache.len()
    }
    /// The node that the clients' cache names for a key, whether it owns it or not.
    pub fn cached_owner(&self, key: u32) -> Option<NodeId> {
        self.lookups.cache.get(*self.own.points.get(key as usize)?)
    }
}
