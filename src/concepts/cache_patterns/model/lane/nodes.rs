//! What the nodes of a pattern do with the messages that come, and what they send on.

use super::{HISTORY, Kind, Lane, Op, Slot, World};
use crate::concepts::cache_patterns::occurrence::{Node, Occurrence, Said, Version};
use crate::concepts::cache_patterns::params::{Order, Pattern};
use crate::policies::stampede::place;
use crate::sim::{Span, Time};

impl Lane {
    /// A message comes.
    pub fn arrive(&mut self, slot: u32, world: &mut World<'_>) {
        let Some(op) = self.ops.get_mut(slot as usize).and_then(Option::take) else { return };
        self.free.push(slot);
        world.news.push(Occurrence::Came { lane: world.lane, key: op.key, to: op.to, said: op.said });
        match op.to {
            Node::Cache => self.at_cache(op, world),
            Node::Database => self.at_database(op, world),
            Node::App => self.at_app(op, world),
        }
    }
    fn at_cache(&mut self, mut op: Op, world: &mut World<'_>) {
        let (key, node) = (op.key, usize::from(op.node));
        match op.said {
            Said::Get if self.order(world.params) == Order::Names && !op.named => {
                (op.named, op.token) = (true, self.names[key as usize]);
                let number = op.token as u32;
                self.send(op, Node::Cache, Node::App, Said::Named(number), world);
            }
            Said::Get => match self.found(node, &mut op, world) {
                Some(slot) => {
                    op.hit = true;
                    self.refresh(&op, &slot, world);
                    self.send(op, Node::Cache, Node::App, Said::Found(slot.version), world);
                }
                None if self.pattern.aside() || self.pattern.local() => {
                    if self.order(world.params) == Order::Leases {
                        self.next_token += 1;
                        self.tokens[key as usize] = self.next_token;
                        op.token = self.next_token;
                    }
                    self.send(op, Node::Cache, Node::App, Said::Missed, world);
                }
                None => self.send(op, Node::Cache, Node::Database, Said::Read, world),
            },
            // The database's answer: read-through, and a refresh.
            Said::Found(version) => {
                self.refreshing[key as usize] = false;
                if version > 0 {
                    self.store(&op, version, world);
                }
                if op.kind == Kind::Read {
                    self.send(op, Node::Cache, Node::App, Said::Found(version), world);
                }
            }
            Said::Set(version) => {
                self.set(&op, version, world);
                if op.kind == Kind::Write {
                    self.send(op, Node::Cache, Node::App, Said::Done(version), world);
                }
            }
            Said::Delete => {
                self.delete(&op, world);
                if op.kind == Kind::Write {
                    let version = op.version;
                    self.send(op, Node::Cache, Node::App, Said::Done(version), world);
                }
            }
            Said::Tell => self.delete(&op, world),
            Said::Write if self.pattern == Pattern::Behind => {
                let version = self.commit(key, world.now);
                op.version = version;
                self.store(&op, version, world);
                if let Some(Some(slot)) = self.caches[node].get_mut(key as usize) {
                    slot.dirty = true;
                }
                self.send(op, Node::Cache, Node::App, Said::Done(version), world);
            }
            Said::Write => self.send(op, Node::Cache, Node::Database, Said::Write, world),
            Said::Done(version) if op.kind == Kind::Follow => {
                // A flush is through: what has not changed since is clean.
                let _ = version;
                for (key, version) in &op.batch {
                    if let Some(Some(slot)) = self.caches[node].get_mut(*key as usize)
                        && slot.version == *version
                    {
                        slot.dirty = false;
                    }
                }
            }
            Said::Done(version) => {
                // Write-through: a version that came back later does not go over a newer one.
                if self.slot(node, key, world.now).is_none_or(|slot| slot.version < version) {
                    self.store(&op, version, world);
                }
                self.send(op, Node::Cache, Node::App, Said::Done(version), world);
            }
            Said::Missed | Said::Read | Said::Flush(_) | Said::Named(_) => {}
        }
    }
    fn at_database(&mut self, mut op: Op, world: &mut World<'_>) {
        let back = op.from;
        match op.said {
            Said::Read => {
                self.tally.database_reads += 1;
                let version = self.database(op.key);
                self.send(op, Node::Database, back, Said::Found(version), world);
            }
            Said::Write => {
                self.tally.database_writes += 1;
                let version = self.commit(op.key, world.now);
                self.database[op.key as usize] = version;
                op.version = version;
                self.send(op, Node::Database, back, Said::Done(version), world);
            }
            Said::Flush(n) => {
                self.tally.database_writes += u64::from(n);
                for &(key, version) in &op.batch {
                    let stored = &mut self.database[key as usize];
                    *stored = (*stored).max(version);
                }
                self.send(op, Node::Database, back, Said::Done(0), world);
            }
            _ => {}
        }
    }
    fn at_app(&mut self, mut op: Op, world: &mut World<'_>) {
        match (op.kind, op.said) {
            (Kind::Read, Said::Missed) => self.send(op, Node::App, Node::Database, Said::Read, world),
            (Kind::Read, Said::Named(_)) => self.send(op, Node::App, Node::Cache, Said::Get, world),
            (Kind::Read, Said::Found(version)) => {
                self.answer(&op, version, world);
                let fills = self.pattern.aside() || self.pattern.local();
                if fills && op.from == Node::Database && (version > 0 || self.pattern == Pattern::Negative) {
                    self.follow(&op, Node::App, Node::Cache, Said::Set(version), Span::ZERO, world);
                }
            }
            (Kind::Write, Said::Done(version)) => {
                op.version = version;
                let order = self.order(world.params);
                let from = op.from;
                match (from, self.pattern) {
                    (Node::Cache, Pattern::WriteThrough | Pattern::Behind) | (_, Pattern::Around) => {
                        self.acknowledge(&op, world);
                    }
                    (Node::Cache, _) if order == Order::DeleteBefore => {
                        self.send(op, Node::App, Node::Database, Said::Write, world);
                    }
                    (Node::Cache, _) => {
                        if order == Order::Double {
                            let again = Span::from_secs(world.params.again);
                            self.follow(&op, Node::App, Node::Cache, Said::Delete, again, world);
                        }
                        self.acknowledge(&op, world);
                    }
                    (_, Pattern::Local) => {
                        self.delete(&op, world);
                        self.tell(&op, world);
                        self.acknowledge(&op, world);
                    }
                    (_, _) if order == Order::DeleteBefore => self.acknowledge(&op, world),
                    (_, _) if order == Order::SetAfter => {
                        self.send(op, Node::App, Node::Cache, Said::Set(version), world);
                    }
                    (_, _) => self.send(op, Node::App, Node::Cache, Said::Delete, world),
                }
            }
            _ => {}
        }
    }

    // What nodes do.

    fn commit(&mut self, key: u32, now: Time) -> Version {
        let truth = &mut self.truth[key as usize];
        *truth += 1;
        let history = &mut self.history[key as usize];
        if history.len() == HISTORY {
            history.pop_front();
        }
        history.push_back((*truth, now));
        *truth
    }
    /// A value goes into a cache whatever is there.
    fn store(&mut self, op: &Op, version: Version, world: &mut World<'_>) {
        let truth = self.truth(op.key);
        if version < truth && op.kind != Kind::Write {
            self.tally.raced += 1;
            let (lane, key) = (world.lane, op.key);
            world.news.push(Occurrence::Raced { lane, key, version, current: truth });
        }
        let life = if version == 0 { world.params.negative } else { world.params.ttl };
        let expires = world.now + Span::from_secs(life);
        let slot = Slot { version, expires, stored: world.now, dirty: false, tomb: false, name: op.token };
        // What the database does not have yet may not be lost to a value that it has.
        if let Some(place) = self.caches[usize::from(op.node)].get_mut(op.key as usize)
            && place.is_none_or(|old| !old.dirty || old.version < version)
        {
            *place = Some(slot);
        }
    }
    /// A program sets a value, if the order of the pattern lets it.
    fn set(&mut self, op: &Op, version: Version, world: &mut World<'_>) {
        let there = self.caches[usize::from(op.node)].get(op.key as usize).copied().flatten();
        let refused = match self.order(world.params) {
            Order::Leases if op.kind == Kind::Follow => self.tokens[op.key as usize] != op.token,
            Order::Versions => there.is_some_and(|slot| slot.version > version && slot.expires > world.now),
            // It is stored under a name, or for a tag, that nobody asks for any more.
            Order::Names | Order::Tags => op.token != self.names[self.named(op.key, world)],
            _ => false,
        };
        if refused {
            self.tally.refused += 1;
            self.tally.orphans += u64::from(matches!(self.order(world.params), Order::Names | Order::Tags));
            world.news.push(Occurrence::Refused { lane: world.lane, key: op.key, version });
        } else {
            if op.kind == Kind::Write && version < self.truth(op.key) {
                self.tally.raced += 1;
                let (lane, key, current) = (world.lane, op.key, self.truth(op.key));
                world.news.push(Occurrence::Raced { lane, key, version, current });
            }
            self.store(op, version, world);
        }
    }
    /// Where the number of a key's name is kept, or of its tag.
    fn named(&self, key: u32, world: &World<'_>) -> usize {
        let tagged = if self.order(world.params) == Order::Tags { world.params.tagged } else { 1 };
        (key / tagged.max(1)) as usize
    }
    /// What a read finds: with names or tags only what has the number of now.
    fn found(&self, node: usize, op: &mut Op, world: &World<'_>) -> Option<Slot> {
        let slot = self.slot(node, op.key, world.now).copied();
        match self.order(world.params) {
            Order::Names => slot.filter(|slot| slot.name == op.token),
            Order::Tags => {
                op.token = self.names[self.named(op.key, world)];
                slot.filter(|slot| slot.name == op.token)
            }
            _ => slot,
        }
    }
    /// A write raises the number: what was stored under the old one is there, and nobody finds it.
    fn rename(&mut self, op: &Op, world: &World<'_>) {
        let at = self.named(op.key, world);
        self.names[at] += 1;
        let tagged = if self.order(world.params) == Order::Tags { world.params.tagged.max(1) } else { 1 };
        let node = usize::from(op.node);
        for key in at as u32 * tagged..(at as u32 + 1) * tagged {
            let Some(slot) = self.slot(node, key, world.now).copied() else { continue };
            self.tally.orphans += 1;
            self.tally.spilt += u64::from(slot.version == self.truth(key));
            if let Some(place) = self.caches[node].get_mut(key as usize) {
                *place = None;
            }
        }
    }
    fn delete(&mut self, op: &Op, world: &World<'_>) {
        if matches!(self.order(world.params), Order::Names | Order::Tags) {
            return self.rename(op, world);
        }
        let versions = self.order(world.params) == Order::Versions;
        let tomb = Slot {
            version: op.version,
            expires: world.now + Span::from_secs(world.params.ttl),
            stored: world.now,
            dirty: false,
            tomb: true,
            name: 0,
        };
        if let Some(place) = self.caches[usize::from(op.node)].get_mut(op.key as usize) {
            let newer = versions && place.is_some_and(|slot| slot.version > op.version);
            if !newer {
                *place = versions.then_some(tomb);
            }
        }
        self.tokens[op.key as usize] = 0;
    }
    fn tell(&mut self, op: &Op, world: &mut World<'_>) {
        for node in (0..self.caches.len() as u8).filter(|&node| node != op.node) {
            let draw = world.draws.unit(place(op.number ^ 0x7e11, u64::from(node)));
            if draw * 100.0 < world.params.loss {
                self.tally.lost_tells += 1;
                world.news.push(Occurrence::Lost { lane: world.lane, key: op.key });
                continue;
            }
            let to = Op { node, ..op.clone() };
            self.follow(&to, Node::App, Node::Cache, Said::Tell, Span::ZERO, world);
        }
    }
    fn refresh(&mut self, op: &Op, slot: &Slot, world: &mut World<'_>) {
        let last = Span::from_secs(world.params.ttl * world.params.ahead / 100.0);
        let due = slot.expires.since(world.now) <= last;
        if self.pattern == Pattern::Ahead && due && !self.refreshing[op.key as usize] {
            self.refreshing[op.key as usize] = true;
            self.follow(op, Node::Cache, Node::Database, Said::Read, Span::ZERO, world);
        }
    }
    /// Write-behind sends what the database does not have yet.
    pub fn flush(&mut self, number: u64, world: &mut World<'_>) {
        let dirty = self.caches[0]
            .iter()
            .enumerate()
            .filter_map(|(key, slot)| slot.filter(|slot| slot.dirty).map(|slot| (key as u32, slot.version)));
        let batch: Vec<(u32, Version)> = dirty.take(world.params.batch as usize).collect();
        if batch.is_empty() {
            return;
        }
        let op = Op {
            kind: Kind::Follow,
            key: batch[0].0,
            node: 0,
            said: Said::Flush(batch.len() as u32),
            from: Node::Cache,
            to: Node::Database,
            sent: world.now,
            arrives: world.now,
            number,
            hops: 0,
            began: world.now,
            floor: 0,
            version: 0,
            token: 0,
            named: false,
            hit: false,
            batch,
        };
        self.put(op, Span::ZERO, world);
    }
    /// The caches lose everything; how many acknowledged writes are gone.
    pub fn crash(&mut self) -> u32 {
        self.caches.iter_mut().for_each(|cache| cache.fill(None));
        self.tokens.fill(0);
        let mut lost = 0;
        // A flush that is on its way still comes.
        let mut kept = self.database.clone();
        for &(key, version) in self.ops.iter().flatten().flat_map(|op| &op.batch) {
            let there = &mut kept[key as usize];
            *there = (*there).max(version);
        }
        for (key, truth) in self.truth.iter_mut().enumerate() {
            let kept = kept[key];
            lost += *truth - kept;
            if *truth > kept {
                *truth = kept;
                self.history[key].retain(|(version, _)| *version <= kept);
            }
        }
        self.tally.lost_writes += u64::from(lost);
        lost
    }
    fn answer(&mut self, op: &Op, version: Version, world: &mut World<'_>) {
        let took = world.now.since(op.began);
        self.reads_under_way -= 1;
        self.tally.answered += 1;
        self.tally.hits += u64::from(op.hit);
        self.tally.read_time.record(took);
        // After a crash there may be less than there was.
        let floor = op.floor.min(self.truth(op.key));
        let old = (version < floor).then(|| {
            let next = self.history[op.key as usize].iter().find(|(other, _)| *other > version);
            next.map_or(Span::ZERO, |(_, at)| world.now.since(*at))
        });
        if let Some(age) = old {
            self.tally.old += 1;
            self.tally.old_ns += u128::from(age.0);
            self.tally.old_most = self.tally.old_most.max(age);
        }
        let (lane, key, hit) = (world.lane, op.key, op.hit);
        let what = Occurrence::Answered { lane, key, version, current: floor, old, took, hit };
        self.last = Some(what);
        world.news.push(what);
    }
    fn acknowledge(&mut self, op: &Op, world: &mut World<'_>) {
        let took = world.now.since(op.began);
        self.tally.writes += 1;
        self.tally.write_time.record(took);
        let what = Occurrence::Acknowledged { lane: world.lane, key: op.key, version: op.version, took };
        self.last = Some(what);
        world.news.push(what);
    }
}
