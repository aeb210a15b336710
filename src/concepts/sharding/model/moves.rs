//! Rows on the move: what a change of shards moves, in batches that shards read and write between queries, at no more
//! than the limit.

use super::super::occurrence::Occurrence;
use super::tally::Moving;
use super::{Event, SHARDS_MAX, Stage, Store, Work};
use crate::sim::{Sink, Span};

impl Store {
    /// Finds out which keys have to move after the routes have changed, and begins.
    pub(super) fn reshard<S: Sink<Occurrence>>(&mut self, before: u32, out: &mut S) {
        self.plan += 1;
        self.outs.iter_mut().for_each(Vec::clear);
        let (mut left, mut rows, mut total) = (0u32, 0u64, 0u64);
        for (at, key) in self.keys.all.iter_mut().enumerate() {
            self.shards[key.target as usize].copies -= key.copied;
            (key.copied, key.flying) = (0, 0);
            key.target = self.routes.shard(key.point, key.order);
            total += key.rows;
            if key.rows == 0 {
                key.owner = key.target; // nothing to carry
            } else if key.moves() {
                left += 1;
                rows += key.rows;
                self.outs[key.owner as usize].push(at as u32);
            }
        }
        self.moving = None;
        if left > 0 {
            self.moving = Some(Moving { began: self.now, before, left, rows, total, moved: 0 });
            let after = self.count() as u32;
            self.tell(&Occurrence::Reshard { before, after, keys: left, rows, total }, out);
        }
        self.settle_down(out);
        self.copy_at = self.copy_at.min(self.now);
        self.wake();
    }
    /// Copying goes on, no sooner than the limit allows.
    pub(super) fn wake(&mut self) {
        if self.moving.is_some() && !self.copying {
            self.copying = true;
            self.calendar.schedule(self.copy_at.max(self.now), Event::Copy { generation: self.copies });
        }
    }
    /// The next batch begins, at the next shard that can give one.
    pub(super) fn copy(&mut self) {
        self.copying = false;
        if self.moving.is_none() {
            return;
        }
        for turn in 0..SHARDS_MAX {
            let from = (self.next_out + turn) % SHARDS_MAX;
            if !self.shards[from].up() || self.shards[from].out >= self.params.streams {
                continue;
            }
            let Some(at) = self.next_key(from) else { continue };
            let most = u64::from(self.params.copy);
            let key = &mut self.keys.all[at as usize];
            let rows = (key.rows - key.copied - key.flying).min(most);
            key.flying += rows;
            let work =
                Work::Batch { key: at, order: key.order, rows, from: from as u8, plan: self.plan, reading: true };
            self.shards[from].out += 1;
            self.next_out = from + 1;
            self.copy_at = self.now + self.params.span(rows as f64 / self.params.limit);
            let net = self.net();
            let way = (self.now, self.now + net);
            let shard = from as u8;
            let job = self.jobs.put(super::Job {
                work,
                shard,
                stage: Stage::Going,
                sent: self.now,
                way,
                failed: false,
                missed: false,
            });
            self.calendar.schedule(way.1, Event::Reach { job });
            return self.wake();
        }
        // Nobody can give one: the end of a batch wakes it again.
    }
    /// The next key that has to leave a shard and has rows that are not under way.
    fn next_key(&mut self, from: usize) -> Option<u32> {
        let has_rows = |at: u32| {
            let key = &self.keys.all[at as usize];
            key.moves() && usize::from(key.owner) == from && key.copied + key.flying < key.rows
        };
        let list = &mut self.outs[from];
        while list.last().is_some_and(|&at| !has_rows(at)) {
            list.pop();
        }
        let goes = |at: u32| has_rows(at) && self.shards[self.keys.all[at as usize].target as usize].up();
        let place = list.iter().rposition(|&at| goes(at))?;
        let last = list.len() - 1;
        list.swap(place, last);
        list.last().copied()
    }
    /// A batch was read, or written, or lost.
    pub(super) fn batch_done<S: Sink<Occurrence>>(&mut self, at: u32, out: &mut S) {
        let net = self.net();
        let Some(job) = self.jobs.get_mut(at) else { return };
        let Work::Batch { key: index, order, rows, from, plan, reading } = job.work else { return };
        let state = self.keys.all.get(index as usize).copied();
        let current = state.filter(|key| plan == self.plan && key.order == order && key.moves());
        if let Some(key) = current.filter(|_| reading && !job.failed) {
            // It was read: on to the new shard.
            job.work = Work::Batch { key: index, order, rows, from, plan, reading: false };
            (job.shard, job.stage, job.way) = (key.target, Stage::Going, (self.now, self.now + net));
            self.calendar.schedule(self.now + net, Event::Reach { job: at });
            return;
        }
        let lost = job.failed;
        self.jobs.take(at);
        self.shards[from as usize].out -= 1;
        if current.is_some() {
            let key = &mut self.keys.all[index as usize];
            key.flying -= rows;
            if !lost {
                key.copied += rows;
                self.shards[key.target as usize].copies += rows;
                self.tally.copied += rows;
                if let Some(moving) = &mut self.moving {
                    moving.moved += rows;
                }
            }
            if key.copied >= key.rows {
                self.moved(index, out);
            } else if key.flying == 0 || lost {
                self.outs[from as usize].push(index);
            }
        }
        self.wake();
    }
    /// All rows of a key are at the new shard: from now on it is theirs.
    fn moved<S: Sink<Occurrence>>(&mut self, index: u32, out: &mut S) {
        let key = &mut self.keys.all[index as usize];
        let (from, to, rows, order) = (key.owner, key.target, key.rows, key.order);
        self.shards[from as usize].rows -= rows;
        self.shards[to as usize].copies -= key.copied;
        self.shards[to as usize].rows += rows;
        (key.owner, key.copied, key.flying) = (to, 0, 0);
        if let Some(moving) = &mut self.moving {
            moving.left -= 1;
            let left = moving.left;
            self.tell(&Occurrence::Moved { key: order, from, to, rows, left }, out);
        }
        self.settle_down(out);
    }
    /// Ends a resharding that has nothing left to move, and lets go of shards that are empty.
    pub(super) fn settle_down<S: Sink<Occurrence>>(&mut self, out: &mut S) {
        if let Some(moving) = self.moving.filter(|moving| moving.left == 0) {
            self.moving = None;
            let took = self.params.real(self.now.since(moving.began));
            self.settled = Some((moving.moved, took));
            self.tell(&Occurrence::Settled { rows: moving.moved, took }, out);
        }
        if self.moving.is_none() {
            (0..SHARDS_MAX as u8).for_each(|at| self.retire(at));
        }
    }
    /// A shard that leaves goes when nothing is left in it.
    pub(super) fn retire(&mut self, at: u8) {
        let shard = &mut self.shards[at as usize];
        if shard.leaving && shard.rows == 0 && shard.copies == 0 && shard.load() == 0 {
            (shard.present, shard.leaving, shard.dead) = (false, false, false);
        }
    }
    pub(super) fn split<S: Sink<Occurrence>>(&mut self, at: u8, out: &mut S) {
        let free = (0..SHARDS_MAX as u8).find(|at| !self.shards[*at as usize].present);
        let (Some(to), true) = (free, self.routes.shards.contains(&at)) else { return };
        let before = self.count() as u32;
        if !self.routes.split(at, to, &self.keys) {
            return self.tell(&Occurrence::Whole { shard: at }, out);
        }
        self.show();
        self.tell(&Occurrence::Split { from: at, to }, out);
        self.reshard(before, out);
    }
    pub(super) fn kill<S: Sink<Occurrence>>(&mut self, at: u8, out: &mut S) {
        let Some(shard) = self.shards.get_mut(at as usize).filter(|shard| shard.up()) else { return };
        shard.dead = true;
        shard.generation += 1;
        let mut held: Vec<u32> = shard.line.drain(..).collect();
        held.extend(shard.serving.take().map(|serving| serving.job));
        shard.busy.set(self.now, 0);
        for _ in &held {
            shard.leave(self.now);
        }
        self.tell(&Occurrence::Died { shard: at, held: held.len() as u32 }, out);
        for job in held {
            if let Some(job) = self.jobs.get_mut(job) {
                job.failed = true;
            }
            self.leave(job, out);
        }
    }
    /// How long the rest of the move takes, in the store's time: at the pace so far, or at the limit while there is none.
    pub fn move_left(&self) -> Option<Span> {
        let moving = self.moving?;
        let rows = moving.rows.saturating_sub(moving.moved) as f64;
        let so_far = self.params.real(self.now.since(moving.began)).secs();
        let pace = if moving.moved > 0 && so_far > 0.0 { moving.moved as f64 / so_far } else { self.params.limit };
        Some(Span::from_secs(rows / pace.min(self.params.limit)))
    }
}
