//! One request: which node it goes to, and whether that node has the key.

use super::super::occurrence::Occurrence;
use super::front::Near;
use super::keys::NOBODY;
use super::{BUCKETS, Cluster};
use crate::policies::place::{Kind, NodeId, Placement as _};
use crate::sim::{Sink, Span};

/// Keys that nodes hold because others were full, at most.
const PASSED_MAX: usize = 4096;

impl Cluster {
    /// The bucket of the last second that is filled now.
    pub(super) fn bucket_index(&self) -> usize {
        (self.bucket % BUCKETS as u64) as usize
    }

    /// The next request comes.
    pub(super) fn ask<S: Sink<Occurrence>>(&mut self, out: &mut S) {
        let Some(at) = self.next else { return };
        self.now = at;
        self.roll(at);
        let nth = self.tally.asked;
        let key = self.asking.key(self.picks.unit(nth));
        let write = self.params.writes > 0.0 && self.writes.unit(nth) < self.params.writes;
        self.tally.asked += 1;
        self.events += 1;
        self.busy.asked();
        let news = self.watch.as_mut().is_some_and(|watch| watch.see(key));
        let occurrence = if self.fleet.is_some() {
            self.tally.messages += 1;
            self.send(key)
        } else {
            Some(self.answer(key, nth, write))
        };
        self.schedule();
        if let Some(occurrence) = occurrence {
            self.happened(occurrence, out);
        }
        if news {
            self.judged(out);
        }
    }

    /// Who answers.
    fn answer(&mut self, key: u32, nth: u64, write: bool) -> Occurrence {
        if write {
            self.front.write(key);
        } else {
            let near = self.front.read(key, self.now);
            if near != Near::No {
                self.tally.front += 1;
                self.tally.old += u64::from(near == Near::Old);
                self.counted(true);
                return Occurrence::Near { key, old: near == Near::Old };
            }
        }
        if !self.finds(key) {
            self.tally.failed += 1;
            return Occurrence::Lost { key };
        }
        let owner = self.own.owners[key as usize];
        let spot = self.spots.binary_search_by_key(&key, |spot| spot.key).ok();
        let (node, hit) = match spot {
            Some(at) => {
                let dice = self.spread.bits(nth);
                let first = &self.spots[at].parts[0].nodes;
                // The one that is told; with sub-keys there are others.
                let node = first.get((dice % first.len().max(1) as u64) as usize).copied().unwrap_or(owner);
                (node, self.serve_spot(at, dice, write))
            }
            None => self.serve(key, owner),
        };
        let node = (node != NOBODY).then(|| NodeId::from(node));
        if write {
            self.tally.writes += 1;
            return Occurrence::Wrote { key, node };
        }
        self.front.keep(key, self.now, Span::from_secs(self.params.fresh));
        self.tally.hits += u64::from(hit);
        self.tally.misses += u64::from(!hit);
        self.counted(hit);
        Occurrence::Asked { key, node, hit }
    }

    fn counted(&mut self, hit: bool) {
        let bucket = self.bucket_index();
        let bucket = &mut self.recent[bucket];
        bucket.0 += u32::from(hit);
        bucket.1 += u32::from(!hit);
    }

    /// The owner of a key answers, or one that it passes the request on to; gives which, and whether it had the key.
    fn serve(&mut self, key: u32, owner: u16) -> (u16, bool) {
        if owner == NOBODY {
            return (owner, false);
        }
        let bucket = self.bucket_index();
        let point = self.own.points[key as usize];
        let node = self.admit(NodeId::from(owner), point) as u16;
        self.busy.add(NodeId::from(node), bucket);
        if node == owner {
            let hit = self.held.by(key) == owner;
            if !hit {
                self.held.put(key, NodeId::from(node));
            }
            return (node, hit);
        }
        let held = self.passed.entry(key).or_default();
        let hit = held.contains(&node);
        if !hit {
            held.push(node);
            if self.passed.len() > PASSED_MAX {
                self.passed.pop_first();
            }
        }
        (node, hit)
    }

    /// The node that takes a request: the one meant, or, where requests are bounded and it has had its share of the last
    /// second, the next one that has room.
    pub(super) fn admit(&mut self, node: NodeId, point: u64) -> NodeId {
        if !self.params.spill {
            return node;
        }
        let members = self.own.strategy.members();
        let (_, all) = self.busy.recent(node);
        let room = |id: NodeId| {
            let cap = (self.params.bound * members.due(id) * f64::from(all + 1)).ceil();
            f64::from(self.busy.recent(id).0 + 1) <= cap
        };
        if room(node) {
            return node;
        }
        let mut to = node;
        self.own.strategy.candidates(point, &mut |id| {
            let free = room(id);
            if free {
                to = id;
            }
            !free
        });
        self.tally.spilled += u64::from(to != node);
        to
    }

    /// True if a client finds out who owns the key; only a directory can fail to say so.
    fn finds(&mut self, key: u32) -> bool {
        let owner = self.own.owners[key as usize];
        if self.own.kind != Kind::Directory || owner == NOBODY {
            return true;
        }
        let bucket = self.bucket_index();
        let point = self.own.points[key as usize];
        self.lookups.find(&self.own.strategy, point, owner.into(), !self.params.outage, bucket)
    }

    /// A window of the sketch is full: what was found may be treated.
    fn judged<S: Sink<Occurrence>>(&mut self, out: &mut S) {
        let Some(found) = self.found() else { return };
        let (found, alarms, missed) = (found.found, found.alarms, found.missed);
        self.known = std::rc::Rc::default();
        self.place_spots();
        self.happened(Occurrence::Judged { found, alarms, missed }, out);
    }
}
