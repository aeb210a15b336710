//! One request: which node it goes to, and whether that node has the key.

use super::super::occurrence::Occurrence;
use super::keys::NOBODY;
use super::{BUCKETS, Cluster};
use crate::policies::place::{Kind, NodeId};
use crate::sim::Sink;

impl Cluster {
    /// The next request comes.
    pub(super) fn ask<S: Sink<Occurrence>>(&mut self, out: &mut S) {
        let Some(at) = self.next else { return };
        self.now = at;
        self.roll(at);
        let key = self.asking.key(self.picks.unit(self.tally.asked));
        let copied = key == 0 && !self.copies.is_empty();
        let owner = if copied {
            let one = self.spread.bits(self.tally.asked) % self.copies.len() as u64;
            self.copies[one as usize]
        } else {
            self.own.owners[key as usize]
        };
        self.tally.asked += 1;
        self.events += 1;
        if !self.finds(key) {
            self.tally.failed += 1;
            self.schedule();
            self.happened(Occurrence::Lost { key }, out);
            return;
        }
        let node = (owner != NOBODY).then(|| NodeId::from(owner));
        let hit = owner != NOBODY && if copied { self.copied.contains(&owner) } else { self.held.by(key) == owner };
        if let Some(node) = node.filter(|_| !hit) {
            if copied {
                self.copied.push(owner);
            } else {
                self.held.put(key, node);
            }
        }
        self.tally.hits += u64::from(hit);
        self.tally.misses += u64::from(!hit);
        let bucket = &mut self.recent[(self.bucket % BUCKETS as u64) as usize];
        bucket.0 += u32::from(hit);
        bucket.1 += u32::from(!hit);
        self.schedule();
        self.happened(Occurrence::Asked { key, node, hit }, out);
    }

    /// True if a client finds out who owns the key; only a directory can fail to say so.
    fn finds(&mut self, key: u32) -> bool {
        let owner = self.own.owners[key as usize];
        if self.own.kind != Kind::Directory || owner == NOBODY {
            return true;
        }
        let bucket = (self.bucket % BUCKETS as u64) as usize;
        let point = self.own.points[key as usize];
        self.lookups.find(&self.own.strategy, point, owner.into(), !self.params.outage, bucket)
    }
}
